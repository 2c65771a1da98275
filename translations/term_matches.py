"""Where terms of a glossary stand in a text: the longest match wins, letter case and typography do not count.

``North Korea`` is one term and not ``Korea``; ``US`` is not the word ``us``. How words end is in the ``[terms]`` of
each locale file; in a language that nobody described a term may stand inside a word, since its words may have endings.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from feeds.locales import own_table
from translations.findings import Span
from translations.folding import Folded, fold, stands_alone


@dataclass(frozen=True, slots=True)
class Match:
    """An occurrence: which of the texts that were looked for, and where."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a language writes words: whole or with endings, and what spellings are the same."""

    has_whole_words: bool
    endings: tuple[str, ...]
    particles: tuple[str, ...]
    same: tuple[tuple[str, str], ...]


def find_terms(
    text: str, wanted: Iterable[str], language: str, *, strictly: bool = False, in_any_case: bool = False
) -> list[Match]:
    """Return where some of the wanted texts stand in a text, in reading order and without overlaps.

    ``strictly``: in a language whose words take particles, the term and a particle have to be the whole word, so that
    조선 is not found in 조선일보. Otherwise a part of a word will do. ``in_any_case``: US is the word us, too.
    """
    folded = _folded(text, language)
    found: list[tuple[int, int, str]] = []
    for each in wanted:
        needle = _folded(each, language).text.strip()
        if not needle:
            continue
        start = folded.text.find(needle)
        while start >= 0:
            end = start + len(needle)
            is_whole = _is_whole(folded.text, start, end, language, strictly=strictly)
            if is_whole and (in_any_case or _has_its_case(each, text, folded.span(start, end))):
                found.append((start, end, each))
            start = folded.text.find(needle, end)
    matches: list[Match] = []
    # Longer ones first, wherever they begin: inside "South Korea Times" neither "South Korea" nor "Times" is meant.
    taken = bytearray(len(folded.text))
    for start, end, each in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        matches.append(Match(each, folded.span(start, end)))
    return sorted(matches, key=lambda match: match.span)


def _is_whole(text: str, start: int, end: int, language: str, *, strictly: bool) -> bool:
    spelling = _spelling(language)
    if spelling.has_whole_words:
        return any(
            text.startswith(ending, end) and stands_alone(text, start, end + len(ending))
            for ending in ("", *spelling.endings)
        )
    if not strictly:
        return True
    if start and text[start - 1].isalnum():
        return False
    return not spelling.particles or _particles(language).match(text, end) is not None


def _has_its_case(term: str, text: str, span: Span) -> bool:
    """Say whether an acronym is written as one; of other terms letter case says nothing."""
    if not (term.isupper() and term.isascii() and " " not in term):
        return True
    return text[slice(*span)].isupper()


@lru_cache(maxsize=128)
def _folded(text: str, language: str) -> Folded:
    folded = fold(text)
    content = folded.text
    for one, other in _spelling(language).same:
        content = content.replace(one, other)
    # The spellings are as long as each other, so places stay true.
    return Folded(content, folded.places)


@cache
def _spelling(language: str) -> _Spelling:
    table = own_table(language, "terms")
    same = tuple(
        (fold(one).text, fold(other).text) for one, other in table.get("same_spelling", ()) if len(one) == len(other)
    )
    return _Spelling(
        has_whole_words=table.get("whole_words", False),
        endings=tuple(table.get("endings", ())),
        particles=tuple(own_table(language, "particles").get("all", ())),
        same=same,
    )


@cache
def _particles(language: str) -> re.Pattern[str]:
    particles = sorted(_spelling(language).particles, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, particles))})?(?!\w)")
