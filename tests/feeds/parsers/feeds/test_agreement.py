"""feedparser, which many programs are built on, gets the same out of every golden document that is well formed."""

import datetime as dt
import re
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest

from feeds.html import plain_text
from feeds.model import Embed, Entry, LiveBlog, MediaBlock, Paragraph, PubStatus
from feeds.parsers import ParseOptions, find_parser
from feeds.reading.identities import guid_from
from feeds.reading.values import read_language
from tests.feeds.parsers.test_golden import CASES, NOW

REFUSED = frozenset({"version-0.3.xml", "single-entry.xml"})
"""What it reads, and is refused here: what is not valid any more, and an entry that has no live blog to be in."""


def as_feedparser_reads(case: Path) -> Any:
    return feedparser.parse(case.read_bytes())


# Of what is not well formed it reads the parts before and after; here that is mended, or refused as a whole.
FEEDS = [
    case
    for case in CASES
    if case.parent.name in {"rss", "atom"} and case.name not in REFUSED and not as_feedparser_reads(case).bozo
]


def as_we_read(case: Path) -> LiveBlog:
    options = ParseOptions(now=NOW, language="en")
    return find_parser(case.parent.name).read(case.read_bytes(), options).blog


def pairs(case: Path) -> list[tuple[Any, Entry]]:
    """Return each entry as feedparser and as we read it, as far as a permanent id tells which they are."""
    ours = {entry.guid: entry for entry in as_we_read(case).entries if entry.guid}
    theirs = [(guid_from(entry.get("id"), scope=None), entry) for entry in as_feedparser_reads(case).entries]
    return [(entry, ours[guid]) for guid, entry in theirs if guid in ours]


def is_tombstone(entry: Entry) -> bool:
    """Say whether an entry is withdrawn by an ``at:deleted-entry`` alone, which feedparser does not know."""
    return entry.pub_status is PubStatus.CANCELED and not entry.version


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<(/?\w+)[^>]*>", " ", html)).split())


def at(parsed_time: Any) -> dt.datetime:
    return dt.datetime(*parsed_time[:6], tzinfo=dt.UTC)


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_title_and_language_of_the_feed_are_the_same(case):
    feed, blog = as_feedparser_reads(case).feed, as_we_read(case)

    assert words(feed.title) == blog.title
    assert (read_language(feed.get("language")) or "en") == blog.language


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_times_of_entries_are_the_same(case):
    for theirs, ours in pairs(case):
        published = theirs.get("published_parsed") or theirs.updated_parsed
        if "published_parsed" in theirs or not ours.time_is_exact:
            assert at(published) == ours.published_at.replace(microsecond=0)
        if "updated_parsed" in theirs and not is_tombstone(ours):
            assert at(theirs.updated_parsed) == ours.updated_at.replace(microsecond=0)


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_titles_are_the_same_or_the_beginning_of_the_text(case):
    for theirs, ours in pairs(case):
        if ours.pub_status is PubStatus.USABLE:
            first = next((plain_text(b.html) for b in ours.blocks if isinstance(b, Paragraph)), "")
            title = words(theirs.title)
            assert ours.headline in {title, theirs.title} or first.startswith(title.rstrip("…"))


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_languages_of_entries_are_the_same(case):
    blog = as_we_read(case)

    for theirs, ours in pairs(case):
        stated = theirs.get("language") or theirs.get("title_detail", {}).get("language")
        if stated and ours.pub_status is PubStatus.USABLE:
            assert read_language(stated) == (ours.language or blog.language)


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_every_file_that_goes_along_is_there(case):
    for theirs, ours in pairs(case):
        media = {r.href for b in ours.blocks if isinstance(b, MediaBlock) for r in b.media.renditions}
        embeds = {block.href for block in ours.blocks if isinstance(block, Embed)}
        assert {file.href for file in theirs.get("enclosures", ())} <= media | embeds
        if ours.pub_status is PubStatus.USABLE:
            shown = {content["url"] for content in theirs.get("media_content", ()) if "gravatar" not in content["url"]}
            assert shown <= media | embeds


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_no_entry_with_a_permanent_id_is_missing(case):
    ours = {entry.guid for entry in as_we_read(case).entries}
    theirs = [guid_from(e.get("id"), scope=None) for e in as_feedparser_reads(case).entries if ":" in e.get("id", "")]

    assert {guid for guid in theirs if "settings" not in guid} <= ours
