"""What people approved lately, from which checks learn what is normal; and what they have learned, kept as settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import read_provenance
from syndication.storage.settings import get_setting, set_setting
from syndication.storage.tables import segment_reviews, segment_translations, segments
from translations.checks.check import LengthNorm
from translations.model import Origin
from translations.review import ReviewAction

_NEWEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Norms:
    """What is normal in one language pair: lengths, and how sure each engine's package must be of a draft."""

    length: LengthNorm | None = None
    confidence_floors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedPair:
    """A sentence and what was approved for it, with the engine's draft that it began as, if it did.

    ``package`` and ``mean_log_probability`` are the draft's.
    """

    source: str
    target: str
    draft: str | None = None
    package: str | None = None
    mean_log_probability: float | None = None


def load_norms(session: Session, source_language: str, language: str) -> Norms:
    """Return what is normal in a language pair, nothing where it has not been worked out yet."""
    kept = get_setting(session, _key(source_language, language))
    return Norms() if kept is None else _norms().validate_json(kept)


def save_norms(session: Session, source_language: str, language: str, norms: Norms) -> None:
    """Keep what is normal in a language pair."""
    set_setting(session, _key(source_language, language), _norms().dump_json(norms).decode())


def list_reviewed_pairs(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the language pairs in which anything has been approved."""
    query = (
        select(segments.c.source_language, segments.c.language)
        .where(segments.c.state == "approved")
        .distinct()
        .order_by(segments.c.source_language, segments.c.language)
    )
    return tuple((source, language) for source, language in session.execute(query))


def newest_approval_id(session: Session) -> int:
    """Return the id of the newest approval, 0 where there is none."""
    query = (
        select(segment_reviews.c.id)
        .where(segment_reviews.c.action == ReviewAction.APPROVE)
        .order_by(segment_reviews.c.id.desc())
        .limit(1)
    )
    return session.scalar(query) or 0


def load_approved_pairs(session: Session, source_language: str, language: str) -> tuple[ApprovedPair, ...]:
    """Return what was approved last in a language pair, 2,000 sentences at most."""
    query = (
        select(segments.c.id, segments.c.current_id)
        .where(
            segments.c.source_language == source_language,
            segments.c.language == language,
            segments.c.state == "approved",
            segments.c.archived_at.is_(None),
        )
        .order_by(segments.c.changed_at.desc(), segments.c.id.desc())
        .limit(_NEWEST)
    )
    current = {row.id: row.current_id for row in session.execute(query)}
    return tuple(_approved_pairs(session, current))


def _approved_pairs(session: Session, current: Mapping[int, int | None]) -> Sequence[ApprovedPair]:
    c = segment_translations.c
    history: dict[int, list[tuple[int, str, str, str]]] = {}
    for chunk in in_chunks(list(current)):
        query = (
            select(c.segment_id, c.id, c.source_text, c.text, c.provenance)
            .where(c.segment_id.in_(chunk))
            .order_by(c.id)
        )
        for segment_id, row_id, source, target, provenance in session.execute(query):
            history.setdefault(segment_id, []).append((row_id, source, target, provenance))
    return [
        pair for segment_id, rows in history.items() if (pair := _approved_pair(rows, current[segment_id])) is not None
    ]


def _approved_pair(rows: Sequence[tuple[int, str, str, str]], current_id: int | None) -> ApprovedPair | None:
    approved = next(((source, target) for row_id, source, target, _ in rows if row_id == current_id), None)
    if approved is None:
        return None
    # An approval of the draft as it is has the draft's provenance: the first such row is the draft itself.
    for _row_id, _source, draft, document in rows:
        provenance = read_provenance(document)
        if provenance.origin is Origin.ENGINE:
            return ApprovedPair(
                source=approved[0],
                target=approved[1],
                draft=draft,
                package=provenance.package,
                mean_log_probability=provenance.mean_log_probability,
            )
    return ApprovedPair(source=approved[0], target=approved[1])


def _key(source_language: str, language: str) -> str:
    return f"norms:{source_language}>{language}"


@cache
def _norms() -> TypeAdapter[Norms]:
    return TypeAdapter(Norms)
