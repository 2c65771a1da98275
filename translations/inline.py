"""Inline HTML as plain text and marks over it, and back: engines, memories and reviewers see text, never tags.

Takes and gives the well-formed fragments of :func:`feeds.html.clean_inline`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from lxml import etree

from feeds.html import escape, escape_attribute, parse_fragment
from translations.model import Mark

LINE_BREAK = "br"


def read_inline(fragment: str) -> tuple[str, tuple[Mark, ...]]:
    """Return a fragment's text and its marks in document order, outer ones first.

    A ``br`` is an empty mark and leaves no character in the text; other empty elements are empty marks too, so that
    the address of a link without text is not lost.
    """
    if "<" not in fragment and "&" not in fragment:
        return fragment, ()
    pieces: list[str] = []
    length = 0
    found: list[Mark | None] = []
    open_marks: list[tuple[int, int]] = []
    root = parse_fragment(fragment)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            open_marks.append((len(found), length))
            found.append(None)
            text = element.text
        else:
            place, start = open_marks.pop()
            if element is not root:
                found[place] = Mark(start=start, end=length, tag=str(element.tag), href=element.get("href"))
            text = element.tail if element is not root else None
        if text:
            pieces.append(text)
            length += len(text)
    return "".join(pieces), tuple(mark for mark in found if mark is not None)


def write_inline(text: str, marks: Sequence[Mark], *, write_text: Callable[[str], str] = escape) -> str:
    """Return text with its marks as a well-formed fragment; the inverse of :func:`read_inline`.

    Marks may overlap in any way: where two cross, one that is not a link is closed and opened again. ``write_text``
    turns each stretch of text into markup.
    """
    if not marks:
        return write_text(text)
    starting: dict[int, list[Mark]] = {}
    for mark in marks:
        starting.setdefault(mark.start, []).append(mark)
    stops = sorted({position for mark in marks for position in (mark.start, mark.end)})
    out: list[str] = []
    stack: list[Mark] = []
    at = 0
    for stop in stops:
        out.append(write_text(text[at:stop]))
        at = stop
        _close(stack, out, [mark for mark in stack if mark.end == stop])
        for mark in outer_first(starting.get(stop, ())):
            _open(mark, stack, out)
    return "".join([*out, write_text(text[at:])])


def addresses(marks: Iterable[Mark]) -> Counter[str]:
    """Count the link addresses in marks."""
    return Counter(mark.href for mark in marks if mark.href is not None)


def moved(mark: Mark, *, start: int, end: int) -> Mark:
    """Return a mark over another span."""
    return Mark(start=start, end=end, tag=mark.tag, href=mark.href)


def outer_first(marks: Sequence[Mark]) -> list[Mark]:
    """Order marks that start together: longer ones first, while empty ones keep their place between them."""
    longest_first = iter(sorted((mark for mark in marks if mark.end > mark.start), key=lambda mark: -mark.end))
    return [next(longest_first) if mark.end > mark.start else mark for mark in marks]


def start_tag(mark: Mark) -> str:
    """Return the tag that opens a mark."""
    return f'<{mark.tag} href="{escape_attribute(mark.href)}">' if mark.href is not None else f"<{mark.tag}>"


def _open(mark: Mark, stack: list[Mark], out: list[str]) -> None:
    if mark.end == mark.start:
        out.append("<br/>" if mark.tag == LINE_BREAK else f"{start_tag(mark)}</{mark.tag}>")
        return
    # A link is put around what would cross its end, since a link cut in two would be two links.
    crossing = [other for other in stack if other.end < mark.end] if mark.tag == "a" else []
    _close(stack, out, crossing)
    for each in (mark, *crossing):
        stack.append(each)
        out.append(start_tag(each))


def _close(stack: list[Mark], out: list[str], done: Sequence[Mark]) -> None:
    """Close the open marks that are done, with those opened inside them, and open again what is not done."""
    first = next((place for place, mark in enumerate(stack) if mark in done), None)
    if first is None:
        return
    inner = stack[first:]
    del stack[first:]
    out.extend(f"</{mark.tag}>" for mark in reversed(inner))
    for mark in inner:
        if mark not in done:
            stack.append(mark)
            out.append(start_tag(mark))
