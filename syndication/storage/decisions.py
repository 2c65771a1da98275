"""What readers got of each text, and why: the decisions of publish policies, recorded as they changed.

A row is written in the transaction of the change that turned the decision, and stands until the next one of the same
text, language and rule. So the rows of one rule, in order, are a history without gaps:

- ``rule`` is the rule as text (:func:`translations.policy.rule_text`): readers with one rule get the same. ``revision``
  is the live blog's from which on they got it, ``decided_at`` when that was.
- ``show``, ``reason``, ``state`` and ``is_stale`` are the decision's. A reader was shown stale text while a row with
  ``is_stale`` stood, and text that nobody had approved while one did whose ``state`` is ``machine``, ``memory`` or
  ``mixed``.
- ``source_version`` is the version of the source that was decided about, ``source_at`` when that version was accepted
  (not when it says it was written). The time from source to publication is ``decided_at - source_at`` of the first row
  of a source version that shows the translation. A version that changed nothing in what is shown has no row of its own:
  it was out as soon as it was accepted.
- Embargoes, windows and selections come on top: a row tells what the policy let through. A live blog that is withheld
  as a whole has its own row, under its guid; those of its entries stay as they are.
- A rule is followed as long as some reader has it: the last row of one that nobody has any more says nothing about the
  time after that. Whose rule it was when is in ``profile_versions``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from feeds.model import TranslationState
from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import publish_decisions
from translations.policy import Reason, Show


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """One row; see the module for what the fields mean."""

    blog_id: int
    guid: str
    language: str
    rule: str
    source_version: int
    revision: int
    show: Show
    reason: Reason
    state: TranslationState
    is_stale: bool
    source_at: datetime
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCount:
    """How many texts of a live blog readers with one rule get in one way, for one reason."""

    blog_id: int
    language: str
    rule: str
    show: Show
    reason: Reason
    texts: int


RuleKey = tuple[str, str, str]
"""A text's guid, a language, and a rule as text."""


def load_last_decisions(
    session: Session, guids: Sequence[str], *, language: str | None = None
) -> Mapping[RuleKey, DecisionRecord]:
    """Return the decisions that stand about some texts, in one language or in all."""
    found: dict[RuleKey, DecisionRecord] = {}
    for chunk in in_chunks(guids):
        newest = (
            select(func.max(publish_decisions.c.id))
            .where(publish_decisions.c.guid.in_(chunk))
            .group_by(publish_decisions.c.guid, publish_decisions.c.language, publish_decisions.c.rule)
        )
        if language is not None:
            newest = newest.where(publish_decisions.c.language == language)
        for row in session.execute(select(*_COLUMNS).where(publish_decisions.c.id.in_(newest))):
            record = _record(row)
            found[record.guid, record.language, record.rule] = record
    return found


def find_decided(
    session: Session,
    guids: Sequence[str],
    language: str,
    rules: Collection[str],
    *,
    show: Show | None,
    reason: Reason | None,
) -> frozenset[str]:
    """Return those of the texts of which readers with one of these rules get this for this reason; ``None`` is any."""
    outcome = {"show": show, "reason": reason}
    wanted = [publish_decisions.c[name] == value for name, value in outcome.items() if value is not None]
    found: set[str] = set()
    for chunk in in_chunks(guids):
        newest = (
            select(func.max(publish_decisions.c.id))
            .where(publish_decisions.c.guid.in_(chunk), publish_decisions.c.language == language)
            .where(publish_decisions.c.rule.in_(rules))
            .group_by(publish_decisions.c.guid, publish_decisions.c.rule)
        )
        found.update(
            session.scalars(select(publish_decisions.c.guid).where(publish_decisions.c.id.in_(newest), *wanted))
        )
    return frozenset(found)


def list_decision_records(
    session: Session, guid: str, language: str, *, limit: int = 100
) -> tuple[DecisionRecord, ...]:
    """Return the decisions about one text in one language, by whatever rule, the newest first."""
    query = (
        select(*_COLUMNS)
        .where(publish_decisions.c.guid == guid, publish_decisions.c.language == language)
        .order_by(publish_decisions.c.id.desc())
        .limit(limit)
    )
    return tuple(_record(row) for row in session.execute(query))


def count_last_decisions(
    session: Session, blog_ids: Sequence[int], *, limit: int = 10_000
) -> tuple[DecisionCount, ...]:
    """Count the texts of live blogs by language, rule, and what readers get of them and why."""
    newest = (
        select(func.max(publish_decisions.c.id))
        .where(publish_decisions.c.blog_id.in_(blog_ids))
        .group_by(publish_decisions.c.guid, publish_decisions.c.language, publish_decisions.c.rule)
    )
    columns = (
        publish_decisions.c.blog_id,
        publish_decisions.c.language,
        publish_decisions.c.rule,
        publish_decisions.c.show,
        publish_decisions.c.reason,
    )
    query = (
        select(*columns, func.count())
        .where(publish_decisions.c.id.in_(newest))
        .group_by(*columns)
        .order_by(*columns)
        .limit(limit)
    )
    return tuple(
        DecisionCount(
            blog_id=blog_id, language=language, rule=rule, show=Show(show), reason=Reason(reason), texts=texts
        )
        for blog_id, language, rule, show, reason, texts in session.execute(query)
    )


def append_decisions(session: Session, records: Sequence[DecisionRecord]) -> None:
    """Add decisions; those they replace stay, as history."""
    if records:
        # Written out, since dataclasses.asdict copies each value: the rows of an import are many.
        rows = [{name: getattr(record, name) for name in _NAMES} for record in records]
        # To a Session this is an ORM operation; to its connection it is an executemany.
        session.connection().execute(insert(publish_decisions), rows)


_NAMES = tuple(field.name for field in fields(DecisionRecord))
_COLUMNS = (
    publish_decisions.c.blog_id,
    publish_decisions.c.guid,
    publish_decisions.c.language,
    publish_decisions.c.rule,
    publish_decisions.c.source_version,
    publish_decisions.c.revision,
    publish_decisions.c.show,
    publish_decisions.c.reason,
    publish_decisions.c.state,
    publish_decisions.c.is_stale,
    publish_decisions.c.source_at,
    publish_decisions.c.decided_at,
)


def _record(row: Row[int, str, str, str, int, int, str, str, str, bool, datetime, datetime]) -> DecisionRecord:
    return DecisionRecord(
        blog_id=row.blog_id,
        guid=row.guid,
        language=row.language,
        rule=row.rule,
        source_version=row.source_version,
        revision=row.revision,
        show=Show(row.show),
        reason=Reason(row.reason),
        state=TranslationState(row.state),
        is_stale=row.is_stale,
        source_at=row.source_at,
        decided_at=row.decided_at,
    )
