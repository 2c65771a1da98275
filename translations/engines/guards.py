"""Prepare a sentence so that a model cannot be hurt by it, and put the model's answers back in its place.

All of it is pure. A sentence is planned as :class:`Chunk` objects, the stretches a model is asked about; everything
between them (outer blanks, line breaks, lines without a word) is kept as it is. Every preparation keeps the length, so
character ``i`` of a chunk's text is character ``chunk.start + i`` of the sentence.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Where a sentence that is too long is halved, best first: after a sentence, a clause, a phrase, a word.
_SEAMS = tuple(
    re.compile(seam)
    for seam in (r"(?<=[.!?…])\s+|(?<=[。！？])", r"(?<=[;:])\s+|(?<=[；：])", r"(?<=,)\s+|(?<=[，、])", r"\s+")
)
# A cluster of combining characters is kept whole up to this length; a longer one is made to hurt somebody.
_LONGEST_CLUSTER = 16
# No acronym that stands alone has as many letters: UNESCO and INTERPOL are left as they are, BREAKING NEWS is not.
_SHOUTING_LETTERS = 9
_FULL_STOPS = {"ja": "。", "zh": "。", "zt": "。"}
_LONGEST_LOOP = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stretch ``sentence[start:end]``; ``text`` is what the model reads, with a full stop added if ``has_stop``."""

    start: int
    end: int
    text: str
    has_stop: bool = False


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which no tokenizer takes and no document may hold, by U+FFFD one for one."""
    return _SURROGATES.sub("\ufffd", text)


def plan(sentence: str, *, is_long: Callable[[str], bool], language: str) -> tuple[Chunk, ...]:
    """Cut a sentence into what the model is asked about, in order; empty when it holds no word at all.

    Lines are chunks of their own, lines that are too long for the model are halved until they are not. ALL CAPS, which
    models copy or garble, becomes sentence case, and a line that ends in a word gets a full stop, without which models
    trained on whole sentences ramble. ``language`` is the source's Argos code.
    """
    return tuple(
        chunk for start, end in _lines(sentence) for chunk in _prepare(sentence, start, end, is_long, language)
    )


def _lines(sentence: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(sentence):
        text = line.group()
        if any(character.isalnum() for character in text):
            yield line.start() + len(text) - len(text.lstrip()), line.start() + len(text.rstrip())


def _prepare(sentence: str, start: int, end: int, is_long: Callable[[str], bool], language: str) -> Iterator[Chunk]:
    line = _calm(sentence[start:end])
    parts = list(_split(line, 0, is_long))
    for index, (first, last) in enumerate(parts):
        text = line[first:last]
        has_stop = index == len(parts) - 1 and _ends_in_word(text)
        yield Chunk(
            start=start + first,
            end=start + last,
            text=text + _FULL_STOPS.get(language, ".") if has_stop else text,
            has_stop=has_stop,
        )


def _calm(line: str) -> str:
    """Put a line that is all capitals into sentence case. A letter whose small form is longer stays (the Turkish İ)."""
    capitals = sum(character.isupper() for character in line)
    if capitals < _SHOUTING_LETTERS or any(character.islower() for character in line):
        return line
    first = next(index for index, character in enumerate(line) if character.isupper())
    small = [character.lower() if len(character.lower()) == 1 else character for character in line[first + 1 :]]
    return line[: first + 1] + "".join(small)


def _ends_in_word(text: str) -> bool:
    """Say whether the last word is plain letters and digits: not a link or a handle, which a full stop would spoil."""
    last_word = text.rsplit(maxsplit=1)[-1] if text.strip() else ""
    return last_word.isalnum() and any(character.isalpha() for character in text)


def _split(text: str, offset: int, is_long: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    if len(text) < 2 or not is_long(text):
        yield offset, offset + len(text)
        return
    left, right = _halve(text)
    yield from _split(text[:left], offset, is_long)
    yield from _split(text[right:], offset + right, is_long)


def _halve(text: str) -> tuple[int, int]:
    """Find where the first half ends and the second begins: at the best kind of seam that lies near the middle."""
    middle = len(text) // 2
    for seam in _SEAMS:
        found = [m for m in seam.finditer(text) if len(text) <= 4 * m.start() and 4 * m.end() <= 3 * len(text)]
        if found:
            best = min(found, key=lambda m: abs(m.start() - middle))
            return best.start(), best.end()
    last = min(middle + _LONGEST_CLUSTER, len(text) - 1)
    while middle < last and unicodedata.category(text[middle]) in {"Mn", "Mc", "Me", "Cf", "Sk"}:
        middle += 1
    return middle, middle


def strip_stop(text: str, chunk: Chunk) -> str:
    """Take the full stop off a translation whose source had none; three dots are not a full stop."""
    if chunk.has_stop and text.endswith((".", "。", "।")) and not text.endswith(".."):
        return text[:-1].rstrip()
    return text


def longest_loop(tokens: Sequence[str]) -> int:
    """Count how often the most repeated stretch of up to 24 tokens follows itself; 1 if nothing repeats.

    ``a b a b a b`` gives 3. This is how a model that is stuck gives itself away.
    """
    most = 1
    for size in range(1, min(_LONGEST_LOOP, len(tokens) // 2) + 1):
        run = 0
        for index in range(size, len(tokens)):
            run = run + 1 if tokens[index] == tokens[index - size] else 0
            most = max(most, run // size + 1)
    return most


def assemble(sentence: str, chunks: Sequence[Chunk], translations: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Put the translations in the place of their chunks; return the text, and where in it each translation starts."""
    text, at = "", 0
    starts = []
    for chunk, translation in zip(chunks, translations, strict=True):
        text += sentence[at : chunk.start]
        starts.append(len(text))
        text += translation
        at = chunk.end
    return text + sentence[at:], tuple(starts)
