"""Sending again what went out on a channel, and telling which numbers somebody has missed.

For editors, and for the partner itself by one of its keys.
"""

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.delivery.model import Kind
from syndication.delivery.replaying import MOST_TEXTS, replay, send_again
from syndication.delivery_errors import UnknownChannel
from syndication.missed_numbers import MissedDelivery, missed_numbers
from syndication.number_ranges import Ranges, UnreadableNumbers, first_numbers, read_ranges, write_ranges
from syndication.storage.channels import ChannelRecord, find_channel
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import invalid_field
from syndication.web.api.replies import Reply, reply
from syndication.web.authorisation import role_or_partner
from syndication.web.sessions import read_session

blueprint = APIBlueprint(
    "replays", __name__, tag="Partners", url_prefix="/partners/<name:partner>/channels/<name:channel>"
)


class ReplayBody(BaseModel, extra="forbid"):
    """What to send again: everything from a number on, or what went out under some numbers, such as ``41,58-60``."""

    from_sequence: int | None = Field(default=None, ge=1, le=2**63 - 1)
    sequences: str | None = None


class Replayed(BaseModel):
    """How many texts are sent again, each in its newest version under a new number after ``after``."""

    texts: int
    after: int


class HaveBody(BaseModel, extra="forbid"):
    """The numbers somebody has, such as ``1-40,42-57``; those below ``since`` do not matter."""

    have: str
    since: int = Field(default=1, ge=1, le=2**63 - 1)


class Missed(BaseModel):
    """A missing number and what it was. ``counts``: nothing newer of the same text was sent, and it was not killed."""

    sequence: int
    kind: Kind
    blog: str
    guid: str
    language: str
    version: int
    accepted_at: Time | None = None
    is_superseded: bool
    is_withdrawn: bool
    counts: bool


class MissedList(BaseModel):
    """The missing numbers as ranges, how many there are, and what the first 500 were; ``beyond`` were never used."""

    newest: int
    missing: str
    count: int
    beyond: str
    deliveries: tuple[Missed, ...]


@blueprint.post("/replay")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "replay_deliveries", Replayed, body=ReplayBody, problems=kinds.ON_ADD)
@role_or_partner(Role.EDITOR)
def send(partner: str, channel: str, headers: OnceHeaders) -> Response:
    """Send again

    The newest version of every text that went out under these numbers, never an older one; what was killed as a kill.
    Also for the partner itself, by its key. At most 10,000 texts at once.
    """
    body = json_body()
    wanted = parse_body(ReplayBody, body)
    if (wanted.from_sequence is None) == (wanted.sequences is None):
        raise invalid_field("from_sequence", "give either from_sequence or sequences")
    numbers = first_numbers(_ranges("sequences", wanted.sequences or ""), MOST_TEXTS)

    def work(session: Session) -> Reply:
        found, now = _require(session, partner, channel), utc_now()
        if wanted.from_sequence is None:
            texts = send_again(session, found, numbers, now=now)
        else:
            texts = replay(session, found, from_sequence=wanted.from_sequence, now=now)
        return reply(Replayed(texts=texts, after=found.sequence))

    return do_once(headers, body, work)


@blueprint.post("/missing")
@describe(blueprint, "missing_deliveries", MissedList, body=HaveBody, problems=kinds.ON_PEOPLE)
@role_or_partner(Role.EDITOR)
def missing(partner: str, channel: str) -> Response:
    """Tell which numbers are missing

    Nothing is changed. Also for the partner itself, by its key.
    """
    wanted = parse_body(HaveBody, json_body())
    have = _ranges("have", wanted.have)
    with read_session() as session:
        found = missed_numbers(session, _require(session, partner, channel), have, since=wanted.since)
    told = MissedList(
        newest=found.newest,
        missing=write_ranges(found.missing),
        count=found.count,
        beyond=write_ranges(found.beyond),
        deliveries=tuple(map(_missed, found.told)),
    )
    return reply(told).response()


def _missed(one: MissedDelivery) -> Missed:
    record = one.logged.delivery
    return Missed(
        sequence=record.sequence,
        kind=record.kind,
        blog=one.logged.blog,
        guid=record.guid,
        language=record.language,
        version=record.version,
        accepted_at=record.accepted_at,
        is_superseded=one.is_superseded,
        is_withdrawn=one.withdrawal is not None,
        counts=not one.is_superseded and one.withdrawal is None,
    )


def _require(session: Session, partner: str, channel: str) -> ChannelRecord:
    found = find_channel(session, partner, channel)
    if found is None:
        raise UnknownChannel(partner, channel)
    return found


def _ranges(path: str, text: str) -> Ranges:
    try:
        return read_ranges(text)
    except UnreadableNumbers as problem:
        raise invalid_field(path, str(problem)) from problem
