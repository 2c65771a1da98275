"""Check ``korean_register``: sentences end in one style, plain ``-다`` or polite ``-습니다``, outside quotations.

The ``[register]`` of a locale file lists the endings of each style; a language without it has no such styles.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from feeds.locales import own_table
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.quotation import without_quotations
from translations.findings import Finding, Severity, Span
from translations.sentences import rules_for, sentence_spans

_TRAILING = " \t\n.!?…。！？\"'”’」』)]"
_LONGEST = 4_000
# Below so many of its neighbours in one style a text has not shown which one is its own.
_FEWEST_NEIGHBOURS = 2


def check_register(_source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare the endings of a text's sentences with each other, and with those of the sentences around it."""
    if not _endings(context.target_language):
        return
    ends = list(_styles(target, context.target_language))
    counts = Counter(style for style, _ in ends)
    if len(counts) > 1:
        usual = counts.most_common(1)[0][0]
        yield from (_finding(target, style, usual, span) for style, span in ends if style != usual)
        return
    if not counts:
        return
    around = Counter(
        style for neighbour in context.neighbours[:50] for style, _ in _styles(neighbour, context.target_language)
    )
    (own,) = counts
    usual, count = around.most_common(1)[0] if around else (own, 0)
    if usual != own and count >= _FEWEST_NEIGHBOURS and count > 2 * around[own]:
        yield from (_finding(target, style, usual, span) for style, span in ends)


def _styles(text: str, language: str) -> Iterator[tuple[str, Span]]:
    """Yield the style of each sentence that ends in one, and where its ending is."""
    outside = without_quotations(text[:_LONGEST], language)
    for start, end in sentence_spans(outside, rules_for(language)):
        sentence = outside[start:end].rstrip(_TRAILING)
        style = next((name for ending, name in _endings(language).items() if sentence.endswith(ending)), "")
        if style:
            at = start + len(sentence)
            yield style, (max(start, at - 3), at)


def _finding(target: str, style: str, usual: str, span: Span) -> Finding:
    return Finding(
        code="korean_register",
        severity=Severity.WARN,
        message=f"“…{target[span[0] : span[1]]}” is {style} style, the other sentences are {usual}.",
        target_span=span,
    )


@cache
def _endings(language: str) -> Mapping[str, str]:
    """Return the style of each ending, longer endings first; those that are none have an empty style."""
    rules = own_table(language, "register")
    styles = {ending: name for name, endings in rules.get("styles", {}).items() for ending in endings}
    styles |= dict.fromkeys(rules.get("neither", ()), "")
    return dict(sorted(styles.items(), key=lambda item: -len(item[0])))


REGISTER = CheckFamily(codes=("korean_register",), check=check_register)
