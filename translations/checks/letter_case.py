"""Check ``case``: a sentence begins with a capital where its source does, and is not all in capitals."""

import re
from collections.abc import Iterator

from translations.checks.addresses import address_spans
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.spans import WORD
from translations.checks.untranslated import is_all_capitals
from translations.findings import Finding, Fix, Severity

_FEWEST_LETTERS = 10
_START = re.compile(r"[\s\"'“‘«(\[「『„¿¡*_-]*(?P<word>[^\W\d_]+(?:['’-][^\W_]+)*)")
_NAME_PARTICLE = re.compile(r"(?:al|el|de|van|von|bin|ibn|da|di|du|le|la)\b", re.IGNORECASE)


def check_case(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look at the first letter, and at all letters; a script without capitals has nothing to look at."""
    is_shouted = _shouts(source)
    if _shouts(target if is_shouted else _without_capitals_of(source, target)):
        if not is_shouted:
            yield _finding("The translation is all in capitals, its source is not.")
        elif context.is_machine:
            yield _finding("The source is all in capitals: a draft of it in small letters would be better.")
        return
    source_start, target_start = _START.match(source), _START.match(target)
    if source_start is None or target_start is None:
        return
    theirs, ours = source_start["word"], target_start["word"]
    place = target_start.start("word")
    if not theirs[0].isupper() or not ours[0].islower() or not ours.islower():
        return
    is_written_so = ours in WORD.findall(source) or ours in {term.target_text.split(" ")[0] for term in context.terms}
    is_address = any(start <= place < end for start, end in address_spans(target))
    capital = ours[0].upper()
    if is_written_so or is_address or len(capital) != 1 or capital == ours[0] or _NAME_PARTICLE.fullmatch(ours):
        return
    yield Finding(
        code="case",
        severity=Severity.WARN,
        message="The source begins with a capital, the translation does not.",
        target_span=(place, place + 1),
        fix=Fix(start=place, end=place + 1, text=capital),
    )


def _shouts(text: str) -> bool:
    return is_all_capitals(text) and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS and _is_cased(text)


def _without_capitals_of(source: str, target: str) -> str:
    """Return a target without the words that its source has in capitals too, such as names of broadcasters."""
    capitals = {word for word in re.split(r"[\W\d_]+", source) if word.isupper()}
    return " ".join(word for word in re.split(r"[\W\d_]+", target) if word not in capitals)


def _is_cased(text: str) -> bool:
    """Say whether most letters have a small form: in Korean text a few Latin names say nothing about case."""
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) * 2 > len(letters)


def _finding(message: str) -> Finding:
    return Finding(code="case", severity=Severity.WARN, message=message)


CASE = CheckFamily(codes=("case",), check=check_case)
