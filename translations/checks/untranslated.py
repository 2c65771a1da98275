"""Checks ``untranslated`` and ``partly_untranslated``: the translation is not the source, nor half of it, nor nothing.

Names stay as they are in many languages. So what counts are words in small letters; in a source all in capitals, all.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from translations.checks.addresses import without_addresses
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.spans import ENTITY, WORD, blanked
from translations.findings import Finding, Severity, Span
from translations.folding import fold_word
from translations.glossary import Term, TermStatus

_FEWEST_WORDS = 3
_MOST_WORDS = 5_000
_LONGEST_LINK = 3


def check_untranslated(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look for source text in the target."""
    if any(map(str.isalnum, source)) and not any(map(str.isalnum, ENTITY.sub("", target))):
        yield Finding(code="untranslated", severity=Severity.BLOCK, message="There is no translation.")
        return
    if primary(context.source_language) == primary(context.target_language):
        return
    kept = kept_words(context.terms)
    theirs, ours = _words(source, kept), _words(target, kept)
    if not theirs or not ours:
        return
    shouts = is_all_capitals(source)
    if [word for word, _ in theirs] == [word for word, _ in ours]:
        yield from _the_same(source, theirs, context, shouts=shouts)
        return
    yield from _copied(source, target, theirs, ours, shouts=shouts)


def primary(language: str) -> str:
    """Return the language without script and region."""
    return language.partition("-")[0].lower()


def is_all_capitals(text: str) -> bool:
    """Say whether a text shouts: three words or more with letters, none of them small."""
    return text.isupper() and len([word for word in WORD.findall(text) if word.isupper()]) >= _FEWEST_WORDS


def is_plain_word(word: str) -> bool:
    """Say whether a word is no name, number or acronym: it begins with a small letter and has no digit."""
    return word[:1].islower() and word.isalpha()


def kept_words(terms: Sequence[Term]) -> re.Pattern[str] | None:
    """Return an expression for what must not be translated."""
    kept = [term.source_text for term in terms if term.status is TermStatus.DO_NOT_TRANSLATE and term.source_text]
    return re.compile("|".join(map(re.escape, kept)), re.IGNORECASE) if kept else None


def _words(text: str, kept: re.Pattern[str] | None) -> list[tuple[str, Span]]:
    text = without_addresses(text)
    if kept is not None:
        text = blanked(text, (match.span() for match in kept.finditer(text)))
    return [(fold_word(match.group()), match.span()) for match in islice(WORD.finditer(text), _MOST_WORDS)]


def _the_same(source: str, words: list[tuple[str, Span]], context: CheckContext, *, shouts: bool) -> Iterator[Finding]:
    letters = [source[start:end] for _, (start, end) in words if any(map(str.isalpha, source[start:end]))]
    longer = [word for word in letters if len(word) > 1]
    if len(letters) < _FEWEST_WORDS:
        return
    plain = [word for word in letters if is_plain_word(word)]
    # "LG vs KT" and "Bank of America" are no sentences.
    tells = len(plain) >= _FEWEST_WORDS or any(len(word) > _LONGEST_LINK for word in plain)
    if shouts or tells or (plain and source.rstrip()[-1:] in ".?!"):
        yield Finding(code="untranslated", severity=Severity.BLOCK, message="The translation is the source text.")
    elif context.is_headline and len(longer) >= _FEWEST_WORDS:
        # "Trump Meets Kim" is a headline in capitals, or three names.
        yield Finding(code="untranslated", severity=Severity.WARN, message="The translation is the source text.")


def _copied(
    source: str, target: str, theirs: list[tuple[str, Span]], ours: list[tuple[str, Span]], *, shouts: bool
) -> Iterator[Finding]:
    """Yield runs of words that stand in both texts, each as long as it is."""
    places: dict[tuple[str, str], int] = {}
    for at, ((one, _), (two, _)) in enumerate(pairwise(theirs)):
        places.setdefault((one, two), at)
    at = 0
    while at < len(ours) - 1:
        found = places.get((ours[at][0], ours[at + 1][0]))
        if found is None:
            at += 1
            continue
        length = 2
        while (
            found + length < len(theirs)
            and at + length < len(ours)
            and theirs[found + length][0] == ours[at + length][0]
        ):
            length += 1
        run = [source[start:end] for _, (start, end) in theirs[found : found + length]]
        if sum(shouts or is_plain_word(word) for word in run) >= _FEWEST_WORDS:
            span = ours[at][1][0], ours[at + length - 1][1][1]
            yield Finding(
                code="partly_untranslated",
                severity=Severity.WARN,
                message=f"“{target[span[0] : span[1]]}” is copied from the source.",
                source_span=(theirs[found][1][0], theirs[found + length - 1][1][1]),
                target_span=span,
            )
        at += length


UNTRANSLATED = CheckFamily(codes=("untranslated", "partly_untranslated"), check=check_untranslated)
