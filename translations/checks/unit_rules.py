"""What a language calls units of measure: the ``[units]`` table of its locale file, ready for reading."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from feeds.locales import read_table
from translations.checks.measures import SYMBOLS, UNITS
from translations.checks.phrases import any_of, is_known

_SHORT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRules:
    """What stands beside numbers, and which units that may be; see ``en.toml`` for what the tables mean.

    ``pattern`` finds a unit right behind a number, ``money_before`` a sign right before one; both name it ``unit``.
    ``names`` are by :func:`unit_key`.
    """

    pattern: re.Pattern[str]
    names: Mapping[str, tuple[str, ...]]
    doubtful: frozenset[str]
    money_before: re.Pattern[str]
    prefixes: tuple[tuple[str, str, str], ...]
    adding: tuple[tuple[str, str, str], ...]

    def of(self, match: re.Match[str]) -> tuple[str, ...]:
        """Return the units that a match of one of the patterns may be, surest first."""
        return self.names.get(unit_key(match["unit"]), ())

    def is_doubtful(self, match: re.Match[str]) -> bool:
        """Say whether what was found may be another word."""
        return unit_key(match["unit"]) in self.doubtful


@cache
def unit_rules(language: str, *, is_attached: bool) -> UnitRules:
    """Return the rules of a language, signs alone for one that nobody described.

    ``is_attached``: its words are written together with what follows.
    """
    table: Mapping[str, Any] = read_table(language, "units") if is_known(language) else {}
    names = _unit_names(table)
    return UnitRules(
        pattern=_unit_pattern(names, is_attached=is_attached),
        names=MappingProxyType(names),
        doubtful=frozenset(table.get("doubtful", ())),
        money_before=_money_before(),
        prefixes=_prefixes(table.get("before", ())),
        adding=_prefixes(table.get("adding", ())),
    )


def unit_key(phrase: str) -> str:
    """Return a unit's sign as it is, since ``m`` is no ``M`` and ``TRY`` no word, and its name in small letters."""
    return phrase if _is_sign(phrase) else " ".join(phrase.split()).lower()


def _is_sign(phrase: str) -> bool:
    return len(phrase) <= _SHORT or phrase.isupper()


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
