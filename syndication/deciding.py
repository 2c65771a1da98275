"""Decisions of publish policies are recorded, in the transaction of the change that turned them.

:mod:`translations.policy` says what is decided and why, :mod:`syndication.storage.decisions` what a row means.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import PubStatus
from syndication.readers import Readers
from syndication.storage.blogs import BlogRecord
from syndication.storage.decisions import DecisionRecord, append_decisions, load_last_decisions
from syndication.storage.entries import list_accepted_times, list_withdrawn
from translations.model import TextWork
from translations.policy import Decision, decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A text in one language as it stands. ``source_at`` is when its source version was accepted, if that is known.

    ``is_new``: nothing has ever been decided about it.
    """

    work: TextWork
    is_withdrawn: bool
    source_at: datetime | None = None
    is_new: bool = False


def standings_of(session: Session, blog: BlogRecord, works: Sequence[TextWork]) -> tuple[Standing, ...]:
    """Return texts of a live blog as they stand, with what is to be known of their sources."""
    withdrawn = set(list_withdrawn(session, [work.guid for work in works]))
    if blog.pub_status is not PubStatus.USABLE:
        withdrawn.add(blog.guid)
    return tuple(Standing(work=work, is_withdrawn=work.guid in withdrawn) for work in works)


def record_decisions(
    session: Session,
    blog: BlogRecord,
    standings: Sequence[Standing],
    *,
    revision: int,
    readers: Readers,
    now: datetime,
) -> int:
    """Record what is decided about these texts by every rule in use, where it is not what stands; return how many.

    ``revision`` is the live blog's from which on readers get them so; the live blog is locked.
    """
    known: Mapping[tuple[str, str, str], DecisionRecord] = {}
    decided_before = [standing.work.guid for standing in standings if not standing.is_new]
    if decided_before:
        languages = {standing.work.language for standing in standings}
        only = languages.pop() if len(languages) == 1 else None
        known = load_last_decisions(session, list(dict.fromkeys(decided_before)), language=only)
    turned: list[DecisionRecord] = []
    undated: list[tuple[str, int]] = []
    for standing in standings:
        for record, last in _turned(blog, standing, known, revision=revision, readers=readers, now=now):
            if standing.source_at is None and (last is None or last.source_version != record.source_version):
                undated.append((record.guid, record.source_version))
            turned.append(record)
    times = list_accepted_times(session, list(dict.fromkeys(undated)))
    append_decisions(session, [_dated(record, times) for record in turned])
    return len(turned)


_Turned = tuple[DecisionRecord, DecisionRecord | None]


def _turned(
    blog: BlogRecord,
    standing: Standing,
    known: Mapping[tuple[str, str, str], DecisionRecord],
    *,
    revision: int,
    readers: Readers,
    now: datetime,
) -> Iterator[_Turned]:
    """Yield the decisions about one text that are not what stands, each with what does."""
    work = standing.work
    for text, rule in readers.rules(blog.slug, work.language).items():
        decision = decide(work, rule, is_withdrawn=standing.is_withdrawn)
        last = known.get((work.guid, work.language, text))
        if last is not None and _outcome(last) == _outcome(decision):
            continue
        is_same_source = last is not None and last.source_version == work.source_version
        record = DecisionRecord(
            blog_id=blog.id,
            guid=work.guid,
            language=work.language,
            rule=text,
            source_version=work.source_version,
            revision=revision,
            show=decision.show,
            reason=decision.reason,
            state=decision.state,
            is_stale=decision.is_stale,
            source_at=standing.source_at or (last.source_at if last is not None and is_same_source else now),
            decided_at=now,
        )
        yield record, last


def _outcome(of: DecisionRecord | Decision) -> tuple[object, ...]:
    return of.show, of.reason, of.state, of.is_stale


def _dated(record: DecisionRecord, times: Mapping[tuple[str, int], datetime]) -> DecisionRecord:
    accepted_at = times.get((record.guid, record.source_version))
    return record if accepted_at is None else replace(record, source_at=accepted_at)
