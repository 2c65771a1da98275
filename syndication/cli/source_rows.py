"""What commands say of sources, as rows and records."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from syndication.cli.output import printable, remark

if TYPE_CHECKING:
    from feeds.parsers import Remark
    from syndication.sources.polling import Examined
    from syndication.sources.reading import Reading
    from syndication.sources.views import SourceView

_QUOTED = 60
_USUAL = ("slug", "outcome", "status", "entries", "new", "updated", "killed", "next_poll_at")
_UNUSUAL = ("removed", "suspects", "out_of_view", "conflicts", "doubt", "unreadable")


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


def source_line(source: "SourceView") -> dict[str, object]:
    """Return what a person looks for in a list: which, how it is doing, and what is wrong."""
    return {
        "name": source.name,
        "state": source.state,
        "format": source.format,
        "last_success_at": source.last_success_at,
        "next_poll_at": source.next_poll_at,
        "problem": source.last_error or (f"in doubt: {source.doubt}" if source.doubt else None),
        "url": source.url,
    }


def reading_row(reading: "Reading") -> dict[str, object]:
    """Return a reading for people: numbers, and only what there is of the unusual."""
    row = asdict(reading)
    usual = {name: row[name] for name in _USUAL if row[name] is not None}
    return usual | {name: row[name] for name in _UNUSUAL if row[name]}


def tell_remarks(remarks: "tuple[Remark, ...]") -> None:
    """Print what a person should look at in a document."""
    from feeds.titles import shorten

    for line in remarks:
        quoted = f": {shorten(line.text, _QUOTED)}" if line.text else ""
        place = f"{line.location}: " if line.location else ""
        remark(printable(f"{place}{line.reason}{quoted}"))
