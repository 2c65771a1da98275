"""How a language writes dates and times of day: the ``[dates]`` and ``[times]`` tables of its locale file, compiled.

Patterns are templates such as ``{month_name} {day}[, {year}]``, explained in ``feeds/locales/en.toml``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from feeds.locales import read_table
from translations.checks.phrases import any_of, is_known
from translations.findings import Span
from translations.words import valued_words

_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_GROUP = re.compile(r"\(\?P<(\w+)>")
_TEMPLATE = re.compile(r"\{(\w+)\}|([\[\]|])|(\s+)|([^{}\[\]|\s]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentRules:
    """What is known about dates and times in one language; see ``en.toml`` for what the tables mean."""

    dates: tuple[re.Pattern[str], ...]
    times: tuple[re.Pattern[str], ...]
    named: re.Pattern[str]
    named_times: Mapping[str, int]
    loose_named: frozenset[str]
    weekdays: re.Pattern[str]
    weekday_numbers: Mapping[str, int]
    loose_weekdays: frozenset[str]
    months: Mapping[str, int]
    loose_months: frozenset[str]
    month_cues: frozenset[str]
    swaps_day_and_month: bool
    day_parts: Mapping[str, str]
    hours: Mapping[str, int]
    relative: re.Pattern[str]
    zones: tuple[tuple[str, re.Pattern[str]], ...]
    ignored: re.Pattern[str]


def parts_of(match: re.Match[str]) -> dict[str, tuple[str, Span]]:
    """Return what a template's names stand for in a match, with their spans; a name may occur in several choices."""
    return {
        name.rpartition("_")[0]: (value, match.span(name))
        for name, value in match.groupdict().items()
        if value is not None
    }


@cache
def moment_rules(language: str) -> MomentRules | None:
    """Return the rules of a language, ``None`` for one that nobody described."""
    if not is_known(language):
        return None
    dates, times = read_table(language, "dates"), read_table(language, "times")
    is_attached = read_table(language, "numbers")["is_attached"]
    months, weekdays, hours = (valued_words(t) for t in (dates["months"], dates["weekdays"], times["hour_words"]))
    places = _places(dates, times, is_attached=is_attached)
    end = "" if is_attached else r"(?!\w)"
    return MomentRules(
        dates=tuple(_pattern(template, places, not_after=dates["not_after"]) for template in dates["patterns"]),
        times=tuple(_pattern(template, places, not_after=times["not_after"]) for template in times["patterns"]),
        named=re.compile(rf"(?<!\w)(?i:{any_of(valued_words(times['named']))}){end}"),
        named_times=MappingProxyType({word: int(value) for word, value in valued_words(times["named"]).items()}),
        loose_named=frozenset(times["loose_named"]),
        weekdays=re.compile(rf"(?<!\w)(?i:{any_of(weekdays)}){end}"),
        weekday_numbers=MappingProxyType({word: int(value) for word, value in weekdays.items()}),
        loose_weekdays=frozenset(dates["loose_weekdays"]),
        months=MappingProxyType({word: int(value) for word, value in months.items()}),
        loose_months=frozenset(dates["loose_months"]),
        month_cues=frozenset(dates["month_cues"]),
        swaps_day_and_month=dates["swaps_day_and_month"],
        day_parts=MappingProxyType({word.lower(): part for word, part in _strings(times["parts"])}),
        hours=MappingProxyType({word: int(value) for word, value in hours.items()}),
        relative=re.compile(rf"(?<!\w)(?i:{any_of(dates['relative'])}){end}"),
        zones=tuple((name, re.compile(pattern)) for name, pattern in _named(times["zones"])),
        ignored=re.compile(rf"(?<!\w)(?i:{any_of(dates['ignored'])}){end}"),
    )


def _strings(entries: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, value) for word, _, value in (entry.rpartition(" ") for entry in entries)]


def _named(entries: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names and regular expressions of entries such as ``GMT \\bGMT\\b``."""
    return [(name, pattern) for name, _, pattern in (entry.partition(" ") for entry in entries)]


def _places(dates: Mapping[str, Any], times: Mapping[str, Any], *, is_attached: bool) -> dict[str, str]:
    """Return what each name in a template stands for."""
    suffixes = "(?i:st|nd|rd|th)?" if not is_attached else ""
    end = "" if is_attached else r"(?![\w])"
    return {
        "day": rf"(?P<day>{_DAY}){suffixes}(?:\s?[-–~∼〜]\s?(?P<until>{_DAY}){suffixes})?",
        "month": r"(?P<month>1[0-2]|0?[1-9])",
        "month_name": rf"(?P<month_name>(?i:{any_of(valued_words(dates['months']))}))(?![^\W\d_])",
        "year": r"(?P<year>[12]\d{3})(?!\d)",
        "hour": r"(?P<hour>2[0-4]|[01]?\d)",
        "from": r"(?P<from>2[0-4]|[01]?\d)",
        "hour_word": rf"(?P<hour_word>(?i:{any_of(valued_words(times['hour_words']))}))",
        "minute": r"(?P<minute>[0-5]\d)",
        "minutes": r"(?P<minute>[0-5]?\d)",
        "half": rf"(?P<half>{any_of(times['half_words'])})",
        "part": rf"(?P<part>(?i:{any_of(word for word, _ in _strings(times['parts']))})){end}",
        "zone": rf"(?P<zone>{'|'.join(pattern for _, pattern in _named(times['zones']))})",
    }


def _pattern(template: str, places: Mapping[str, str], *, not_after: Iterable[str]) -> re.Pattern[str]:
    """Compile a template; a blank in it may be missing in the text, or doubled."""
    parts: list[str] = []
    for number, (name, bracket, blank, literal) in enumerate(_TEMPLATE.findall(template)):
        if name:
            parts.append(_GROUP.sub(rf"(?P<\1_{number}>", places[name]))
        elif bracket:
            parts.append({"[": "(?:", "]": ")?", "|": "|"}[bracket])
        else:
            parts.append(r"[\s\u00a0]{0,2}" if blank else rf"(?i:{re.escape(literal)})")
    # Digits go on before or behind: 1:30 is no part of 21:30, 5/11 none of 5/11/6; letters that run on are words.
    last = template.rstrip("]")[-1]
    ends_in_word = last.isalpha() and last.isascii()
    after = r"(?![\w])" if ends_in_word else r"(?!\d|[.,:/]\d)"
    begins_in_digits = template.lstrip("[").startswith(("{day}", "{month}", "{hour}", "{year}", "{from}"))
    before = r"(?<![\d])(?<!\d[.,:/·])(?<![A-Za-z$€£])" if begins_in_digits else r"(?<!\w)"
    return re.compile(f"{before}{''.join(parts)}{after}(?!{any_of(not_after)})")
