"""The translation memory of a language: concordance search, units added, corrected and removed, TMX in and out.

Needs no script. Translators look; reviewers also change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, request, url_for
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feeds.errors import ParseError
from feeds.language import canonical_tag
from syndication.clock import utc_now
from syndication.memory import MemoryImport, import_memory
from syndication.memory_desk import (
    MOST_CHARACTERS,
    add_unit,
    edit_unit,
    export_units,
    remove_unit,
    require_unit,
    unit_hash,
)
from syndication.rights import Role
from syndication.storage.blogs import list_blogs
from syndication.storage.memory_units import MemorySide, UnitFilter, count_units, list_pairs, search_units
from syndication.term_errors import UnitChanged, UnitRefused, UnknownUnit
from syndication.web.answers import attachment, see_other
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.highlighting import Piece, highlight
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import read_session, write_session
from syndication.web.words import own_name
from translations.exchange.tmx import memory_language
from translations.inline import write_inline
from translations.memory import MemoryUnit

blueprint = APIBlueprint("memory_page", __name__, enable_openapi=False, url_prefix="/review/<language>/memory")

_PAGE = 50
_MOST_COUNTED = 1_000
_SHOWN_PROBLEMS = 100
_MOST_NAME = 200
_REFUSALS = (UnitRefused, UnitChanged, UnknownUnit)
_SIDES = {
    MemorySide.BOTH: "in either text",
    MemorySide.SOURCE: "in the source",
    MemorySide.TARGET: "in the translation",
}
_DONE = {"added": "The unit is added.", "changed": "The unit is changed.", "removed": "The unit is removed."}


class UnitQuery(BaseModel):
    """Which units are shown."""

    q: Annotated[str, Field(max_length=300)] = ""
    side: Annotated[MemorySide, BeforeValidator(lambda given: given or MemorySide.BOTH)] = MemorySide.BOTH
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit on the page: its texts with what was looked for marked, and what a change of it sends back."""

    unit: MemoryUnit
    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    target_html: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something was not done, and in which form it was tried."""

    reason: str
    form: str
    status: int = 422


@blueprint.get("/")
@blueprint.input(UnitQuery, location="query", arg_name="query")
@role_needed(Role.TRANSLATOR)
def show(language: str, query: UnitQuery) -> Response:
    """Show the units that are looked for."""
    return _page(language, query)


@blueprint.post("/add")
@role_needed(Role.REVIEWER)
def add(language: str) -> Response:
    """Add a unit."""

    def work(session: Session) -> str:
        pair = (request.form.get("source_language", ""), language)
        source, target = request.form.get("source", ""), request.form.get("target", "")
        add_unit(session, pair, source, target, actor=current_actor().name, now=utc_now())
        return "added"

    return _do(language, work, form="add")


@blueprint.post("/change")
@role_needed(Role.REVIEWER)
def change(language: str) -> Response:
    """Put another translation into a unit."""

    def work(session: Session) -> str:
        unit_id = _own_unit(session, language)
        target, seen = request.form.get("target", ""), request.form.get("seen", "")
        edit_unit(session, unit_id, target, seen_hash=seen, actor=current_actor().name, now=utc_now())
        return "changed"

    return _do(language, work, form=f"unit-{_unit_id()}")


@blueprint.post("/remove")
@role_needed(Role.REVIEWER)
def remove(language: str) -> Response:
    """Take a unit away."""

    def work(session: Session) -> str:
        remove_unit(session, _own_unit(session, language), seen_hash=request.form.get("seen", ""))
        return "removed"

    return _do(language, work, form=f"unit-{_unit_id()}")


@blueprint.post("/import")
@role_needed(Role.REVIEWER)
def take_in(language: str) -> Response:
    """Take in a TMX file, with whatever language pairs it has."""
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    if sent is None or not data:
        refusal = Refusal(reason="Choose a file first.", form="import", status=400)
        return _page(language, UnitQuery(), refusal=refusal)
    name = " ".join((sent.filename or "a file").replace("\0", "").split())[:_MOST_NAME]
    try:
        with write_session() as session:
            taken = import_memory(session, data, name=name, now=utc_now())
    except ParseError as problem:
        return _page(language, UnitQuery(), refusal=Refusal(reason=f"Nothing was taken: {problem}.", form="import"))
    return _page(language, UnitQuery(), taken=taken)


@blueprint.get("/export.tmx")
@role_needed(Role.TRANSLATOR)
def take_along(language: str) -> Response:
    """Send all units of a language pair as TMX."""
    target, source = _require_language(language), _require_language(request.args.get("source_language", ""))
    with read_session() as session:
        wanted = UnitFilter(target_language=target)
        data = export_units(session, wanted, source_language=source, now=utc_now())
    return attachment(data, media_type="application/x-tmx+xml", file_name=f"memory-{source}-{target}.tmx")


def _do(language: str, work: Callable[[Session], str], *, form: str) -> Response:
    _require_language(language)
    query = UnitQuery(q=request.form.get("q", "")[:300])
    try:
        with write_session() as session:
            done = work(session)
    except _REFUSALS as problem:
        status = 422 if isinstance(problem, UnitRefused) else 409
        return _page(language, query, refusal=Refusal(reason=sentence_of(problem), form=form, status=status))
    path = url_for("memory_page.show", language=language, q=query.q or None, done=done)
    return see_other(path)


def _page(
    language: str, query: UnitQuery, *, refusal: Refusal | None = None, taken: MemoryImport | None = None
) -> Response:
    target = _require_language(language)
    with read_session() as session:
        kept = [source for source, into in list_pairs(session) if into == target]
        wanted = UnitFilter(
            target_language=target,
            # With both languages the store finds a pair's units by an index.
            source_language=kept[0] if len(kept) == 1 else None,
            text=query.q.replace("\0", ""),
            side=query.side,
        )
        units = search_units(session, wanted, limit=_PAGE + 1, offset=(query.page - 1) * _PAGE)
        total = count_units(session, wanted, most=_MOST_COUNTED)
        written = [memory_language(blog.language) for blog in list_blogs(session, limit=200)]
    return private_page(
        "review/memory.html",
        status=refusal.status if refusal else 200,
        who=signed_in(),
        language=language,
        target=target,
        language_name=own_name(language),
        may_change=current_actor().role.allows(Role.REVIEWER),
        query=query,
        lines=[_line(unit, wanted) for unit in units[:_PAGE]],
        total=total,
        most=_MOST_COUNTED,
        sides=_SIDES,
        kept=kept,
        sources=[tag for tag in dict.fromkeys((*written, *kept)) if tag != target] or ["en"],
        limit=MOST_CHARACTERS,
        refusal=refusal,
        typed=request.form if refusal else {},
        said=_DONE.get(query.done, ""),
        taken=taken,
        problems=taken.problems[:_SHOWN_PROBLEMS] if taken else (),
        newer=_path(language, query, query.page - 1) if query.page > 1 else None,
        older=_path(language, query, query.page + 1) if len(units) > _PAGE else None,
    )


def _line(unit: MemoryUnit, wanted: UnitFilter) -> UnitLine:
    in_source = wanted.words if wanted.side is not MemorySide.TARGET else ()
    in_target = wanted.words if wanted.side is not MemorySide.SOURCE else ()
    return UnitLine(
        unit=unit,
        source=highlight(unit.source_text, in_source),
        target=highlight(unit.target_text, in_target),
        target_html=write_inline(unit.target_text, unit.target_marks),
        seen=unit_hash(unit),
    )


def _path(language: str, query: UnitQuery, page: int) -> str:
    told = {"q": query.q, "side": query.side if query.q else "", "page": str(page) if page > 1 else ""}
    return f"{url_for('memory_page.show', language=language)}?{urlencode({k: v for k, v in told.items() if v})}"


def _require_language(language: str) -> str:
    try:
        return memory_language(canonical_tag(language))
    except ValueError as cause:
        raise NotFound(f"There is no language {language!r}.") from cause


def _own_unit(session: Session, language: str) -> int:
    """Return the id of the unit that a form is about, unless it is one of another language."""
    unit = require_unit(session, _unit_id())
    if unit.target_language != _require_language(language):
        raise UnknownUnit(_unit_id())
    return _unit_id()


def _unit_id() -> int:
    given = request.form.get("id", "")
    # A row's number, as far as databases count.
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
