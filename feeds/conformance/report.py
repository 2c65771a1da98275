"""What checks of a document say."""

from dataclasses import dataclass
from enum import StrEnum


class Gravity(StrEnum):
    """How bad a finding is: an error breaks receivers, a warning may; a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found. ``rule`` is its short name, ``where`` an item's title or a place in the document."""

    gravity: Gravity
    rule: str
    said: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a document: its findings, or why it could not be run (``skipped``)."""

    name: str
    findings: tuple[Finding, ...] = ()
    skipped: str = ""

    @property
    def has_passed(self) -> bool:
        """Whether it was run and found no error."""
        return not self.skipped and all(finding.gravity is not Gravity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks of one document, and its size."""

    checks: tuple[Check, ...]
    size_bytes: int

    @property
    def is_valid(self) -> bool:
        """Whether nothing that was checked is an error."""
        return all(check.skipped or check.has_passed for check in self.checks)

    def count(self, gravity: Gravity) -> int:
        """Count the findings of this gravity."""
        return sum(finding.gravity is gravity for check in self.checks for finding in check.findings)
