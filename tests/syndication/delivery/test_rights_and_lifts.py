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
from feeds.profile import EmbargoRule, LanguageRule, Lift
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.delivery.dispatcher import Dispatcher
from syndication.ingest import accept_entry
from syndication.storage.database import Database
from syndication.storage.deliveries import list_accepted_after
from tests.factories import make_picture, make_rendition
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
