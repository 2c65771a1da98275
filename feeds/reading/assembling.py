"""A live blog put together from what a parser found; one broken entry is remarked on and skipped.

report = Report("rss")
entries = report.read_each(items, read=_entry, place=lambda number, item: f"line {item.sourceline}")
return assemble(Head(title=..., language=...), entries, options, report)
"""

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

from lxml import etree

from feeds.errors import ParseError
from feeds.language import canonical_tag
from feeds.model import Block, Entry, LiveBlog, PubStatus, Rights, Subject, Translation
from feeds.reading.parsed import Parsed, ParseOptions, Remark
from feeds.reading.slugs import make_slug
from feeds.reading.values import read_language, read_zone
from feeds.sanitise import clean_blog, clean_entry, one_line

T = TypeVar("T")

MOST_ENTRIES = 20_000
_MOST_CHARACTERS = 500_000
_QUOTED = 200


class BrokenEntry(Exception):
    """One entry of a document that cannot be read; ``reason`` is a short sentence. The others stand."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Report:
    """Remarks of one reading, and the errors of its format."""

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name
        self.skipped = 0
        self._remarks: list[Remark] = []

    def add(self, location: str, reason: str, text: str = "") -> None:
        """Note what was done at ``location`` (``line 12``, ``items[3]``) and why a person should look at it."""
        self._remarks.append(Remark(location=location, reason=reason, text=text[:_QUOTED]))

    def remarks(self) -> tuple[Remark, ...]:
        """Return all remarks, in the order they were made."""
        return tuple(self._remarks)

    def failure(self, reason: str, *, location: str = "") -> ParseError:
        """Make the error that stops the reading."""
        return ParseError(format_name=self.format_name, location=location, reason=reason)

    @contextmanager
    def whole_document(self) -> Iterator[None]:
        """Make what is found broken outside of all entries the error that stops the reading."""
        try:
            yield
        except (BrokenEntry, ValueError) as cause:
            raise self.failure(cause.reason if isinstance(cause, BrokenEntry) else str(cause)) from cause

    def read_each(
        self, items: Iterable[T], *, read: Callable[[T], Entry | None], place: Callable[[int, T], str]
    ) -> tuple[Entry, ...]:
        """Read entries one by one. One that is broken is remarked on and skipped; one read as ``None`` is skipped.

        ``place`` names where an item stands, by its number from 0. Raises :exc:`~feeds.errors.ParseError` if there were
        items and all of them are broken, or more than 20,000.
        """
        found: list[Entry] = []
        broken: list[str] = []
        for number, item in enumerate(items):
            # One that says how long it is need not be read first.
            if number >= MOST_ENTRIES or (isinstance(items, Sized) and len(items) > MOST_ENTRIES):
                raise self.failure(f"more than {MOST_ENTRIES:,} entries in one document")
            try:
                entry = read(item)
            except (BrokenEntry, ValueError, etree.XMLSyntaxError) as cause:
                reason = cause.reason if isinstance(cause, BrokenEntry) else str(cause)
                self.add(place(number, item), f"the entry was skipped: {reason}")
                broken.append(reason)
                self.skipped += 1
                continue
            if entry is not None:
                found.append(entry)
        if len(broken) == 1 and not found:
            raise self.failure(f"its only entry cannot be read: {broken[0]}")
        if broken and not found:
            raise self.failure(f"none of its {len(broken):,} entries can be read; the first: {broken[0]}")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a document says of the live blog itself; what it does not say is ``None`` or empty.

    ``refresh_s`` is for how many seconds it wishes not to be asked for again (RSS ``ttl``).
    """

    title: str | None = None
    guid: str = ""
    slug: str | None = None
    standfirst: str | None = None
    summary: tuple[Block, ...] = ()
    body: tuple[Block, ...] = ()
    language: str | None = None
    timezone: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    coverage_start_at: datetime | None = None
    coverage_end_at: datetime | None = None
    pub_status: PubStatus = PubStatus.USABLE
    subjects: tuple[Subject, ...] = ()
    rights: Rights | None = None
    refresh_s: int | None = None
    translation: Translation | None = None


def bounded(text: str) -> str:
    """Return the text of one entry as it is; raises :exc:`BrokenEntry` for one that would never be taken in.

    Hostile markup can cost more than its length to read, so it is not read at all.
    """
    if len(text) > _MOST_CHARACTERS:
        raise BrokenEntry(f"its text has more than {_MOST_CHARACTERS:,} characters")
    return text


def make_entry(
    *,
    published_at: datetime | None,
    updated_at: datetime | None = None,
    created_at: datetime | None = None,
    headline: str | None = None,
    blocks: Iterable[Block] = (),
    guid: str = "",
    **rest: object,
) -> Entry:
    """Return an entry with its times settled, its texts cleaned, and its blocks numbered from ``b1``.

    It was made when it was published unless ``created_at`` says otherwise. Raises :exc:`BrokenEntry` for one that has
    no time, or nothing to show and is neither withdrawn nor withheld.
    """
    at = published_at or updated_at
    if at is None:
        raise BrokenEntry("it has no time")
    made = clean_entry(
        Entry(
            guid=guid,
            published_at=at,
            created_at=created_at or at,
            updated_at=max(at, updated_at or at),
            headline=headline,
            blocks=tuple(blocks),
            **rest,  # type: ignore[arg-type]
        )
    )
    if made.pub_status is PubStatus.CANCELED:
        return replace(made, headline=None, blocks=())
    if made.pub_status is PubStatus.USABLE and not made.headline and not made.blocks:
        raise BrokenEntry("it has neither a title nor a text")
    return replace(made, blocks=numbered(made.blocks))


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give blocks the ids b1, b2, ... in order."""
    numbers = count(1)
    return tuple(replace(block, id=f"b{next(numbers)}") for block in blocks)


def assemble(head: Head, entries: Iterable[Entry], options: ParseOptions, report: Report) -> Parsed:
    """Return the live blog, its entries newest first.

    Title, slug, time zone and language of the options stand in where the document names none. Of entries with one guid
    the one that was updated last is kept, and the others are remarked on. Raises :exc:`~feeds.errors.ParseError` for a
    live blog without a title or a language.
    """
    title = one_line(head.title or "") or one_line(options.title or "")
    if not title:
        raise report.failure("it has no title; give one with --title")
    placed = _newest_first(_unique(entries, report))
    kept = tuple(entry for _place, entry in placed)
    times = [entry.published_at for entry in kept]
    published_at = head.published_at or min(times, default=options.now)
    zone = head.timezone or given_zone(options, report)
    blog = LiveBlog(
        slug=head.slug or options.slug or make_slug(title, on=published_at.astimezone(ZoneInfo(zone)).date()),
        guid=head.guid,
        title=title,
        standfirst=head.standfirst,
        summary=tuple(head.summary),
        body=tuple(head.body),
        language=_language(head, options, report),
        timezone=zone,
        byline=head.byline,
        published_at=published_at,
        created_at=published_at,
        updated_at=max([head.updated_at or published_at, published_at, *(entry.updated_at for entry in kept)]),
        coverage_start_at=head.coverage_start_at,
        coverage_end_at=head.coverage_end_at,
        pub_status=head.pub_status,
        subjects=head.subjects,
        rights=head.rights,
        translation=head.translation,
    )
    clean = clean_blog(blog)
    blog = replace(clean, summary=numbered(clean.summary), body=numbered(clean.body), entries=kept)
    places = tuple(place for place, _entry in placed)
    return Parsed(blog=blog, remarks=report.remarks(), places=places, skipped=report.skipped, refresh_s=head.refresh_s)


def _language(head: Head, options: ParseOptions, report: Report) -> str:
    if options.language:
        try:
            canonical_tag(options.language)
        except ValueError as cause:
            raise report.failure(str(cause), location="--language") from cause
    found = read_language(head.language, options.language)
    if found is None:
        raise report.failure("it does not say its language; give one with --language, such as --language en")
    return found


def given_zone(options: ParseOptions, report: Report) -> str:
    """Return the IANA zone that was given, or UTC; raises :exc:`~feeds.errors.ParseError` for what is none."""
    try:
        return read_zone(options)
    except ValueError as cause:
        raise report.failure(str(cause), location="--timezone") from cause


def _unique(entries: Iterable[Entry], report: Report) -> list[tuple[int, Entry]]:
    """Return the entries with their places, of several with one guid the one that was updated last."""
    kept: dict[str, tuple[int, Entry]] = {}
    nameless: list[tuple[int, Entry]] = []
    for place, entry in enumerate(entries):
        other = kept.get(entry.guid)
        if not entry.guid:
            nameless.append((place, entry))
        elif other is None:
            kept[entry.guid] = place, entry
        else:
            report.add(entry.guid, "two entries have this id; the one that was updated last is kept")
            kept[entry.guid] = max(other, (place, entry), key=lambda one: (one[1].updated_at, one[1].version))
    return sorted([*kept.values(), *nameless], key=lambda one: one[0])


def _newest_first(placed: Iterable[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Sort by publication; entries of one moment stay as the document has them."""
    return sorted(placed, key=lambda one: one[1].published_at, reverse=True)
