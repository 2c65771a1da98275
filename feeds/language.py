"""Language tags (BCP 47), and how a tag says that a text is machine-made (RFC 6497)."""

import re
from typing import Annotated

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from pydantic import AfterValidator

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*")

# Scripts that run from right to left (Unicode, property Bidi_Class) and are in use today, by ISO 15924 code.
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})

# Where Chinese is written in traditional characters unless its tag names a script (Unicode's likely subtags).
_TRADITIONAL = frozenset({"tw", "hk", "mo"})


def canonical_tag(tag: str) -> str:
    """Return a BCP 47 tag in its usual letter case, such as ``pt-BR`` or ``zh-Hant``.

    Language, script, region and variants are understood; extensions are ours to add, not the caller's. Raises
    :exc:`ValueError` for anything else (RFC 5646 §2.1, §2.1.1).
    """
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{tag!r} is not a language tag such as en, vi, pt-BR or zh-Hant")
    first, *rest = tag.split("-")
    cased = [p.title() if len(p) == 4 and p.isalpha() else p.upper() if len(p) == 2 else p.lower() for p in rest]
    return "-".join([first.lower(), *cased])


LanguageTag = Annotated[str, AfterValidator(canonical_tag)]
"""A BCP 47 tag that is put in canonical case when it is read."""


def machine_tag(*, target: str, source: str) -> str:
    """Tag a machine translation: ``vi-t-en-t0-und`` is Vietnamese from English by an unnamed engine (RFC 6497 §2.2)."""
    return f"{target}-t-{source.lower()}-t0-und"


def news_language(tag: str) -> str:
    """Return the language as News sitemaps name it: ISO 639, but ``zh-cn`` or ``zh-tw`` for Chinese by its script.

    https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    language, *rest = tag.lower().split("-")
    if language != "zh":
        return language
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return "zh-tw" if named == "Hant" or (named is None and _TRADITIONAL & set(rest)) else "zh-cn"


def is_right_to_left(tag: str) -> bool:
    """Say whether text in this language runs from right to left, by the script the tag names or else the usual one."""
    named = next((part.title() for part in tag.split("-")[1:2] if len(part) == 4 and part.isalpha()), None)
    return (named or _usual_script(tag)) in _RIGHT_TO_LEFT


def display_name(tag: str, *, within: str) -> str:
    """Name a language as readers of ``within`` call it, such as ``tiếng Việt``; the tag itself where nobody knows."""
    locale, reader = _locale(tag), _locale(within)
    if locale is None or reader is None:
        return tag
    return locale.get_display_name(reader) or tag


def territory_name(code: str, *, within: str) -> str:
    """Name a territory (ISO 3166-1) as readers of ``within`` call it; its code where nobody knows."""
    reader = _locale(within)
    return str(reader.territories.get(code, code)) if reader else code


def _usual_script(tag: str) -> str | None:
    """Return the script a language is mostly written in, such as ``Arab`` for ``ur``, from Unicode's likely subtags."""
    language = tag.partition("-")[0].lower()
    language = get_global("language_aliases").get(language, language)
    likely = get_global("likely_subtags").get(language, "")
    return next((part for part in likely.split("_")[1:] if len(part) == 4), None)


def _locale(tag: str) -> Locale | None:
    """Return what is known of the tag, or of as much of its beginning as is known: ``he`` for ``he-US``."""
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
