"""What a reviewer may do with a sentence: approve, edit, reject, and take back what was done last.

Each says what was seen, so that a change in between is a conflict and never an approval of something else. Pure: each
returns the segment as it is afterwards and the record for its history, or raises.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from feeds.html import clean_inline
from translations.errors import EmptyTranslation, LinksDiffer, NothingToReview, NothingToUndo, ReviewConflict
from translations.fields import is_inline_html
from translations.hashes import target_hash
from translations.inline import addresses, read_inline
from translations.model import Mark, Origin, Provenance, Segment, SegmentState, SegmentTranslation, unreviewed_state

__all__ = [
    "ReviewAction",
    "ReviewRecord",
    "Reviewed",
    "approve",
    "edit",
    "recorded",
    "reject",
    "target_hash",
    "undo",
    "unsaved",
]

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_TO_BE_WRITTEN = frozenset({SegmentState.MISSING, SegmentState.STALE, SegmentState.REJECTED})


class ReviewAction(StrEnum):
    """What a reviewer did. ``join`` and ``split``: took the sentence together with the next one, and apart again."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    UNDO = "undo"
    JOIN = "join"
    SPLIT = "split"


_CAN_BE_UNDONE = frozenset({ReviewAction.APPROVE, ReviewAction.EDIT, ReviewAction.REJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """One line of a segment's history.

    ``version`` is the segment's afterwards; ``edit_s`` the time at work on it, in seconds, where that is known.
    """

    action: ReviewAction
    actor: str
    at: datetime
    version: int
    source_hash: str
    state_before: SegmentState
    state_after: SegmentState
    before: SegmentTranslation | None
    after: SegmentTranslation | None
    edit_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The segment after an action. ``record`` is ``None`` where nothing changed, as when a key was pressed twice."""

    segment: Segment
    record: ReviewRecord | None


def approve(
    segment: Segment, *, source_hash_seen: str, target_hash_seen: str, reviewer: str, now: datetime
) -> Reviewed:
    """Approve the translation that was seen: the current one, or the suggestion beside it.

    A stale translation is approved unchanged, against the source as it is now ("still right"). Who made the text and
    how is kept. Raises :exc:`~translations.errors.NothingToReview`, :exc:`~translations.errors.ReviewConflict`, and
    :exc:`~translations.errors.LinksDiffer` where the source's links have changed.
    """
    seen = _seen(segment, source_hash_seen, target_hash_seen)
    if segment.state is SegmentState.APPROVED and segment.suggestion is None:
        return Reviewed(segment=segment, record=None)
    _check_links(segment, seen.marks)
    source = segment.source
    approved = replace(
        seen,
        source_hash=source.source_hash,
        source_text=source.text,
        approved_source_text=source.text,
        provenance=replace(seen.provenance, reviewer=reviewer),
    )
    after = replace(segment, state=SegmentState.APPROVED, current=approved, suggestion=None, material=())
    return recorded(segment, after, ReviewAction.APPROVE, actor=reviewer, now=now)


def edit(segment: Segment, text_html: str, *, version_seen: int, editor: str, now: datetime) -> Reviewed:
    """Save a person's wording, inline HTML with the source's links in it; it then waits for approval.

    Raises :exc:`~translations.errors.ReviewConflict`, :exc:`~translations.errors.EmptyTranslation` and
    :exc:`~translations.errors.LinksDiffer`.
    """
    if version_seen != segment.version:
        raise ReviewConflict(segment, version_seen=version_seen, text_html=text_html)
    text, marks = _read(segment, text_html)
    if not text.strip():
        raise EmptyTranslation(segment)
    _check_links(segment, marks)
    current = segment.current
    is_same = current is not None and (current.text, current.marks) == (text, marks)
    if is_same and segment.state not in _TO_BE_WRITTEN:
        return Reviewed(segment=segment, record=None)
    written = _written(segment, text, marks, editor, now)
    after = replace(segment, state=SegmentState.EDITED, current=written, suggestion=None, material=())
    return recorded(segment, after, ReviewAction.EDIT, actor=editor, now=now)


def unsaved(segment: Segment, text_html: str, *, editor: str, now: datetime) -> Segment:
    """Return the segment as it would be with a wording that is still being typed: nothing is asked of it yet."""
    text, marks = _read(segment, text_html)
    written = _written(segment, text, marks, editor, now)
    return replace(segment, state=SegmentState.EDITED, current=written, suggestion=None)


def reject(segment: Segment, *, source_hash_seen: str, target_hash_seen: str, reviewer: str, now: datetime) -> Reviewed:
    """Throw the current translation away; a suggestion beside it takes its place, as a draft nobody has looked at.

    The text stays in the segment, so that it can be approved after all. Raises
    :exc:`~translations.errors.NothingToReview` and :exc:`~translations.errors.ReviewConflict`.
    """
    if segment.current is None:
        raise NothingToReview(segment)
    seen = _seen(segment, source_hash_seen, target_hash_seen)
    if seen is not segment.current:
        raise ReviewConflict(segment, source_hash_seen=source_hash_seen, target_hash_seen=target_hash_seen)
    if segment.state is SegmentState.REJECTED:
        return Reviewed(segment=segment, record=None)
    draft = segment.suggestion
    if draft is None:
        after = replace(segment, state=SegmentState.REJECTED, material=())
    else:
        after = replace(segment, state=unreviewed_state(draft), current=draft, suggestion=None, material=())
    return recorded(segment, after, ReviewAction.REJECT, actor=reviewer, now=now)


def undo(
    segment: Segment,
    last: ReviewRecord | None,
    *,
    suggestion: SegmentTranslation | None,
    version_seen: int,
    actor: str,
    now: datetime,
) -> Reviewed:
    """Take back the last thing that was done to a segment, if ``actor`` did it and nothing has happened since.

    ``last`` is the newest line of its history; ``suggestion`` what was offered beside the text before that. Raises
    :exc:`~translations.errors.ReviewConflict` and :exc:`~translations.errors.NothingToUndo`.
    """
    if version_seen != segment.version:
        raise ReviewConflict(segment, version_seen=version_seen)
    is_own = last is not None and last.actor == actor and last.action in _CAN_BE_UNDONE
    if last is None or not is_own or last.version != segment.version:
        raise NothingToUndo(segment)
    after = replace(segment, state=last.state_before, current=last.before, suggestion=suggestion)
    return recorded(segment, after, ReviewAction.UNDO, actor=actor, now=now)


def _seen(segment: Segment, source_hash_seen: str, target_hash_seen: str) -> SegmentTranslation:
    """Return the translation that was seen, if it and its source are still there."""
    if segment.current is None and segment.suggestion is None:
        raise NothingToReview(segment)
    if source_hash_seen == segment.source.source_hash:
        for translation in (segment.current, segment.suggestion):
            if translation is not None and target_hash(translation) == target_hash_seen:
                return translation
    raise ReviewConflict(segment, source_hash_seen=source_hash_seen, target_hash_seen=target_hash_seen)


def _read(segment: Segment, text_html: str) -> tuple[str, tuple[Mark, ...]]:
    """Return a reviewer's text and marks. Line breaks stand between sentences, so in this one they become blanks."""
    fragment = _BLANKS.sub(" ", clean_inline(text_html).replace("<br/>", " ")).strip(" ")
    text, marks = read_inline(fragment)
    return (text, marks) if is_inline_html(segment.source.field) else (text.strip(), ())


def _written(segment: Segment, text: str, marks: tuple[Mark, ...], editor: str, now: datetime) -> SegmentTranslation:
    return SegmentTranslation(
        text=text,
        marks=marks,
        source_hash=segment.source.source_hash,
        source_text=segment.source.text,
        author=editor,
        provenance=Provenance(origin=Origin.PERSON),
        created_at=now,
    )


def _check_links(segment: Segment, marks: Iterable[Mark]) -> None:
    # A link over no word, where a draft had none left for it, would not be seen.
    theirs, ours = addresses(segment.source.marks), addresses(mark for mark in marks if mark.start < mark.end)
    if theirs != ours:
        raise LinksDiffer(segment, lost=tuple((theirs - ours).elements()), added=tuple((ours - theirs).elements()))


def recorded(before: Segment, after: Segment, action: ReviewAction, *, actor: str, now: datetime) -> Reviewed:
    """Return a segment as an action has left it, at its next version, with the line for its history."""
    after = replace(after, version=before.version + 1)
    record = ReviewRecord(
        action=action,
        actor=actor,
        at=now,
        version=after.version,
        source_hash=before.source.source_hash,
        state_before=before.state,
        state_after=after.state,
        before=before.current,
        after=after.current,
    )
    return Reviewed(segment=after, record=record)
