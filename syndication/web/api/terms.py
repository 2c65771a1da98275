"""Terms of the newsroom's glossary, in every language pair."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from syndication import term_rechecks
from syndication.clock import utc_now
from syndication.rights import Role
from syndication.storage.terms import StoredTerm, TermFilter, count_terms, find_term, search_terms
from syndication.term_errors import TermExists, TermRefused, UnknownTerm
from syndication.termbase import MOST_CHARACTERS, MOST_NOTE_CHARACTERS, add_term, edit_term, remove_term
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.preconditions import ChangeHeaders, expected_version
from syndication.web.api.problems import Problem, invalid_field
from syndication.web.api.queries import Limit
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, require_language, role_needed
from syndication.web.sessions import read_session
from translations.exchange.tmx import memory_language
from translations.glossary import Term, TermStatus

blueprint = APIBlueprint("terms", __name__, tag="Glossary and memory", url_prefix="/terms")

_Tag = Annotated[str, Field(max_length=64, description="A language tag, such as vi.")]
_Text = Annotated[str, Field(max_length=MOST_CHARACTERS * 4)]


class TermBody(BaseModel, extra="forbid"):
    """A term as it is to be. ``do_not_translate`` needs no target; ``forbidden`` may do without a source."""

    source_language: _Tag
    target_language: _Tag
    source: _Text = ""
    target: _Text = ""
    status: TermStatus = TermStatus.PREFERRED
    note: Annotated[str, Field(max_length=MOST_NOTE_CHARACTERS * 4)] = ""

    def term(self, term_id: int | None = None) -> Term:
        """Return it as the termbase takes it."""
        return Term(
            id=term_id,
            source_language=self.source_language,
            target_language=self.target_language,
            source_text=self.source,
            target_text=self.target,
            status=self.status,
            note=self.note,
        )


class TermView(BaseModel):
    """A term; ``version`` is its lock, and ``actor`` who wrote it last."""

    id: int
    source_language: str
    target_language: str
    source: str
    target: str
    status: TermStatus
    note: str
    version: int
    actor: str
    updated_at: Time

    @classmethod
    def of(cls, stored: StoredTerm) -> Self:
        """Show a term."""
        term = stored.term
        if term.id is None or term.updated_at is None:
            raise ValueError(f"the term {term.source_text!r} is not stored")
        return cls(
            id=term.id,
            source_language=term.source_language,
            target_language=term.target_language,
            source=term.source_text,
            target=term.target_text,
            status=term.status,
            note=term.note,
            version=term.version,
            actor=stored.actor,
            updated_at=term.updated_at,
        )


class TermList(BaseModel):
    """Some of the terms that were looked for, by their source; ``total`` is how many there are."""

    total: int
    terms: tuple[TermView, ...]


class TermListQuery(BaseModel):
    """Which terms are wanted."""

    model_config = ConfigDict(extra="forbid")

    source_language: Annotated[_Tag | None, Field(description="Of these languages only.")] = None
    target_language: Annotated[_Tag | None, Field(description="Into this language only.")] = None
    q: Annotated[str, Field(max_length=300, description="What source, target or note must hold.")] = ""
    status: Annotated[TermStatus | None, Field(description="With this status only.")] = None
    limit: Limit = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="How many to pass over.")] = 0


@blueprint.get("")
@blueprint.input(TermListQuery, location="query", arg_name="query")
@describe(blueprint, "list_terms", TermList, problems=(kinds.INVALID_PARAMETERS,))
@role_needed(Role.READER)
def list_all(query: TermListQuery) -> Response:
    """Search terms"""
    wanted = TermFilter(
        source_language=memory_language(query.source_language) if query.source_language else None,
        target_language=memory_language(query.target_language) if query.target_language else None,
        text=query.q,
        status=query.status,
    )
    with read_session() as session:
        found = search_terms(session, wanted, limit=query.limit, offset=query.offset)
        total = count_terms(session, wanted)
    return reply(TermList(total=total, terms=tuple(map(TermView.of, found)))).response()


@blueprint.post("")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "add_term", TermView, statuses=(201,), body=TermBody, has_etag=True, problems=kinds.ON_CREATE)
@role_needed(Role.TRANSLATOR)
def add(headers: OnceHeaders) -> Response:
    """Add a term

    Translators add terms into their languages. What was translated without it is checked again.
    """
    body = json_body()
    wanted = parse_body(TermBody, body)
    require_language(wanted.target_language)

    def work(session: Session) -> Reply:
        now = utc_now()
        try:
            term = add_term(session, wanted.term(), actor=current_actor().name, now=now)
        except (TermRefused, TermExists) as problem:
            raise _problem_of(problem) from problem
        term_rechecks.after_change(session, [term], now=now)
        return _reply(session, term.id or 0, is_new=True)

    return do_once(headers, body, work)


@blueprint.get("/<row_id:term>")
@describe(blueprint, "read_term", TermView, has_etag=True, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(term: int) -> Response:
    """Read a term"""
    with read_session() as session:
        return _reply(session, term).response()


@blueprint.put("/<row_id:term>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "replace_term", TermView, body=TermBody, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.REVIEWER)
def change(term: int, headers: ChangeHeaders) -> Response:
    """Replace a term

    What was translated by the old one is checked again; an approval stays, with the remark that the term has changed.
    """
    body = json_body()
    wanted = parse_body(TermBody, body)

    def work(session: Session) -> Reply:
        before, now = _require(session, term).term, utc_now()
        expected_version(headers, guid=f"the term {term}", current=before.version)
        actor = current_actor().name
        try:
            after = edit_term(session, wanted.term(term), if_version=before.version, actor=actor, now=now)
        except (TermRefused, TermExists) as problem:
            raise _problem_of(problem) from problem
        if after != before:
            term_rechecks.after_change(session, [before, after], now=now)
        return _reply(session, term)

    return do_once(headers, body, work)


@blueprint.delete("/<row_id:term>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "remove_term", TermView, problems=(kinds.NOT_FOUND, kinds.VERSION_MISMATCH))
@role_needed(Role.REVIEWER)
def remove(term: int, headers: ChangeHeaders) -> Response:
    """Remove a term

    The answer is the term as it was.
    """

    def work(session: Session) -> Reply:
        stored, now = _require(session, term), utc_now()
        version = expected_version(headers, guid=f"the term {term}", current=stored.term.version)
        remove_term(session, term, if_version=version, actor=current_actor().name, now=now)
        term_rechecks.after_change(session, [stored.term], now=now)
        return reply(TermView.of(stored))

    return do_once(headers, json_body_if_any(), work)


def _require(session: Session, term_id: int) -> StoredTerm:
    stored = find_term(session, term_id)
    if stored is None:
        raise UnknownTerm(term_id)
    return stored


def _reply(session: Session, term_id: int, *, is_new: bool = False) -> Reply:
    stored = _require(session, term_id)
    path = path_to("terms", str(term_id)) if is_new else None
    return reply(TermView.of(stored), etag=str(stored.term.version), created_at=path)


def _problem_of(problem: TermRefused | TermExists) -> Problem:
    if isinstance(problem, TermRefused):
        return invalid_field(problem.field, problem.reason)
    return Problem(kinds.ALREADY_EXISTS, f"{problem}.".capitalize(), members={"term": problem.term_id})
