"""A preview as a page shows it: items as readers see them, the document in colours, its report, the difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import nh3
from markupsafe import Markup

from feeds.conformance.report import Gravity, Report
from feeds.item import Item
from feeds.language import display_name
from syndication.shaping.differences import Difference, difference
from syndication.shaping.pretty import pretty
from syndication.shaping.previews import Made, Preview
from syndication.shaping.word_difference import Run, Side, compare
from syndication.web.colouring import coloured
from syndication.web.html_answers import direction

_SHOWN_ITEMS = 100
_SHOWN_LINES = 1500
_LINES_AROUND = 3
_DIFFERENT_LINES = 400

# What a reader shows of a body. It was sanitised when it was taken in; here it is once more, since it is put on a page
# of ours, where nothing may be run or sent.
_TAGS = frozenset(
    "p br a strong b em i ul ol li blockquote q cite h2 h3 h4 h5 h6 table thead tbody tr th td figure figcaption img "  # noqa: SIM905
    "sub sup code pre div span hr time small".split()
)
_ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "*": {"lang", "dir"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item as a reader would see it."""

    title: str
    url: str
    published_at: datetime
    language: str
    direction: str
    byline: str | None
    status: str
    body: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePair:
    """A line of today's document beside one of the new; numbers are 0 where there is none. ``kind`` is its class."""

    kind: str
    old_number: int = 0
    old: str = ""
    new_number: int = 0
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """Everything that the preview shows. ``summary`` is one sentence, which is read out."""

    summary: str
    made: Made
    language: str
    items: tuple[ItemView, ...]
    more_items: int
    lines: tuple[Markup, ...]
    more_lines: int
    report: Report
    errors: int
    warnings: int
    difference: Difference | None
    pairs: tuple[LinePair, ...]
    more_pairs: bool
    denied: str = ""


def preview_view(found: Preview) -> PreviewView:
    """Prepare a preview for its template."""
    made, today = found.made, found.today
    text = pretty(made.body, made.media_type)
    lines = text.split("\n")
    differs = difference(today, made) if today else None
    pairs: tuple[LinePair, ...] = ()
    if today and differs and not differs.is_same_document and not differs.format_changes:
        pairs = tuple(_pairs(compare(pretty(today.body, today.media_type).split("\n"), lines)))
    errors, warnings = found.report.count(Gravity.ERROR), found.report.count(Gravity.WARNING)
    return PreviewView(
        summary=_summary(found, differs, errors, warnings),
        made=made,
        language=display_name(made.language, within="en"),
        items=tuple(_item(item) for item in made.items[:_SHOWN_ITEMS]),
        more_items=max(len(made.items) - _SHOWN_ITEMS, 0),
        lines=coloured("\n".join(lines[:_SHOWN_LINES]), made.media_type),
        more_lines=max(len(lines) - _SHOWN_LINES, 0),
        report=found.report,
        errors=errors,
        warnings=warnings,
        difference=differs,
        pairs=pairs[:_DIFFERENT_LINES],
        more_pairs=len(pairs) > _DIFFERENT_LINES,
        denied=_denied(found),
    )


def counted(count: int, what: str) -> str:
    """Say how many there are."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _denied(found: Preview) -> str:
    """Warn of what the partner has and may not use any more; nothing where there is nothing of the kind."""
    said = []
    if found.denied_sent:
        count = found.denied_sent
        which = "1 entry that was" if count == 1 else f"{count:,} entries that were"
        said.append(f"Rights would deny {which} sent: saving sends a hold of each.")
    if found.denied_here:
        count = found.denied_here
        which = "1 entry" if count == 1 else f"{count:,} entries"
        said.append(f"Rights keep {which} out of this feed, which says nothing of it: tell a partner who fetches it.")
    return " ".join(said)


def _summary(found: Preview, differs: Difference | None, errors: int, warnings: int) -> str:
    parts = [counted(len(found.made.items), "item"), f"{found.report.size_bytes:,} bytes"]
    parts.append(counted(errors, "error") if errors else "no errors")
    if warnings:
        parts.append(counted(warnings, "warning"))
    if differs is None:
        parts.append("new to the partner")
    elif differs.is_same_document:
        parts.append("the same as today")
    else:
        told = [(differs.added, "added"), (differs.gone, "gone"), (differs.changed, "changed")]
        parts += [f"{count:,} {what}" for count, what in told if count] or ["the same items, written otherwise"]
    return ", ".join(parts)


def _item(item: Item) -> ItemView:
    body = nh3.clean(item.body_html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes={"http", "https"})
    return ItemView(
        title=item.title,
        url=item.url,
        published_at=item.published_at,
        language=item.language,
        direction=direction(item.language),
        byline=item.byline,
        status=item.pub_status.value,
        body=Markup(body),  # noqa: S704, cleaned right above
    )


def _pairs(runs: Iterator[Run]) -> Iterator[LinePair]:
    """Yield the lines that differ, side by side, with a few lines around them."""
    old = new = 1
    found = list(runs)
    at = 0
    while at < len(found):
        run = found[at]
        if run.side is Side.BOTH:
            yield from _around(run.texts, old, new, is_first=at == 0, is_last=at == len(found) - 1)
            old, new, at = old + len(run.texts), new + len(run.texts), at + 1
            continue
        gone = run.texts if run.side is Side.OLD else ()
        after = found[at + 1] if at + 1 < len(found) else None
        if run.side is Side.NEW:
            come: Sequence[str] = run.texts
            at += 1
        else:
            come = after.texts if after and after.side is Side.NEW else ()
            at += 2 if come else 1
        yield from _beside(gone, come, old, new)
        old, new = old + len(gone), new + len(come)


def _around(lines: Sequence[str], old: int, new: int, *, is_first: bool, is_last: bool) -> Iterator[LinePair]:
    count = len(lines)
    before = 0 if is_first else _LINES_AROUND
    after = 0 if is_last else _LINES_AROUND
    shown = range(count) if count <= before + after else (*range(before), *range(count - after, count))
    for place, index in enumerate(shown):
        if place == before and count > len(shown) and not is_first:
            yield LinePair(kind="gap")
        yield LinePair(kind="both", old_number=old + index, old=lines[index], new_number=new + index, new=lines[index])


def _beside(gone: Sequence[str], come: Sequence[str], old: int, new: int) -> Iterator[LinePair]:
    for index in range(max(len(gone), len(come))):
        has_old, has_new = index < len(gone), index < len(come)
        yield LinePair(
            kind="changed" if has_old and has_new else "gone" if has_old else "come",
            old_number=old + index if has_old else 0,
            old=gone[index] if has_old else "",
            new_number=new + index if has_new else 0,
            new=come[index] if has_new else "",
        )
