"""Everything :mod:`feeds` raises. Each error carries data a caller can act on, and one plain sentence."""

from dataclasses import dataclass


class FeedsError(Exception):
    """The root of this package's errors."""


class ParseError(FeedsError):
    """A document that cannot be read at all; nothing of it was taken.

    ``location`` says where, as the format counts (``line 12``, ``byte 40``, ``blocks[2].html``); it may be empty.
    """

    def __init__(self, *, format_name: str, location: str, reason: str) -> None:
        self.format_name = format_name
        self.location = location
        self.reason = reason
        super().__init__(f"{format_name}{f', {location}' if location else ''}: {reason}")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field: ``path`` as in ``blocks[0].html``, ``reason`` as a short sentence."""

    path: str
    reason: str


class InvalidDocument(FeedsError):
    """Canonical JSON that breaks the model; lists every problem, not just the first."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.path}: {p.reason}" if p.path else p.reason for p in problems))


class InvalidProfile(InvalidDocument):
    """An output profile with unknown, missing or impossible settings."""


class UnknownFormat(FeedsError):
    """A format name that no parser or writer is registered for."""

    def __init__(self, *, format_name: str, known: tuple[str, ...]) -> None:
        self.format_name = format_name
        self.known = known
        super().__init__(f"unknown format {format_name!r}; known: {', '.join(known)}")


class UnknownVersion(FeedsError):
    """A version that the writer of a format does not write."""

    def __init__(self, *, format_name: str, version: str, known: tuple[str, ...]) -> None:
        self.format_name = format_name
        self.version = version
        self.known = known
        super().__init__(f"{format_name} is not written in version {version!r}; known: {', '.join(known)}")


class WriteError(FeedsError):
    """One item that a format cannot carry: a caller leaves it out and reports it, the rest of the feed stands."""

    def __init__(self, *, guid: str, reason: str) -> None:
        self.guid = guid
        self.reason = reason
        super().__init__(f"{guid} cannot be written: {reason}")
