"""The numbers of the translators' desk: how fast texts come out, how good drafts are, what readers saw meanwhile.

They are for the team: everything is by language, engine or rule, and nothing by person.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from syndication.readers import Readers, load_readers
from syndication.storage.numbers import (
    ApprovedRow,
    EngineSums,
    NumbersFilter,
    Shown,
    count_actions,
    count_dismissals,
    list_approved,
    list_publications,
    list_shown,
    load_chrf_statistics,
    sum_by_engine,
)
from translations.numbers import Spread, chrf, hter, pace, per_thousand, spread, sums

__all__ = ["EngineLine", "NumbersFilter", "StaleLine", "TeamNumbers", "TimeLine", "make_numbers"]

_DAY_S = 86_400

TO_DRAFT, TO_APPROVAL, TO_PUBLICATION, A_WORD = "to_draft", "to_approval", "to_publication", "a_word"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """How long something took in one language.

    ``what`` is ``to_draft``, ``to_approval`` or ``to_publication``, all from when the source came in, or ``a_word`` for
    the work on a word. Of publications only, ``rule`` is the publish rule as text, and ``readers`` are those who read
    by it now: ``public``, or profiles as ``PARTNER/PROFILE``; often none, of a rule that was changed.
    """

    what: str
    language: str
    took: Spread
    rule: str = ""
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLine:
    """What became of the drafts of one engine and package in one language, counted in one way.

    ``unmodified`` of ``count`` were approved as they were. ``hter`` is in edits for a hundred words, ``chrf`` 0 to 100,
    of the ``measured`` drafts; ``blocking_per_thousand`` are findings that block. ``engine`` is ``None`` for what was
    written without a draft.
    """

    language: str
    engine: str | None
    package: str | None
    count: int
    unmodified: int
    measured: int
    hter: float | None
    chrf: float | None
    blocking_per_thousand: float | None
    signatures: tuple[str, ...]

    @property
    def name(self) -> str:
        """The engine with its package, as people read it."""
        return " ".join(filter(None, (self.engine, self.package))) or "no draft"

    @property
    def unmodified_percent(self) -> float:
        """Which part of its drafts was approved as it was."""
        return 100 * self.unmodified / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleLine:
    """For how many minutes, over all texts, readers with one rule were shown text that was stale, or unreviewed.

    ``readers`` are those of today, as in :class:`TimeLine`.
    """

    language: str
    rule: str
    readers: tuple[str, ...]
    stale_min: float
    unreviewed_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """How often: findings of a code that were dismissed, or an action of the desk."""

    language: str
    what: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day, in UTC: how many sentences were approved, and how long after their source came in."""

    day: date
    took: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNumbers:
    """All figures of some time, for one language and live blog or for all."""

    since: datetime
    until: datetime
    times: tuple[TimeLine, ...]
    engines: tuple[EngineLine, ...]
    shown: tuple[StaleLine, ...]
    dismissals: tuple[CountLine, ...]
    actions: tuple[CountLine, ...]
    days: tuple[DayLine, ...]


def make_numbers(session: Session, wanted: NumbersFilter, *, now: datetime) -> TeamNumbers:
    """Return the figures of some time, which begins with a day in UTC; eight queries, however much was done in it."""
    approved, readers = list_approved(session, wanted), _ByRule(load_readers(session), wanted.slug)
    length_s = (min(now, wanted.until) - wanted.since).total_seconds()
    return TeamNumbers(
        since=wanted.since,
        until=wanted.until,
        times=(*_times(approved), *_publications(list_publications(session, wanted), readers)),
        engines=_engines(sum_by_engine(session, wanted), load_chrf_statistics(session, wanted)),
        shown=_shown(list_shown(session, wanted), readers, length_s=length_s),
        dismissals=_counts(count_dismissals(session, wanted)),
        actions=_counts(count_actions(session, wanted)),
        days=_days(approved, wanted.since.date()),
    )


def _times(approved: Sequence[ApprovedRow]) -> list[TimeLine]:
    by_language: dict[str, list[ApprovedRow]] = {}
    for row in approved:
        by_language.setdefault(row.language, []).append(row)
    lines: list[TimeLine] = []
    for language, rows in sorted(by_language.items()):
        took = {
            TO_DRAFT: spread(max(0.0, row.to_draft_s) for row in rows if row.to_draft_s is not None),
            TO_APPROVAL: spread(max(0.0, row.to_approval_s) for row in rows),
            A_WORD: pace((row.edit_s, row.words) for row in rows if row.edit_s is not None),
        }
        lines += [TimeLine(what=what, language=language, took=time) for what, time in took.items() if time is not None]
    return lines


class _ByRule:
    """Who reads by a rule now, of a live blog or, without a slug, of any."""

    def __init__(self, readers: Readers, slug: str | None) -> None:
        self._readers, self._slug = readers, slug
        self._of: dict[str, dict[str, tuple[str, ...]]] = {}

    def __call__(self, language: str, rule: str) -> tuple[str, ...]:
        """Return their names, the public first."""
        if language not in self._of:
            found: dict[str, dict[str, None]] = {}
            for reader in self._readers.of(self._slug, language):
                found.setdefault(reader.rule_text, {})[reader.name] = None
            self._of[language] = {text: tuple(names) for text, names in found.items()}
        return self._of[language].get(rule, ())


def _publications(publications: Iterable[tuple[str, str, float]], readers: _ByRule) -> list[TimeLine]:
    by_rule: dict[tuple[str, str], list[float]] = {}
    for language, rule, seconds in publications:
        by_rule.setdefault((language, rule), []).append(seconds)
    spreads = {key: spread(seconds) for key, seconds in sorted(by_rule.items())}
    return [
        TimeLine(what=TO_PUBLICATION, language=language, rule=rule, took=took, readers=readers(language, rule))
        for (language, rule), took in spreads.items()
        if took is not None
    ]


def _engines(
    rows: Sequence[EngineSums], statistics: Mapping[tuple[str, str | None, str | None], list[str]]
) -> tuple[EngineLine, ...]:
    by_engine: dict[tuple[str, str | None, str | None], list[EngineSums]] = {}
    for row in rows:
        by_engine.setdefault((row.language, row.engine, row.package), []).append(row)
    return tuple(_engine(key, parts, statistics.get(key, ())) for key, parts in by_engine.items())


def _engine(
    key: tuple[str, str | None, str | None], parts: Sequence[EngineSums], statistics: Sequence[str]
) -> EngineLine:
    language, engine, package = key
    # One text for the decoder: the lists are many and short.
    counted = json.loads(f"[{','.join(statistics)}]")
    told = [(json.loads(part.signatures), part.count) for part in parts if part.signatures]
    drafts = sum(count for _, count in told)
    signatures = dict.fromkeys(signs[metric] for signs, _ in told for metric in ("ter", "chrf") if signs[metric])
    return EngineLine(
        language=language,
        engine=engine,
        package=package,
        count=sum(part.count for part in parts),
        unmodified=sum(part.unmodified for part in parts),
        measured=sum(part.measured for part in parts),
        hter=hter(sum(part.edits for part in parts), sum(part.reference_words for part in parts)),
        chrf=chrf(sums(counted)),
        blocking_per_thousand=per_thousand(sum(signs["blocking"] * count for signs, count in told), drafts),
        signatures=tuple(signatures),
    )


def _shown(rows: Iterable[Shown], readers: _ByRule, *, length_s: float) -> tuple[StaleLine, ...]:
    """Add up minutes within the wanted time, which is so long as far as it is over.

    The last decision by a rule that nobody has any more says nothing about the time since, and is left out.
    """
    totals: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.until_s is None and not readers(row.language, row.rule):
            continue
        until_s = length_s if row.until_s is None else min(row.until_s, length_s)
        shown_min = (until_s - max(row.since_s, 0.0)) / 60
        if shown_min > 0:
            total = totals.setdefault((row.language, row.rule), [0.0, 0.0])
            total[0] += shown_min if row.is_stale else 0.0
            total[1] += shown_min if row.is_unreviewed else 0.0
    return tuple(
        StaleLine(
            language=language,
            rule=rule,
            readers=readers(language, rule),
            stale_min=stale,
            unreviewed_min=unreviewed,
        )
        for (language, rule), (stale, unreviewed) in sorted(totals.items())
    )


def _counts(counts: Mapping[tuple[str, str], int]) -> tuple[CountLine, ...]:
    return tuple(CountLine(language=language, what=what, count=count) for (language, what), count in counts.items())


def _days(approved: Sequence[ApprovedRow], first: date) -> tuple[DayLine, ...]:
    by_day: dict[date, list[float]] = {}
    for row in approved:
        day = first + timedelta(days=int(row.approved_s // _DAY_S))
        by_day.setdefault(day, []).append(max(0.0, row.to_approval_s))
    spreads = {day: spread(seconds) for day, seconds in sorted(by_day.items())}
    return tuple(DayLine(day=day, took=took) for day, took in spreads.items() if took is not None)
