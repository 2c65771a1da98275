"""Findings of the quality checks, kept with the segments they are of.

A segment is checked whenever its source, translation or suggestion changes, in the transaction that changes it. What
people dismissed stays dismissed as long as both texts and the check are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from feeds.locales import own_table
from syndication.storage.dismissals import DismissedFinding, load_dismissals
from syndication.storage.memory import find_units
from syndication.storage.norms import Norms, load_norms
from syndication.storage.segments import Recut, StoredSegment, load_current_texts
from syndication.termbase import TermsHere, terms_for
from translations.checks import CheckContext, run_checks
from translations.exchange.tmx import memory_language
from translations.findings import Dismissal, Finding, Span
from translations.glossary import Term, TermStatus
from translations.hashes import fold_hash, target_hash
from translations.memory import MemoryUnit
from translations.model import Origin, Segment, SegmentState, SegmentTranslation

_TO_BE_USED = (TermStatus.PREFERRED, TermStatus.ADMITTED)

Changed = tuple[StoredSegment, Segment]
"""A segment as it was read and as it is to be saved."""


class Checked(Protocol):
    """Gives segments their findings, as :func:`with_findings` does."""

    def __call__(self, session: Session, changed: Sequence[Changed], /, *, now: datetime) -> list[Changed]:
        """Return the same segments with their findings."""


def with_findings(session: Session, changed: Sequence[Changed], *, now: datetime) -> list[Changed]:
    """Return the same segments with what the checks find in them now; all are of one language pair."""
    if not changed:
        return []
    known = _load_known(session, changed)
    return [
        (stored, known.check(stored, segment, changed_at=_changed_at(stored, segment, now)))
        for stored, segment in changed
    ]


def checked_recuts(session: Session, recuts: Sequence[Recut], *, now: datetime) -> list[Recut]:
    """Return the same texts with the findings of those of their segments whose source has changed."""
    changed: dict[tuple[str, str], list[Changed]] = {}
    for recut in recuts:
        changed.setdefault((recut.source, recut.target), []).extend(_changed_in(recut))
    checked: dict[tuple[str, str, int], Segment] = {}
    for group in changed.values():
        for stored, segment in with_findings(session, group, now=now):
            checked[stored.guid, stored.language, stored.position] = segment
    return [
        replace(
            recut,
            new=tuple(checked.get((recut.guid, recut.target, at), segment) for at, segment in enumerate(recut.new)),
        )
        for recut in recuts
    ]


def _changed_in(recut: Recut) -> Iterator[Changed]:
    """Yield the segments of a text that changed, and new ones that have a translation, each in its new place."""
    before = {stored.segment.id: stored for stored in recut.old}
    for position, segment in enumerate(recut.new):
        if segment.id is None:
            stored, is_changed = _unstored(recut, segment), bool(segment.current or segment.suggestion)
        elif segment.id in before:
            stored = before[segment.id]
            is_changed = stored.segment.version != segment.version
        else:
            continue
        if is_changed:
            yield replace(stored, position=position), segment


def _unstored(recut: Recut, segment: Segment) -> StoredSegment:
    return StoredSegment(
        blog_id=recut.blog_id,
        guid=recut.guid,
        source_language=recut.source,
        language=recut.target,
        position=0,
        segment=segment,
        current_id=None,
        suggestion_id=None,
    )


def findings_of(session: Session, stored: StoredSegment, translation: SegmentTranslation) -> tuple[Finding, ...]:
    """Return what the checks find in a text that is not saved yet."""
    tried = replace(stored.segment, state=SegmentState.EDITED, current=translation, suggestion=None)
    known = _load_known(session, [(stored, tried)])
    return known.check(stored, tried, changed_at=translation.created_at).findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known about the segments of one language pair before they are checked."""

    source_language: str
    language: str
    dismissed: Mapping[DismissedFinding, Dismissal]
    units: Mapping[str, Sequence[MemoryUnit]]
    terms: Mapping[str, TermsHere]
    norms: Norms
    around: Mapping[str, Mapping[int, str]]

    def check(self, stored: StoredSegment, segment: Segment, *, changed_at: datetime | None) -> Segment:
        """Return the segment with its findings; ``changed_at`` is when its text, state or source changed last.

        ``stored`` says which text it belongs to.
        """
        around = self.around.get(stored.guid, {}).items()
        neighbours = tuple(text for segment_id, text in around if segment_id != segment.id)
        context = replace(self._context(segment, changed_at), neighbours=neighbours)
        return replace(
            segment,
            findings=self._findings(segment, segment.current, context),
            suggestion_findings=self._findings(segment, segment.suggestion, replace(context, changed_terms=())),
        )

    def _findings(
        self, segment: Segment, translation: SegmentTranslation | None, context: CheckContext
    ) -> tuple[Finding, ...]:
        if translation is None:
            return ()
        found = run_checks(segment.source.text, translation.text, self._of(translation, context))
        return tuple(self._with_dismissal(finding, segment, translation) for finding in found)

    def _context(self, segment: Segment, changed_at: datetime | None) -> CheckContext:
        """Return what is known about a segment, whatever its translation."""
        terms = self.terms.get(segment.source.text, TermsHere())
        others = (unit.target_text for unit in self.units.get(fold_hash(segment.source.text), ()))
        is_approved = segment.current is not None and segment.current.approved_source_text is not None
        return CheckContext(
            source_language=self.source_language,
            target_language=self.language,
            field=segment.source.field,
            source_marks=segment.source.marks,
            other_targets=tuple(dict.fromkeys(others)),
            length_norm=self.norms.length,
            terms=terms.terms,
            changed_terms=terms.changed_since(changed_at) if is_approved and changed_at is not None else (),
        )

    def _of(self, translation: SegmentTranslation, context: CheckContext) -> CheckContext:
        """Add what is known about one of its translations."""
        provenance = translation.provenance
        return replace(
            context,
            target_marks=translation.marks,
            is_machine=provenance.origin is Origin.ENGINE and translation.approved_source_text is None,
            mean_log_probability=provenance.mean_log_probability,
            confidence_floor=self.norms.confidence_floors.get(provenance.package or ""),
            pivot=provenance.pivot,
            notes=provenance.notes,
            substituted=tuple(_term_spans(translation.text, context.terms)),
        )

    def _with_dismissal(self, finding: Finding, segment: Segment, translation: SegmentTranslation) -> Finding:
        key = DismissedFinding(
            segment_id=segment.id or 0,
            code=finding.code,
            check_version=finding.check_version,
            source_hash=segment.source.source_hash,
            target_hash=target_hash(translation),
        )
        return replace(finding, dismissal=self.dismissed.get(key))


def _changed_at(stored: StoredSegment, segment: Segment, now: datetime) -> datetime | None:
    return stored.changed_at if stored.segment.version == segment.version else now


def _term_spans(text: str, terms: Iterable[Term]) -> Iterator[Span]:
    """Yield where the terms of the glossary stand in a translation: words that were not chosen with their particle."""
    for wanted in dict.fromkeys(term.target_text for term in terms if term.status in _TO_BE_USED and term.target_text):
        at = text.find(wanted)
        while at >= 0:
            yield at, at + len(wanted)
            at = text.find(wanted, at + len(wanted))


def _texts_around(session: Session, changed: Sequence[Changed], language: str) -> Mapping[str, Mapping[int, str]]:
    """Return the translations of the texts that the segments belong to, as they will be; only where they matter."""
    if not own_table(language, "register"):
        return {}
    found = load_current_texts(session, list(dict.fromkeys(stored.guid for stored, _ in changed)), language=language)
    for stored, segment in changed:
        if segment.id is not None and segment.current is not None:
            found.setdefault(stored.guid, {})[segment.id] = segment.current.text
    return found


def _load_known(session: Session, changed: Sequence[Changed]) -> _Known:
    first = changed[0][0]
    translated = [segment for _stored, segment in changed if segment.current or segment.suggestion]
    pair = memory_language(first.source_language), memory_language(first.language)
    hashes = list(dict.fromkeys(fold_hash(segment.source.text) for segment in translated))
    return _Known(
        source_language=first.source_language,
        language=first.language,
        dismissed=load_dismissals(session, [segment.id for segment in translated if segment.id is not None]),
        units=find_units(session, *pair, hashes),
        around=_texts_around(session, changed, first.language),
        norms=load_norms(session, first.source_language, first.language),
        terms=terms_for(session, (segment.source.text for segment in translated), pair),
    )
