"""What one reading of a source has brought, for people and programs to look at."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feeds.parsers import Remark
from syndication.importing import Happened
from syndication.sources.gone import Doubt
from syndication.sources.taking import Taken
from syndication.storage.sources import SourceState


class ReadingOutcome(StrEnum):
    """How a reading ended.

    ``taken``: there was a document, and it was taken in. ``unchanged``: it is still the one read before. ``failed``:
    there was none, or none that can be used. ``ended``: the source is no longer read. ``dropped``: somebody has paused,
    removed or taken over the source meanwhile, or this process is to end, and nothing was changed.
    """

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    ENDED = "ended"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading. ``entries`` counts the document's; the others are numbers, or guids where people must look.

    ``killed`` are those that the document itself withdraws, and ``removed`` those it no longer has. ``suspects`` will
    be killed if they are missing again, ``out_of_view`` are missing and stay. ``doubt`` is why nothing that is missing
    counts. ``conflicts`` are entries that a person here and the source have both changed: they stay as they are here.
    """

    slug: str
    outcome: ReadingOutcome
    at: datetime
    status: int | None = None
    error: str | None = None
    state: SourceState | None = None
    next_poll_at: datetime | None = None
    revision: int | None = None
    entries: int = 0
    new: int = 0
    updated: int = 0
    killed: int = 0
    removed: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    out_of_view: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    doubt: Doubt | None = None
    unreadable: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def has_changed(self) -> bool:
        """Say whether anything happened that may soon go on."""
        return bool(self.new or self.updated or self.killed or self.removed or self.suspects or self.doubt)


def reading_of(taken: Taken, *, slug: str, at: datetime, status: int) -> Reading:
    """Return what was taken in as a reading; what the document held is to be added."""
    counts = Counter(outcome.happened for outcome in taken.result.entries) if taken.result else Counter()
    return Reading(
        slug=slug,
        outcome=ReadingOutcome.ENDED if taken.is_over else ReadingOutcome.TAKEN,
        at=at,
        status=status,
        error=taken.source.last_error if taken.is_over else None,
        revision=taken.result.revision if taken.result else None,
        new=counts[Happened.NEW],
        updated=counts[Happened.UPDATED] + counts[Happened.CORRECTED],
        killed=counts[Happened.KILLED],
        removed=taken.removed,
        suspects=taken.verdict.suspects,
        out_of_view=taken.verdict.out_of_view,
        conflicts=taken.conflicts,
        doubt=taken.verdict.doubt,
        remarks=taken.remarks,
    )
