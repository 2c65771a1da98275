"""Check ``korean_particle``: particles whose form depends on the last sound of the word before them.

은/는, 이/가, 을/를, 과/와, (으)로. Only behind words that were put in place of others, such as glossary terms:
elsewhere the writer chose word and particle together. Only for words that end in Hangul or a digit, whose last
sound is certain. The pairs are in the ``[particles]`` of a locale file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from feeds.locales import own_table
from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Fix, Severity

_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS = 0xAC00, 0xD7A3, 28
_RIEUL = 8
# Between a word and its particle: what explains the word, and a closing quotation mark.
_BETWEEN = re.compile(r"(?:\([^()]{1,60}\))?[’”」』》〉'\"]?")


@dataclass(frozen=True, slots=True)
class _Pair:
    after_consonant: str
    after_vowel: str

    def fitting(self, final: int) -> str:
        """Return the form behind a final consonant, 0 for none; ``로`` stands behind ㄹ, too."""
        if final == 0 or (final == _RIEUL and self.after_vowel == "로"):
            return self.after_vowel
        return self.after_consonant


def check_particles(_source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look behind every word that was put in."""
    pattern = _pattern(context.target_language)
    if pattern is None:
        return
    for start, end in context.substituted:
        if not 0 <= start < end <= len(target):
            continue
        final = final_consonant(target[start:end], context.target_language)
        between = _BETWEEN.match(target, end)
        found = pattern.match(target, end) or (pattern.match(target, between.end()) if between else None)
        if final is None or found is None:
            continue
        pair = _pairs(context.target_language)[found["form"]]
        fitting = pair.fitting(final)
        if found["form"] == fitting:
            continue
        span = found.span("form")
        yield Finding(
            code="korean_particle",
            severity=Severity.WARN,
            message=f"After “{target[start:end]}” the particle is {fitting}, not {found['form']}.",
            target_span=span,
            fix=Fix(start=span[0], end=span[1], text=fitting),
        )


def fitting_particle(text: str, place: int, word: str, language: str) -> tuple[int, str]:
    """Return where the particle at a place ends, and the form that fits another word; as it is where there is none."""
    pattern = _pattern(language)
    found = pattern.match(text, place) if pattern else None
    final = final_consonant(word, language) if found else None
    if found is None or final is None:
        return place, ""
    return found.end("form"), _pairs(language)[found["form"]].fitting(final)


def final_consonant(word: str, language: str) -> int | None:
    """Return the number of the consonant a word ends in, 0 for a vowel, ``None`` where its sound is not known."""
    last = word[-1:]
    if last.isascii() and last.isdigit():
        # A number that ends in 0 is read as ten, hundred or zero: all of them end in a consonant that is not ㄹ.
        readings: str = own_table(language, "particles")["digits"]
        last = readings[int(last)]
    if not last or not _FIRST_SYLLABLE <= ord(last) <= _LAST_SYLLABLE:
        return None
    return (ord(last) - _FIRST_SYLLABLE) % _FINALS


@cache
def _pairs(language: str) -> dict[str, _Pair]:
    """Return the pair that each form belongs to: both forms, and both at once as in ``을(를)``."""
    found: dict[str, _Pair] = {}
    for one, other in own_table(language, "particles").get("pairs", ()):
        pair = _Pair(one, other)
        joint = {f"{one}({other})", f"{other}({one})", f"{one}/{other}", f"{other}/{one}"}
        # (으)로
        joint |= {f"({one.removesuffix(other)}){other}"} if one.endswith(other) else set()
        found |= dict.fromkeys({one, other, *joint}, pair)
    return found


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    forms = sorted(_pairs(language), key=len, reverse=True)
    if not forms:
        return None
    followers = "|".join(map(re.escape, own_table(language, "particles").get("followers", ())))
    return re.compile(rf"(?P<form>{'|'.join(map(re.escape, forms))})(?:{followers})?(?!\w)")


PARTICLES = CheckFamily(codes=("korean_particle",), check=check_particles)
