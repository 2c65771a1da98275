"""Put the inline marks of a sentence onto its translation, which was made from plain text.

In this order: a mark over the whole sentence covers the whole translation; the engine's own alignment; the marked words
found again in the translation (names, numbers, addresses). What cannot be placed is said in a note: formatting is
dropped, and a link is put on the last words, so that no address is ever lost or altered.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from translations.engines.engine import Link
from translations.model import Mark, SourceSegment
from translations.sentences import Span
from translations.words import FIRST_EAST_ASIAN

LINK_MOVED = "link moved to the end"
FORMATTING_DROPPED = "formatting dropped"

# Like names in Latin script with and without diacritics or a plural; below it, other names begin to match.
_LIKE_ENOUGH = 85
# Part of the attention inside a stretch of the translation that must point into the marked words.
_ALIGNED_ENOUGH = 2 / 3
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_NAME = re.compile(r"[^\W\d_]*[A-ZÀ-ÖØ-Þ]|\d|[@#/]")


def project(source: SourceSegment, text: str, links: Sequence[Link] = ()) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """Return the source's marks as they stand on ``text``, its translation, and notes on what could not be placed.

    ``links`` are the engine's alignment of ``source.text`` with ``text``, if it gives one.
    """
    if not source.marks:
        return (), ()
    placed = _place_all(source, text, links)
    lost = [place for place, span in enumerate(placed) if span is None]
    lost_links = [place for place in lost if source.marks[place].href is not None]
    words = _last_words(text, _spans_of_links(source.marks, placed))
    for place in reversed(lost_links):
        placed[place] = next(words, (len(text), len(text)))
    marks = (replace(m, start=s[0], end=s[1]) for m, s in zip(source.marks, placed, strict=True) if s is not None)
    notes = (LINK_MOVED,) * bool(lost_links) + (FORMATTING_DROPPED,) * (len(lost) > len(lost_links))
    return tuple(sorted(marks, key=lambda mark: mark.start)), notes


def _place_all(source: SourceSegment, text: str, links: Sequence[Link]) -> list[Span | None]:
    """Return where each mark stands, as far as that can be known; links never overlap."""
    search = _Search(source.text, text)
    placed: list[Span | None] = []
    for mark in source.marks:
        span = _as_a_whole(mark, source.text, text) or _by_alignment(mark, source.text, text, links) or search(mark)
        is_taken = span is not None and mark.tag == "a" and _overlaps(span, _spans_of_links(source.marks, placed))
        placed.append(None if is_taken else span)
    return placed


def _spans_of_links(marks: Sequence[Mark], placed: Sequence[Span | None]) -> list[Span]:
    return [span for mark, span in zip(marks, placed, strict=False) if span is not None and mark.tag == "a"]


def _as_a_whole(mark: Mark, source: str, text: str) -> Span | None:
    """Place a mark over nothing, over the whole sentence, or over all of it but the punctuation at its ends."""
    if mark.start == mark.end:
        return (0, 0) if mark.start == 0 else (len(text), len(text))
    if (mark.start, mark.end) == (0, len(source)):
        return 0, len(text)
    has_all_words = _words_only(source, (mark.start, mark.end)) == _words_only(source, (0, len(source)))
    return _words_only(text, (0, len(text))) if has_all_words else None


def _words_only(text: str, span: Span) -> Span:
    """Return a span without the punctuation at its ends; as it is where there is nothing else."""
    start = next((place for place in range(*span) if text[place].isalnum()), None)
    end = next((place for place in reversed(range(*span)) if text[place].isalnum()), None)
    return span if start is None or end is None else (start, end + 1)


def _by_alignment(mark: Mark, source: str, text: str, links: Sequence[Link]) -> Span | None:
    """Return the stretch whose words come from the marked ones, if most of it does."""
    inside = [link for link in links if link.source[0] < mark.end and mark.start < link.source[1]]
    if not inside:
        return None
    start, end = min(link.target[0] for link in inside), max(link.target[1] for link in inside)
    within = [link for link in links if link.target[0] < end and start < link.target[1]]
    share = sum(link.weight for link in inside) / (sum(link.weight for link in within) or 1)
    if share < _ALIGNED_ENOUGH:
        return None
    cuts_a_word = not _stands_alone(source, (mark.start, mark.end))
    return (start, end) if cuts_a_word else _whole_words(text, (start, end))


def _whole_words(text: str, span: Span) -> Span:
    start, end = span
    while start > 0 and _is_one_word(text, start):
        start -= 1
    while end < len(text) and _is_one_word(text, end):
        end += 1
    return start, end


class _Search:
    """Finds words that translations copy: as they are, then without diacritics and case, then the most similar ones."""

    def __init__(self, source: str, text: str) -> None:
        self._source = source
        self._text = text
        self._bare_source = _bare(source)
        self._bare_text = _bare(text)
        self._words = [match.span() for match in _WORD.finditer(text)]
        self._windows: dict[int, list[str]] = {}

    def __call__(self, mark: Mark) -> Span | None:
        start, end = mark.start, mark.end
        if _NAME.search(self._source, start, end) is None and _WORD.search(self._source, start, end) is not None:
            return None
        place = _same_in_turn((start, end), self._source, self._text)
        if place is None:
            place = _same_in_turn((start, end), self._bare_source, self._bare_text)
        return (place, place + end - start) if place is not None else self._most_similar(self._bare_source[start:end])

    def _most_similar(self, anchor: str) -> Span | None:
        count = len(_WORD.findall(anchor))
        best_score, best_span = 0.0, None
        for size in (count, count - 1, count + 1):
            best = process.extractOne(anchor, self._of(size), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
            if best is not None and best[1] > best_score:
                best_score, best_span = best[1], self._span(best[2], size)
        return best_span

    def _of(self, size: int) -> list[str]:
        """Return every run of so many words."""
        if size not in self._windows:
            places = range(len(self._words) - size + 1) if size > 0 else range(0)
            spans = (self._span(first, size) for first in places)
            self._windows[size] = [self._bare_text[start:end] for start, end in spans]
        return self._windows[size]

    def _span(self, first: int, size: int) -> Span:
        return self._words[first][0], self._words[first + size - 1][1]


def _same_in_turn(span: Span, source: str, text: str) -> int | None:
    """Return where marked words stand in ``text``: at the only place, or at the one of several whose turn it is."""
    anchor = source[span[0] : span[1]]
    found = list(_occurrences(anchor, text))
    if len(found) <= 1:
        return found[0] if found else None
    turn = sum(1 for place in _occurrences(anchor, source) if place < span[0])
    return found[turn] if turn < len(found) else None


def _occurrences(anchor: str, text: str) -> Iterator[int]:
    place = text.find(anchor)
    while place >= 0:
        if _stands_alone(text, (place, place + len(anchor))):
            yield place
        place = text.find(anchor, place + 1)


def _last_words(text: str, taken: Sequence[Span]) -> Iterator[Span]:
    words = (match.span() for match in reversed(list(_WORD.finditer(text))))
    return (word for word in words if not _overlaps(word, taken))


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _stands_alone(text: str, span: Span) -> bool:
    start, end = span
    return not (start > 0 and _is_one_word(text, start)) and not (end < len(text) and _is_one_word(text, end))


def _is_one_word(text: str, place: int) -> bool:
    """Say whether the characters on both sides of ``place`` belong to one word."""
    before, after = text[place - 1], text[place]
    return before.isalnum() and after.isalnum() and max(before, after) < FIRST_EAST_ASIAN


def _bare(text: str) -> str:
    """Return text in small letters without diacritics, of the same length."""
    return "".join(map(_bare_character, text))


def _bare_character(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    base = parts[0] if len(parts) > 1 and unicodedata.combining(parts[1]) else character
    small = base.lower()
    return "d" if small == "đ" else small if len(small) == 1 else base
