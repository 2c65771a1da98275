"""What the rights of others keep from a partner's feed is in the log, once, and only there."""

import hashlib
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from structlog.testing import capture_logs

from feeds.item import Site
from feeds.model import Entry, MediaBlock, Paragraph, Rights
from syndication.document_cache import DocumentCache
from syndication.documents import Served, fetch, plan_partner
from syndication.ingest import replace_entry
from syndication.partners import import_toml
from syndication.storage.database import Database
from tests.factories import NOW, make_picture, make_rendition, make_site
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

NOT_KOREA = Rights(denied_territories=("KR",))
ADDRESS = "https://example.org/barred.jpg"
PARTNER = """
[[partners]]
slug = "mekong"
name = "Mekong"
[[partners.profiles]]
name = "live"
territories = ["KR"]
{}
"""


def with_picture(text: str) -> Entry:
    picture = make_picture(caption="The hotel", rights=NOT_KOREA, renditions=(make_rendition(href=ADDRESS),))
    return replace(raw_entry(text), blocks=(Paragraph(html=text, id="b1"), MediaBlock(media=picture, id="b2")))


def keep_partner(database: Database, settings: str = "") -> None:
    with database.writing() as session:
        import_toml(session, PARTNER.format(settings), actor="Linh", now=NOW)


def read(database: Database, cache: DocumentCache, *, now: datetime = NOW + timedelta(hours=1)) -> Served:
    site: Site = make_site()
    with database.reading() as session:
        plan = plan_partner(session, site, "mekong", "live", SLUG, language=None)
        assert plan is not None
        found = fetch(session, plan, now=now, keeper=cache.as_of(None))
    assert found is not None
    return found


def told(lines: list[MutableMapping[str, Any]], event: str) -> list[MutableMapping[str, Any]]:
    return [line for line in lines if line["event"] == event]


def test_an_entry_that_is_not_for_a_partner_is_told_once_and_is_no_fault(database: Database) -> None:
    keep_blog(database, replace(raw_entry("Barred."), rights=NOT_KOREA), raw_entry("Free."))
    keep_partner(database)
    barred = next(entry for entry in kept_blog(database).entries if entry.rights)
    cache = DocumentCache()
    with capture_logs() as lines:
        first, second = read(database, cache), read(database, cache, now=NOW + timedelta(hours=2))
    assert b"Barred." not in first.body + second.body
    (line,) = told(lines, "entry_refused")
    assert (line["guid"], line["reason"], line["partner"]) == (barred.guid, "not for use in KR", "mekong")
    assert told(lines, "entry_left_out") == []


def test_a_picture_that_is_withheld_is_told_without_its_address_and_stays_told_when_others_change(
    database: Database,
) -> None:
    keep_blog(database, with_picture("With a picture."), raw_entry("Other."))
    keep_partner(database)
    blog = kept_blog(database)
    pictured = next(entry for entry in blog.entries if len(entry.blocks) == 2)
    other = next(entry for entry in blog.entries if len(entry.blocks) == 1)
    cache = DocumentCache()
    with capture_logs() as lines:
        read(database, cache)
        with database.writing() as session:
            replace_entry(session, other.guid, raw_entry("New."), if_version=None, actor="Linh", now=NOW)
        changed = read(database, cache)
    assert b"New." in changed.body
    assert b"The hotel" in changed.body
    assert ADDRESS.encode() not in changed.body
    (line,) = told(lines, "media_withheld")
    assert (line["guid"], line["block_id"], line["reason"]) == (pictured.guid, "b2", "not for use in KR")
    assert line["address_hash"] == hashlib.sha256(ADDRESS.encode()).hexdigest()
    assert ADDRESS not in str(lines)


def test_a_document_names_the_second_at_which_a_territorys_lift_time_lets_more_in(database: Database) -> None:
    embargoed = raw_entry("Secret.", published_at=NOW, embargoed_until=NOW + timedelta(minutes=1))
    keep_blog(database, embargoed)
    # It is 23:01 in Seoul when the embargo ends, and 23:30 when it is lifted there.
    keep_partner(database, 'embargo = { lifts = [{ territory = "KR", at = "23:30", timezone = "Asia/Seoul" }] }')
    lifted = NOW + timedelta(minutes=30)
    cache = DocumentCache()
    before = read(database, cache, now=NOW + timedelta(minutes=2))
    assert b"Secret." not in before.body
    assert before.valid_until == lifted
    assert b"Secret." not in read(database, cache, now=lifted - timedelta(seconds=1)).body
    after = read(database, cache, now=lifted)
    assert b"Secret." in after.body
    assert after.etag != before.etag
