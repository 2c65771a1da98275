"""Words that show something, by language: read from a locale file, found in a text.

In the files ``*`` stands for any letters, so that ``alleged*`` is ``allegedly`` too and ``*않*`` is found inside a
word; ``#`` stands for a number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from feeds.locales import own_table
from translations.checks.addresses import without_addresses
from translations.checks.spans import blanked
from translations.findings import Span
from translations.folding import fold


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one concern in one language.

    ``cues`` show it; ``exempt`` are phrases that hold a cue and mean something else; ``answers`` are what else renders
    such a cue in a translation.
    """

    cues: re.Pattern[str]
    exempt: re.Pattern[str] | None
    answers: re.Pattern[str] | None


@cache
def cues_of(language: str, table: str) -> Cues | None:
    """Return what a language's file says of a concern, ``None`` where it says nothing."""
    rules = own_table(language, table)
    cues = words_pattern(rules.get("cues", ()))
    if cues is None:
        return None
    return Cues(cues, words_pattern(rules.get("exempt", ())), words_pattern(rules.get("answers", ())))


def cue_in_source(text: str, cues: Cues) -> Span | None:
    """Return where a source first shows it."""
    folded = fold(without_addresses(text))
    match = cues.cues.search(_without(folded.text, cues.exempt))
    return None if match is None else folded.span(*match.span())


def is_in_target(text: str, cues: Cues) -> bool:
    """Say whether a translation shows it."""
    folded = _without(fold(text).text, cues.exempt)
    return bool(cues.cues.search(folded)) or bool(cues.answers and cues.answers.search(folded))


def words_pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return an expression for any of some words, in folded text; ``None`` for no words."""
    groups: dict[tuple[str, str], list[str]] = {}
    # Longer ones first: of "not" and "not only" the latter says more.
    for word in sorted(words, key=len, reverse=True):
        ends = "" if word.startswith("*") else r"(?<!\w)", "" if word.endswith("*") else r"(?!\w)"
        inside = re.escape(fold(word.strip("*")).text)
        groups.setdefault(ends, []).append(inside.replace(r"\*", r"\w*").replace(r"\#", r"\d[\d.,]*"))
    # What all words of a group have around them is tried once for all of them, which makes a long list quick.
    parts = (f"{before}(?:{'|'.join(insides)}){after}" for (before, after), insides in groups.items())
    return re.compile("|".join(parts)) if groups else None


def _without(text: str, exempt: re.Pattern[str] | None) -> str:
    return blanked(text, (match.span() for match in exempt.finditer(text))) if exempt else text
