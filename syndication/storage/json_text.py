"""What is kept as JSON text in a column, and back. Everything here was validated when it was accepted."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from feeds.codec import encode
from feeds.model import Entry, LiveBlog
from feeds.profile import OutputProfile
from translations.findings import Finding
from translations.model import Mark, Provenance

_NO_MARKS = "[]"
_NO_FINDINGS = "[]"


@cache
def _adapter(of: Any) -> TypeAdapter[Any]:
    return TypeAdapter(of)


def document_of(value: Entry | LiveBlog | OutputProfile) -> str:
    """Return the canonical JSON text of a value; of a live blog everything but its entries is meant to be kept."""
    return encode(value).decode()


def read_entry(document: str) -> Entry:
    """Return a kept entry."""
    entry: Entry = _adapter(Entry).validate_json(document)
    return entry


def read_head(document: str) -> LiveBlog:
    """Return a kept live blog's head."""
    head: LiveBlog = _adapter(LiveBlog).validate_json(document)
    return head


def read_profile(document: str) -> OutputProfile:
    """Return a kept output profile."""
    profile: OutputProfile = _adapter(OutputProfile).validate_json(document)
    return profile


def document_of_marks(marks: tuple[Mark, ...]) -> str:
    """Return inline marks as JSON text."""
    return _adapter(tuple[Mark, ...]).dump_json(marks, exclude_none=True).decode() if marks else _NO_MARKS


def read_marks(document: str) -> tuple[Mark, ...]:
    """Return kept inline marks."""
    if document == _NO_MARKS:
        return ()
    marks: tuple[Mark, ...] = _adapter(tuple[Mark, ...]).validate_json(document)
    return marks


def document_of_provenance(provenance: Provenance) -> str:
    """Return where a translation came from as JSON text."""
    return _adapter(Provenance).dump_json(provenance, exclude_none=True).decode()


def read_provenance(document: str) -> Provenance:
    """Return where a kept translation came from."""
    provenance: Provenance = _adapter(Provenance).validate_json(document)
    return provenance


def document_of_findings(findings: tuple[Finding, ...]) -> str:
    """Return findings as JSON text."""
    if not findings:
        return _NO_FINDINGS
    return _adapter(tuple[Finding, ...]).dump_json(findings, exclude_none=True).decode()


def read_findings(document: str) -> tuple[Finding, ...]:
    """Return kept findings."""
    if document == _NO_FINDINGS:
        return ()
    findings: tuple[Finding, ...] = _adapter(tuple[Finding, ...]).validate_json(document)
    return findings
