"""What a change of a sentence touches that readers must not get wrong: numbers, negation, hedges, names.

``12`` becoming ``14 injured``, ``has`` becoming ``has not resigned``, ``shot`` becoming ``allegedly shot`` leave a
sentence nearly the same; they are what a translator must see first. The words that deny and those that hedge are the
``[cues]`` of a language's locale file. Erring, this errs towards calling a change material.
"""

import re
import unicodedata
from collections import Counter
from functools import cache

from feeds.locales import read_table
from translations.checks.facts import Reading
from translations.checks.reading import read_facts
from translations.hashes import fold_typography
from translations.words import FIRST_EAST_ASIAN

NUMBERS = "numbers"
NEGATION = "negation"
HEDGE = "hedge"
NAMES = "names"

# A text of more characters is no sentence: of its numbers only the digits are compared.
_LONGEST_READ = 2000
_NUMBER = re.compile(r"[-+]?\d+(?:[.,:/]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*\.?")
# A Korean particle follows a closing quotation mark; an apostrophe stands inside a word.
_QUOTED = re.compile(r'"([^"]+)"|[「『《〈]([^」』》〉]+)[」』》〉]|(?<!\w)\'([^\']+)\'(?![^\W\u2e80-\ud7ff])')
_LONGEST_QUOTED_NAME = 4
_STOPS = ".!?:"


def material_changes(old_source: str, new_source: str, language: str) -> tuple[str, ...]:
    """Return which of ``numbers``, ``negation``, ``hedge`` and ``names`` differ between two versions of a sentence.

    Both are plain text in ``language``. Typography and the order of words are no difference.
    """
    old, new = _folded(old_source), _folded(new_source)
    if old == new:
        return ()
    table = read_table(language, "cues")
    cues = {name: _pattern(tuple(table.get(name, ()))) for name in (NEGATION, HEDGE)}
    is_changed = {
        NUMBERS: _numbers_differ(old, new, language),
        NEGATION: _count(cues[NEGATION], old) != _count(cues[NEGATION], new),
        HEDGE: _count(cues[HEDGE], old) != _count(cues[HEDGE], new),
        NAMES: _names_differ(old, new, language),
    }
    return tuple(name for name, differs in is_changed.items() if differs)


def _folded(text: str) -> str:
    return fold_typography(unicodedata.normalize("NFC", text)).strip()


def _numbers_differ(old: str, new: str, language: str) -> bool:
    """Say whether two texts state other numbers, amounts, dates or times, however they write them."""
    if max(len(old), len(new)) > _LONGEST_READ:
        return _digits(old) != _digits(new)
    sure_old, unsure_old = _stated(old, language)
    sure_new, unsure_new = _stated(new, language)
    if sure_old != sure_new:
        return True
    # What may be no number (second, 두) counts where one stands for another, not where it comes or goes.
    return unsure_old != unsure_new and unsure_old.total() == unsure_new.total()


def _stated(text: str, language: str) -> tuple[Counter[Reading], Counter[Reading]]:
    """Count what a text states by its plainest readings: what is sure to be a number, and what may be one."""
    facts = [fact for fact in read_facts(text, language).facts if fact.readings]
    sure = Counter(fact.readings[0] for fact in facts if fact.is_sure)
    return sure, Counter(fact.readings[0] for fact in facts if not fact.is_sure)


def _digits(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(text))


@cache
def _pattern(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds cues: as whole words, ``*n't`` at the end of a word; in scripts without blanks anywhere."""
    if not cues:
        return None
    return re.compile("|".join(map(_cue, sorted(cues, key=len, reverse=True))), re.IGNORECASE)


def _cue(cue: str) -> str:
    text = re.escape(fold_typography(cue.removeprefix("*")))
    if max(cue) >= FIRST_EAST_ASIAN:
        return text
    return rf"{text}(?!\w)" if cue.startswith("*") else rf"(?<!\w){text}(?!\w)"


def _count(cues: re.Pattern[str] | None, text: str) -> int:
    return 0 if cues is None else sum(1 for _ in cues.finditer(text))


def _names_differ(old: str, new: str, language: str) -> bool:
    sure_old, first_old = _names(old, language)
    sure_new, first_new = _names(new, language)
    # A sentence starts with a capital whatever its first word is; elsewhere in the other version it shows what it is.
    known = sure_old | sure_new
    if first_old in known:
        sure_old |= {first_old}
    if first_new in known:
        sure_new |= {first_new}
    if sure_old != sure_new:
        return True
    return first_old != first_new and _is_only_the_start_changed(old, new) and bool(first_old and first_new)


def _names(text: str, language: str) -> tuple[set[str], str]:
    """Return the names of a text, and its first word if that may be one: ``Kim`` or ``Police``, not ``The``."""
    found = {_bare(" ".join(match.group().split())) for match in _quoted_names(text)} | _titled(text, language)
    first = ""
    words = list(_WORD.finditer(text))
    for place, match in enumerate(words):
        word = _bare(match.group())
        if not word[:1].isupper():
            continue
        if not _starts_sentence(text, match.start()):
            found.add(word)
        elif word not in _ordinary_starts(language):
            follower = words[place + 1] if place + 1 < len(words) else None
            is_followed = follower is not None and text[match.end() : follower.start()] == " "
            is_name = (is_followed and follower is not None and follower.group()[:1].isupper()) or word[1:].isupper()
            if is_name or any(one.isupper() for one in word[1:]):
                found.add(word)
            elif match.start() == words[0].start():
                first = word
    return found, first


def _quoted_names(text: str) -> list[re.Match[str]]:
    """Return short quoted stretches: titles of works, operations, brands; a longer one is somebody's words."""
    return [match for match in _QUOTED.finditer(text) if len(match.group().split()) <= _LONGEST_QUOTED_NAME]


def _titled(text: str, language: str) -> set[str]:
    """Return names known by the title behind them, as in ``문재인 대통령``; Hangul has no capitals."""
    titles = _pattern(tuple(read_table(language, "cues").get("titles_after_names", ())))
    if titles is None:
        return set()
    before = (text[: match.start()].split() for match in titles.finditer(text))
    latin = {match.group() for match in re.finditer(r"[A-Za-z]{2,}", text)}
    return {words[-1] for words in before if words} | latin


def _is_only_the_start_changed(old: str, new: str) -> bool:
    return old.split()[1:2] == new.split()[1:2]


def _starts_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \"'([{-")
    return not before or before[-1] in _STOPS


@cache
def _ordinary_starts(language: str) -> frozenset[str]:
    """Return words with a capital that are no names at the start of a sentence."""
    starters = read_table(language, "sentences").get("starters", ())
    function = read_table(language, "words").get("function", ())
    return frozenset((*starters, *(word.capitalize() for word in function)))


def _bare(word: str) -> str:
    """Return a word without a possessive or a full stop."""
    return re.sub(r"'s?$", "", word.strip("\"'").removesuffix("."))
