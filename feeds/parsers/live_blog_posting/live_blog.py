"""The posting as a live blog."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.model import Block
from feeds.parsers.live_blog_posting.facts import read_rights, read_subjects
from feeds.parsers.live_blog_posting.page import POSTING, Page, Script, read_page
from feeds.parsers.live_blog_posting.things import Thing, by_id, objects_in, types_of
from feeds.parsers.live_blog_posting.updates import UpdateReader, absolute_identifiers, text_of
from feeds.reading.assembling import BrokenEntry, Head, Report, assemble, given_zone
from feeds.reading.html_tree import plain_words
from feeds.reading.identities import guid_from
from feeds.reading.json_values import load_json
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.reading.people import byline_of
from feeds.reading.slugs import slug_from_url
from feeds.reading.values import absolute_url

_REPEATED = 60


def parse_live_blog_posting(data: bytes, options: ParseOptions) -> Parsed:
    """Read the LiveBlogPosting that a page describes, of several the one with most updates.

    Times without a zone are on the clock of ``options.timezone``, relative addresses are resolved against the page's
    own or ``options.base_url``. Raises :exc:`~feeds.errors.ParseError` for a page without such a description.
    """
    report = Report("live_blog_posting")
    page = _page(data, report)
    posting = _posting(page, report)
    reader = _reader(posting, page, options, report)
    head = _head(posting, reader, report)
    entries = report.read_each(posting.updates, read=reader.read, place=lambda _number, update: update.path)
    return assemble(head, entries, options, report)


def _page(data: bytes, report: Report) -> Page:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n\x00\xff\xfe")[:1] == b"<":
        return read_page(data, report)
    return Page(scripts=(Script(place="", value=load_json(data, report)),), language=None, url=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posting:
    """A live blog as described: what is said of it, and its updates."""

    thing: Thing
    updates: tuple[Thing, ...]


def _posting(page: Page, report: Report) -> _Posting:
    known = by_id(one for script in page.scripts for one in objects_in(script.value))
    found = [posting for script in page.scripts for posting in _postings(script, known)]
    if not found:
        raise report.failure(f"the page describes no {POSTING} in a script of JSON-LD that can be read")
    chosen = max(found, key=lambda posting: len(posting.updates))
    name = _name(chosen.thing)
    others = [posting for posting in found if posting.updates and _name(posting.thing) != name]
    if others:
        report.add(chosen.thing.path, f"the page describes {len(others) + 1} live blogs; this one has most updates")
    # A page that is long describes itself in parts.
    parts = [posting for posting in found if posting is chosen or (name and _name(posting.thing) == name)]
    return _Posting(thing=chosen.thing, updates=tuple(update for part in parts for update in part.updates))


def _postings(script: Script, known: Mapping[str, dict[str, object]]) -> Iterator[_Posting]:
    for values in objects_in(script.value):
        if POSTING in types_of(values):
            described = Thing(values)
            # Our own pages say which version they show; their texts are plain, be there tags in them or not.
            is_ours = bool(described.text("version")) and bool(absolute_identifiers(described))
            thing = Thing(values, script.place, known, is_ours)
            yield _Posting(thing=thing, updates=tuple(_unwrapped(update) for update in thing.things("liveBlogUpdate")))


def _unwrapped(update: Thing) -> Thing:
    """Take an update out of the item of a list that some put around it."""
    inner = update.things("item") if "ListItem" in update.types else ()
    return inner[0] if inner else update


def _name(posting: Thing) -> str | None:
    return posting.text("@id", "url")


def _reader(posting: _Posting, page: Page, options: ParseOptions, report: Report) -> UpdateReader:
    thing = posting.thing
    named = [thing.text("url"), *(one.text("@id", "url") for one in thing.things("mainEntityOfPage"))]
    named += [thing.text("mainEntityOfPage", "@id"), page.url, options.base_url]
    url = next((found for name in named if (found := absolute_url(name, options.base_url))), None)
    return UpdateReader(
        url=url,
        zone=ZoneInfo(given_zone(options, report)),
        language=_language(thing, page),
        byline=_byline(thing),
        updates=posting.updates,
    )


def _head(posting: _Posting, reader: UpdateReader, report: Report) -> Head:
    thing = posting.thing

    def time(*names: str) -> datetime | None:
        try:
            return thing.time(*names, zone=reader.zone)
        except BrokenEntry as cause:
            report.add(thing.path, f"left out: {cause.reason}")
            return None

    return Head(
        title=thing.words("headline", "name"),
        guid=guid_from(next(iter(absolute_identifiers(thing)), reader.url), scope=None),
        slug=slug_from_url(reader.url),
        standfirst=thing.words("description"),
        body=_body(posting, reader),
        language=reader.language,
        byline=reader.byline,
        published_at=time("datePublished", "dateCreated", "coverageStartTime"),
        updated_at=time("dateModified"),
        coverage_start_at=time("coverageStartTime"),
        coverage_end_at=time("coverageEndTime"),
        subjects=read_subjects(thing),
        rights=read_rights(thing),
    )


def _body(posting: _Posting, reader: UpdateReader) -> tuple[Block, ...]:
    """Return the posting's own text, unless it is that of its updates once more."""
    thing = posting.thing
    words = thing.words("articleBody") or ""
    openings = ((plain_words(text_of(update) or ""))[:_REPEATED] for update in posting.updates)
    is_repeated = any(opening and opening in words for opening in openings) or words == thing.words("description")
    return () if is_repeated or not words else reader.blocks(thing)


def _language(thing: Thing, page: Page) -> str | None:
    named = (one.text("alternateName", "name") for one in thing.things("inLanguage"))
    return thing.text("inLanguage") or next((name for name in named if name), None) or page.language


def _byline(thing: Thing) -> str | None:
    """Return the authors; a publisher that is given as its own author is none."""
    publishers = {name.strip() for name in thing.names("publisher")}
    return byline_of(name for name in thing.names("author", "creator") if name.strip() not in publishers)
