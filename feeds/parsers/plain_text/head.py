"""The lines above the first entry: stamp, headline, standfirst, byline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.model import Block
from feeds.parsers.plain_text.blocks import one_line, read_blocks
from feeds.parsers.plain_text.lines import Line
from feeds.parsers.plain_text.report import Report, failure
from feeds.parsers.plain_text.stamps import Day, Stamp, read_day, read_stamp
from feeds.reading.credits import read_credits

_HEADLINE_CHARACTERS = 300
_BYLINE_CHARACTERS = 80
_BYLINE_WORDS = 8
_BY = re.compile(r"[Bb][Yy][:\s]\s*(?=staff\b|[^\W\d_a-z])")
_NOT_BYLINE = re.compile(r"[.!?…:;。！？\"”’'»]$|\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the entries. ``stamp_line`` is the stamp's line number, 0 without one.

    ``day`` is a date just above the first entry, other than the stamp. ``summary`` has the text there is no other place
    for.
    """

    title: str
    standfirst: str | None
    byline: str | None
    summary: tuple[Block, ...]
    stamp: Stamp | None
    stamp_line: int
    day: Day | None


def read_head(lines: Sequence[Line], report: Report) -> Head:
    """Read the head: any stamp and byline wherever they stand, then the first line as headline, the next as standfirst.

    Raises :exc:`~feeds.errors.ParseError` without a headline.
    """
    stamps = [(line, stamp) for line in lines if not line.mark and (stamp := _page_stamp(line))]
    stamp_line, stamp = next((pair for pair in stamps if not pair[1].is_update), stamps[0] if stamps else (None, None))
    day = read_day(lines[-1].text) if lines and lines[-1] is not stamp_line else None
    day_line = lines[-1] if day else None
    texts = [line for line in lines if line is not stamp_line and line is not day_line and not line.is_rule]
    title = _take_title(texts)
    byline_line = next((line for line in texts[1:] if starts_with_by(line)), None)
    rest = [line for line in texts[1:] if line is not byline_line]
    standfirst = rest[0] if rest and not rest[0].mark and not read_credits(rest[0].text) else None
    extra = rest[1:] if standfirst else rest
    for line in filter(lambda line: line.is_rule, lines):
        report.add(line.number, "a line of marks only was left out", line.text)
    for line in extra:
        report.add(line.number, "text above the entries was kept in the live blog's summary", line.text)
    return Head(
        title=one_line(title.text),
        standfirst=one_line(standfirst.text) if standfirst else None,
        byline=byline_text(byline_line) if byline_line else None,
        summary=read_blocks(extra, report),
        stamp=stamp,
        stamp_line=stamp_line.number if stamp_line else 0,
        day=day,
    )


def starts_with_by(line: Line) -> bool:
    """Say whether a line says itself that it names the writers."""
    return bool(_BY.match(line.text)) and is_byline(line)


def is_byline(line: Line) -> bool:
    """Say whether a line can name its writers: a few words, no digit, no punctuation at the end."""
    words = line.text.split()
    return (
        not line.mark
        and not line.is_rule
        and len(line.text) <= _BYLINE_CHARACTERS
        and len(words) <= _BYLINE_WORDS
        and not _NOT_BYLINE.search(line.text)
        and not line.text[0].islower()
        and not read_credits(line.text)
    )


def byline_text(line: Line) -> str:
    """Return the names of a byline, without the word ``By``."""
    return one_line(_BY.sub("", line.text, count=1) if _BY.match(line.text) else line.text)


def _page_stamp(line: Line) -> Stamp | None:
    stamp = read_stamp(line.text)
    if stamp is None or (stamp.clock is None and (stamp.day is None or stamp.day.year is None)):
        return None
    if stamp.unknown_zone:
        reason = f"unknown time zone {stamp.unknown_zone!r}; write it as an offset, such as GMT+7"
        raise failure(reason, location=f"line {line.number}")
    return stamp


def _take_title(texts: Sequence[Line]) -> Line:
    if not texts or texts[0].mark:
        raise failure("no headline: put one on a line of its own above the first entry", location="line 1")
    title = texts[0]
    if len(title.text) > _HEADLINE_CHARACTERS:
        reason = f"no headline: the first line of text has {len(title.text)} characters"
        raise failure(reason, location=f"line {title.number}")
    return title
