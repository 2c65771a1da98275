"""The words of the public pages in the reader's language: the ``[page]`` tables of :mod:`feeds.locales`."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, get_timezone_gmt

from feeds.locales import read_table

_FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What pages say; ``{name}`` marks what is filled in."""

    skip: str
    live: str
    ended: str
    all_blogs: str
    languages: str
    by: str
    last_update: str
    times_in: str
    about: str
    pinned: str
    summary: str
    key_event: str
    contents: str
    feeds: str
    feeds_hint: str
    for_readers: str
    for_newsrooms: str
    translated: str
    withdrawn: str
    withheld: str
    killed: str
    no_updates: str


@cache
def words_for(language: str) -> PageWords:
    """Return the words for readers of a language; English ones where its file has none."""
    return PageWords(**{**read_table(_FALLBACK, "page"), **read_table(language, "page")})


def own_name(tag: str) -> str:
    """Name a language as its own speakers do, such as ``Tiếng Việt``; the tag itself where nobody knows."""
    locale = _locale(tag)
    name = locale.get_display_name(locale) if locale else None
    return name[:1].upper() + name[1:] if name else tag


def long_date(moment: datetime, *, zone: ZoneInfo, language: str) -> str:
    """Write out a day, such as ``Wednesday, February 27, 2019``."""
    return format_date(moment.astimezone(zone).date(), format="full", locale=_readable(language))


def zone_title(moment: datetime, *, zone: ZoneInfo, language: str) -> str:
    """Name a time zone as it is on a day, such as ``Indochina Time (GMT+07:00)``, or by its offset alone."""
    local = moment.astimezone(zone)
    locale = _readable(language)
    offset = get_timezone_gmt(local, locale=locale)
    names = locale.meta_zones.get(_metazone(zone.key) or "", {}).get("long", {})
    name = names.get("daylight" if local.dst() else "standard")
    return f"{name} ({offset})" if name else offset


@cache
def _metazone(zone_name: str) -> str | None:
    """Return what CLDR calls the zones that share a name.

    CLDR files a zone under its oldest name (Asia/Saigon), and :func:`babel.dates.get_timezone_name` looks under the
    newest alone, so it has no name for Asia/Ho_Chi_Minh or Asia/Kolkata.
    """
    aliases, metazones = get_global("zone_aliases"), get_global("meta_zones")
    known_as = [zone_name, *(old for old, new in aliases.items() if new == zone_name)]
    return next((metazones[name] for name in known_as if metazones.get(name)), None)


def _readable(language: str) -> Locale:
    return _locale(language) or Locale(_FALLBACK)


@cache
def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
