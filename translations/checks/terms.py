"""Checks ``glossary`` and ``do_not_translate``: names and terms are rendered as the newsroom wants them.

A term that is missing is a warning, since a pronoun may stand for it; one that must never be written is blocking.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from translations.checks.addresses import without_addresses
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.particles import fitting_particle
from translations.findings import Finding, Fix, Severity, Span
from translations.glossary import Term, TermStatus
from translations.term_matches import Match, find_terms

_REACH = 100
_WANTED = frozenset({TermStatus.PREFERRED, TermStatus.ADMITTED})


def check_terms(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look for the terms of the source, then for what stands for them in the target."""
    yield from _changed(source, context)
    if not context.terms:
        return
    wanted = (term.source_text for term in context.terms)
    matches = find_terms(without_addresses(source), wanted, context.source_language)
    first_match = {match.text: match for match in reversed(matches)}
    here = [term for term in context.terms if term.source_text in first_match or not term.source_text.strip()]
    for text, match in sorted(first_match.items(), key=lambda item: item[1].span):
        terms = [term for term in here if term.source_text == text]
        if any(term.status is TermStatus.DO_NOT_TRANSLATE for term in terms):
            yield from _kept(source, target, match, context)
        else:
            yield from _missing(target, match, terms, context)
    yield from _forbidden(target, here, context)


def _changed(source: str, context: CheckContext) -> Iterator[Finding]:
    for changed in dict.fromkeys(context.changed_terms):
        for place in find_terms(source, [changed], context.source_language)[:1]:
            yield Finding(
                code="glossary",
                severity=Severity.INFO,
                message=f"What the glossary says of “{changed}” has changed since this translation was approved.",
                source_span=place.span,
            )


def _missing(target: str, match: Match, terms: Sequence[Term], context: CheckContext) -> Iterator[Finding]:
    wanted = [term.target_text for term in terms if term.status in _WANTED and term.target_text.strip()]
    if not wanted or find_terms(target, wanted, context.target_language):
        return
    preferred = next((term.target_text for term in terms if term.status is TermStatus.PREFERRED), wanted[0])
    yield Finding(
        code="glossary",
        severity=Severity.WARN,
        message=f"“{match.text}” should be “{preferred}”.",
        source_span=match.span,
    )


def _forbidden(target: str, terms: Sequence[Term], context: CheckContext) -> Iterator[Finding]:
    """Yield what must never be written, unless it is part of a wording that is wanted."""
    never = {term.target_text: term for term in terms if term.status is TermStatus.FORBIDDEN}
    wanted = {term.target_text for term in terms if term.status in _WANTED}
    if not never:
        return
    found = find_terms(target, [*never], context.target_language, strictly=True)
    allowed = [other.span for other in find_terms(target, wanted - never.keys(), context.target_language)]
    for match in found:
        if _lies_in(match.span, allowed):
            continue
        better = {
            term.target_text
            for term in terms
            if term.status is TermStatus.PREFERRED and term.source_text == never[match.text].source_text
        }
        hint = f" Write “{next(iter(better))}”." if len(better) == 1 else ""
        yield Finding(
            code="glossary",
            severity=Severity.BLOCK,
            message=f"“{target[slice(*match.span)]}” must not be written.{hint}",
            target_span=match.span,
            fix=_better(target, match, next(iter(better)), terms, context) if len(better) == 1 else None,
        )


def _better(target: str, match: Match, better: str, terms: Sequence[Term], context: CheckContext) -> Fix | None:
    """Put the preferred wording in the place of a forbidden one, with the particle that fits it."""
    start, end = match.span
    if target[start].isupper() and better[:1].islower():
        better = better[0].upper() + better[1:]
    end, particle = fitting_particle(target, end, better, context.target_language)
    text = better + particle
    # What stands farther away is as it was; only what the new wording makes with its neighbours can be wrong.
    first = max(0, start - _REACH)
    place = start - first
    mended = target[first:start] + text + target[end : end + _REACH]
    never = [term.target_text for term in terms if term.status is TermStatus.FORBIDDEN]
    wanted = [term.target_text for term in terms if term.status in _WANTED]
    now_there = find_terms(mended, never, context.target_language, strictly=True)
    allowed = [other.span for other in find_terms(mended, wanted, context.target_language)]
    spoiled = [
        other
        for other in now_there
        if _touches(other.span, (place, place + len(text))) and not _lies_in(other.span, allowed)
    ]
    return None if spoiled else Fix(start=start, end=end, text=text)


def _kept(source: str, target: str, match: Match, context: CheckContext) -> Iterator[Finding]:
    """Look for a word exactly as the glossary or the source writes it."""
    written = {match.text, source[slice(*match.span)]}
    if any(text in target for text in written):
        return
    near = _near(target, match.text)
    yield Finding(
        code="do_not_translate",
        severity=Severity.BLOCK,
        message=f"“{match.text}” must stay as it is.",
        source_span=match.span,
        target_span=near,
        fix=None if near is None else Fix(start=near[0], end=near[1], text=match.text),
    )


def _near(target: str, text: str) -> Span | None:
    """Find a word that was written in another letter case, or that lost its underlines to an engine; if only once."""
    loose = text.replace("_", " ")
    places = [*find_terms(target, {loose, text}, "", in_any_case=True)]
    return places[0].span if len(places) == 1 else None


def _lies_in(span: Span, others: Sequence[Span]) -> bool:
    """Say whether one of some spans, in order and without overlaps, holds another one whole."""
    place = bisect_right(others, span[0], key=lambda other: other[0])
    return place > 0 and span[1] <= others[place - 1][1]


def _touches(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def terms_of(pairs: Iterable[tuple[str, str]], kept: Iterable[str], *, source: str, target: str) -> tuple[Term, ...]:
    """Make terms of wanted renderings and of words that must stay, as a caller without a glossary gives them."""
    wanted = (
        Term(source_language=source, target_language=target, source_text=one, target_text=other) for one, other in pairs
    )
    untouched = (
        Term(source_language=source, target_language=target, source_text=each, status=TermStatus.DO_NOT_TRANSLATE)
        for each in kept
    )
    return (*wanted, *untouched)


TERMS = CheckFamily(codes=("glossary", "do_not_translate"), check=check_terms)
