from datetime import timedelta

import argon2
import pytest

from syndication.accounts import change_password, needs_old_password, sign_in_by_password
from syndication.auth import (
    Role,
    check_session,
    create_sign_in_link,
    create_user,
    disable_user,
    find_active_user,
    redeem_sign_in_link,
)
from syndication.errors import LinkUnusable, PasswordRefused, SignInThrottled, WrongPassword
from syndication.storage.database import Database
from syndication.storage.users import find_password_hash, set_password_hash
from syndication.throttle import MOST_OF_NAME_AND_ADDRESS
from tests.factories import NOW

HERE = "203.0.113.7"
FIRST = "bốn con mèo ngủ"
SECOND = "năm con chó chạy"


@pytest.fixture
def linh(database: Database) -> str:
    """The secret of a session that Linh has opened by a link; a password is set in it."""
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=NOW)
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)
    change_password(database, "Linh", FIRST, old="", secret=secret, address=HERE, now=NOW)
    return secret


def sign_in(database: Database, password: str = FIRST, name: str = "Linh", minutes: int = 0) -> str:
    return sign_in_by_password(database, name, password, address=HERE, now=NOW + timedelta(minutes=minutes))


def is_open(database: Database, secret: str) -> bool:
    with database.reading() as session:
        return check_session(session, secret, now=NOW + timedelta(minutes=1)) is not None


def test_name_and_password_open_a_session(database: Database, linh: str) -> None:
    secret = sign_in(database)
    assert secret != linh
    with database.reading() as session:
        person = check_session(session, secret, now=NOW)
    assert person is not None
    assert person.user == "Linh"


@pytest.mark.parametrize(
    ("name", "password"), [("Linh", SECOND), ("linh", FIRST), ("Nobody", FIRST), ("", ""), ("\0", "\0")]
)
def test_a_wrong_name_or_password_opens_nothing_and_does_not_say_which(
    database: Database, linh: str, name: str, password: str
) -> None:
    with pytest.raises(WrongPassword, match=r"^the name or the password is wrong$"):
        sign_in(database, password, name)


def test_somebody_without_a_password_and_somebody_who_left_do_not_get_in(database: Database, linh: str) -> None:
    with database.writing() as session:
        create_user(session, "Minh", Role.TRANSLATOR, now=NOW)
        disable_user(session, "Linh", now=NOW)
    for name, password in (("Minh", ""), ("Linh", FIRST)):
        with pytest.raises(WrongPassword):
            sign_in(database, password, name)


def test_guessing_is_stopped_and_the_rightful_person_gets_in_again_later(database: Database, linh: str) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        with pytest.raises(WrongPassword):
            sign_in(database, SECOND)
    with pytest.raises(SignInThrottled):
        sign_in(database)
    assert sign_in(database, minutes=15)


def test_a_sign_in_link_works_while_guessing_is_stopped(database: Database, linh: str) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        with pytest.raises(WrongPassword):
            sign_in(database, SECOND)
    with database.writing() as session:
        assert redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=NOW), now=NOW)


def test_signing_in_makes_a_hash_of_old_parameters_anew(database: Database, linh: str) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(FIRST.encode())
    with database.writing() as session:
        user_id = find_active_user(session, "Linh").id
        set_password_hash(session, user_id, weak)
    sign_in(database)
    with database.reading() as session:
        renewed = find_password_hash(session, user_id)
    assert renewed is not None
    assert "m=65536" in renewed
    assert sign_in(database)


def test_a_new_password_takes_the_place_of_the_old_one(database: Database, linh: str) -> None:
    change_password(database, "Linh", SECOND, old=FIRST, secret=linh, address=HERE, now=NOW)
    assert sign_in(database, SECOND)
    with pytest.raises(WrongPassword):
        sign_in(database, FIRST)


def test_a_new_password_ends_the_other_sessions_and_the_links_that_wait(database: Database, linh: str) -> None:
    phone = sign_in(database)
    with database.writing() as session:
        waiting = create_sign_in_link(session, "Linh", now=NOW)
    change_password(database, "Linh", SECOND, old=FIRST, secret=linh, address=HERE, now=NOW)
    assert is_open(database, linh)
    assert not is_open(database, phone)
    with database.writing() as session, pytest.raises(LinkUnusable):
        redeem_sign_in_link(session, waiting, now=NOW)


def test_in_a_session_opened_by_password_the_old_one_is_asked_for(database: Database, linh: str) -> None:
    secret = sign_in(database, minutes=1)
    with pytest.raises(WrongPassword):
        change_password(database, "Linh", SECOND, old="", secret=secret, address=HERE, now=NOW)
    with pytest.raises(WrongPassword):
        change_password(database, "Linh", SECOND, old=SECOND, secret=secret, address=HERE, now=NOW)
    change_password(database, "Linh", SECOND, old=FIRST, secret=secret, address=HERE, now=NOW)
    assert sign_in(database, SECOND)


def test_who_forgot_the_password_sets_another_after_a_link_within_an_hour(database: Database, linh: str) -> None:
    with database.reading() as session:
        assert not needs_old_password(session, "Linh", linh, now=NOW + timedelta(minutes=59))
        assert needs_old_password(session, "Linh", linh, now=NOW + timedelta(minutes=60))


def test_guessing_the_old_password_on_the_account_page_is_stopped_too(database: Database, linh: str) -> None:
    secret = sign_in(database, minutes=1)
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        with pytest.raises(WrongPassword):
            change_password(database, "Linh", SECOND, old="wrong", secret=secret, address=HERE, now=NOW)
    with pytest.raises(SignInThrottled):
        change_password(database, "Linh", SECOND, old=FIRST, secret=secret, address=HERE, now=NOW)


def test_a_password_that_is_too_easy_changes_nothing(database: Database, linh: str) -> None:
    with pytest.raises(PasswordRefused):
        change_password(database, "Linh", "password123", old=FIRST, secret=linh, address=HERE, now=NOW)
    assert sign_in(database)
