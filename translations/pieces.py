"""A text as sentences and the gaps between them: marks cut at their borders, and grown together again.

A mark may go on over several sentences, such as a paragraph in bold. Each sentence gets its part of the mark; when
translated sentences are put together, parts that meet again become one mark.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from translations.inline import LINE_BREAK, moved
from translations.model import Mark
from translations.sentences import Span

_Kind = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with its marks, counted from its own start."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A text in pieces: ``gaps`` has one more than ``sentences``, since it begins and ends with a gap, maybe empty.

    ``bridges`` counts for each sentence the kinds of marks that go on into it from the sentence before.
    """

    sentences: tuple[Piece, ...]
    gaps: tuple[Piece, ...]
    bridges: tuple[Counter[_Kind], ...]


def take_apart(text: str, marks: Sequence[Mark], spans: Sequence[Span]) -> Pieces:
    """Cut a text at its sentences; takes time linear in the text and in the parts of marks that it gives.

    ``marks`` are in document order, ``spans`` in order and apart. A mark is cut into its parts in each sentence; what
    of it lies in a gap is let go, unless all of it does. Line breaks belong to gaps.
    """
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    borders = list(zip([0, *ends], [*starts, len(text)], strict=True))
    in_sentences: list[list[Mark]] = [[] for _ in spans]
    in_gaps: list[list[Mark]] = [[] for _ in borders]
    bridges = [Counter[_Kind]() for _ in spans]
    for mark in marks:
        touched = _touched(mark, starts, ends)
        for place in touched:
            start, end = spans[place]
            part = moved(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
            in_sentences[place].append(part)
        for place in touched[1:]:
            bridges[place][_kind(mark)] += 1
        if not touched:
            place = bisect_left(starts, mark.end)
            start = borders[place][0]
            in_gaps[place].append(moved(mark, start=mark.start - start, end=mark.end - start))
    return Pieces(
        sentences=tuple(Piece(text[a:b], tuple(m)) for (a, b), m in zip(spans, in_sentences, strict=True)),
        gaps=tuple(Piece(text[a:b], tuple(m)) for (a, b), m in zip(borders, in_gaps, strict=True)),
        bridges=tuple(bridges),
    )


def put_together(pieces: Pieces) -> Piece:
    """Join sentences and gaps to one text; a mark that ends one sentence and begins the next is one again."""
    text: list[str] = [pieces.gaps[0].text]
    marks: list[Mark] = list(pieces.gaps[0].marks)
    length = len(pieces.gaps[0].text)
    at_the_end: dict[_Kind, list[int]] = {}
    for sentence, gap, bridge in zip(pieces.sentences, pieces.gaps[1:], pieces.bridges, strict=True):
        reaching: defaultdict[_Kind, list[int]] = defaultdict(list)
        for mark in sentence.marks:
            kind, end = _kind(mark), mark.end + length
            waiting = at_the_end.get(kind) if mark.start == 0 < mark.end and bridge[kind] else None
            if waiting:
                index = waiting.pop(0)
                marks[index] = moved(marks[index], start=marks[index].start, end=end)
            else:
                index = len(marks)
                marks.append(moved(mark, start=mark.start + length, end=end))
            if 0 < mark.end == len(sentence.text):
                reaching[kind].append(index)
        length += len(sentence.text)
        marks.extend(moved(mark, start=mark.start + length, end=mark.end + length) for mark in gap.marks)
        length += len(gap.text)
        text += [sentence.text, gap.text]
        at_the_end = reaching
    return Piece("".join(text), tuple(marks))


def _touched(mark: Mark, starts: Sequence[int], ends: Sequence[int]) -> range:
    """Return the places of the sentences that hold a part of the mark; an empty one lies in one sentence at most."""
    if mark.tag == LINE_BREAK:
        return range(0)
    if mark.start == mark.end:
        first = bisect_left(ends, mark.start)
        return range(first, first + (first < len(starts) and starts[first] <= mark.start))
    return range(bisect_right(ends, mark.start), bisect_left(starts, mark.end))


def _kind(mark: Mark) -> _Kind:
    return mark.tag, mark.href
