"""What readers get of a text in another language, and why: now, and as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.deciding import standings_of
from syndication.readers import Reader, Readers, load_readers
from syndication.storage.blogs import BlogRecord, find_blog_of
from syndication.storage.decisions import (
    DecisionRecord,
    count_last_decisions,
    find_decided,
    list_decision_records,
    load_last_decisions,
)
from syndication.storage.entries import list_guids
from syndication.storage.work import load_text_works
from translations.model import TextWork
from translations.policy import Decision, Reason, Show, decide
from translations.waiting import due_at, waiting_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision that was recorded, with the names of those who read by its rule now: often none, of an older one."""

    record: DecisionRecord
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderDecision:
    """What one reader gets of a text now.

    ``since`` is when that was decided, ``None`` where it is too new to be recorded. ``released_at`` is when drafts go
    out that wait for a review.
    """

    reader: Reader
    decision: Decision
    since: datetime | None = None
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDecisions:
    """What all readers get of one text now; ``opening`` is its first sentence in the source, empty if it has none."""

    guid: str
    source_version: int
    opening: str
    decisions: tuple[ReaderDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """How many texts some readers get in one way and for one reason."""

    show: Show
    reason: Reason
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderCounts:
    """What readers with one rule get of a live blog in one language, the most frequent first."""

    readers: tuple[str, ...]
    counts: tuple[ReasonCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which texts of a live blog are asked for: those of which some reader, or this one, gets this for this reason."""

    reader: str | None = None
    show: Show | None = None
    reason: Reason | None = None


def list_decisions(session: Session, guid: str, language: str, *, limit: int = 100) -> tuple[DecisionLine, ...]:
    """Return what was decided about a text in a language, the newest first."""
    blog = find_blog_of(session, guid)
    if blog is None:
        return ()
    names = _names_by_rule(load_readers(session), blog.slug, language)
    return tuple(
        DecisionLine(record=record, readers=names.get(record.rule, ()))
        for record in list_decision_records(session, guid, language, limit=limit)
    )


def current_decisions(session: Session, blog: BlogRecord, guid: str, language: str) -> tuple[ReaderDecision, ...]:
    """Return what each reader gets of a text now, the public first; empty if it is not translated into the language."""
    return next((text.decisions for text in decide_texts(session, blog, [guid], language)), ())


def decide_texts(session: Session, blog: BlogRecord, guids: Sequence[str], language: str) -> tuple[TextDecisions, ...]:
    """Return what each reader gets of some texts now, in their order. A handful of queries, however many texts."""
    readers = load_readers(session).of(blog.slug, language)
    known = load_last_decisions(session, guids, language=language)
    works = {work.guid: work for work in load_text_works(session, guids, language=language)}
    standings = standings_of(session, blog, [works[guid] for guid in guids if guid in works])
    return tuple(
        TextDecisions(
            guid=standing.work.guid,
            source_version=standing.work.source_version,
            opening=next((segment.source.text for segment in standing.work.segments), ""),
            decisions=tuple(
                _decided(standing.work, reader, known, is_withdrawn=standing.is_withdrawn) for reader in readers
            ),
        )
        for standing in standings
    )


def find_texts(session: Session, blog: BlogRecord, language: str, wanted: Wanted) -> tuple[str, ...]:
    """Return the guids of the texts that are asked for, by what is recorded: the head, then the newest first."""
    guids = (blog.guid, *list_guids(session, blog.id))
    if wanted == Wanted():
        return guids
    rules = {
        reader.rule_text
        for reader in load_readers(session).of(blog.slug, language)
        if wanted.reader in {None, reader.name}
    }
    found = find_decided(session, guids, language, rules, show=wanted.show, reason=wanted.reason)
    return tuple(guid for guid in guids if guid in found)


def count_decisions(
    session: Session, blogs: Sequence[BlogRecord]
) -> Mapping[tuple[int, str], tuple[ReaderCounts, ...]]:
    """Count what readers get of live blogs, by their rows and languages; readers with one rule stand together."""
    readers, slugs = load_readers(session), {blog.id: blog.slug for blog in blogs}
    by_rule: dict[tuple[int, str], dict[str, list[ReasonCount]]] = {}
    for count in count_last_decisions(session, list(slugs)):
        of_language = by_rule.setdefault((count.blog_id, count.language), {})
        row = ReasonCount(show=count.show, reason=count.reason, texts=count.texts)
        of_language.setdefault(count.rule, []).append(row)
    found: dict[tuple[int, str], tuple[ReaderCounts, ...]] = {}
    for (blog_id, language), rows in by_rule.items():
        names = _names_by_rule(readers, slugs[blog_id], language)
        found[blog_id, language] = tuple(
            ReaderCounts(readers=by, counts=tuple(sorted(rows.get(rule, ()), key=lambda row: -row.texts)))
            for rule, by in names.items()
        )
    return found


def _decided(
    work: TextWork,
    reader: Reader,
    known: Mapping[tuple[str, str, str], DecisionRecord],
    *,
    is_withdrawn: bool,
) -> ReaderDecision:
    decision = decide(work, reader.rule, is_withdrawn=is_withdrawn)
    last = known.get((work.guid, work.language, reader.rule_text))
    is_recorded = last is not None and (last.show, last.reason) == (decision.show, decision.reason)
    waits = decision.reason is Reason.WAITING and reader.rule.after_min is not None
    return ReaderDecision(
        reader=reader,
        decision=decision,
        since=last.decided_at if last is not None and is_recorded else None,
        released_at=due_at(waiting_of(work), reader.rule.after_min or 0) if waits else None,
    )


def _names_by_rule(readers: Readers, slug: str, language: str) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for reader in readers.of(slug, language):
        names.setdefault(reader.rule_text, []).append(reader.name)
    return {rule: tuple(of_rule) for rule, of_rule in names.items()}
