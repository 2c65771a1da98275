"""What translators take into their own tools and bring back: one file as it is written, and one as it is read.

No format is known here. A sentence travels as *coded text*: its words, with inline codes in the places where the
sentence has marks (:mod:`translations.exchange.codes`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from translations.exchange.codes import Coded, same_coded
from translations.exchange.sums import shown_hash
from translations.model import Segment, SegmentState, TextWork

UNIT_PREFIX = "s"
"""What stands before a segment's id in the id of its unit: some tools want ids that begin with a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark for the translator; ``author`` is a person, or what in the service says it."""

    author: str
    text: str
    priority: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkText:
    """One entry, or a blog's head, on its way out: ``segments`` in the order of the source, ``notes`` by segment id.

    ``source_language`` is what it was written in, where that is not the live blog's language.
    """

    guid: str
    title: str
    segments: tuple[Segment, ...]
    source_language: str | None = None
    notes: Mapping[int, tuple[Note, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFile:
    """A live blog's work in one language on its way out.

    ``is_source_in_target`` puts the source where the translation belongs, for tools that read nothing else.
    """

    blog_guid: str
    title: str
    source_language: str
    target_language: str
    tool_version: str
    created_at: datetime
    texts: tuple[WorkText, ...]
    is_source_in_target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a segment stood when it was written into a file; ``target_hash`` is empty where it had no translation."""

    version: int
    source_hash: str
    target_hash: str
    state: SegmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A sentence as a file brings it back.

    ``location`` says where it stands (``line 12``). ``guid`` and ``segment_id`` say whose it is, ``seen`` how that
    stood when it left; another tool may have dropped all three. ``target`` is ``None`` where there is none.
    ``is_final`` is what the file says of it, ``is_untranslated`` that its target has never been a translation.
    """

    location: str
    id: str
    source: Coded
    target: Coded | None = None
    guid: str | None = None
    segment_id: int | None = None
    seen: Seen | None = None
    is_final: bool = False
    is_untranslated: bool = False

    @property
    def is_source_again(self) -> bool:
        """Say whether the target is the source, word for word."""
        return self.target is not None and same_coded(self.source, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProblem:
    """What a person should know of a unit, or of the file where ``unit_id`` is ``None``: where, and what."""

    location: str
    unit_id: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file as it came back. ``blog_guid`` is ``None`` where it does not name the live blog."""

    format: str
    source_language: str
    target_language: str
    units: tuple[Unit, ...]
    problems: tuple[UnitProblem, ...]
    blog_guid: str | None = None


def unit_id(segment: Segment) -> str:
    """Return the id of a segment in files: the same in every export, wherever its sentence moves and however it is
    edited."""
    return f"{UNIT_PREFIX}{segment.id}"


def segment_id_of(text: str | None) -> int | None:
    """Return the segment that an id names, or ``None`` for an id that we did not write."""
    digits = (text or "").removeprefix(UNIT_PREFIX)
    is_ours = text is not None and text != digits and digits.isascii() and digits.isdigit() and len(digits) <= 18
    return int(digits) if is_ours else None


def seen_of(segment: Segment) -> Seen:
    """Return what a file says of how a segment stands."""
    return Seen(
        version=segment.version,
        source_hash=segment.source.source_hash,
        target_hash=shown_hash(segment.current),
        state=segment.state,
    )


NEEDS_WORK = frozenset(SegmentState) - {SegmentState.APPROVED}


def needing_work(work: TextWork) -> tuple[Segment, ...]:
    """Return the segments of a text that nobody has approved as they are."""
    return tuple(segment for segment in work.segments if segment.state in NEEDS_WORK)
