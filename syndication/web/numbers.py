"""The numbers of the translators' desk as a page with plots, and as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, url_for

from syndication.clock import utc_now
from syndication.numbers import DayLine, TeamNumbers, make_numbers
from syndication.rights import Role
from syndication.storage.blogs import list_blogs
from syndication.storage.numbers import list_languages
from syndication.web.answers import NOSNIFF
from syndication.web.authorisation import role_needed, signed_in
from syndication.web.decision_words import reader_words
from syndication.web.html_answers import private_page
from syndication.web.numbers_query import NumbersQuery
from syndication.web.plots import HEIGHT, WIDTH, Bar, Column, bars, columns, line
from syndication.web.sessions import read_session
from syndication.web.words import own_name

Row = TypeVar("Row")

blueprint = APIBlueprint("numbers", __name__, enable_openapi=False, url_prefix="/review")

_MOST_BLOGS = 200
_WHAT = {
    "to_draft": "Source to draft",
    "to_approval": "Source to approval",
    "to_publication": "Source to publication",
    "a_word": "Work on a word",
}
_ACTIONS = {
    "approve": "Approved",
    "edit": "Edited",
    "reject": "Rejected",
    "undo": "Taken back",
    "join": "Joined with the next",
    "split": "Split again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPlot:
    """Two plots over the days of some time, and what their highest points are."""

    counts: tuple[Column, ...]
    median: str
    p90: str
    most_count: int
    most_s: float
    first: str
    last: str
    width: float = WIDTH
    height: float = HEIGHT


@blueprint.get("/numbers/")
@blueprint.input(NumbersQuery, location="query", arg_name="query")
@role_needed(Role.TRANSLATOR)
def show(query: NumbersQuery) -> Response:
    """Show how fast texts come out, how good drafts are, and what readers saw meanwhile."""
    now = utc_now()
    with read_session() as session:
        wanted = query.wanted(session, now=now)
        numbers = make_numbers(session, wanted, now=now)
        languages = list_languages(session)
        blogs = list_blogs(session, limit=_MOST_BLOGS)
    times = [one for one in numbers.times if one.what != "a_word"]
    paces = [one for one in numbers.times if one.what == "a_word"]
    asked = {name: str(value) for name, value in query.model_dump().items() if value}
    return private_page(
        "review/numbers.html",
        who=signed_in(),
        numbers=numbers,
        query=query,
        first=numbers.since.date(),
        last=numbers.until.date() - timedelta(days=1),
        languages=[(tag, own_name(tag)) for tag in languages],
        blogs=blogs,
        times=_with_bars(times, [one.took.median_s for one in times], [one.took.p90_s for one in times]),
        paces=_with_bars(paces, [one.took.median_s for one in paces], [one.took.p90_s for one in paces]),
        hters=_with_bars(numbers.engines, [one.hter for one in numbers.engines]),
        shown=_with_bars(
            numbers.shown,
            [one.stale_min for one in numbers.shown],
            [one.unreviewed_min for one in numbers.shown],
        ),
        days=_days_plot(numbers),
        what=_WHAT,
        actions=_ACTIONS,
        duration=told_duration,
        reader_words=reader_words,
        csv_path=f"{url_for('numbers.file')}?{urlencode(asked)}",
    )


@blueprint.get("/numbers.csv")
@blueprint.input(NumbersQuery, location="query", arg_name="query")
@role_needed(Role.TRANSLATOR)
def file(query: NumbersQuery) -> Response:
    """Give the same figures as comma-separated values, one figure a line."""
    now = utc_now()
    with read_session() as session:
        numbers = make_numbers(session, query.wanted(session, now=now), now=now)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(("since", "until", "figure", "language", "of", "readers", "value", "unit", "count"))
    first, last = numbers.since.date(), numbers.until.date() - timedelta(days=1)
    writer.writerows((first, last, *map(_plain, row)) for row in figure_rows(numbers))
    response = Response(written.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="numbers-{first}-{last}.csv"'
    response.headers["Cache-Control"] = "no-store"
    response.headers[NOSNIFF[0]] = NOSNIFF[1]
    return response


FigureRow = tuple[str, str, str, str, float | int | None, str, int]
"""What figure, in which language, of which rule, engine or code, read by whom, its value, the unit, of how many."""


def figure_rows(numbers: TeamNumbers) -> Iterator[FigureRow]:
    """Yield every figure as a row of its own, so that a file of them needs no columns that are empty."""
    for time in numbers.times:
        unit = "seconds a word" if time.what == "a_word" else "seconds"
        key = (time.language, time.rule, "; ".join(time.readers))
        yield f"{time.what}_median", *key, round(time.took.median_s, 3), unit, time.took.count
        yield f"{time.what}_p90", *key, round(time.took.p90_s, 3), unit, time.took.count
    for engine in numbers.engines:
        key = (engine.language, engine.name, "")
        yield "approved", *key, engine.count, "sentences", engine.count
        yield "approved_unmodified", *key, round(engine.unmodified_percent, 2), "percent", engine.count
        yield "hter", *key, _to_2(engine.hter), "edits per 100 words", engine.measured
        yield "chrf", *key, _to_2(engine.chrf), "0 to 100", engine.measured
        yield "blocking_findings", *key, _to_2(engine.blocking_per_thousand), "per 1000 drafts", engine.count
    for shown in numbers.shown:
        key = (shown.language, shown.rule, "; ".join(shown.readers))
        yield "stale_shown", *key, round(shown.stale_min, 2), "minutes", 0
        yield "unreviewed_shown", *key, round(shown.unreviewed_min, 2), "minutes", 0
    for dismissal in numbers.dismissals:
        yield "findings_dismissed", dismissal.language, dismissal.what, "", dismissal.count, "findings", dismissal.count
    for action in numbers.actions:
        yield "actions", action.language, action.what, "", action.count, "sentences", action.count
    for day in numbers.days:
        of, count = day.day.isoformat(), day.took.count
        yield "approved_on", "", of, "", count, "sentences", count
        yield "to_approval_median_on", "", of, "", round(day.took.median_s, 3), "seconds", count


def told_duration(seconds: float) -> str:
    """Return a duration in the unit that suits it: ``0.8 s``, ``45 s``, ``3.2 min``, ``1.4 h``, ``2.1 days``."""
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def _with_bars(
    rows: Sequence[Row], lengths: Sequence[float | None], reaches: Sequence[float | None] | None = None
) -> list[tuple[Row, Bar]]:
    return list(zip(rows, bars(lengths, reaches), strict=True))


def _days_plot(numbers: TeamNumbers) -> DaysPlot | None:
    """Draw every day of the time, also those without an approval: a gap says something."""
    if not numbers.days:
        return None
    by_day: dict[object, DayLine] = {line.day: line for line in numbers.days}
    first, last = numbers.days[0].day, numbers.days[-1].day
    days = [by_day.get(first + timedelta(days=at)) for at in range((last - first).days + 1)]
    most_s = max(day.took.p90_s for day in numbers.days)
    return DaysPlot(
        counts=columns([day.took.count if day else 0 for day in days]),
        median=line([day.took.median_s if day else None for day in days], most=most_s),
        p90=line([day.took.p90_s if day else None for day in days], most=most_s),
        most_count=max(day.took.count for day in numbers.days),
        most_s=most_s,
        first=first.isoformat(),
        last=last.isoformat(),
    )


def _to_2(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _plain(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula: a package's name is its maker's."""
    is_formula = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if is_formula else value
