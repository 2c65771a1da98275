"""Inline codes of TMX segments (TMX 1.4b, content markup): ours become marks again, others are dropped and named.

A code holds a tool's native markup as text. Ours is the inline HTML of the model, such as ``<b>`` in a ``bpt``; what
another tool put there means nothing outside it, so the text is kept without it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from feeds.html import clean_inline
from feeds.xml import clean_text
from translations.inline import LINE_BREAK, read_inline, start_tag, write_inline
from translations.model import Mark

_START_TAG = re.compile(r'<(?P<tag>b|strong|i|em|sub|sup|code|q|a)(?: href="(?P<href>[^"]*)")?>')
_TYPES = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic"}


@dataclass(slots=True)
class _Reading:
    """A segment while it is read; ``opened`` says by code number which of ``marks`` has no end yet."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark | None] = field(default_factory=list)
    opened: dict[str, tuple[int, Mark]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def add(self, text: str | None) -> None:
        if text:
            self.text.append(text)
            self.length += len(text)


def read_segment(segment: etree._Element) -> tuple[str, tuple[Mark, ...], tuple[str, ...]]:
    """Return the text and marks of a ``seg``, made safe, and a word on each kind of code that was left out."""
    reading = _Reading()
    _read_content(segment, reading)
    names = dict.fromkeys(reading.dropped + ["bpt"] * bool(reading.opened))
    remarks = tuple(f"an inline code of another tool was left out: {name}" for name in names)
    text = "".join(reading.text)
    marks = [mark for mark in reading.marks if mark is not None]
    if not marks:
        return clean_text(text).strip(), (), remarks
    return *read_inline(clean_inline(write_inline(text, marks)).strip()), remarks


def write_segment(segment: etree._Element, text: str, marks: Sequence[Mark]) -> None:
    """Put text and marks into a ``seg``."""
    at = 0
    for position, code in _codes(marks):
        _append_text(segment, text[at:position])
        at = position
        segment.append(code)
    _append_text(segment, text[at:])


def _read_content(element: etree._Element, reading: _Reading) -> None:
    reading.add(element.text)
    for child in element:
        if isinstance(child.tag, str):
            _read_code(child, reading)
        reading.add(child.tail)


def _read_code(code: etree._Element, reading: _Reading) -> None:
    name, number, native = etree.QName(code).localname, code.get("i", ""), (code.text or "").strip()
    start = _START_TAG.fullmatch(native)
    if name == "hi":
        _read_content(code, reading)
    elif name == "bpt" and start is not None:
        href = None if start["href"] is None else html.unescape(start["href"])
        mark = Mark(start=reading.length, end=reading.length, tag=start["tag"], href=href)
        reading.opened[number] = (len(reading.marks), mark)
        reading.marks.append(None)
    elif name == "ept" and number in reading.opened:
        place, mark = reading.opened.pop(number)
        reading.marks[place] = replace(mark, end=reading.length)
    elif name == "ph" and native == "<br/>":
        reading.marks.append(Mark(start=reading.length, end=reading.length, tag=LINE_BREAK))
    elif name != "ept":
        # The end of a pair is named by its beginning.
        reading.dropped.append(name)


def _codes(marks: Sequence[Mark]) -> Iterator[tuple[int, etree._Element]]:
    """Yield codes with their places in the text: at one place the ends of marks first, the innermost before others."""
    numbered = list(enumerate(marks, 1))
    places = sorted({place for mark in marks for place in (mark.start, mark.end)})
    for place in places:
        for number, mark in reversed(numbered):
            if mark.start < mark.end == place:
                yield place, _code("ept", f"</{mark.tag}>", i=str(number))
        for number, mark in numbered:
            if mark.start != place:
                continue
            if mark.tag == LINE_BREAK:
                yield place, _code("ph", "<br/>", type="lb")
                continue
            yield place, _code("bpt", start_tag(mark), i=str(number), type=_TYPES.get(mark.tag, f"x-{mark.tag}"))
            if mark.end == place:
                yield place, _code("ept", f"</{mark.tag}>", i=str(number))


def _code(name: str, native: str, **attributes: str) -> etree._Element:
    code = etree.Element(name, attributes)
    code.text = native
    return code


def _append_text(segment: etree._Element, text: str) -> None:
    if len(segment):
        segment[-1].tail = (segment[-1].tail or "") + text
    else:
        segment.text = (segment.text or "") + text
