"""How a language writes quantities: the ``[numbers]`` and ``[units]`` tables of its locale file, ready for reading."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from feeds.locales import known_languages, read_table
from translations.checks.measures import SYMBOLS, UNITS
from translations.words import valued_words

SMALL_GROUPS = "\u00a0\u2009\u202f"
"""Narrow and unbroken blanks, which group digits in every language."""

_SHORT = 2
_LETTERS_AND_DIGITS = r"(?:\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"


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
    prefixes: tuple[tuple[str, str, str], ...]
    adding: tuple[tuple[str, str, str], ...]
    plural_joiner: str
    not_last: frozenset[str]
    ranges: frozenset[str]
    lists: frozenset[str]
    ignored: re.Pattern[str] | None
    droppable: frozenset[str]
    unit: re.Pattern[str]
    units: Mapping[str, tuple[str, ...]]
    doubtful: frozenset[str]
    money_before: re.Pattern[str]


def is_known(language: str) -> bool:
    """Say whether a language, or the one it is a variety of, has a locale file with the tables that checks need."""
    tag = language
    while tag and tag not in known_languages():
        tag = tag.rpartition("-")[0]
    return bool(tag) and "group" in read_table(tag, "numbers")


def unit_key(phrase: str) -> str:
    """Return a unit's sign as it is, since ``m`` is no ``M`` and ``TRY`` no word, and its name in small letters."""
    return phrase if _is_sign(phrase) else " ".join(phrase.split()).lower()


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for any of some phrases, longest first; never matches where there are none."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in ordered) or r"(?!)"


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
    units = _unit_names(read_table(language, "units") if known else {})
    counters = _compiled(rf"[\s여]{{0,2}}(?:{any_of([*table['counters'], *units])})", table["counters"])
    return NumberRules(
        is_known=known,
        group=table["group"],
        decimal=table["decimal"],
        words=MappingProxyType(words),
        tokens=_tokens(words, table["loose"], is_attached=is_attached, has_words=known),
        inner_words=re.compile(any_of(words)) if is_attached else None,
        counters=counters if is_attached else None,
        suffix=re.compile(rf"(?:{any_of(valued_words(table['suffixes']))})(?!\w)"),
        suffixes=MappingProxyType(valued_words(table["suffixes"]) if known else {}),
        ordinal=_compiled(rf"(?i:{any_of(table['ordinal_suffixes'])})(?!\w)", table["ordinal_suffixes"]),
        decade=_compiled(rf"(?:{any_of(table['decade_suffixes'])}){word_end}", table["decade_suffixes"]),
        half_after=_compiled(
            rf"[\s-]?(?i:{any_of(table['half_after'])}){half_end}", table["half_after"] if known else ()
        ),
        half_article=_compiled(rf"\s(?i:{any_of(table['articles'])})(?!\w)", table["articles"]),
        parts=_compiled(
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
        prefixes=_prefixes(read_table(language, "units")["before"] if known else ()),
        adding=_prefixes(read_table(language, "units")["adding"] if known else ()),
        plural_joiner=table["plural_joiner"],
        not_last=frozenset(table["not_last"]),
        ranges=frozenset(table["ranges"]),
        lists=frozenset([*table["lists"], *table["joiners"]]),
        ignored=_compiled(rf"(?<!\w)(?i:{any_of(table['ignored'])}){word_end}", table["ignored"] if known else ()),
        droppable=frozenset(table["droppable"] if known else ()),
        unit=_unit_pattern(units, is_attached=is_attached),
        units=MappingProxyType(units),
        doubtful=frozenset(read_table(language, "units")["doubtful"] if known else ()),
        money_before=_money_before(),
    )


def _is_sign(phrase: str) -> bool:
    return len(phrase) <= _SHORT or phrase.isupper()


def _compiled(pattern: str, entries: Iterable[str]) -> re.Pattern[str] | None:
    return re.compile(pattern) if tuple(entries) else None


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


def _tokens(words: Mapping[str, Word], loose: Iterable[str], *, is_attached: bool, has_words: bool) -> re.Pattern[str]:
    """Return the pattern of all that may be part of a number: digits, and words or, where they run on, known words."""
    digits = rf"(?P<digits>{_LETTERS_AND_DIGITS})|(?P<fraction>[½⅓⅔¼¾⅕⅛])"
    if not has_words:
        return re.compile(digits)
    if not is_attached:
        compounds = any_of(word for word in words if not word.isalpha())
        return re.compile(rf"{digits}|(?<!\w)(?P<compound>(?i:{compounds}))(?!\w)|(?P<word>[^\W\d_]++)")
    scales = "".join(word for word, entry in words.items() if entry.role is Role.SCALE)
    long = any_of(word for word in valued_words(loose) if len(word) >= _SHORT)
    return re.compile(
        rf"{digits}|(?<=\d)(?P<scales>[{scales}]++)|(?<=\d)\s(?P<late_scales>[{scales}](?!\w))"
        rf"|(?<!\w)(?P<word>(?:{long})|(?:{any_of(words)}){{1,8}})"
    )


def _prefixes(entries: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Return words that stand before a number: the word, the unit behind the number, what the word makes of it."""
    return tuple((word, unit, meant) for word, unit, meant in (entry.rsplit(" ", 2) for entry in entries))


def _unit_names(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what may stand behind a number, by :func:`unit_key`, with its units' names."""
    names: dict[str, list[str]] = {unit_key(symbol): name.split() for symbol, name in SYMBOLS.items()}
    for name in UNITS:
        for phrase in table.get(name, ()):
            names.setdefault(unit_key(phrase), []).append(name)
    return {phrase: tuple(dict.fromkeys(units)) for phrase, units in names.items()}


def _unit_pattern(units: Mapping[str, tuple[str, ...]], *, is_attached: bool) -> re.Pattern[str]:
    def bounded(phrase: str) -> str:
        # Digits may follow, as in 1m80.
        inside = r"[A-Za-z]" if is_attached else r"[^\W\d_]"
        needs_end = phrase[-1].isalnum() and (phrase[-1].isascii() or not is_attached)
        # A lone capital is a degree sign's letter in 40C, and a name's in two F-35s.
        end = r"(?![\w-])" if len(phrase) == 1 and phrase.isupper() else f"(?!{inside})" if needs_end else ""
        return re.escape(phrase).replace(r"\ ", r"\s") + end

    ordered = sorted(units, key=len, reverse=True)
    long = "|".join(bounded(phrase) for phrase in ordered if not _is_sign(phrase))
    short = "|".join(bounded(phrase) for phrase in ordered if _is_sign(phrase))
    return re.compile(rf"[\s\u00a0-]?(?P<unit>(?i:{long})|{short})")


@cache
def _money_before() -> re.Pattern[str]:
    signs = any_of(symbol for symbol, name in SYMBOLS.items() if UNITS[name.split()[0]].measure == "money")
    return re.compile(rf"(?<![A-Za-z])(?P<unit>{signs})\s?$")
