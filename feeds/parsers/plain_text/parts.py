"""Which lines are the head, which are entries, and which are the text after them."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.parsers.plain_text.blocks import count_sentences
from feeds.parsers.plain_text.lines import Line
from feeds.parsers.plain_text.report import Report
from feeds.parsers.plain_text.stamps import read_day, read_opening, read_stamp
from feeds.reading.credits import read_credits


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The lines of a page by what they belong to; each item is an entry, its bullet's line first.

    ``tail_is_sure`` is false where the page gives no sign of the end of its last entry, which then has everything.
    """

    head: tuple[Line, ...]
    items: tuple[tuple[Line, ...], ...]
    tail: tuple[Line, ...]
    tail_is_sure: bool


def split_parts(lines: Sequence[Line], report: Report) -> Parts:
    """Find the entries: the lines that start with the page's bullet, or with a time where the page has no bullets."""
    starts = _before_rule(lines, _bullet_starts(lines)) or _clock_starts(lines, report)
    if not starts:
        report.add(lines[0].number, "no entries found: no line starts with a bullet or a time")
        end = _end_of_head(lines)
        return Parts(head=tuple(lines[:end]), items=(), tail=tuple(lines[end:]), tail_is_sure=True)
    ends = [*starts[1:], len(lines)]
    items = [tuple(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    last, tail = _cut_tail(items, report)
    return Parts(
        head=tuple(lines[: starts[0]]),
        items=(*items[:-1], last),
        tail=tail,
        tail_is_sure=bool(tail) or _is_indented(items),
    )


def _end_of_head(lines: Sequence[Line]) -> int:
    """Return where the text of a page without entries begins: below a headline and, if more follows, a standfirst."""
    texts = [index for index, line in enumerate(lines) if read_stamp(line.text) is None]
    end = texts[1 if len(texts) > 3 else 0] + 1 if texts else len(lines)
    while end < len(lines) and read_stamp(lines[end].text) is not None:
        end += 1
    return end


def _bullet_starts(lines: Sequence[Line]) -> list[int]:
    """Return the indexes of lines that start an entry.

    The page's bullet is that of its first bullet with a time, or else its first. One indented deeper, or another mark
    without a time, is an item of a list inside an entry.
    """
    marked = [index for index, line in enumerate(lines) if line.mark]
    timed = {index for index in marked if _has_clock(lines, index)}
    model = next((lines[index] for index in marked if index in timed), lines[marked[0]] if marked else None)
    if model is None:
        return []
    return [
        index
        for index in marked
        if lines[index].indent <= model.indent + 1 and (index in timed or lines[index].mark == model.mark)
    ]


def _has_clock(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if not line.text and index + 1 < len(lines) and not lines[index + 1].mark:
        line = lines[index + 1]
    return read_opening(line.text) is not None


def _before_rule(lines: Sequence[Line], starts: list[int]) -> list[int]:
    """Leave out bullets below a line of marks and text: with no time among them, they are a list after the entries."""
    last_timed = max((index for index in starts if _has_clock(lines, index)), default=len(lines))
    for index in range(last_timed + 1, len(lines) - 1):
        if lines[index].is_rule and not lines[index + 1].mark:
            return [start for start in starts if start < index]
    return starts


def _clock_starts(lines: Sequence[Line], report: Report) -> list[int]:
    """Return the indexes of lines that start with a time, below the headline; a page's own stamp has a year."""
    headline = next((index for index, line in enumerate(lines) if read_stamp(line.text) is None), len(lines))
    starts = []
    for index in range(headline + 1, len(lines)):
        opening = read_opening(lines[index].text)
        if opening is not None and (opening.stamp.day is None or opening.stamp.day.year is None):
            starts.append(index)
    if starts:
        report.add(lines[starts[0]].number, "no bullets; each line that starts with a time was taken as an entry")
    return starts


def _cut_tail(items: Sequence[tuple[Line, ...]], report: Report) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part the last entry from the background text after it: by indentation, by a line of marks, or by its length."""
    last = items[-1]
    is_indented = _is_indented(items)
    if is_indented:
        for item in items[:-1]:
            _report_strays(item, report)
    for index, line in enumerate(last[1:], start=1):
        if line.is_rule or (is_indented and line.indent <= last[0].indent):
            return last[:index], last[index:]
    if len(last) > 1 and last[1].follows_blank and len(items) > 1 and all(len(item) == 1 for item in items[:-1]):
        reason = "taken as text after the entries, since no entry above has more than its bullet's line"
        report.add(last[1].number, reason, last[1].text)
        return last[:1], last[1:]
    end = 0 if is_indented else _after_last_credit(last)
    if end:
        report.add(last[end].number, "taken as text after the entries, since it follows the last entry's last credit")
        return last[:end], last[end:]
    if len(last) > 2 and not is_indented:
        report.add(last[1].number, "nothing marks the end of the last entry; all text below its bullet was kept in it")
    return last, ()


def _after_last_credit(item: tuple[Line, ...]) -> int:
    """Return where two or more lines follow an entry's last credit, if text stands above that; else 0."""
    credit = max((index for index, line in enumerate(item) if index and read_credits(line.text)), default=0)
    has_text = any(count_sentences(line.text) for line in item[:credit])
    return credit + 1 if has_text and len(item) - credit > 2 else 0


def _is_indented(items: Sequence[tuple[Line, ...]]) -> bool:
    """Say whether most entries have their text indented deeper than their bullet."""
    deeper = [item[1].indent > item[0].indent for item in items if len(item) > 1]
    return sum(deeper) * 2 > len(deeper)


def _report_strays(item: tuple[Line, ...], report: Report) -> None:
    for line in item[1:]:
        is_day = line is item[-1] and read_day(line.text) is not None
        if line.indent <= item[0].indent and not line.is_rule and not is_day:
            report.add(line.number, "not indented like its entry, but kept in it, since entries follow", line.text)
