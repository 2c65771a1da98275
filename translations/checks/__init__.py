"""Quality checks: what a careful second reader would see in a translation. Pure, and the same for every text.

To add a check, add a module with a :class:`~translations.checks.check.CheckFamily`, a line to :data:`CHECKS` and
one for each code to :data:`~translations.checks.codes.CODES`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from translations.checks.addresses import ADDRESSES
from translations.checks.amounts import AMOUNTS
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.confidence import CONFIDENCE
from translations.checks.dates import DATES
from translations.checks.endings import ENDINGS
from translations.checks.leftovers import LEFTOVERS
from translations.checks.length import LENGTH
from translations.checks.letter_case import CASE
from translations.checks.markup import MARKUP
from translations.checks.meaning import MEANING
from translations.checks.numbers import NUMBERS
from translations.checks.particles import PARTICLES
from translations.checks.quotation import QUOTATION
from translations.checks.register import REGISTER
from translations.checks.remarks import REMARKS
from translations.checks.repetition import REPETITION
from translations.checks.running import run_families
from translations.checks.script import SCRIPT
from translations.checks.terms import TERMS
from translations.checks.tidiness import TIDINESS
from translations.checks.unicode_form import UNICODE_FORM
from translations.checks.untranslated import UNTRANSLATED
from translations.findings import Finding

__all__ = ["CHECKS", "CheckContext", "run_checks"]

CHECKS: Mapping[str, CheckFamily] = MappingProxyType(
    {
        "untranslated": UNTRANSLATED,
        "script": SCRIPT,
        "leftovers": LEFTOVERS,
        "repetition": REPETITION,
        "length": LENGTH,
        "numbers": NUMBERS,
        "amounts": AMOUNTS,
        "dates": DATES,
        "terms": TERMS,
        "addresses": ADDRESSES,
        "markup": MARKUP,
        "meaning": MEANING,
        "quotation": QUOTATION,
        "endings": ENDINGS,
        "particles": PARTICLES,
        "register": REGISTER,
        "case": CASE,
        "tidiness": TIDINESS,
        "unicode_form": UNICODE_FORM,
        "confidence": CONFIDENCE,
        "remarks": REMARKS,
    }
)
"""Every family of checks by name, in the order in which their findings are shown."""


def run_checks(source: str, target: str, context: CheckContext) -> tuple[Finding, ...]:
    """Return what all checks find, the gravest first; of one severity in the order of :data:`CHECKS`."""
    return run_families(CHECKS.values(), source, target, context)
