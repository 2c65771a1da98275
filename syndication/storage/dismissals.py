"""Findings that people have dismissed, each bound to the texts and to the version of the check it was said of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import dismissals
from translations.findings import Dismissal


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissedFinding:
    """What was dismissed: findings of this code, for this source and target, as this version of the check saw them."""

    segment_id: int
    code: str
    check_version: int
    source_hash: str
    target_hash: str


def add_dismissal(session: Session, of: DismissedFinding, dismissal: Dismissal) -> None:
    """Keep that somebody dismissed a finding."""
    session.execute(
        insert(dismissals).values(
            segment_id=of.segment_id,
            code=of.code,
            check_version=of.check_version,
            source_hash=of.source_hash,
            target_hash=of.target_hash,
            reason=dismissal.reason,
            actor=dismissal.actor,
            created_at=dismissal.at,
        )
    )


def load_dismissals(session: Session, segment_ids: Sequence[int]) -> Mapping[DismissedFinding, Dismissal]:
    """Return what was dismissed on these segments; of one thing dismissed twice the newest word counts."""
    c = dismissals.c
    found: dict[DismissedFinding, Dismissal] = {}
    for chunk in in_chunks(segment_ids):
        query = (
            select(c.segment_id, c.code, c.check_version, c.source_hash, c.target_hash, c.reason, c.actor, c.created_at)
            .where(c.segment_id.in_(chunk))
            .order_by(c.id)
        )
        for segment_id, code, check_version, source_hash, target_hash, reason, actor, at in session.execute(query):
            key = DismissedFinding(
                segment_id=segment_id,
                code=code,
                check_version=check_version,
                source_hash=source_hash,
                target_hash=target_hash,
            )
            found[key] = Dismissal(reason=reason, actor=actor, at=at)
    return found
