"""Machine translation engines: which are asked for which pair of languages, and in which order."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.engine_orders import DEFAULT_ORDER, PairEngines, clear_order, list_pairs, pair_engines, set_order
from syndication.errors import InvalidEngineOrder
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import invalid_field
from syndication.web.api.replies import Reply, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import current_settings, read_session

blueprint = APIBlueprint("engines", __name__, tag="Engines", url_prefix="/engines")


class PairEnginesView(BaseModel):
    """The engines that are asked for a pair, in their order, and which of them have something for it here.

    ``decided_by`` and ``decided_at`` are absent where the default order holds. Whether a server serves the pair is
    known when it is asked: it counts as available once an address is set.
    """

    source: str
    target: str
    engines: tuple[str, ...]
    available: tuple[str, ...]
    decided_by: str | None = None
    decided_at: Time | None = None

    @classmethod
    def of(cls, pair: PairEngines) -> Self:
        """Show a pair."""
        return cls(
            source=pair.source,
            target=pair.target,
            engines=pair.engines,
            available=pair.available,
            decided_by=pair.order.actor if pair.order else None,
            decided_at=pair.order.updated_at if pair.order else None,
        )


class EngineList(BaseModel):
    """The engines there are, in the default order, and the pairs of languages that matter here."""

    engines: tuple[str, ...]
    pairs: tuple[PairEnginesView, ...]


class NewOrder(BaseModel, extra="forbid"):
    """The engines to ask, the first first. One that is not named is not asked."""

    engines: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]


@blueprint.get("")
@describe(blueprint, "list_engines", EngineList)
@role_needed(Role.READER)
def list_all() -> Response:
    """List engines

    And which of them are asked for which pair of languages.
    """
    with read_session() as session:
        pairs = list_pairs(session, current_settings())
    return reply(EngineList(engines=DEFAULT_ORDER, pairs=tuple(map(PairEnginesView.of, pairs)))).response()


@blueprint.put("/orders/<name:source_language>/<name:target_language>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "set_engine_order", PairEnginesView, body=NewOrder, problems=kinds.ON_CREATE)
@role_needed(Role.EDITOR)
def put_order(source_language: str, target_language: str, headers: OnceHeaders) -> Response:
    """Decide on the order of engines

    For a pair of language tags; what is decided for ``en`` holds for ``en-GB`` too, unless that has its own. Texts that
    wait for the pair are queued.
    """
    body = json_body()
    wanted = parse_body(NewOrder, body)

    def work(session: Session) -> Reply:
        try:
            order = set_order(
                session, source_language, target_language, wanted.engines, actor=current_actor().name, now=utc_now()
            )
        except InvalidEngineOrder as cause:
            raise invalid_field(cause.field, cause.reason) from cause
        return reply(PairEnginesView.of(pair_engines(session, current_settings(), order.source, order.target)))

    return do_once(headers, body, work)


@blueprint.delete("/orders/<name:source_language>/<name:target_language>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "clear_engine_order", PairEnginesView, problems=kinds.ON_CREATE)
@role_needed(Role.EDITOR)
def delete_order(source_language: str, target_language: str, headers: OnceHeaders) -> Response:
    """Return to the default order

    Of engines for a pair of languages.
    """

    def work(session: Session) -> Reply:
        try:
            pair = clear_order(session, source_language, target_language, now=utc_now())
        except InvalidEngineOrder as cause:
            raise invalid_field(cause.field, cause.reason) from cause
        return reply(PairEnginesView.of(pair_engines(session, current_settings(), *pair)))

    return do_once(headers, json_body_if_any(), work)
