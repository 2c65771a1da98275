"""The whole reading of a page: its parts, their times, and the live blog they make."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from feeds.language import canonical_tag
from feeds.model import Entry, EntryKind, LiveBlog
from feeds.parsers.plain_text.anchor import find_anchor
from feeds.parsers.plain_text.blocks import read_blocks
from feeds.parsers.plain_text.entries import Draft, has_summary, read_entries, report_doubtful_summary
from feeds.parsers.plain_text.head import byline_text, is_byline, read_head, starts_with_by
from feeds.parsers.plain_text.lines import Line, read_lines
from feeds.parsers.plain_text.parts import Parts, split_parts
from feeds.parsers.plain_text.report import Report, failure, shown
from feeds.parsers.plain_text.timeline import Placed, place_entries
from feeds.profile import zone_name
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.reading.slugs import make_slug

_DEFAULT_LANGUAGE = "en"


def parse_plain_text(data: bytes, options: ParseOptions) -> Parsed:
    """Read a live blog as copied from a news page; the rules are in ``docs/formats/plain_text.md``.

    ``options.timezone`` is required. ``options.date`` is the day of the oldest entry in that zone; it is required where
    the page has no date of its own, and wins over the page's. Entries come newest first, without guids. Whatever had
    no sure place is kept where it stood and remarked on by its line. Raises :exc:`~feeds.errors.ParseError`.
    """
    timezone, language = _timezone(options), _language(options)
    report = Report()
    parts = split_parts(read_lines(data), report)
    head = read_head(parts.head, report)
    byline, parts = (head.byline, parts) if head.byline else _take_byline(parts, report)
    drafts = read_entries(parts.items, report, day=head.day)
    report_doubtful_summary(drafts, report)
    anchor = find_anchor(head, drafts, ZoneInfo(timezone), told=options.date, report=report)
    placed = place_entries(drafts, anchor, report)
    _report_future(placed, options.now, anchor.zone, report)
    times = [entry.at for entry in placed] or [anchor.start()]
    published_at = anchor.published_at or min(times)
    blog = LiveBlog(
        slug=options.slug or make_slug(head.title, on=published_at.astimezone(anchor.zone).date()),
        title=head.title,
        standfirst=head.standfirst,
        summary=head.summary,
        body=read_blocks(parts.tail, report, has_headline=True),
        language=language,
        timezone=timezone,
        byline=byline,
        published_at=published_at,
        created_at=published_at,
        updated_at=max(anchor.changed_at or published_at, *times),
        coverage_start_at=min(published_at, *times),
        entries=_entries(placed, drafts),
    )
    return Parsed(blog=blog, remarks=report.remarks())


def _timezone(options: ParseOptions) -> str:
    if not options.timezone:
        reason = "no time zone for the page's clocks; give one with --timezone, such as --timezone Asia/Ho_Chi_Minh"
        raise failure(reason, location="--timezone")
    try:
        return zone_name(options.timezone)
    except ValueError as cause:
        raise failure(str(cause), location="--timezone") from cause


def _language(options: ParseOptions) -> str:
    try:
        return canonical_tag(options.language or _DEFAULT_LANGUAGE)
    except ValueError as cause:
        raise failure(str(cause), location="--language") from cause


def _take_byline(parts: Parts, report: Report) -> tuple[str | None, Parts]:
    """Take the byline off the end of the page, if a line there can be one."""
    if parts.tail:
        return _take_byline_from_tail(parts, report)
    last = parts.items[-1] if parts.items else ()
    if parts.tail_is_sure or len(last) < 3 or not _is_last_word(last):
        return None, parts
    report.add(last[-1].number, "taken as the byline", last[-1].text)
    return byline_text(last[-1]), replace(parts, items=(*parts.items[:-1], last[:-1]))


def _take_byline_from_tail(parts: Parts, report: Report) -> tuple[str | None, Parts]:
    line, is_tight = parts.tail[-1], not any(line.follows_blank for line in parts.tail[1:])
    if not (_is_last_word(parts.tail) or (is_tight and len(parts.tail) > 1 and is_byline(line))):
        return None, parts
    if len(parts.tail) == 1 and not starts_with_by(line):
        report.add(line.number, "taken as the byline", line.text)
    return byline_text(line), replace(parts, tail=parts.tail[:-1])


def _is_last_word(lines: Sequence[Line]) -> bool:
    return starts_with_by(lines[-1]) or (lines[-1].follows_blank and is_byline(lines[-1]))


def _report_future(placed: Sequence[Placed], now: datetime, zone: tzinfo, report: Report) -> None:
    if placed and placed[0].at > now:
        reason = f"{shown(placed[0].at.astimezone(zone))} is in the future; check --timezone and --date"
        report.add(placed[0].draft.line, reason)


def _entries(placed: Sequence[Placed], drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    summary = drafts[0] if has_summary(drafts) else None
    return tuple(
        Entry(
            published_at=entry.at,
            created_at=entry.at,
            updated_at=entry.at,
            kind=EntryKind.SUMMARY if entry.draft is summary else EntryKind.UPDATE,
            pinned=entry.draft is summary,
            headline=entry.draft.headline,
            blocks=entry.draft.blocks,
            time_is_exact=entry.is_exact,
        )
        for entry in placed
    )
