"""Where sentences end, by the ``[sentences]`` rules of a language's locale file.

Made for news copy: quotations with several sentences inside, abbreviations, initials, times of day, dates. A language
without a file is cut by the English rules, which know the sentence ends of all scripts we met.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from feeds.locales import read_table

Span = tuple[int, int]

_LETTER = re.compile(r"[^\W\d_]")
_WITH_DOTS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
# How far around a possible sentence end is looked, in characters: names and abbreviations are shorter.
_REACH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRules:
    """What is known about sentence ends in one language; see ``feeds/locales/en.toml`` for what the words mean."""

    end: re.Pattern[str]
    openers: str
    titles: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    reporting: frozenset[str]
    continuations: frozenset[str]
    number_ends_sentence: bool


@cache
def rules_for(language: str) -> SentenceRules:
    """Return the rules of a language, of its primary language, or the English ones."""
    table: Any = read_table(language, "sentences") or read_table("en", "sentences")
    terminals, wide, closers = (re.escape(table[key]) for key in ("terminals", "full_width", "closers"))
    return SentenceRules(
        # The look-behind lets a run of stops be tried once only, so that a page of dots takes linear time.
        end=re.compile(
            rf"(?<![{terminals}])(?P<stop>[{terminals}]++)(?P<closers>[{closers}]*+)(?=\s)"
            rf"|(?P<wide>[{wide}]++[{closers}」』）】]*+)"
        ),
        openers=table["openers"],
        titles=frozenset(table["titles"]),
        before_number=frozenset(table["before_number"]),
        abbreviations=frozenset(table["abbreviations"]),
        starters=frozenset(table["starters"]),
        reporting=frozenset(table["reporting"]),
        continuations=frozenset(table["continuations"]),
        number_ends_sentence=table["number_ends_sentence"],
    )


def sentence_spans(text: str, rules: SentenceRules) -> Iterator[Span]:
    """Yield the spans of the sentences of a text, without the blanks around them; takes time linear in its length."""
    start = _skip_blanks(text, 0)
    first_letter = _LETTER.search(text, start)
    for match in rules.end.finditer(text):
        has_letter = first_letter is not None and first_letter.start() < match.start()
        if not _ends_sentence(text, match, rules, has_letter=has_letter):
            continue
        yield start, match.end()
        start = _skip_blanks(text, match.end())
        first_letter = _LETTER.search(text, start)
    end = start + len(text[start:].rstrip())
    if end > start:
        yield start, end


def _ends_sentence(text: str, match: re.Match[str], rules: SentenceRules, *, has_letter: bool) -> bool:
    """Decide about one possible end; ``has_letter`` says that the sentence before it has one (so it is no ``1.``)."""
    next_start = _skip_blanks(text, match.end())
    rest = text[next_start : next_start + _REACH].lstrip(rules.openers)
    if not text[next_start : next_start + 1] or rest[:1].islower():
        return False
    if match["wide"]:
        # 「…。」と goes on; 「…。」 before a blank does not.
        return match["wide"][-1] in "。！？｡" or next_start > match.end()
    stop, closers = match["stop"], match["closers"]
    before = text[max(0, match.start() - _REACH) : match.start()]
    words = rest.split()
    if closers and words and words[0] in rules.continuations:
        return False
    if stop == ".":
        return has_letter and _full_stop_ends(before, words, rules)
    if "…" in stop or ".." in stop:
        # "He ... left" leaves words out; only dots that touch a word end a sentence.
        return bool(before) and not before[-1].isspace()
    return not (closers and _reports(words, rules))


def _full_stop_ends(before: str, words: list[str], rules: SentenceRules) -> bool:
    """Decide about a single full stop by the word before it and the words after it."""
    last = before.rsplit(maxsplit=1)[-1] if before.split() else ""
    token = last.lstrip(rules.openers)
    # "(U.S" and "Trump-Gen": the abbreviation is what stands after the last joint.
    token = re.split(r"[-/—–]", token)[-1]
    if token in rules.titles or (len(token) == 1 and token.isupper()):
        return False
    if token in rules.before_number:
        return not (words and words[0][0].isdigit())
    if token.isdigit() and not rules.number_ends_sentence:
        return False
    if token in rules.abbreviations or _WITH_DOTS.fullmatch(token):
        return bool(words) and words[0].strip("\"'“”‘’,") in rules.starters
    return True


def _reports(words: list[str], rules: SentenceRules) -> bool:
    """Say whether the words say who spoke, as in ``President Trump asked``."""
    for place, word in enumerate(words[:5]):
        if place and word.strip(".,:;") in rules.reporting:
            return True
        if not word[0].isupper():
            return False
    return False


def _skip_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start
