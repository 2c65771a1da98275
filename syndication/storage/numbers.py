"""What the numbers of the desk are made of: rows of measured approvals, of publish decisions and of dismissals.

Every query is of one span of time, and of one language or live blog where that was chosen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, func, literal, or_, select, true
from sqlalchemy.orm import Session

from syndication.storage.columns import UtcDateTime
from syndication.storage.desk_tables import dismissals, post_edits, publish_decisions
from syndication.storage.durations import seconds_between
from syndication.storage.tables import segment_reviews, segments
from translations.policy import Show

MOST_ROWS = 200_000
"""More than so many sentences or decisions are not looked at; a shorter time has less."""

_LANGUAGES = 200
_UNREVIEWED = ("machine", "memory", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersFilter:
    """Of which time, language and live blog figures are wanted: from ``since`` on, before ``until``.

    A live blog is given by its row and by its slug.
    """

    since: datetime
    until: datetime
    language: str | None = None
    blog_id: int | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSums:
    """What was measured of the drafts of one engine, with its package, in one language, counted in one way.

    ``signatures`` says how, and how many blocking findings each of these drafts had.
    """

    language: str
    engine: str | None
    package: str | None
    signatures: str | None
    count: int
    unmodified: int
    measured: int
    edits: float
    reference_words: float


class ApprovedRow(NamedTuple):
    """The times of one approved sentence, in seconds; ``approved_s`` counts from the beginning of the wanted time.

    A tuple, since there may be very many.
    """

    language: str
    to_draft_s: float | None
    to_approval_s: float
    approved_s: float
    edit_s: float | None
    words: int


class Shown(NamedTuple):
    """How long readers with one rule were shown a text in a state that was not as it should be.

    In seconds from the beginning of the wanted time; ``until_s`` is ``None`` while they still are.
    """

    language: str
    rule: str
    is_stale: bool
    is_unreviewed: bool
    since_s: float
    until_s: float | None


def list_languages(session: Session) -> tuple[str, ...]:
    """Return the languages that something was approved or decided about in."""
    approved = select(post_edits.c.language).distinct()
    decided = select(publish_decisions.c.language).distinct()
    found = {*session.scalars(approved.limit(_LANGUAGES)), *session.scalars(decided.limit(_LANGUAGES))}
    return tuple(sorted(found))


def sum_by_engine(session: Session, wanted: NumbersFilter) -> tuple[EngineSums, ...]:
    """Add up what was measured of approvals by language, engine and package; none of a text nobody had drafted."""
    c = post_edits.c
    kind = (c.language, c.engine, c.package, c.signatures)
    unmodified = func.sum(func.coalesce(_as_number(c.is_unmodified), 0))
    query = (
        select(
            *kind,
            func.count(),
            unmodified,
            func.count(c.edits),
            func.coalesce(func.sum(c.edits), 0.0),
            func.coalesce(func.sum(c.reference_words), 0.0),
        )
        .where(_approved_in(wanted))
        .group_by(*kind)
        .order_by(*kind)
        .limit(10_000)
    )
    return tuple(
        EngineSums(
            language=language,
            engine=engine,
            package=package,
            signatures=signatures,
            count=count,
            unmodified=int(unmodified),
            measured=measured,
            edits=float(edits or 0),
            reference_words=float(reference_words or 0),
        )
        for language, engine, package, signatures, count, unmodified, measured, edits, reference_words in (
            session.execute(query)
        )
    )


def load_chrf_statistics(
    session: Session, wanted: NumbersFilter
) -> Mapping[tuple[str, str | None, str | None], list[str]]:
    """Return the chrF statistics of single sentences, as JSON lists, by language, engine and package."""
    c = post_edits.c
    query = select(c.language, c.engine, c.package, c.chrf_statistics).where(
        _approved_in(wanted), c.chrf_statistics.is_not(None)
    )
    found: dict[tuple[str, str | None, str | None], list[str]] = {}
    for language, engine, package, statistics in session.execute(query.limit(MOST_ROWS)):
        found.setdefault((language, engine, package), []).append(statistics or "[]")
    return found


def list_approved(session: Session, wanted: NumbersFilter) -> list[ApprovedRow]:
    """Return the times of the sentences that were approved, the newest first."""
    c = post_edits.c
    query = (
        select(
            c.language,
            seconds_between(c.source_at, c.drafted_at),
            seconds_between(c.source_at, c.approved_at),
            seconds_between(_time(wanted.since), c.approved_at),
            c.edit_s,
            c.words,
        )
        .where(_approved_in(wanted))
        .order_by(c.approved_at.desc())
        .limit(MOST_ROWS)
    )
    return [ApprovedRow._make(row) for row in session.execute(query).all()]


def list_publications(session: Session, wanted: NumbersFilter) -> list[tuple[str, str, float]]:
    """Return language, rule and seconds from source to publication of each version of a text that was translated.

    A version is out with the first decision that shows its translation, whether or not people had approved it.
    """
    c = publish_decisions.c
    first_at = func.min(c.decided_at)
    query = (
        select(c.language, c.rule, seconds_between(func.min(c.source_at), first_at))
        .where(_decided_of(wanted), c.show == Show.TRANSLATION)
        .group_by(c.guid, c.language, c.rule, c.source_version)
        .having(first_at >= wanted.since)
        .limit(MOST_ROWS)
    )
    return [(language, rule, seconds) for language, rule, seconds in session.execute(query).all()]


def list_shown(session: Session, wanted: NumbersFilter) -> list[Shown]:
    """Return for how long stale or unreviewed translations were out; what ended before the wanted time is left out."""
    c = publish_decisions.c
    following = func.lead(c.decided_at, type_=UtcDateTime())
    ended_at = following.over(partition_by=(c.guid, c.language, c.rule), order_by=c.id)
    stands = (
        select(c.language, c.rule, c.show, c.state, c.is_stale, c.decided_at, ended_at.label("ended_at"))
        .where(_decided_of(wanted))
        .subquery()
    )
    s = stands.c
    beginning = _time(wanted.since)
    is_unreviewed = s.state.in_(_UNREVIEWED)
    query = select(
        s.language,
        s.rule,
        s.is_stale,
        is_unreviewed,
        seconds_between(beginning, s.decided_at),
        seconds_between(beginning, s.ended_at),
    ).where(
        s.show == Show.TRANSLATION,
        or_(s.is_stale, is_unreviewed),
        or_(s.ended_at.is_(None), s.ended_at > wanted.since),
    )
    return [Shown._make(row) for row in session.execute(query.limit(MOST_ROWS)).all()]


def count_dismissals(session: Session, wanted: NumbersFilter) -> Mapping[tuple[str, str], int]:
    """Count the findings that people have dismissed with a reason, by language and code."""
    query = (
        select(segments.c.language, dismissals.c.code, func.count())
        .join(segments, segments.c.id == dismissals.c.segment_id)
        .where(dismissals.c.created_at >= wanted.since, dismissals.c.created_at < wanted.until, _segments_of(wanted))
        .group_by(segments.c.language, dismissals.c.code)
        .order_by(segments.c.language, dismissals.c.code)
        .limit(10_000)
    )
    return {(language, code): count for language, code, count in session.execute(query)}


def count_actions(session: Session, wanted: NumbersFilter) -> Mapping[tuple[str, str], int]:
    """Count what people did to sentences, by language and action; never by person."""
    query = (
        select(segments.c.language, segment_reviews.c.action, func.count())
        .join(segments, segments.c.id == segment_reviews.c.segment_id)
        .where(segment_reviews.c.at >= wanted.since, segment_reviews.c.at < wanted.until, _segments_of(wanted))
        .group_by(segments.c.language, segment_reviews.c.action)
        .order_by(segments.c.language, segment_reviews.c.action)
        .limit(10_000)
    )
    return {(language, action): count for language, action, count in session.execute(query)}


def _time(at: datetime) -> ColumnElement[datetime]:
    return literal(at, UtcDateTime())


def _as_number(flag: ColumnElement[bool]) -> ColumnElement[int]:
    # PostgreSQL does not add up truth values.
    return cast(flag, Integer)


def _approved_in(wanted: NumbersFilter) -> ColumnElement[bool]:
    c = post_edits.c
    return and_(c.approved_at >= wanted.since, c.approved_at < wanted.until, *_chosen(wanted, c.language, c.blog_id))


def _decided_of(wanted: NumbersFilter) -> ColumnElement[bool]:
    """Say which decisions bear on the time that is wanted: those before it may have stood into it."""
    c = publish_decisions.c
    return and_(c.decided_at < wanted.until, *_chosen(wanted, c.language, c.blog_id))


def _segments_of(wanted: NumbersFilter) -> ColumnElement[bool]:
    return and_(true(), *_chosen(wanted, segments.c.language, segments.c.blog_id))


def _chosen(
    wanted: NumbersFilter, language: ColumnElement[str], blog_id: ColumnElement[int]
) -> Iterator[ColumnElement[bool]]:
    if wanted.language is not None:
        yield language == wanted.language
    if wanted.blog_id is not None:
        yield blog_id == wanted.blog_id
