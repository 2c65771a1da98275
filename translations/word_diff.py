"""What was changed from one text to another, by words, or by characters in scripts that write words together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from translations.words import FIRST_EAST_ASIAN

_TOKEN = re.compile(r"\s+|\w+(?:['’.,]\w+)*|[^\w\s]")
# Comparing takes time by the product of the lengths; a sentence has some dozens of words.
_MOST_TOKENS = 2_000


class Change(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPart:
    """A stretch of text; those that are the same or removed make up the old text, the same or added ones the new."""

    change: Change
    text: str


def word_diff(old: str, new: str) -> tuple[DiffPart, ...]:
    """Return the parts of both texts in reading order, what was removed before what stands in its place."""
    return tuple(part for part in _parts(_tokens(old), _tokens(new)) if part.text)


def _parts(old: list[str], new: list[str]) -> Iterator[DiffPart]:
    if max(len(old), len(new)) > _MOST_TOKENS:
        yield DiffPart(change=Change.REMOVED, text="".join(old))
        yield DiffPart(change=Change.ADDED, text="".join(new))
        return
    removed, added = "", ""
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        if kind != "equal":
            removed, added = removed + before, added + after
        elif before.isspace() and (removed or added) and old_end < len(old) and new_end < len(new):
            # Blanks between two changes keep nothing together that anybody could read.
            removed, added = removed + before, added + before
        else:
            yield from _changed(removed, added)
            removed, added = "", ""
            yield DiffPart(change=Change.SAME, text=before)
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[DiffPart]:
    yield DiffPart(change=Change.REMOVED, text=removed)
    yield DiffPart(change=Change.ADDED, text=added)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for token in _TOKEN.findall(text):
        found += token if max(token) >= FIRST_EAST_ASIAN else [token]
    return found
