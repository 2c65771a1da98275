"""Run checks over texts that may be in any Unicode form, and put their findings in order."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Severity, Span
from translations.folding import Composed, compose

_GRAVEST_FIRST = tuple(Severity)
# More of one family help nobody, and a text that is all wrong would have thousands.
_MOST_FINDINGS = 50


def run_families(
    families: Iterable[CheckFamily], source: str, target: str, context: CheckContext
) -> tuple[Finding, ...]:
    """Return what these families find, the gravest first; of one severity in the families' order.

    No more than fifty of one family are returned. Checks see NFC; the spans and fixes of their findings point into the
    texts as they were given all the same.
    """
    theirs, ours = _composed(source), _composed(target)
    found = [
        replace(finding, check_version=family.version)
        for family in families
        for finding in islice(_found(family, (source, target), (theirs, ours), context), _MOST_FINDINGS)
    ]
    return tuple(sorted(found, key=lambda finding: _GRAVEST_FIRST.index(finding.severity)))


def _composed(text: str) -> Composed | None:
    return None if unicodedata.is_normalized("NFC", text) else compose(text)


def _found(
    family: CheckFamily,
    raw: tuple[str, str],
    composed: tuple[Composed | None, Composed | None],
    context: CheckContext,
) -> Iterable[Finding]:
    if family.wants_raw_text or composed == (None, None):
        return family.check(*raw, context)
    source, target = (made.text if made else text for made, text in zip(composed, raw, strict=True))
    return (_placed(finding, *composed) for finding in family.check(source, target, context))


def _placed(finding: Finding, source: Composed | None, target: Composed | None) -> Finding:
    """Move a finding from the composed texts to those that were given."""
    fix = finding.fix
    if fix is not None and target is not None:
        start, end = target.span(fix.start, fix.end)
        fix = replace(fix, start=start, end=end)
    return replace(
        finding,
        source_span=_moved(finding.source_span, source),
        target_span=_moved(finding.target_span, target),
        fix=fix,
    )


def _moved(span: Span | None, text: Composed | None) -> Span | None:
    return span if span is None or text is None else text.span(*span)
