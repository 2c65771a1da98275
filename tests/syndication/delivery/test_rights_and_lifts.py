"""Deliveries that wait for a territory's lift time, and what a partner's territories keep from it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.model import Entry, MediaBlock, Paragraph, Rights
from feeds.profile import EmbargoRule, LanguageRule, Lift, MediaRule, Selection
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.delivery.dispatcher import Dispatcher
from syndication.ingest import accept_entry, replace_entry
from syndication.shaping.partners import require_partner
from syndication.shaping.previews import Wanted, preview
from syndication.shaping.profiles import put_profile
from syndication.storage.database import Database
from syndication.storage.deliveries import list_accepted_after
from syndication.web.profile_preview_view import preview_view
from tests.factories import make_picture, make_rendition, make_site
from tests.syndication.delivery.channels import channel_of, dispatch, keep_channel, local_settings
from tests.syndication.delivery.receiver import Receiver, receiving
from tests.syndication.kept import SLUG, keep_blog, raw_entry

NOT_KOREA = Rights(denied_territories=("KR",))
ENGLISH = (LanguageRule(tag="en"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return local_settings(tmp_path)


def webhook(database: Database, settings: Settings, receiver: Receiver, **profile: object) -> None:
    shape = {"languages": ENGLISH, "territories": ("KR",)} | profile
    keep_channel(database, settings, given={"url": receiver.url, "timeout_s": 1}, **shape)


def accept(database: Database, entry: Entry, *, now: datetime) -> Entry:
    with database.writing() as session:
        return accept_entry(session, SLUG, entry, actor="Linh", now=now)


def test_an_embargoed_entry_leaves_at_the_lift_time_and_not_when_its_embargo_ends(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    now = utc_now().replace(microsecond=0)
    # A lift time some minutes ahead, in whichever of two zones it is of the same day.
    zones = ("Asia/Seoul", "America/New_York")
    zone = next(name for name in zones if 1 < now.astimezone(ZoneInfo(name)).hour < 22)
    lifted = (now + timedelta(minutes=20)).replace(second=0)
    at = f"{lifted.astimezone(ZoneInfo(zone)):%H:%M}"
    rule = EmbargoRule(lifts=(Lift(territory="KR", at=at, timezone=zone),))
    webhook(database, settings, receiver, embargo=rule)

    accept(database, raw_entry("Secret.", published_at=now, embargoed_until=now + timedelta(seconds=1)), now=now)
    for wait_s in (0, 1, 60):
        Dispatcher(settings, database, clock=lambda at=now + timedelta(seconds=wait_s): at).run_once()
        assert receiver.requests == []
    assert channel_of(database).due_at == lifted
    Dispatcher(settings, database, clock=lambda: lifted).run_once()

    (received,) = receiver.accepted
    assert b"Secret." in received.body


def test_an_entry_that_is_not_for_the_partner_is_never_sent_to_it(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    now = utc_now()
    accept(database, replace(raw_entry("Not for Korea."), rights=NOT_KOREA), now=now)
    accept(database, raw_entry("For all."), now=now)
    dispatch(database, settings)
    (received,) = receiver.requests
    assert b"For all." in received.body


def test_which_pictures_were_withheld_is_in_the_delivery_log_and_their_address_nowhere(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    address = "https://example.org/barred.jpg"
    picture = make_picture(caption="The hotel", rights=NOT_KOREA, renditions=(make_rendition(href=address),))
    blocks = (Paragraph(html="With a picture.", id="b1"), MediaBlock(media=picture, id="b2"))
    entry = accept(database, replace(raw_entry("x"), blocks=blocks), now=utc_now())
    dispatch(database, settings)

    (received,) = receiver.accepted
    assert address.encode() not in received.body
    assert b"The hotel" in received.body
    with database.reading() as session:
        (logged,) = list_accepted_after(session, channel_of(database).id, 0)
    told = logged.delivery.withheld_media
    assert told is not None
    (withheld,) = json.loads(told)
    assert withheld == {
        "guid": entry.guid,
        "block_id": "b2",
        "address_hash": hashlib.sha256(address.encode()).hexdigest(),
        "reason": "not for use in KR",
    }
    assert address not in told


def events(receiver: Receiver) -> list[tuple[str, int]]:
    return [(one.event, one.version) for one in receiver.accepted]


def reshape(database: Database, **changes: object) -> None:
    """Give the profile of the channel other settings."""
    profile = replace(channel_of(database).profile, **changes)
    with database.writing() as session:
        put_profile(session, "mekong-daily", profile, expected=None, actor="Linh", now=utc_now())


def test_what_rights_come_to_deny_is_taken_back_once_and_sent_again_when_they_allow_it(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    guid = accept(database, raw_entry("They met."), now=utc_now()).guid
    dispatch(database, settings)
    for text, rights in (("Not here.", NOT_KOREA), ("Not here either.", NOT_KOREA), ("For all.", None)):
        with database.writing() as session:
            edited = raw_entry(text, rights=rights)
            replace_entry(session, guid, edited, if_version=None, actor="Linh", now=utc_now())
        dispatch(database, settings)
    assert events(receiver) == [("new", 1), ("withhold", 2), ("update", 4)]
    assert not [one for one in receiver.accepted if b"Not here" in one.body]


def test_profile_that_comes_to_deny_a_territory_takes_back_what_was_sent_and_no_more(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver, territories=())
    accept(database, raw_entry("Not for Korea.", rights=NOT_KOREA), now=utc_now())
    accept(database, raw_entry("For all."), now=utc_now())
    dispatch(database, settings)
    reshape(database, territories=("KR",))
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new", "new", "withhold"]
    assert b"Not for Korea" not in receiver.accepted[-1].body
    reshape(database, territories=())
    dispatch(database, settings)
    assert receiver.accepted[-1].event == "update"
    assert b"Not for Korea" in receiver.accepted[-1].body


def test_profile_that_comes_to_deny_a_credit_sends_what_had_its_pictures_again_without_them(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver, territories=())
    picture = make_picture(caption="The hotel", credit="Agency")
    blocks = (Paragraph(html="With a picture.", id="b1"), MediaBlock(media=picture, id="b2"))
    accept(database, replace(raw_entry("x"), blocks=blocks), now=utc_now())
    accept(database, raw_entry("Without."), now=utc_now())
    dispatch(database, settings)
    reshape(database, media=MediaRule(denied_credits=("Agency",)))
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new", "new", "update"]
    assert picture.renditions[0].href.encode() not in receiver.accepted[-1].body


def test_profile_that_selects_less_takes_nothing_back(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    accept(database, raw_entry("They met."), now=utc_now())
    dispatch(database, settings)
    reshape(database, selection=Selection(only_highlighted=True))
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new"]


def test_preview_counts_what_was_sent_and_would_be_denied(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver, territories=())
    accept(database, raw_entry("Not for Korea.", rights=NOT_KOREA), now=utc_now())
    accept(database, raw_entry("For all."), now=utc_now())
    dispatch(database, settings)
    wanted = replace(channel_of(database).profile, territories=("KR",))
    with database.reading() as session:
        partner = require_partner(session, "mekong-daily")
        found = preview(session, make_site(), Wanted(partner=partner, profile=wanted), now=utc_now())
    assert (found.denied_sent, found.denied_here) == (1, 1)
    assert "Rights would deny 1 entry that was sent" in preview_view(found).denied
