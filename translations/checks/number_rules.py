"""How a language writes quantities: the ``[numbers]`` table of its locale file, ready for reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from feeds.locales import read_table
from translations.checks.phrases import any_of, compiled, is_known
from translations.checks.unit_rules import UnitRules, unit_rules
from translations.words import valued_words

SMALL_GROUPS = "\u00a0\u2009\u202f"
"""Narrow and unbroken blanks, which group digits in every language."""

_SHORT = 2
_DIGITS = r"(?:\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"


class Role(StrEnum):
    """What a word or a run of digits does in a number; the tables in ``en.toml`` explain them."""

    DIGITS = "digits"
    COUNT = "count"
    SCALE = "scale"
    PLURAL = "plural"
    SEVERAL = "several"
    ARTICLE = "article"
    JOINER = "joiner"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that takes part in numbers."""

    role: Role
    value: Decimal
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRules:
    """What is known about quantities in one language; ``is_known`` is false for one without a file."""

    is_known: bool
    group: str
    decimal: str
    words: Mapping[str, Word]
    tokens: re.Pattern[str]
    inner_words: re.Pattern[str] | None
    counters: re.Pattern[str] | None
    suffix: re.Pattern[str]
    suffixes: Mapping[str, Decimal]
    ordinal: re.Pattern[str] | None
    decade: re.Pattern[str] | None
    half_after: re.Pattern[str] | None
    half_article: re.Pattern[str] | None
    parts: re.Pattern[str] | None
    part_of: re.Pattern[str]
    part_values: Mapping[str, int]
    part_word: str
    part_first: bool
    ones: frozenset[str]
    bound: frozenset[str]
    about: Mapping[str, Decimal]
    ordinals: frozenset[str]
    amounts: Mapping[str, str]
    loose_scales: frozenset[str]
    roman_from: int
    plural_joiner: str
    filler: str
    not_last: frozenset[str]
    ranges: frozenset[str]
    lists: frozenset[str]
    ignored: re.Pattern[str] | None
    droppable: frozenset[str]
    units: UnitRules


@cache
def number_rules(language: str) -> NumberRules:
    """Return the rules of a language; for one that nobody described those of digits alone."""
    known = is_known(language)
    table: Mapping[str, Any] = read_table(language if known else "en", "numbers")
    words = _words(table) if known else {}
    is_attached = known and table["is_attached"]
    word_end = "" if is_attached else r"(?!\w)"
    # Where words run on, a particle may follow, but not the rest of a longer word.
    half_end = r"(?=\w?(?!\w))" if is_attached else r"(?!\w)"
    units = unit_rules(language, is_attached=is_attached)
    return NumberRules(
        is_known=known,
        group=table["group"],
        decimal=table["decimal"],
        words=MappingProxyType(words),
        tokens=_tokens(words, table, is_attached=is_attached, has_words=known),
        inner_words=re.compile(any_of(words)) if is_attached else None,
        counters=_counters(table, units) if is_attached else None,
        suffix=re.compile(rf"(?:{any_of(valued_words(table['suffixes']))})(?!\w)"),
        suffixes=MappingProxyType(valued_words(table["suffixes"]) if known else {}),
        ordinal=compiled(rf"(?i:{any_of(table['ordinal_suffixes'])})(?!\w)", table["ordinal_suffixes"]),
        decade=compiled(rf"(?:{any_of(table['decade_suffixes'])}){word_end}", table["decade_suffixes"]),
        half_after=compiled(
            rf"[\s-]?(?i:{any_of(table['half_after'])}){half_end}", table["half_after"] if known else ()
        ),
        half_article=compiled(rf"\s(?i:{any_of(table['articles'])})(?!\w)", table["articles"]),
        parts=compiled(
            rf"[\s-](?P<part>(?i:{any_of(valued_words(table['parts']))}))(?!\w)", table["parts"] if known else ()
        ),
        part_of=re.compile(rf"(?:\s{table['plural_joiner'] or '(?!)'})?(?:\s(?:{any_of(table['articles'])}))?"),
        part_values=MappingProxyType({word: int(value) for word, value in valued_words(table["parts"]).items()}),
        part_word=table["part_word"],
        part_first=table["part_first"],
        ones=frozenset(table["ones"]),
        bound=frozenset(valued_words(table["bound"])),
        about=MappingProxyType(valued_words(table["about"]) if known else {}),
        ordinals=frozenset(table["ordinals"]),
        amounts=MappingProxyType(dict(entry.rsplit(" ", 1) for entry in table["amounts"])),
        loose_scales=frozenset(table["loose_scales"]),
        roman_from=table["roman_from"],
        plural_joiner=table["plural_joiner"],
        filler=table["filler"],
        not_last=frozenset(table["not_last"]),
        ranges=frozenset(table["ranges"]),
        lists=frozenset([*table["lists"], *table["joiners"]]),
        ignored=compiled(rf"(?<!\w)(?i:{any_of(table['ignored'])}){word_end}", table["ignored"] if known else ()),
        droppable=frozenset(table["droppable"] if known else ()),
        units=units,
    )


def _counters(table: Mapping[str, Any], units: UnitRules) -> re.Pattern[str]:
    """Return the pattern of what shows that the word before is a number: a counter or a unit."""
    return re.compile(rf"[\s{table['filler']}]{{0,2}}(?:{any_of([*table['counters'], *units.names])})")


def _words(table: Mapping[str, Any]) -> dict[str, Word]:
    """Return every word with its role; where one has several the last of these."""
    zero = Decimal(0)
    return {
        **{word: Word(Role.COUNT, value, is_sure=False) for word, value in valued_words(table["bound"]).items()},
        **{word: Word(Role.COUNT, value, is_sure=False) for word, value in valued_words(table["loose"]).items()},
        **{word: Word(Role.COUNT, value) for word, value in valued_words(table["words"]).items()},
        **{word: Word(Role.PLURAL, value) for word, value in valued_words(table["plurals"]).items()},
        **{word: Word(Role.SCALE, value) for word, value in valued_words(table["scales"]).items()},
        **{word: Word(Role.SEVERAL, zero) for word in table["several"]},
        **{word: Word(Role.ARTICLE, Decimal(1), is_sure=False) for word in table["articles"]},
        **{word: Word(Role.JOINER, zero) for word in table["joiners"]},
        **{word: Word(Role.HALF, Decimal("0.5"), is_sure=False) for word in table["half_before"]},
    }


def _tokens(
    words: Mapping[str, Word], table: Mapping[str, Any], *, is_attached: bool, has_words: bool
) -> re.Pattern[str]:
    """Return the pattern of all that may be part of a number: digits, and words or, where they run on, known words."""
    digits = rf"(?P<digits>{_DIGITS})|(?P<fraction>[½⅓⅔¼¾⅕⅛])"
    if not has_words:
        return re.compile(digits)
    if not is_attached:
        compounds = any_of(word for word in words if not word.isalpha())
        return re.compile(rf"{digits}|(?<!\w)(?P<compound>(?i:{compounds}))(?!\w)|(?P<word>[^\W\d_]++)")
    scales = "".join(word for word, entry in words.items() if entry.role is Role.SCALE)
    long = any_of(word for word in valued_words(table["loose"]) if len(word) >= _SHORT)
    return re.compile(
        rf"{digits}|(?<=\d){table['filler']}?(?P<scales>[{scales}]++)|(?<=\d)\s(?P<late_scales>[{scales}](?!\w))"
        rf"|(?<!\w)(?P<word>(?:{long})|(?:{any_of(words)}){{1,8}})"
    )
