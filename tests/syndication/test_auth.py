import contextlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from syndication.auth import (
    Role,
    check_session,
    check_token,
    create_partner_token,
    create_sign_in_link,
    create_token,
    create_user,
    disable_user,
    end_session,
    is_use_worth_noting,
    list_sessions,
    list_tokens,
    list_users,
    note_use,
    redeem_sign_in_link,
    revoke_token,
    set_user,
)
from syndication.errors import (
    InvalidName,
    LastAdmin,
    LinkUnusable,
    NameTaken,
    UnknownPartner,
    UnknownToken,
    UnknownUser,
)
from syndication.storage.database import Database
from syndication.storage.partners import save_partner
from syndication.storage.tables import metadata
from tests.factories import NOW


def test_roles_allow_what_lower_roles_may() -> None:
    allowed = {role.value: [needed.value for needed in Role if role.allows(needed)] for role in Role}
    assert allowed == {
        "reader": ["reader"],
        "translator": ["reader", "translator"],
        "reviewer": ["reader", "translator", "reviewer"],
        "editor": ["reader", "translator", "reviewer", "editor"],
        "admin": ["reader", "translator", "reviewer", "editor", "admin"],
    }


def test_a_token_tells_whose_it_is_and_what_it_may(database: Database) -> None:
    with database.writing() as session:
        secret = create_token(session, name="desk tool", role=Role.EDITOR, now=NOW)
        caller = check_token(session, secret, now=NOW)
    assert caller is not None
    assert (caller.name, caller.role, caller.partner) == ("desk tool", Role.EDITOR, None)


def test_tokens_and_sessions_know_the_languages_they_may_translate_into(database: Database) -> None:
    with database.writing() as session:
        secret = create_token(session, name="script", role=Role.TRANSLATOR, languages=("vi",), now=NOW)
        caller = check_token(session, secret, now=NOW)
        create_user(session, "Linh", Role.TRANSLATOR, languages=("vi", "zh"), now=NOW)
        opened = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        signed_in = check_session(session, opened, now=NOW)
    assert caller is not None
    assert signed_in is not None
    assert [caller.may_translate(tag) for tag in ("vi", "ko", "zh-Hant")] == [True, False, False]
    assert [signed_in.may_translate(tag) for tag in ("vi", "ko", "zh-Hant")] == [True, False, True]


def test_a_partner_s_token_translates_nothing(database: Database) -> None:
    with database.writing() as session:
        save_partner(session, "seoul-wire", "Seoul Wire", now=NOW)
        caller = check_token(session, create_partner_token(session, "seoul-wire", name="wire", now=NOW), now=NOW)
    assert caller is not None
    assert not caller.may_translate("vi")


def test_a_partner_token_has_a_partner_and_no_role(database: Database) -> None:
    with database.writing() as session:
        save_partner(session, "seoul-wire", "Seoul Wire", now=NOW)
        secret = create_partner_token(session, "seoul-wire", name="wire", now=NOW)
        caller = check_token(session, secret, now=NOW)
    assert caller is not None
    assert (caller.name, caller.role, caller.partner) == ("wire", None, "seoul-wire")


def test_a_token_for_an_unknown_partner_is_refused(database: Database) -> None:
    with database.writing() as session, pytest.raises(UnknownPartner):
        create_partner_token(session, "nobody", name="wire", now=NOW)


def test_two_tokens_are_never_alike(database: Database) -> None:
    with database.writing() as session:
        one = create_token(session, name="one", role=Role.READER, now=NOW)
        other = create_token(session, name="other", role=Role.READER, now=NOW)
    assert one != other
    assert len(one) >= 43


@pytest.mark.parametrize("wrong", ["", "x", "Bearer ", "\ud800", "a" * 100_000, "' OR 1=1 --"])
def test_a_secret_that_was_never_given_out_is_nobodys(database: Database, wrong: str) -> None:
    with database.writing() as session:
        create_token(session, name="desk tool", role=Role.EDITOR, now=NOW)
        assert check_token(session, wrong, now=NOW) is None


def test_a_revoked_token_is_nobodys_and_its_name_is_free_again(database: Database) -> None:
    with database.writing() as session:
        old = create_token(session, name="desk tool", role=Role.EDITOR, now=NOW)
        revoke_token(session, "desk tool", now=NOW)
        new = create_token(session, name="desk tool", role=Role.READER, now=NOW)
        assert check_token(session, old, now=NOW) is None
        assert check_token(session, new, now=NOW) is not None
        assert [token.role for token in list_tokens(session)] == ["reader"]


def test_revoking_a_token_that_is_not_in_use_says_so(database: Database) -> None:
    with database.writing() as session, pytest.raises(UnknownToken):
        revoke_token(session, "desk tool", now=NOW)


def test_a_token_ends_at_its_time(database: Database) -> None:
    with database.writing() as session:
        secret = create_token(session, name="guest", role=Role.READER, now=NOW, expires_at=NOW + timedelta(days=1))
        assert check_token(session, secret, now=NOW + timedelta(hours=23)) is not None
        assert check_token(session, secret, now=NOW + timedelta(days=1)) is None


def test_a_name_in_use_is_taken(database: Database) -> None:
    with database.writing() as session:
        create_token(session, name="desk tool", role=Role.EDITOR, now=NOW)
        with pytest.raises(NameTaken):
            create_token(session, name=" desk\ttool ", role=Role.READER, now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 101])
def test_a_name_nobody_could_read_is_refused(database: Database, name: str) -> None:
    with database.writing() as session, pytest.raises(InvalidName):
        create_token(session, name=name, role=Role.EDITOR, now=NOW)


def test_a_sign_in_link_opens_a_session(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        link = create_sign_in_link(session, "Linh", now=NOW)
        secret = redeem_sign_in_link(session, link, now=NOW)
        signed_in = check_session(session, secret, now=NOW)
    assert signed_in is not None
    assert (signed_in.user, signed_in.role) == ("Linh", Role.TRANSLATOR)
    assert len(signed_in.csrf_secret) >= 43


def test_a_sign_in_link_works_once(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        link = create_sign_in_link(session, "Linh", now=NOW)
        redeem_sign_in_link(session, link, now=NOW)
        with pytest.raises(LinkUnusable):
            redeem_sign_in_link(session, link, now=NOW)


def test_of_many_browsers_that_open_a_link_at_once_one_gets_in(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        link = create_sign_in_link(session, "Linh", now=NOW)
    opened: list[str] = []

    def open_link() -> None:
        try:
            with database.writing() as session:
                opened.append(redeem_sign_in_link(session, link, now=NOW))
        except LinkUnusable:
            pass

    browsers = [threading.Thread(target=open_link) for _ in range(6)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    assert len(opened) == 1


def test_a_sign_in_link_ends_after_a_day(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        link = create_sign_in_link(session, "Linh", now=NOW)
        with pytest.raises(LinkUnusable):
            redeem_sign_in_link(session, link, now=NOW + timedelta(hours=24))


def test_an_invented_sign_in_link_opens_nothing(database: Database) -> None:
    with database.writing() as session, pytest.raises(LinkUnusable):
        redeem_sign_in_link(session, "invented", now=NOW)


def test_nobody_unknown_gets_a_sign_in_link(database: Database) -> None:
    with database.writing() as session, pytest.raises(UnknownUser):
        create_sign_in_link(session, "Nobody", now=NOW)


def test_a_session_in_use_ends_after_a_week(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        for hours in range(10, 7 * 24, 10):
            assert check_session(session, secret, now=NOW + timedelta(hours=hours)) is not None
            note_use(session, secret, now=NOW + timedelta(hours=hours))
        assert check_session(session, secret, now=NOW + timedelta(days=7)) is None


def test_a_session_that_nobody_uses_ends_after_twelve_hours(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        assert check_session(session, secret, now=NOW + timedelta(hours=11, minutes=59)) is not None
        assert check_session(session, secret, now=NOW + timedelta(hours=12)) is None


def test_a_use_is_noted_every_five_minutes_only(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        person = check_session(session, secret, now=NOW)
    assert person is not None
    assert not is_use_worth_noting(person, now=NOW + timedelta(minutes=4))
    assert is_use_worth_noting(person, now=NOW + timedelta(minutes=5))


def test_open_sessions_are_listed_newest_first(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        for hour in (0, 1, 11):
            at = NOW + timedelta(hours=hour)
            redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=at), now=at)
        found = list_sessions(session, "Linh", now=NOW + timedelta(hours=12, minutes=30))
    assert [opened.created_at - NOW for opened in found] == [timedelta(hours=11), timedelta(hours=1)]


def test_a_new_role_signs_somebody_out_and_new_languages_do_not(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW, languages=("vi",))
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        set_user(session, "Linh", languages=("vi", "ko"))
        person = check_session(session, secret, now=NOW)
        assert person is not None
        assert person.languages == ("vi", "ko")
        set_user(session, "Linh", role=Role.REVIEWER)
        assert check_session(session, secret, now=NOW) is None
        (user,) = list_users(session)
        assert (user.role, user.languages) == ("reviewer", "vi ko")


def test_the_last_admin_stays_one(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.ADMIN, now=NOW)
        create_user(session, "Minh", Role.ADMIN, now=NOW)
        disable_user(session, "Minh", now=NOW)
        with pytest.raises(LastAdmin):
            disable_user(session, "Linh", now=NOW)
        with pytest.raises(LastAdmin):
            set_user(session, "Linh", role=Role.EDITOR)
        set_user(session, "Linh", role=Role.ADMIN, languages=("ko",))
        create_user(session, "Hana", Role.ADMIN, now=NOW)
        assert set_user(session, "Linh", role=Role.EDITOR).role == "editor"


def test_of_two_admins_who_demote_each_other_at_once_one_stays(database: Database) -> None:
    with database.writing() as session:
        for name in ("Linh", "Minh"):
            create_user(session, name, Role.ADMIN, now=NOW)
    together = threading.Barrier(2)

    def demote(name: str) -> None:
        together.wait()
        with contextlib.suppress(LastAdmin), database.writing() as session:
            set_user(session, name, role=Role.READER)

    admins = [threading.Thread(target=demote, args=(name,)) for name in ("Linh", "Minh")]
    for admin in admins:
        admin.start()
    for admin in admins:
        admin.join()
    with database.reading() as session:
        assert sorted(user.role for user in list_users(session)) == ["admin", "reader"]


def test_signing_out_ends_one_session_only(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        laptop = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        phone = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        end_session(session, laptop)
        assert check_session(session, laptop, now=NOW) is None
        assert check_session(session, phone, now=NOW) is not None


def test_somebody_who_left_is_signed_out_and_stays_out(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        waiting_link = create_sign_in_link(session, "Linh", now=NOW)
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
        disable_user(session, "Linh", now=NOW)
        assert check_session(session, secret, now=NOW) is None
        with pytest.raises(LinkUnusable):
            redeem_sign_in_link(session, waiting_link, now=NOW)
        with pytest.raises(UnknownUser):
            create_sign_in_link(session, "Linh", now=NOW)
        with pytest.raises(NameTaken):
            create_user(session, "Linh", Role.ADMIN, now=NOW)
        assert [user.disabled_at for user in list_users(session)] == [NOW]


def test_no_secret_is_kept_in_any_table(database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        token = create_token(session, name="desk tool", role=Role.EDITOR, now=NOW)
        link = create_sign_in_link(session, "Linh", now=NOW)
        opened = redeem_sign_in_link(session, link, now=NOW)
        kept = repr([session.execute(select(table)).all() for table in metadata.tables.values()])
    assert not [secret for secret in (token, link, opened) if secret in kept]
