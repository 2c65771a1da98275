"""What becomes of a sentence that a file brings back: taken, unchanged, a conflict, or a problem. Pure.

Nothing anybody has written is overwritten unseen: where the source, or a person's translation here, has changed since
the file was written, both sides are told and a person decides. A draft that nobody looked at gives way.
"""

from dataclasses import dataclass
from enum import StrEnum

from translations.exchange.codes import WrongCodes, numbers_missing, plain, read_codes
from translations.exchange.sums import collapsed, shown, shown_hash, shown_sum, told_sum
from translations.exchange.work import Seen, Unit
from translations.fields import is_inline_html
from translations.inline import write_inline
from translations.model import Mark, Segment, SegmentState


class Outcome(StrEnum):
    """What became of a unit."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    PROBLEM = "problem"


class ConflictKind(StrEnum):
    """Why a person has to decide: the source is another one, or the translation here has changed since."""

    SOURCE_CHANGED = "source_changed"
    TARGET_CHANGED = "target_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What to do with a unit.

    ``text_html`` is the wording it brings, as far as that can be read; where it is taken, ``is_edit`` says whether it
    is put in place, and ``is_approval`` whether the sentence is approved then. ``reason`` is for a person.
    """

    outcome: Outcome
    reason: str
    text_html: str = ""
    is_edit: bool = False
    is_approval: bool = False
    conflict: ConflictKind | None = None


_WRITTEN = frozenset({SegmentState.EDITED, SegmentState.APPROVED})


def judge(segment: Segment, unit: Unit, *, approve: bool) -> Judgement:
    """Say what becomes of a unit, given the segment it belongs to as it is now.

    ``approve`` says whether sentences that the file calls final are to be approved.
    """
    if unit.target is None or not plain(unit.target):
        return _unchanged("the file has no translation of it")
    is_approval = approve and unit.is_final
    if _has_other_source(segment, unit):
        return _of_another_source(segment, unit, is_approval=is_approval)
    try:
        text, marks = _read(segment, unit)
    except WrongCodes as problem:
        text_html = write_inline(plain(unit.target), ())
        return Judgement(outcome=Outcome.PROBLEM, reason=str(problem), text_html=text_html)
    text_html = write_inline(text, marks)
    if _is_shown_now(segment, text, marks):
        return _same(segment, unit, text_html, is_approval=is_approval)
    if unit.is_untranslated and unit.is_source_again:
        return _unchanged("it has not been translated")
    is_as_it_left = unit.seen is not None and shown_sum(text, marks) == unit.seen.target_hash
    if is_as_it_left and not _is_new_approval(unit, is_approval=is_approval):
        return _unchanged("the file has it as it left; it has been changed here since")
    if _was_written_here(segment, unit.seen):
        reason = "the translation has been changed here since the file was written"
        return _conflict(ConflictKind.TARGET_CHANGED, reason, text_html)
    return Judgement(outcome=Outcome.TAKEN, reason="taken", text_html=text_html, is_edit=True, is_approval=is_approval)


def _of_another_source(segment: Segment, unit: Unit, *, is_approval: bool) -> Judgement:
    words = plain(unit.target or ())
    now = segment.current
    is_as_it_left = unit.seen is not None and told_sum(unit.target or ()) == unit.seen.target_hash
    is_nothing_new = is_as_it_left or (now is not None and collapsed(now.text) == words)
    if is_nothing_new and not _is_new_approval(unit, is_approval=is_approval):
        return _unchanged("the source has changed, and the file has the translation as it left")
    if unit.is_untranslated and unit.is_source_again:
        return _unchanged("it has not been translated")
    reason = "the source has changed since the file was written"
    return _conflict(ConflictKind.SOURCE_CHANGED, reason, write_inline(words, ()))


def _same(segment: Segment, unit: Unit, text_html: str, *, is_approval: bool) -> Judgement:
    if not is_approval or segment.state is SegmentState.APPROVED:
        return _unchanged("it is the same here")
    was_rejected_since = segment.state is SegmentState.REJECTED and (
        unit.seen is None or unit.seen.state is not SegmentState.REJECTED
    )
    if was_rejected_since:
        reason = "it has been rejected here since the file was written"
        return _conflict(ConflictKind.TARGET_CHANGED, reason, text_html)
    return Judgement(outcome=Outcome.TAKEN, reason="approved", text_html=text_html, is_approval=True)


def _has_other_source(segment: Segment, unit: Unit) -> bool:
    """Say whether the translator saw another sentence; the words in the file count as well as its own account."""
    is_other = unit.seen is not None and unit.seen.source_hash != segment.source.source_hash
    return is_other or plain(unit.source) != collapsed(segment.source.text)


def _read(segment: Segment, unit: Unit) -> tuple[str, tuple[Mark, ...]]:
    source = segment.source
    may_miss = numbers_missing(source.marks, segment.current.marks) if segment.current else ()
    text, marks = read_codes(unit.target or (), source=unit.source, marks=source.marks, may_miss=may_miss)
    if marks and not is_inline_html(source.field):
        raise WrongCodes("this text cannot have formatting")
    return text, marks


def _is_shown_now(segment: Segment, text: str, marks: tuple[Mark, ...]) -> bool:
    current = segment.current
    return current is not None and shown(current.text, current.marks) == shown(text, marks)


def _was_written_here(segment: Segment, seen: Seen | None) -> bool:
    """Say whether a person has worked on the translation since it left; without an account of that, at all."""
    if segment.state not in _WRITTEN:
        return False
    if seen is None:
        return True
    return (shown_hash(segment.current), segment.state) != (seen.target_hash, seen.state)


def _is_new_approval(unit: Unit, *, is_approval: bool) -> bool:
    return is_approval and (unit.seen is None or unit.seen.state is not SegmentState.APPROVED)


def _unchanged(reason: str) -> Judgement:
    return Judgement(outcome=Outcome.UNCHANGED, reason=reason)


def _conflict(kind: ConflictKind, reason: str, text_html: str) -> Judgement:
    return Judgement(outcome=Outcome.CONFLICT, reason=reason, text_html=text_html, conflict=kind)
