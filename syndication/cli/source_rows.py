"""What commands say of sources: as rows and records for people, and whole for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from syndication.cli.output import printable, remark

if TYPE_CHECKING:
    from feeds.parsers import Remark
    from syndication.sources.polling import Examined
    from syndication.sources.reading import Reading
    from syndication.storage.sources import FollowedEntry, SourceRecord

_QUOTED = 60
_GUIDS = ("removed", "suspects", "out_of_view", "conflicts")


def found_row(examined: "Examined") -> dict[str, object]:
    """Return what an address turned out to hold."""
    prepared = examined.prepared
    times = [entry.published_at for _place, entry in prepared.placed]
    return {
        "format": examined.format_name,
        "title": prepared.blog.title,
        "language": prepared.blog.language,
        "timezone": prepared.blog.timezone,
        "entries": len(prepared.placed),
        "oldest_at": min(times, default=None),
        "newest_at": max(times, default=None),
        "moved_to": examined.answer.moved_to,
        "unreadable": prepared.unreadable,
    }


def source_row(source: "SourceRecord") -> dict[str, object]:
    """Return a source with everything an operator may want to know of it."""
    from syndication.sources.addresses import shown_url

    return {
        "name": source.slug,
        "state": source.state,
        "url": shown_url(source.url),
        "moved_to": source.moved_to,
        "format": source.format,
        "timezone": source.timezone,
        "language": source.language,
        "title": source.title,
        "added_by": source.added_by,
        "added_at": source.created_at,
        "interval_s": source.interval_s,
        "pause_s": source.pause_s,
        "next_poll_at": source.next_poll_at if source.state == "active" else None,
        "last_poll_at": source.last_poll_at,
        "last_success_at": source.last_success_at,
        "last_status": source.last_status,
        "last_error": source.last_error,
        "failures": source.failures,
        "doubt": source.doubt,
        "doubted_since": source.doubted_since,
    }


def source_line(source: "SourceRecord") -> dict[str, object]:
    """Return what a person looks for in a list: which, how it is doing, and what is wrong."""
    row = source_row(source)
    problem = source.last_error or (f"in doubt: {source.doubt}" if source.doubt else None)
    names = ("name", "state", "format", "last_success_at", "next_poll_at")
    return {name: row[name] for name in names} | {"problem": problem, "url": row["url"]}


def notable_rows(followed: "Mapping[str, FollowedEntry]") -> Iterator[dict[str, object]]:
    """Yield the entries that stand otherwise here than at their source, the longest first."""
    for guid, one in sorted(followed.items(), key=lambda item: (item[1].missing_since is None, item[0])):
        if one.conflict_since or one.presence != "present":
            yield {
                "published_at": one.base.published_at,
                "headline": one.base.headline,
                "presence": one.presence,
                "missing_since": one.missing_since,
                "conflict_since": one.conflict_since,
                "guid": guid,
            }


def reading_row(reading: "Reading") -> dict[str, object]:
    """Return a reading for people: numbers, and only what there is of the unusual."""
    row = asdict(reading)
    del row["remarks"]
    usual = ("slug", "outcome", "status", "entries", "new", "updated", "killed", "next_poll_at")
    said: dict[str, object] = {name: row[name] for name in usual if row[name] is not None}
    return said | {name: row[name] for name in (*_GUIDS, "doubt", "unreadable") if row[name]}


def tell_remarks(remarks: "tuple[Remark, ...]") -> None:
    """Print what a person should look at in a document."""
    from feeds.titles import shorten

    for line in remarks:
        quoted = f": {shorten(line.text, _QUOTED)}" if line.text else ""
        remark(printable(f"{line.location}: {line.reason}{quoted}"))
