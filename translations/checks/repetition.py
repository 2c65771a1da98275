"""Checks ``repetition`` and ``doubled_words``: an engine caught in a loop, and a word written twice.

What the source repeats may be repeated. Reduplication is part of many languages: Vietnamese ``luôn luôn`` is one word;
the ``[repetition]`` of the locale files lists such words, and how people laugh.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from feeds.locales import own_table
from translations.checks.addresses import without_addresses
from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Severity, Span
from translations.folding import fold_word

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]*")
_MOST_WORDS = 2_000
_LONGEST_PHRASE = 20
# How often in a row: one word, two or three words, longer phrases.
_TIMES_BY_LENGTH = {1: 4, 2: 3, 3: 3}
_TIMES = 2
_LOOP = re.compile(r"([^\W\d_]{1,10}?)\1{4,}")
_SMALL_LOOP = 6


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span


def check_repetition(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look for loops first; what is one is not reported as doubled words again."""
    text = without_addresses(target)
    words = _words(text)
    loops = list(_loops(source, text, words, context.target_language))
    for start, end in loops:
        yield Finding(
            code="repetition",
            severity=Severity.BLOCK,
            message=f"“{_shown(target[start:end])}” comes again and again.",
            target_span=(start, end),
        )
    for start, end in _doubled(source, text, words, context):
        if not any(first < end and start < last for first, last in loops):
            yield Finding(
                code="doubled_words",
                severity=Severity.WARN,
                message=f"“{target[start:end]}” is written twice.",
                target_span=(start, end),
            )


def _words(text: str) -> list[_Word]:
    return [_Word(fold_word(match.group()), match.span()) for match in islice(_WORD.finditer(text), _MOST_WORDS)]


def _loops(source: str, text: str, words: list[_Word], language: str) -> Iterator[Span]:
    """Yield stretches that are a phrase again and again, or within a word the same letters."""
    laughs = _laughs(language)
    allowed = _most_times(_words(without_addresses(source)))
    at = 0
    for start, length, times in _phrases([word.text for word in words]):
        unit = [word.text for word in words[start : start + length]]
        is_laugh = all(laughs.fullmatch(word) for word in unit)
        has_letters = any(any(map(str.isalpha, word)) for word in unit)
        if start < at or is_laugh or not has_letters or times <= allowed:
            continue
        at = start + length * times
        yield words[start].span[0], words[at - 1].span[1]
    for match in _LOOP.finditer(text):
        letters = fold_word(match[1])
        times = len(match[0]) // len(match[1])
        if (len(letters) == 1 and times < _SMALL_LOOP) or laughs.fullmatch(letters):
            continue
        if not _LOOP.search(source):
            yield match.span()


def _phrases(words: list[str], *, from_twice: bool = False) -> Iterator[tuple[int, int, int]]:
    """Yield where a phrase begins to repeat, its length in words, and how often it stands there; shorter ones first."""
    found: list[tuple[int, int, int]] = []
    for length in range(1, min(_LONGEST_PHRASE, len(words) // 2) + 1):
        least = _TIMES if from_twice else _TIMES_BY_LENGTH.get(length, _TIMES)
        run = 0
        for at in range(len(words) - length + 1):
            if at + length < len(words) and words[at] == words[at + length]:
                run += 1
                continue
            times = run // length + 1
            if times >= least:
                found.append((at - run, length, times))
            run = 0
    yield from sorted(found, key=lambda each: (each[0], each[1]))


def _most_times(words: list[_Word]) -> int:
    phrases = _phrases([word.text for word in words], from_twice=True)
    return max((times for _, _, times in phrases), default=1)


def _doubled(source: str, text: str, words: list[_Word], context: CheckContext) -> Iterator[Span]:
    legal = _listed(context.target_language, "reduplications")
    theirs = _words(source)
    doubled_there = sum(_is_double(source, theirs, at) for at in range(len(theirs) - 1))
    places = [at for at in range(len(words) - 1) if _is_double(text, words, at)]
    for at in places:
        word = words[at]
        # Two pairs in a row are one word too: vội vội vàng vàng.
        is_in_pairs = at + 2 in places or at - 2 in places
        if word.text in legal or is_in_pairs:
            continue
        if doubled_there:
            doubled_there -= 1
            continue
        yield word.span[0], words[at + 1].span[1]


def _is_double(text: str, words: list[_Word], at: int) -> bool:
    """Say whether a word and the next are the same, with blanks between.

    Written alike: in ``thứ Ba ba người`` one is a name and the other a number. Only at the start of a sentence does a
    capital mean nothing.
    """
    one, other = words[at], words[at + 1]
    if one.text != other.text or not all(map(str.isalpha, one.text)):
        return False
    if not _BETWEEN.fullmatch(text, one.span[1], other.span[0]):
        return False
    first, second = text[one.span[0]], text[other.span[0]]
    return first.isupper() == second.isupper() or (at == 0 and first.isupper())


@cache
def _listed(language: str, key: str) -> frozenset[str]:
    return frozenset(map(fold_word, own_table(language, "repetition").get(key, ())))


@cache
def _laughs(language: str) -> re.Pattern[str]:
    """Return an expression for words that are laughed or wept; of none for a language nobody described."""
    sounds = "|".join(map(re.escape, sorted(_listed(language, "laughs"))))
    return re.compile(rf"(?:(?:{sounds})-?)+") if sounds else re.compile(r"(?!)")


def _shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


REPETITION = CheckFamily(codes=("repetition", "doubled_words"), check=check_repetition)
