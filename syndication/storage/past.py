"""What texts have been before in their target languages: segments of removed sentences, and translations that stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.segments import (
    StoredSegment,
    TextKey,
    read_segments,
    read_translation,
    select_segments,
    translation_columns,
)
from syndication.storage.tables import segment_reviews, segment_translations, segments
from translations.carry_over import Past
from translations.model import SegmentState, SegmentTranslation

_NEVER_STOOD = (SegmentState.STALE, SegmentState.MISSING)
_THROWN_AWAY = (SegmentState.REJECTED, *_NEVER_STOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPast:
    """What one text has been in one language. ``archived`` are the rows of removed sentences, in reading order."""

    archived: tuple[StoredSegment, ...]
    standing: Mapping[tuple[int, str], SegmentTranslation]

    def of_language(self, source_language: str) -> Past:
        """Return what :func:`~translations.carry_over.carry_over` takes, of a text written in this language."""
        own = tuple(stored.segment for stored in self.archived if stored.source_language == source_language)
        return Past(archived=own, standing=self.standing)


NO_PAST = StoredPast(archived=(), standing=MappingProxyType({}))


def load_past(session: Session, hashes: Mapping[str, Sequence[tuple[str, str]]]) -> Mapping[TextKey, StoredPast]:
    """Return what some texts have been, as far as it bears on sentences that are new in them.

    ``hashes`` has the sums of those sentences, whole and folded, by the guid of their text. Four queries for every few
    hundred sentences, whatever the number of texts and languages.
    """
    archived: dict[TextKey, list[StoredSegment]] = {}
    standing: dict[TextKey, dict[tuple[int, str], SegmentTranslation]] = {}
    wanted = [(guid, *pair) for guid, pairs in hashes.items() for pair in pairs]
    for chunk in in_chunks(wanted):
        guids, whole = list({guid for guid, _, _ in chunk}), list({one for _, one, _ in chunk})
        folded = list({one for _, _, one in chunk})
        is_again = segments.c.source_hash.in_(whole) | segments.c.fold_hash.in_(folded)
        query = select_segments().where(segments.c.guid.in_(guids), segments.c.archived_at.is_not(None), is_again)
        for stored in read_segments(session, query.order_by(segments.c.position, segments.c.id)):
            found = archived.setdefault((stored.guid, stored.language), [])
            if stored not in found:
                found.append(stored)
        for key, own in _standing(session, guids, whole).items():
            standing.setdefault(key, {}).update(own)
    return {
        key: StoredPast(archived=tuple(archived.get(key, ())), standing=MappingProxyType(standing.get(key, {})))
        for key in archived.keys() | standing.keys()
    }


def _standing(
    session: Session, guids: Sequence[str], hashes: Sequence[str]
) -> Mapping[TextKey, dict[tuple[int, str], SegmentTranslation]]:
    """Return the translation that each segment had when it last was one of these sentences, the latest last."""
    verdicts = _verdicts(session, guids, hashes)
    query = (
        select(
            segments.c.guid,
            segments.c.language,
            segments.c.id,
            segment_translations.c.id.label("row_id"),
            *translation_columns(segment_translations),
        )
        .join(segment_translations, segment_translations.c.segment_id == segments.c.id)
        .where(
            segments.c.guid.in_(guids),
            segment_translations.c.source_hash.in_(hashes),
            segment_translations.c.state.not_in(_NEVER_STOOD),
        )
        .order_by(segment_translations.c.id)
    )
    found: dict[TextKey, dict[tuple[int, str], SegmentTranslation]] = {}
    for guid, language, segment_id, row_id, *columns in session.execute(query):
        translation = read_translation(columns)
        key = (segment_id, translation.source_hash)
        if not verdicts.get(key, _NO_VERDICT).is_against(row_id):
            own = found.setdefault((guid, language), {})
            # The latest comes last, also in the order of the mapping.
            own.pop(key, None)
            own[key] = translation
    return found


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The last thing that was done to a segment while it was a sentence; ``newest`` is the newest row it names."""

    state_after: SegmentState
    after_id: int | None
    newest: int

    def is_against(self, row_id: int) -> bool:
        """Say whether a translation did not stand any more afterwards; one that came later did."""
        if row_id > self.newest:
            return False
        return self.state_after in _THROWN_AWAY or row_id != self.after_id


_NO_VERDICT = _Verdict(SegmentState.APPROVED, None, -1)


def _verdicts(session: Session, guids: Sequence[str], hashes: Sequence[str]) -> Mapping[tuple[int, str], _Verdict]:
    query = (
        select(
            segment_reviews.c.segment_id,
            segment_reviews.c.source_hash,
            segment_reviews.c.state_after,
            segment_reviews.c.before_id,
            segment_reviews.c.after_id,
        )
        .join(segments, segments.c.id == segment_reviews.c.segment_id)
        .where(segments.c.guid.in_(guids), segment_reviews.c.source_hash.in_(hashes))
        .order_by(segment_reviews.c.id)
    )
    return {
        (segment_id, source_hash): _Verdict(SegmentState(state), after_id, max(before_id or 0, after_id or 0))
        for segment_id, source_hash, state, before_id, after_id in session.execute(query)
    }
