"""Quality checks: what a careful second reader would see in a translation. Pure, and the same for every text.

To add a check, add a module with a :class:`~translations.checks.check.CheckFamily` and a line to :data:`CHECKS`.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from translations.checks.amounts import AMOUNTS
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.dates import DATES
from translations.checks.numbers import NUMBERS
from translations.findings import Finding, Severity

__all__ = ["CHECKS", "CheckContext", "run_checks"]

CHECKS: Mapping[str, CheckFamily] = MappingProxyType(
    {
        "numbers": NUMBERS,
        "amounts": AMOUNTS,
        "dates": DATES,
    }
)
"""Every family of checks by name, in the order in which their findings are shown."""

_GRAVEST_FIRST = tuple(Severity)


def run_checks(source: str, target: str, context: CheckContext) -> tuple[Finding, ...]:
    """Return what all checks find, the gravest first; of one severity in the order of :data:`CHECKS`."""
    found = (
        replace(finding, check_version=family.version)
        for family in CHECKS.values()
        for finding in family.check(source, target, context)
    )
    return tuple(sorted(found, key=lambda finding: _GRAVEST_FIRST.index(finding.severity)))
