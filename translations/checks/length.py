"""Check ``length``: the translation is about as long as translations of such sources are, and was not cut off."""

from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.checks.length_norms import length_ratio, prior_norm, text_length
from translations.findings import Finding, Severity

CUT = "cut"
"""The note of an engine's draft whose end may be missing."""

# How many deviations from the mean are remarkable, and which part or multiple of the mean no style explains.
_DEVIATIONS = 3.0
_FAR_TOO_SHORT, _FAR_TOO_LONG = 0.3, 2.5
# Short texts vary more; headlines are written to fit.
_STEADY_FROM = 80
_HEADLINE = 1.5


def check_length(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare the lengths, for sources that are long enough to tell."""
    if CUT in context.notes:
        message = "The engine stopped before the end; the last part may be missing."
        yield Finding(code="length", severity=Severity.BLOCK, message=message)
        return
    norm = context.length_norm or prior_norm(
        source_language=context.source_language, target_language=context.target_language
    )
    ratio = length_ratio(source, target)
    if norm is None or ratio is None or not target.strip():
        return
    spread = norm.deviation * max(1.0, (_STEADY_FROM / text_length(source)) ** 0.5)
    spread *= _HEADLINE if context.is_headline else 1
    too = "long" if ratio > norm.mean else "short"
    # Half the usual length is remarkable even where three deviations go below nothing.
    lowest = max(norm.mean - _DEVIATIONS * spread, norm.mean * _FAR_TOO_SHORT)
    if lowest <= ratio <= norm.mean + _DEVIATIONS * spread:
        return
    is_grave = ratio > norm.mean * _FAR_TOO_LONG or ratio < norm.mean * _FAR_TOO_SHORT
    yield Finding(
        code="length",
        severity=Severity.BLOCK if is_grave else Severity.WARN,
        message=f"Too {too}: {ratio:.1f} times its source, where {norm.mean:.1f} is usual.",
    )


LENGTH = CheckFamily(codes=("length",), check=check_length)
