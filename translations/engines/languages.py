"""Language tags (BCP 47) to the codes Argos packages use, and back.

Argos codes are exact: mostly ISO 639-1, with a few of their own (``zt`` for traditional Chinese, ``pb`` for Brazilian
Portuguese), and an unknown one matches nothing.
"""

import re
from dataclasses import dataclass

from babel.core import get_global

from feeds.language import canonical_tag
from translations.engines.errors import InvalidPairError

_CODE = re.compile(r"[a-z]{2,3}")
_OWN_CODES = {"zh-Hans": ("zh",), "zh-Hant": ("zt",), "pt-BR": ("pb", "pt"), "no": ("nb", "no"), "fil": ("tl",)}
_TAGS = {"zh": "zh-Hans", "zt": "zh-Hant", "pb": "pt-BR"}


@dataclass(frozen=True, slots=True, order=True)
class LanguagePair:
    """A direction of translation, in Argos codes; prints as ``en-ko``."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


def is_argos_code(code: str) -> bool:
    """Say whether a text has the form of an Argos code (two or three small letters), known or not."""
    return _CODE.fullmatch(code) is not None


def argos_codes(tag: str) -> tuple[str, ...]:
    """Return the Argos codes that serve a language tag, best first; none for what is not a tag.

    Region and variants are dropped, a script only where it is the language's usual one: a model for ``sr`` writes
    Cyrillic and does not serve ``sr-Latn``.
    """
    try:
        language, *rest = canonical_tag(tag).split("-")
    except ValueError:
        return ()
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    region = next((part for part in rest if part.isupper() or (len(part) == 3 and part.isdigit())), None)
    written = script or _usual_script(language, region)
    for own in (f"{language}-{written}", f"{language}-{region}", language):
        if own in _OWN_CODES:
            return _OWN_CODES[own]
    return (language,) if written == _usual_script(language, None) else ()


def language_tag(code: str) -> str:
    """Return the language tag of an Argos code, such as ``zh-Hant`` for ``zt``."""
    return _TAGS.get(code, code)


def pairs_for(source: str, target: str) -> tuple[LanguagePair, ...]:
    """Return the pairs of Argos codes that serve two language tags, best first."""
    codes = [(s, t) for s in argos_codes(source) for t in argos_codes(target)]
    return tuple(LanguagePair(s, t) for s, t in codes if s != t)


def parse_pair(text: str) -> LanguagePair:
    """Read ``en-ko``, ``en_ko`` or, for tags with subtags, ``en:zh-Hant``; raises :exc:`InvalidPairError`."""
    parts = text.split(":") if ":" in text else re.split(r"[-_]", text)
    pairs = pairs_for(parts[0], parts[1]) if len(parts) == 2 else ()
    if not pairs:
        raise InvalidPairError(text=text)
    return pairs[0]


def _usual_script(language: str, region: str | None) -> str | None:
    """Look the script up in CLDR's likely subtags; a region may change it (zh-TW is written in Hant)."""
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{region}") or likely.get(language, "")
    return next((part for part in full.split("_") if len(part) == 4), None)
