"""The translation memory: units looked through, added, corrected and removed."""

from typing import Annotated, Literal, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from syndication.clock import utc_now
from syndication.memory_desk import MOST_CHARACTERS, add_unit, edit_unit, remove_unit, require_unit, unit_hash
from syndication.rights import Role
from syndication.storage.memory_units import MemorySide, UnitFilter, search_units
from syndication.term_errors import UnitChanged, UnitRefused
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import Problem, invalid_field
from syndication.web.api.queries import Limit
from syndication.web.api.replies import Reply, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session
from translations.exchange.tmx import memory_language
from translations.inline import write_inline
from translations.memory import MemoryUnit

blueprint = APIBlueprint("memory", __name__, tag="Glossary and memory", url_prefix="/memory")

_Tag = Annotated[str, Field(max_length=64, description="A language tag, such as vi.")]
_Html = Annotated[str, Field(max_length=MOST_CHARACTERS * 4, description="Inline HTML.")]


class UnitView(BaseModel):
    """A sentence and its translation. ``target_hash`` is what a change or removal of it names."""

    id: int
    source_language: str
    target_language: str
    source_text: str
    source_html: str
    target_text: str
    target_html: str
    target_hash: str
    memory: str
    creator: str | None = None
    created_at: Time | None = None

    @classmethod
    def of(cls, unit: MemoryUnit) -> Self:
        """Show a unit."""
        return cls(
            id=unit.id or 0,
            source_language=unit.source_language,
            target_language=unit.target_language,
            source_text=unit.source_text,
            source_html=write_inline(unit.source_text, unit.source_marks),
            target_text=unit.target_text,
            target_html=write_inline(unit.target_text, unit.target_marks),
            target_hash=unit_hash(unit),
            memory=unit.memory,
            creator=unit.creator,
            created_at=unit.created_at,
        )


class UnitList(BaseModel):
    """Some of the units that were looked for, the newest first."""

    units: tuple[UnitView, ...]


class NewUnit(BaseModel, extra="forbid"):
    """A sentence and its translation, to be remembered."""

    source_language: _Tag
    target_language: _Tag
    source: _Html
    target: _Html


class UnitChange(BaseModel, extra="forbid"):
    """Another translation for a unit, in place of the one that was seen."""

    target: _Html
    target_hash: Annotated[str, Field(max_length=64, description="The target_hash of the unit that you saw.")]


class UnitRemoval(BaseModel, extra="forbid"):
    """Which translation was seen; left out, whatever is there is removed."""

    target_hash: Annotated[str | None, Field(max_length=64)] = None


class UnitDone(BaseModel):
    """What was done."""

    done: bool = True


class UnitListQuery(BaseModel):
    """Which units are wanted."""

    model_config = ConfigDict(extra="forbid")

    target_language: _Tag
    source_language: Annotated[_Tag | None, Field(description="From this language only.")] = None
    q: Annotated[str, Field(max_length=300, description="Words that a unit must hold, all of them.")] = ""
    side: Annotated[Literal["both", "source", "target"], Field(description="Where they are looked for.")] = "both"
    limit: Limit = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="How many to pass over, from the newest.")] = 0


@blueprint.get("")
@blueprint.input(UnitListQuery, location="query", arg_name="query")
@describe(blueprint, "search_memory", UnitList, problems=(kinds.INVALID_PARAMETERS,))
@role_needed(Role.READER)
def search(query: UnitListQuery) -> Response:
    """Search the memory

    A concordance: units whose source or translation holds all of the words.
    """
    wanted = UnitFilter(
        target_language=memory_language(query.target_language),
        source_language=memory_language(query.source_language) if query.source_language else None,
        text=query.q.replace("\0", ""),
        side=MemorySide(query.side),
    )
    with read_session() as session:
        found = search_units(session, wanted, limit=query.limit, offset=query.offset)
    return reply(UnitList(units=tuple(map(UnitView.of, found)))).response()


@blueprint.post("")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "add_memory_unit", UnitDone, body=NewUnit, problems=kinds.ON_CREATE)
@role_needed(Role.REVIEWER)
def add(headers: OnceHeaders) -> Response:
    """Add a unit

    The same sentence with the same translation again becomes the newest.
    """
    body = json_body()
    wanted = parse_body(NewUnit, body)

    def work(session: Session) -> Reply:
        pair = (wanted.source_language, wanted.target_language)
        try:
            add_unit(session, pair, wanted.source, wanted.target, actor=current_actor().name, now=utc_now())
        except UnitRefused as problem:
            raise invalid_field("target", problem.reason) from problem
        return reply(UnitDone())

    return do_once(headers, body, work)


@blueprint.get("/<row_id:unit>")
@describe(blueprint, "read_memory_unit", UnitView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(unit: int) -> Response:
    """Read a unit"""
    with read_session() as session:
        return reply(UnitView.of(require_unit(session, unit))).response()


@blueprint.put("/<row_id:unit>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(
    blueprint, "change_memory_unit", UnitView, body=UnitChange, problems=(*kinds.ON_CREATE, kinds.VERSION_MISMATCH)
)
@role_needed(Role.REVIEWER)
def change(unit: int, headers: OnceHeaders) -> Response:
    """Correct a unit

    Refused if its translation is not the one that was seen.
    """
    body = json_body()
    wanted = parse_body(UnitChange, body)

    def work(session: Session) -> Reply:
        actor = current_actor().name
        try:
            after = edit_unit(session, unit, wanted.target, seen_hash=wanted.target_hash, actor=actor, now=utc_now())
        except UnitRefused as problem:
            raise invalid_field("target", problem.reason) from problem
        except UnitChanged as problem:
            raise _late(session, unit) from problem
        return reply(UnitView.of(after))

    return do_once(headers, body, work)


@blueprint.delete("/<row_id:unit>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(
    blueprint, "remove_memory_unit", UnitView, body=UnitRemoval, problems=(kinds.NOT_FOUND, kinds.VERSION_MISMATCH)
)
@role_needed(Role.REVIEWER)
def remove(unit: int, headers: OnceHeaders) -> Response:
    """Remove a unit

    The answer is the unit as it was.
    """
    body = json_body_if_any()
    wanted = parse_body(UnitRemoval, body)

    def work(session: Session) -> Reply:
        seen = wanted.target_hash or unit_hash(require_unit(session, unit))
        try:
            return reply(UnitView.of(remove_unit(session, unit, seen_hash=seen)))
        except UnitChanged as problem:
            raise _late(session, unit) from problem

    return do_once(headers, body, work)


def _late(session: Session, unit_id: int) -> Problem:
    current = UnitView.of(require_unit(session, unit_id)).model_dump(mode="json", exclude_none=True)
    return Problem(kinds.VERSION_MISMATCH, "Somebody else has changed this unit.", members={"current": current})
