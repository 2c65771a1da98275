"""Partners and profiles are changed by people: validated, versioned, rolled back, retired, and deleted only unused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from feeds.errors import InvalidDocument, InvalidProfile
from feeds.profile import LanguageRule, OutputProfile, PublishPolicy
from syndication.documents import fetch, plan_partner
from syndication.errors import NameTaken, UnknownPartner, UnknownProfile, VersionConflict
from syndication.ingest import kill_entry
from syndication.shaping.changes import changes_between
from syndication.shaping.errors import ProfileInUse, UnknownProfileVersion
from syndication.shaping.partners import PartnerFacts, add_partner, change_partner, require_partner, set_disabled
from syndication.shaping.profiles import put_profile, remove_profile, require_profile, retire, roll_back
from syndication.site import site_of
from syndication.storage.channels import insert_channel
from syndication.storage.database import Database
from syndication.storage.delivery_tables import feed_fetches, notices
from syndication.storage.partner_standings import Standing, standings
from syndication.storage.profile_versions import list_versions
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, keep_blog, kept_blog, raw_entry

SITE = OutputProfile(name="site", format="rss")


@pytest.fixture(autouse=True)
def daily(database: Database) -> None:
    with database.writing() as session:
        add_partner(session, "daily", PartnerFacts(name="The Daily"), actor="Linh", now=NOW)
        put_profile(session, "daily", SITE, expected=0, actor="Linh", now=NOW)


def channel(database: Database) -> int:
    with database.writing() as session:
        record = require_profile(session, "daily", "site")
        owner = require_partner(session, "daily")
        values = {"partner_id": owner.id, "profile_id": record.id, "name": "desk", "kind": "webhook", "settings": "{}"}
        return insert_channel(session, values, now=NOW)


def body(database: Database) -> str:
    with database.reading() as session:
        plan = plan_partner(session, site_of(defaults(), session), "daily", "site", SLUG, language=None)
        assert plan is not None
        served = fetch(session, plan, now=NOW + timedelta(hours=1))
    assert served is not None
    return served.body.decode()


def test_a_partner_is_added_changed_disabled_and_enabled(database: Database) -> None:
    facts = PartnerFacts(name="  The \x00 Weekly ", contact="Hana\nhana@example.org", requests_per_min=60)
    with database.writing() as session:
        added = add_partner(session, "weekly", facts, actor="Linh", now=NOW)
        assert (added.name, added.contact, added.requests_per_min) == ("The Weekly", facts.contact, 60)
        assert set_disabled(session, "weekly", disabled=True, actor="Linh", now=NOW).disabled_at == NOW
        later = NOW + timedelta(days=1)
        assert set_disabled(session, "weekly", disabled=True, actor="Linh", now=later).disabled_at == NOW
        assert set_disabled(session, "weekly", disabled=False, actor="Linh", now=later).disabled_at is None
        changed = change_partner(session, "weekly", PartnerFacts(name="Weekly"), actor="Linh")
        assert (changed.name, changed.contact, changed.requests_per_min) == ("Weekly", None, None)


def test_a_partner_that_cannot_be_is_refused_with_every_problem(database: Database) -> None:
    facts = PartnerFacts(name=" ", contact="x" * 2001, requests_per_min=0)
    with database.writing() as session, pytest.raises(InvalidDocument) as refused:
        add_partner(session, "The Weekly", facts, actor="Linh", now=NOW)
    assert [problem.path for problem in refused.value.problems] == ["slug", "name", "contact", "requests_per_min"]
    with database.writing() as session, pytest.raises(NameTaken):
        add_partner(session, "daily", PartnerFacts(name="Another"), actor="Linh", now=NOW)
    with database.writing() as session, pytest.raises(UnknownPartner):
        change_partner(session, "a\0b", PartnerFacts(name="Another"), actor="Linh")


def test_every_version_is_kept_with_who_made_it_and_why(database: Database) -> None:
    with database.writing() as session:
        changed = replace(SITE, timezone="Asia/Seoul")
        put_profile(session, "daily", changed, expected=1, actor="Hana", now=NOW, note=" their\nwish ")
        put_profile(session, "daily", changed, expected=2, actor="Hana", now=NOW, note="nothing new")
        found = list_versions(session, require_profile(session, "daily", "site").id)
    assert [(one.version, one.actor, one.note) for one in found] == [(2, "Hana", "their wish"), (1, "Linh", None)]


def test_a_version_that_was_not_seen_is_not_replaced(database: Database) -> None:
    with database.writing() as session:
        put_profile(session, "daily", replace(SITE, timezone="Asia/Seoul"), expected=1, actor="Hana", now=NOW)
    with database.writing() as session, pytest.raises(VersionConflict) as conflict:
        put_profile(session, "daily", replace(SITE, format="atom"), expected=1, actor="Linh", now=NOW)
    assert conflict.value.current_version == 2
    with database.writing() as session, pytest.raises(VersionConflict):
        put_profile(session, "daily", replace(SITE, format="atom"), expected=0, actor="Linh", now=NOW)


def test_a_format_that_nobody_writes_is_refused(database: Database) -> None:
    with database.writing() as session, pytest.raises(InvalidProfile):
        put_profile(session, "daily", replace(SITE, format="docx"), expected=None, actor="Linh", now=NOW)


def test_rolling_back_makes_a_new_version_with_the_old_document(database: Database) -> None:
    with database.writing() as session:
        put_profile(session, "daily", replace(SITE, format="atom"), expected=1, actor="Hana", now=NOW)
        record = roll_back(session, "daily", "site", 1, actor="Linh", now=NOW)
        newest = list_versions(session, record.id)[0]
        assert (record.version, record.profile, newest.note) == (3, SITE, "Back to version 1.")
        with pytest.raises(UnknownProfileVersion):
            roll_back(session, "daily", "site", 9, actor="Linh", now=NOW)


def test_a_retired_profile_delivers_withdrawals_and_nothing_else_until_it_is_rolled_back(database: Database) -> None:
    keep_blog(database, raw_entry(headline="Stays"), raw_entry(headline="Goes"))
    gone = next(entry for entry in kept_blog(database).entries if entry.headline == "Goes")
    assert "Stays" in body(database)
    with database.writing() as session:
        retire(session, "daily", "site", actor="Linh", now=NOW)
    assert "Stays" not in body(database)
    with database.writing() as session:
        kill_entry(session, gone.guid, "not confirmed", actor="Linh", now=NOW)
    assert "not confirmed" in body(database)
    with database.writing() as session:
        roll_back(session, "daily", "site", 1, actor="Linh", now=NOW)
    assert "Stays" in body(database)


def test_a_disabled_partner_is_served_withdrawals_and_nothing_else(database: Database) -> None:
    keep_blog(database, raw_entry(headline="Stays"), raw_entry(headline="Goes"))
    gone = next(entry for entry in kept_blog(database).entries if entry.headline == "Goes")
    with database.writing() as session:
        kill_entry(session, gone.guid, "not confirmed", actor="Linh", now=NOW)
        set_disabled(session, "daily", disabled=True, actor="Linh", now=NOW)
    assert "Stays" not in body(database)
    assert "not confirmed" in body(database)


def test_a_profile_that_nobody_has_had_is_deleted_with_its_versions(database: Database) -> None:
    with database.writing() as session:
        remove_profile(session, "daily", "site", actor="Linh")
    with database.reading() as session, pytest.raises(UnknownProfile):
        require_profile(session, "daily", "site")


def test_a_profile_that_somebody_has_fetched_is_not_deleted(database: Database) -> None:
    keep_blog(database, raw_entry())
    with database.writing() as session:
        row = {"profile_id": require_profile(session, "daily", "site").id, "blog_id": 1, "language": "en"}
        row |= {"revision": 1, "first_at": NOW, "last_at": NOW, "fetches": 1, "body_bytes": 10}
        session.execute(insert(feed_fetches).values(row))
    with database.writing() as session, pytest.raises(ProfileInUse):
        remove_profile(session, "daily", "site", actor="Linh")


def test_a_profile_that_a_channel_has_is_not_deleted(database: Database) -> None:
    channel(database)
    with database.writing() as session, pytest.raises(ProfileInUse):
        remove_profile(session, "daily", "site", actor="Linh")


def test_how_a_partner_stands_is_summed_up(database: Database) -> None:
    keep_blog(database, raw_entry())
    channel_id = channel(database)
    with database.writing() as session:
        profile_id = require_profile(session, "daily", "site").id
        fetch_row = {"profile_id": profile_id, "blog_id": 1, "language": "en", "revision": 1, "first_at": NOW}
        session.execute(insert(feed_fetches).values(fetch_row | {"last_at": NOW, "fetches": 1, "body_bytes": 1}))
        notice = {"blog_id": 1, "guid": "g", "language": "en", "revision": 1, "changed_at": NOW}
        for told in (
            {"kind": "kill", "holder": "channel", "channel_id": channel_id},
            {"kind": "withhold", "holder": "pull", "profile_id": profile_id},
            {"kind": "correction", "holder": "pull", "profile_id": profile_id},
            {"kind": "kill", "holder": "pull", "profile_id": profile_id, "told_at": NOW},
        ):
            session.execute(insert(notices).values(notice | told))
        found = standings(session)[require_partner(session, "daily").id]
    assert found == Standing(channels=1, last_fetched_at=NOW, owed=2)


def test_what_changed_is_told_in_the_words_of_the_form() -> None:
    rule = LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED)
    after = replace(SITE, format="atom", languages=(rule,), window=replace(SITE.window, max_entries=20))
    told = [(change.label, change.before, change.after) for change in changes_between(SITE, after)]
    assert ("Format", "RSS 2.0", "Atom") in told
    assert ("Number of entries", "100", "20") in told
    assert ("Languages", "all, drafts labelled", "vi, publish policy: nothing but reviewed text") in told
    assert len(told) == 3
    assert changes_between(SITE, SITE) == ()
