"""What quality checks report: findings, how grave they are, and how they can be mended.

Codes are stable: the API, the docs, dismissals and ``syndication checks run`` use them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Span = tuple[int, int]
"""Where a stretch of text stands: start and end in characters, half-open."""


class Severity(StrEnum):
    """``block`` stops a draft from being published, ``warn`` asks for a look, ``info`` informs."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A change of the translation that surely mends a finding: ``target[start:end]`` becomes ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """A person's word that a finding is none, bound to the source, the translation and the check's version."""

    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that looks wrong with a translation; ``message`` is an English sentence for the desk.

    The spans point into the plain texts of source and target, ``None`` where the whole sentence is meant.
    ``check_version`` is that of the check's rules.
    """

    code: str
    severity: Severity
    message: str
    source_span: Span | None = None
    target_span: Span | None = None
    fix: Fix | None = None
    check_version: int = 1
    dismissal: Dismissal | None = None

    @property
    def is_open(self) -> bool:
        """Say whether nobody has dismissed it."""
        return self.dismissal is None

    @property
    def is_blocking(self) -> bool:
        """Say whether it stops a draft that nobody has approved."""
        return self.is_open and self.severity is Severity.BLOCK


def open_severity(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity among the findings that nobody has dismissed."""
    found = {finding.severity for finding in findings if finding.is_open}
    return next((severity for severity in Severity if severity in found), None)
