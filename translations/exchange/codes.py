"""Sentences as coded text: words with inline codes, numbered so that source and translation can be compared.

Code *n* is the *n*-th mark of the source. What a code means is read from the source we have, never from a file: a file
only says where it stands. So no address and no markup of another tool ever comes in; only a code for plain formatting
that a translator added is taken by its own words.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feeds.xml import without_forbidden
from translations.inline import LINE_BREAK, outer_first, start_tag
from translations.model import Mark

_FORMATTING = re.compile(r"\s*<(b|strong|i|em|sub|sup|code|q)>\s*")
_BLANKS = re.compile(r"[ \t\n\r\f]+")


class CodeKind(StrEnum):
    """Whether a code begins something, ends it, or stands alone."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code. The two codes of a pair have one ``id``; ``native`` is the markup it stands for, if told."""

    kind: CodeKind
    id: str
    native: str = ""


Coded = tuple[str | Code, ...]
"""Text and codes in their order."""


class WrongCodes(Exception):
    """A translation whose codes cannot be those of its source; says which, in words for the translator."""


def write_codes(text: str, marks: Sequence[Mark], numbers: Sequence[int]) -> Coded:
    """Return text with a code, or a pair, for each mark, under the number given for it.

    Pairs are nested as deep as the marks are; marks that cross give pairs that overlap.
    """
    # Equal marks are told apart by being copies of their own.
    marks = [replace(mark) for mark in marks]
    numbered = dict(zip(map(id, marks), numbers, strict=True))
    parts: list[str | Code] = []
    stack: list[Mark] = []
    at = 0
    for place in sorted({place for mark in marks for place in (mark.start, mark.end)}):
        parts.append(without_forbidden(text[at:place]))
        at = place
        ending = reversed([mark for mark in stack if mark.end == place])
        parts.extend(_code(CodeKind.CLOSE, mark, numbered[id(mark)]) for mark in ending)
        stack = [mark for mark in stack if mark.end != place]
        for mark in outer_first([mark for mark in marks if mark.start == place]):
            parts += _opened(mark, numbered[id(mark)])
            if mark.end > place:
                stack.append(mark)
    return joined_parts([*parts, without_forbidden(text[at:])])


def source_numbers(marks: Sequence[Mark]) -> list[int]:
    """Return the numbers of a source's marks."""
    return list(range(1, len(marks) + 1))


def target_numbers(source: Sequence[Mark], target: Sequence[Mark]) -> list[int]:
    """Return the numbers of a translation's marks: those of the same marks in the source, higher ones for others."""
    free = dict(enumerate(source, 1))
    numbers: list[int] = []
    added = len(source)
    for mark in target:
        found = next((number for number, other in free.items() if _kind(other) == _kind(mark)), None)
        if found is None:
            added += 1
            found = added
        free.pop(found, None)
        numbers.append(found)
    return numbers


def is_nested(coded: Coded) -> bool:
    """Say whether no two pairs overlap."""
    stack: list[str] = []
    for part in coded:
        if isinstance(part, str) or part.kind is CodeKind.ALONE:
            continue
        if part.kind is CodeKind.OPEN:
            stack.append(part.id)
        elif not stack or stack.pop() != part.id:
            return False
    return True


def plain(coded: Coded) -> str:
    """Return the words alone, in NFC, runs of blanks as one blank."""
    words = "".join(part for part in coded if isinstance(part, str))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", words)).strip(" ")


def same_coded(one: Coded, other: Coded) -> bool:
    """Say whether two texts have the same words with the same codes in the same places, blanks aside."""
    return _comparable(one) == _comparable(other)


def read_codes(
    target: Coded, *, source: Coded, marks: Sequence[Mark], may_miss: Collection[int] = ()
) -> tuple[str, tuple[Mark, ...]]:
    """Return the text and marks of a translation, each mark of the source it has a code for where the code stands.

    ``source`` is the source as the same file has it, ``marks`` are what its codes mean. A code may move, but not get
    lost, unless its number is in ``may_miss``, nor come twice. Raises :exc:`WrongCodes`.
    """
    meant = _meanings(source, marks)
    reading = _Reading(meant, marks)
    for part in target:
        if isinstance(part, str):
            reading.add(without_forbidden(part))
        else:
            reading.code(part)
    return reading.finish([number for number in meant.values() if number not in may_miss])


def numbers_missing(source: Sequence[Mark], target: Sequence[Mark]) -> frozenset[int]:
    """Return the numbers of the source's marks that a translation does not have; links are never among them."""
    there = set(target_numbers(source, target))
    return frozenset(number for number, mark in enumerate(source, 1) if number not in there and mark.href is None)


class _Reading:
    """A translation while it is read."""

    def __init__(self, meant: dict[str, int], marks: Sequence[Mark]) -> None:
        self._meant = meant
        self._marks = marks
        self._text: list[str] = []
        self._length = 0
        self._found: list[Mark] = []
        self._opened: dict[str, int] = {}
        self._numbers: set[int] = set()
        self._ids: set[str] = set()

    def add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def code(self, code: Code) -> None:
        if code.kind is CodeKind.CLOSE:
            if code.id not in self._opened:
                raise WrongCodes(f"code {code.id} ends before it begins")
            place = self._opened.pop(code.id)
            self._found[place] = replace(self._found[place], end=self._length)
            return
        if code.id in self._ids:
            raise WrongCodes(f"code {code.id} is there twice")
        self._ids.add(code.id)
        if code.kind is CodeKind.OPEN:
            self._opened[code.id] = len(self._found)
        self._found.append(self._mark(code))

    def finish(self, needed: Sequence[int]) -> tuple[str, tuple[Mark, ...]]:
        for code_id in self._opened:
            raise WrongCodes(f"code {code_id} has no end")
        names = {number: name for name, number in self._meant.items()}
        lost = [names[number] for number in needed if number not in self._numbers]
        if lost:
            raise WrongCodes(f"code {', '.join(lost)} of the source is missing")
        return "".join(self._text), tuple(self._found)

    def _mark(self, code: Code) -> Mark:
        """Return what a code means, as a mark that is still empty; formatting that was added means itself."""
        here, number = self._length, self._meant.get(code.id)
        if number is None:
            added = _FORMATTING.fullmatch(code.native) if code.kind is CodeKind.OPEN else None
            if added is None:
                raise WrongCodes(f"code {code.id} is not in the source")
            return Mark(start=here, end=here, tag=added[1])
        self._numbers.add(number)
        meant = self._marks[number - 1]
        is_alone = meant.tag == LINE_BREAK
        if is_alone != (code.kind is CodeKind.ALONE):
            stands = "stands alone in the source" if is_alone else "is a pair in the source"
            raise WrongCodes(f"code {code.id} {stands}")
        return Mark(start=here, end=here, tag=meant.tag, href=meant.href)


def _meanings(source: Coded, marks: Sequence[Mark]) -> dict[str, int]:
    """Return the number of the mark that each code id of a file means.

    Other tools number codes as they like, but leave them in the source where they are. Where they do not stand as many
    as they should, the ids must be ours.
    """
    ids = list(dict.fromkeys(part.id for part in source if isinstance(part, Code)))
    if len(ids) != len(marks):
        ids = [str(number) for number in source_numbers(marks)]
    return {code_id: number for number, code_id in enumerate(ids, 1)}


def _opened(mark: Mark, number: int) -> Iterator[Code]:
    if mark.tag == LINE_BREAK:
        yield Code(CodeKind.ALONE, str(number), "<br/>")
        return
    yield _code(CodeKind.OPEN, mark, number)
    if mark.start == mark.end:
        yield _code(CodeKind.CLOSE, mark, number)


def _code(kind: CodeKind, mark: Mark, number: int) -> Code:
    native = start_tag(mark) if kind is CodeKind.OPEN else f"</{mark.tag}>"
    return Code(kind, str(number), without_forbidden(native))


def joined_parts(parts: Sequence[str | Code]) -> Coded:
    """Return parts with no empty text, and no two texts beside each other."""
    joined: list[str | Code] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def _comparable(coded: Coded) -> list[object]:
    parts = joined_parts([_BLANKS.sub(" ", part) if isinstance(part, str) else part for part in coded])
    bare = [part if isinstance(part, str) else (part.kind, part.id) for part in parts]
    if bare and isinstance(bare[0], str):
        bare[0] = bare[0].lstrip(" ")
    if bare and isinstance(bare[-1], str):
        bare[-1] = bare[-1].rstrip(" ")
    return [part for part in bare if part != ""]


def _kind(mark: Mark) -> tuple[str, str | None]:
    return mark.tag, mark.href
