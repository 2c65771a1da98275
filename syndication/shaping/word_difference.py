"""Two texts compared: which words, or which lines, are gone, new and the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import LCSseq

_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS: Final = 4000


class Side(StrEnum):
    """Where a piece of text stands: in both, in the old only, or in the new only."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some texts that follow each other, all on the same side."""

    side: Side
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The texts, joined."""
        return "".join(self.texts)


def compare_words(old: str, new: str) -> tuple[Run, ...]:
    """Return two texts as one, word by word. Very long ones are told as replaced as a whole."""
    if old == new:
        return (Run(side=Side.BOTH, texts=(old,)),) if old else ()
    words = _WORD.findall(old), _WORD.findall(new)
    if max(map(len, words)) > _MOST_WORDS:
        words = [old], [new]
    return tuple(compare(*words))


def compare(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Yield two sequences of texts as one: what is gone before what stands in its place."""
    gone: list[str] = []
    come: list[str] = []
    for step in LCSseq.opcodes(old, new):
        old_texts, new_texts = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        if step.tag == "equal":
            yield from _replaced(gone, come)
            gone, come = [], []
            yield Run(side=Side.BOTH, texts=tuple(old_texts))
        else:
            gone += old_texts
            come += new_texts
    yield from _replaced(gone, come)


def _replaced(gone: Sequence[str], come: Sequence[str]) -> Iterator[Run]:
    if gone:
        yield Run(side=Side.OLD, texts=tuple(gone))
    if come:
        yield Run(side=Side.NEW, texts=tuple(come))
