"""What files say to translators in words: what a state means, and what was changed."""

from collections.abc import Iterator

from translations.exchange.work import Note
from translations.findings import Finding, Severity
from translations.model import Segment, SegmentState

SERVICE = "syndication"
_PRIORITIES = {Severity.BLOCK: 1, Severity.WARN: 3, Severity.INFO: 6}


def notes_of(segment: Segment) -> Iterator[Note]:
    """Return what a translator should know of a segment: a source that changed, a draft, what checks found."""
    current = segment.current
    if segment.state is SegmentState.STALE and current is not None:
        changed = f" ({', '.join(segment.material)})" if segment.material else ""
        told = f"The source has changed since this translation was made{changed}. It was: {current.source_text}"
        yield Note(author=SERVICE, text=told, priority=1)
    elif segment.state is SegmentState.MACHINE and current is not None:
        engine = current.provenance.engine or current.author
        yield Note(author=SERVICE, text=f"Machine translation by {engine}; nobody has looked at it.", priority=2)
    elif segment.state is SegmentState.MEMORY and current is not None:
        memory = current.provenance.memory or "a memory"
        yield Note(author=SERVICE, text=f"Recalled from {memory}; nobody has looked at it here.", priority=2)
    elif segment.state is SegmentState.REJECTED and current is not None:
        yield Note(author=SERVICE, text=f"A reviewer rejected this translation: {current.text}", priority=1)
    for finding in segment.findings:
        if finding.dismissal is None:
            yield _finding_note(finding)


def _finding_note(finding: Finding) -> Note:
    return Note(author=f"check: {finding.code}", text=finding.message, priority=_PRIORITIES[finding.severity])
