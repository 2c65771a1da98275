"""What a live blog and its entries say of each other where a document leaves one side out, or says it on both."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from feeds.body import BodyStyle, opening
from feeds.locales import labels_for
from feeds.model import Entry, PubStatus
from feeds.profile import HtmlSubset, MediaRule
from feeds.reading.assembling import Head, Report
from feeds.reading.parsed import ParseOptions
from feeds.titles import first_sentences

_TITLE_CHARACTERS = 80


def titled(head: Head, entries: Sequence[Entry], options: ParseOptions, *, stream: str | None = None) -> Head:
    """Return the head with a title: the given one, that of its only entry, or the name of the stream they came in.

    The given one comes first, since the next item of the same live blog has another headline. An entry that is
    withdrawn alone has no words left, but the order to remove it must not fail for that.
    """
    if head.title or options.title:
        return head
    if len(entries) != 1:
        return replace(head, title=stream)
    (entry,) = entries
    withdrawn = labels_for(head.language or "").withdrawn if entry.pub_status is PubStatus.CANCELED else None
    return replace(head, title=entry.headline or _first_words(entry) or stream or withdrawn)


def without_inherited(entry: Entry, head: Head) -> Entry:
    """Return an entry without what it only repeats of its live blog: changed there, it changes for all entries."""
    return replace(
        entry,
        language=None if entry.language == head.language else entry.language,
        byline=None if entry.byline == head.byline else entry.byline,
        rights=None if entry.rights == head.rights else entry.rights,
    )


def report_translations(report: Report, places: Sequence[str]) -> None:
    """Remark once on items that are translations, since an imported live blog is a source of its own."""
    if places:
        more = f" (and {len(places) - 1:,} more)" if len(places) > 1 else ""
        report.add(places[0], f"it is a translation of another item{more}; it becomes a text of its own here")


def most_common(values: Iterable[str | None]) -> str | None:
    """Return the value that is given most often, of several the first."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else None


def shared(values: Iterable[str | None]) -> str | None:
    """Return the value that all have that have any, if that is more than one of several."""
    given = list(values)
    found = [value for value in given if value]
    is_shared = len(set(found)) == 1 and (len(found) > 1 or len(given) == 1)
    return found[0] if is_shared else None


def _first_words(entry: Entry) -> str:
    style = BodyStyle(html=HtmlSubset.PLAIN, media=MediaRule(), labels=labels_for(""))
    return first_sentences(opening(entry.blocks, style), _TITLE_CHARACTERS)
