"""What the service knows about each language, one TOML file each: the words it says to readers, and rules of its text.

The files are data shared by :mod:`feeds` (labels) and :mod:`translations` (sentence ends and the like). A language
without a file is legal everywhere: it gets the English labels and the default rules.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

_FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Sentences and words shown to readers; ``{name}`` marks what is filled in."""

    machine: str
    memory: str
    mixed: str
    untranslated: str
    stale: str
    withdrawn: str
    withdrawn_body: str
    withdrawn_reason: str
    withheld: str
    withheld_body: str
    correction: str
    picture: str
    video: str
    audio: str
    picture_link: str
    video_link: str
    audio_link: str
    original: str
    background: str
    updated: str


@cache
def known_languages() -> tuple[str, ...]:
    """Return the tags that have a file, sorted."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def read_table(language: str, table: str) -> Mapping[str, Any]:
    """Return one table of the file that is nearest to a tag, else of the English one; maybe empty.

    ``zh-Hant-TW`` is looked for as that, as ``zh-Hant`` and as ``zh`` (RFC 4647 §3.4).
    """
    return _table(_nearest(language) or _FALLBACK, table)


@cache
def own_table(language: str, table: str) -> Mapping[str, Any]:
    """Return one table of the file that is nearest to a tag; empty where nobody described the language.

    For rules that would be wrong about another language's text, as English negations are about French.
    """
    tag = _nearest(language)
    return _table(tag, table) if tag else MappingProxyType({})


@cache
def labels_for(language: str) -> Labels:
    """Return the words for readers of a language."""
    return Labels(**read_table(language, "labels"))


def _nearest(language: str) -> str:
    tag = language
    while tag and tag not in known_languages():
        tag = tag.rpartition("-")[0]
    return tag


def _table(tag: str, table: str) -> Mapping[str, Any]:
    content = tomllib.loads((resources.files(__name__) / f"{tag}.toml").read_text(encoding="utf-8"))
    return MappingProxyType(content.get(table, {}))
