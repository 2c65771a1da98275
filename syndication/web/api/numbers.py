"""The numbers of the translators' desk."""

from datetime import date, timedelta

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from syndication.clock import utc_now
from syndication.numbers import CountLine, DayLine, EngineLine, StaleLine, TeamNumbers, TimeLine, make_numbers
from syndication.rights import Role
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.describing import describe
from syndication.web.api.replies import reply
from syndication.web.authorisation import role_needed
from syndication.web.numbers_query import NumbersQuery
from syndication.web.sessions import read_session

blueprint = APIBlueprint("numbers", __name__, tag="Translations")


class Numbers(BaseModel):
    """Figures of the desk from the first day to the last, in UTC. They are for the team, and name no person.

    ``times`` are in seconds, from when the source came in: ``to_draft``, ``to_approval`` and, by the rule of those who
    read it, ``to_publication``; ``a_word`` is the work on a word. ``hter`` is in edits for 100 words, ``chrf`` from 0
    to 100.
    """

    since: date
    until: date
    times: tuple[TimeLine, ...]
    engines: tuple[EngineLine, ...]
    shown: tuple[StaleLine, ...]
    dismissals: tuple[CountLine, ...]
    actions: tuple[CountLine, ...]
    days: tuple[DayLine, ...]

    @classmethod
    def of(cls, numbers: TeamNumbers) -> "Numbers":
        """Show figures."""
        return cls(
            since=numbers.since.date(),
            until=numbers.until.date() - timedelta(days=1),
            times=numbers.times,
            engines=numbers.engines,
            shown=numbers.shown,
            dismissals=numbers.dismissals,
            actions=numbers.actions,
            days=numbers.days,
        )


@blueprint.get("/numbers")
@blueprint.input(NumbersQuery, location="query", arg_name="query")
@describe(blueprint, "read_numbers", Numbers, problems=kinds.ON_READ)
@role_needed(Role.TRANSLATOR)
def show(query: NumbersQuery) -> Response:
    """Read the numbers of the desk

    How long drafts, approvals and publications took, how good the drafts of each engine were, and for how long readers
    were shown stale or unreviewed text.
    """
    now = utc_now()
    with read_session() as session:
        numbers = make_numbers(session, query.wanted(session, now=now), now=now)
    return reply(Numbers.of(numbers)).response()
