"""Check that dates and times of day are the same, however either language writes them (``dates``, ``times``)."""

from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.checks.comparing import compare
from translations.checks.differences import differences
from translations.findings import Finding


def check_dates(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare the dates and times of a sentence and its translation; nothing is said of languages without a file."""
    comparison = compare(source, target, context.source_language, context.target_language)
    if comparison.is_certain:
        yield from differences(source, target, comparison, "dates")
        yield from differences(source, target, comparison, "times")


DATES = CheckFamily(codes=("dates", "times"), check=check_dates)
"""The dates and times of source and translation."""
