"""Phrases of the locale files' tables as patterns, and which languages have the tables that checks need."""

import re
from collections.abc import Iterable

from feeds.locales import own_table

_TABLES = ("numbers", "units", "dates", "times")


def is_known(language: str) -> bool:
    """Say whether a language, or the one it is a variety of, has a locale file with all tables of quantities."""
    return all(own_table(language, table) for table in _TABLES)


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for any of some phrases, longest first; never matches where there are none."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in ordered) or r"(?!)"


def compiled(pattern: str, entries: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern made of some entries, ``None`` where there are none."""
    return re.compile(pattern) if tuple(entries) else None
