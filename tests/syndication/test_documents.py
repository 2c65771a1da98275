"""Feed documents as they are served: their bytes, their names, and what changes them."""

import re
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from feeds.item import Site
from feeds.model import EntryKind, PubStatus
from feeds.writers import WRITERS
from syndication.document_cache import DocumentCache
from syndication.documents import Served, fetch, partner_document, plan_partner, plan_public, public_document
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.partners import import_toml
from syndication.storage.database import Database
from syndication.storage.tables import entries
from tests.factories import NOW, make_site
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

MINUTE = timedelta(minutes=1)


@pytest.fixture
def site() -> Site:
    return make_site()


def served(database: Database, site: Site, *, now: datetime = NOW, language: str = "en", **wanted: Any) -> Served:
    with database.reading() as session:
        found = public_document(session, site, SLUG, language, wanted.get("format_name", "atom"), now=now)
    assert found is not None
    return found


def edit(database: Database, number: int = 0, *, now: datetime = NOW + MINUTE, **changes: Any) -> None:
    entry = kept_blog(database).entries[number]
    with database.writing() as session:
        replace_entry(session, entry.guid, raw_entry(**changes), if_version=None, actor="Linh", now=now)


def use_profile(database: Database, settings: str = "", *, now: datetime = NOW) -> None:
    text = f'[[partners]]\nslug = "mekong"\nname = "Mekong"\n[[partners.profiles]]\nname = "live"\n{settings}'
    with database.writing() as session:
        import_toml(session, text, actor="Linh", now=now)


def partners_feed(database: Database, site: Site, *, now: datetime = NOW, slug: str | None = SLUG) -> Served:
    with database.reading() as session:
        found = partner_document(session, site, "mekong", "live", slug, now=now)
    assert found is not None
    return found


def test_the_same_state_gives_the_same_document(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    assert served(database, site) == served(database, site, now=NOW + timedelta(days=300))


def test_nothing_is_served_of_what_is_not_there(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    with database.reading() as session:
        assert public_document(session, site, "nowhere", "en", "atom", now=NOW) is None
        assert public_document(session, site, SLUG, "fr", "atom", now=NOW) is None
        assert public_document(session, site, SLUG, "en", "pdf", now=NOW) is None
        assert partner_document(session, site, "nobody", "live", SLUG, now=NOW) is None


def test_each_language_format_and_site_has_a_tag_of_its_own(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    tags = [
        served(database, where, language=language, format_name=name).etag
        for where in (site, make_site(base_url="https://other.example"))
        for language in ("en", "vi", "ko")
        for name in ("atom", "rss", "newsmlg2")
    ]
    assert len(set(tags)) == len(tags)


def test_an_edit_changes_the_tag_in_every_language(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    before = {language: served(database, site, language=language).etag for language in ("en", "vi", "ko")}
    edit(database, headline="Edited")
    for language, etag in before.items():
        assert served(database, site, language=language).etag != etag


def test_an_import_that_changes_nothing_changes_no_tag(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    before = served(database, site)
    blog = kept_blog(database)
    edit(database, **{name: getattr(blog.entries[0], name) for name in ("headline", "blocks")})
    assert served(database, site) == before


def test_a_lifted_embargo_changes_bytes_tag_and_date_without_any_edit(database: Database, site: Site) -> None:
    lift = NOW + timedelta(minutes=5, microseconds=250_000)
    keep_blog(database, raw_entry(headline="Soon", embargoed_until=lift), raw_entry("Already.", headline="Already"))
    before, after = served(database, site), served(database, site, now=lift)
    assert before.valid_until == lift
    assert b"Soon" not in before.body
    assert b"Soon" in after.body
    assert after.etag != before.etag
    assert after.last_modified_at == lift
    assert after.valid_until is None


@pytest.mark.parametrize("format_name", WRITERS)
def test_an_entry_whose_embargo_is_moved_ahead_is_shown_as_a_hold_until_then(
    database: Database, site: Site, format_name: str
) -> None:
    lift = NOW + timedelta(hours=2)
    keep_blog(database, raw_entry("They met.", headline="Before"))
    guid = kept_blog(database).entries[0].guid
    edit(database, pub_status=PubStatus.WITHHELD, headline="Before")
    as_withheld = served(database, site, now=NOW + 2 * MINUTE, format_name=format_name)
    edit(database, now=NOW + 3 * MINUTE, headline="Before")
    edit(database, now=NOW + 4 * MINUTE, headline="Soon", embargoed_until=lift)
    cache = DocumentCache()
    held = kept(database, site, cache, format_name)
    after = kept(database, site, cache, format_name, now=lift)
    assert held.valid_until == lift
    assert guid.encode() in held.body
    assert not [word for word in (b"Before", b"Soon", b"They met") if word in held.body]
    assert without_times(held.body) == without_times(as_withheld.body)
    assert b"Soon" in after.body
    assert after.etag != held.etag
    assert after.valid_until is None


def without_times(body: bytes) -> bytes:
    """Return a document without what differs between two versions of one entry: times, numbers, ids of documents."""
    return re.sub(rb"[0-9a-f]{4,}|\d+", b"", body)


def test_a_translation_of_an_entry_that_comes_again_is_a_hold_too(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry(headline="Before"))
    edit(database, headline="Soon", embargoed_until=NOW + timedelta(hours=2))
    held = served(database, site, now=NOW + 2 * MINUTE, language="vi", format_name="newsmlg2")
    assert b"stat:withheld" in held.body
    assert b"Soon" not in held.body


def test_a_partner_who_has_not_seen_an_entry_yet_hears_of_no_hold(database: Database, site: Site) -> None:
    use_profile(database, 'format = "newsmlg2"\nembargo.offset_min = 60')
    keep_blog(database, raw_entry("Other."), raw_entry("They met.", embargoed_until=NOW))
    guid = next(entry.guid for entry in kept_blog(database).entries if entry.embargoed_until)
    with database.writing() as session:
        edited = raw_entry("They ate.", embargoed_until=NOW)
        replace_entry(session, guid, edited, if_version=None, actor="Linh", now=NOW + 5 * MINUTE)
    assert guid.encode() not in partners_feed(database, site, now=NOW + 10 * MINUTE).body
    assert guid.encode() in partners_feed(database, site, now=NOW + 61 * MINUTE).body


def test_a_withdrawal_that_is_no_longer_shown_is_a_change_with_a_date(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry(), raw_entry("Another.", headline="Other"))
    with database.writing() as session:
        kill_entry(session, kept_blog(database).entries[0].guid, "wrong", actor="Linh", now=NOW + MINUTE)
    ends = NOW + MINUTE + timedelta(hours=72)
    before, after = served(database, site, now=ends - MINUTE), served(database, site, now=ends)
    assert before.valid_until == ends
    assert before.etag != after.etag
    assert (before.last_modified_at, after.last_modified_at) == (NOW + MINUTE, ends)


def test_what_holds_a_text_back_dates_the_document_too(database: Database, site: Site) -> None:
    use_profile(database, 'languages = [{ tag = "vi", policy = "reviewed", when_missing = "hold" }]')
    keep_blog(database, raw_entry(), now=NOW)
    before = partners_feed(database, site)
    edit(database, now=NOW + MINUTE, headline="Edited")
    after = partners_feed(database, site)
    assert after.last_modified_at > before.last_modified_at


def test_a_changed_profile_changes_tag_and_date(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    use_profile(database)
    before = partners_feed(database, site)
    use_profile(database, 'credit_line = "Mekong"', now=NOW + MINUTE)
    after = partners_feed(database, site)
    assert after.etag != before.etag
    assert after.last_modified_at == NOW + MINUTE


def test_a_kept_document_is_not_made_again(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    cache = DocumentCache()
    first, second = (kept(database, site, cache) for _ in range(2))
    assert first is second


def kept(
    database: Database,
    site: Site,
    cache: DocumentCache,
    format_name: str = "atom",
    *,
    now: datetime = NOW + timedelta(hours=1),
) -> Served:
    with database.reading() as session:
        plan = plan_public(session, site, SLUG, "en", format_name)
        assert plan is not None
        found = fetch(session, plan, now=now, keeper=cache.as_of(None))
    assert found is not None
    return found


def test_a_change_in_one_entry_prints_one_entry_again(database: Database, site: Site) -> None:
    keep_blog(database, *(raw_entry(f"Text {number}.", headline=f"Title {number}") for number in range(30)))
    cache = DocumentCache()
    kept(database, site, cache)
    assert len(cache.fragments) == 30
    edit(database, 7, headline="Edited")
    fresh = served(database, site, now=NOW + timedelta(hours=1))
    assert kept(database, site, cache).body == fresh.body
    assert len(cache.fragments) == 31


def test_a_live_blog_is_read_once_for_all_its_formats(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry())
    cache = DocumentCache()
    for format_name in ("atom", "rss", "newsmlg2"):
        kept(database, site, cache, format_name)
    assert len(cache.variants) == 1
    edit(database, headline="Edited")
    assert b"Edited" in kept(database, site, cache).body


def test_profiles_that_print_alike_share_their_entries(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry(), raw_entry("Another.", kind=EntryKind.KEY_EVENT))
    cache = DocumentCache()
    for settings in ('title = "One"', 'selection = { kinds = ["key_event"] }', "window = { max_entries = 5 }"):
        use_profile(database, settings)
        with database.reading() as session:
            plan = plan_partner(session, site, "mekong", "live", SLUG, language=None)
            assert plan is not None
            fetch(session, plan, now=NOW, keeper=cache.as_of(None))
    assert len(cache.fragments) == 2


def test_an_entry_that_cannot_be_printed_is_reported_once_and_the_feed_stands(database: Database, site: Site) -> None:
    keep_blog(database, raw_entry(headline="Broken"), raw_entry("Sound.", headline="Sound"))
    broken = next(entry for entry in kept_blog(database).entries if entry.headline == "Broken")
    break_entry(database, broken.guid)
    cache = DocumentCache()
    with capture_logs() as lines:
        body = kept(database, site, cache).body
        edit(database, 1, headline="Sound still")
        again = kept(database, site, cache).body
    reports = [line for line in lines if line["event"] == "entry_left_out"]
    assert [line["guid"] for line in reports] == [broken.guid]
    assert reports[0]["reason"]
    assert b"Sound" in body
    assert b"Sound still" in again


def break_entry(database: Database, guid: str) -> None:
    """Put a character into a text that XML cannot hold, as nothing but a fault of ours could."""
    with database.writing() as session:
        (row,) = session.execute(entries.select().where(entries.c.guid == guid))
        text = row.document.replace("Broken", "Bro\\u0000ken")
        session.execute(update(entries).where(entries.c.guid == guid).values(document=text))


def test_a_partner_gets_the_newest_of_all_its_blogs(database: Database, site: Site) -> None:
    use_profile(database, "window = { max_entries = 3 }")
    for number in range(4):
        keep_blog(database, slug=f"blog-{number}")
        with database.writing() as session:
            entry = raw_entry(f"Text {number}.", headline=f"Title {number}", published_at=NOW + number * MINUTE)
            accept_entry(session, f"blog-{number}", entry, actor="Linh", now=NOW + number * MINUTE)
    body = partners_feed(database, site, slug=None, now=NOW + timedelta(hours=1)).body
    assert [number for number in range(4) if f"Title {number}".encode() in body] == [1, 2, 3]


def test_a_partner_without_any_blog_gets_nothing(database: Database, site: Site) -> None:
    use_profile(database)
    with database.reading() as session:
        assert partner_document(session, site, "mekong", "live", now=NOW) is None


@pytest.mark.parametrize("format_name", ["atom", "rss", "newsmlg2"])
def test_gzip_holds_the_same_bytes_in_one_member(database: Database, site: Site, format_name: str) -> None:
    keep_blog(database, raw_entry())
    document = served(database, site, format_name=format_name)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert unpacker.decompress(document.gzipped) == document.body
    assert unpacker.eof
    assert unpacker.unused_data == b""
