"""The glossary of a language: terms looked for, added, changed, removed, taken in and taken along. Needs no script.

Translators of the language add terms; reviewers also change and remove them and take in files.
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
from syndication import term_rechecks
from syndication.clock import utc_now
from syndication.errors import VersionConflict
from syndication.rights import Role
from syndication.storage.blogs import list_blogs
from syndication.storage.terms import (
    TermFilter,
    count_terms,
    find_term,
    list_source_languages,
    search_terms,
)
from syndication.term_errors import TermExists, TermRefused, UnknownTerm
from syndication.term_files import TERM_FORMATS, TermFileImport, export_term_file, import_term_file
from syndication.termbase import MOST_CHARACTERS, MOST_NOTE_CHARACTERS, add_term, edit_term, remove_term
from syndication.web.answers import attachment, see_other
from syndication.web.authorisation import current_actor, require_language, role_needed, signed_in
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import read_session, write_session
from syndication.web.words import own_name
from translations.exchange.tmx import memory_language
from translations.glossary import Term, TermStatus

blueprint = APIBlueprint("glossary", __name__, enable_openapi=False, url_prefix="/review/<language>/glossary")

_PAGE = 50
_SHOWN_PROBLEMS = 100
_REFUSALS = (TermRefused, TermExists, UnknownTerm, VersionConflict)
STATUS_NAMES = {
    TermStatus.PREFERRED: "preferred",
    TermStatus.ADMITTED: "admitted",
    TermStatus.FORBIDDEN: "never write",
    TermStatus.DO_NOT_TRANSLATE: "leave as it is",
}
_DONE = {
    "added": "The term is added.",
    "changed": "The term is changed.",
    "removed": "The term is removed.",
}


class TermQuery(BaseModel):
    """Which terms are shown."""

    q: Annotated[str, Field(max_length=300)] = ""
    status: Annotated[TermStatus | None, BeforeValidator(lambda given: given or None)] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something was not done, and with what it was tried, so that nothing typed is lost."""

    reason: str
    form: str
    status: int = 422


@blueprint.get("/")
@blueprint.input(TermQuery, location="query", arg_name="query")
@role_needed(Role.TRANSLATOR)
def show(language: str, query: TermQuery) -> Response:
    """Show the terms that are looked for."""
    return _page(language, query)


@blueprint.post("/add")
@role_needed(Role.TRANSLATOR)
def add(language: str) -> Response:
    """Add a term."""
    require_language(language)

    def work(session: Session) -> str:
        now = utc_now()
        term = add_term(session, _typed(language), actor=current_actor().name, now=now)
        term_rechecks.after_change(session, [term], now=now)
        return "added"

    return _do(language, work, form="add")


@blueprint.post("/change")
@role_needed(Role.REVIEWER)
def change(language: str) -> Response:
    """Change a term."""

    def work(session: Session) -> str:
        before, now = _require(session, language), utc_now()
        wanted = _typed(language, term_id=before.id)
        after = edit_term(session, wanted, if_version=_version(), actor=current_actor().name, now=now)
        if after != before:
            term_rechecks.after_change(session, [before, after], now=now)
        return "changed"

    return _do(language, work, form=f"term-{_number('id')}")


@blueprint.post("/remove")
@role_needed(Role.REVIEWER)
def remove(language: str) -> Response:
    """Remove a term."""

    def work(session: Session) -> str:
        before, now = _require(session, language), utc_now()
        remove_term(session, before.id or 0, if_version=_version(), actor=current_actor().name, now=now)
        term_rechecks.after_change(session, [before], now=now)
        return "removed"

    return _do(language, work, form=f"term-{_number('id')}")


@blueprint.post("/import")
@role_needed(Role.REVIEWER)
def take_in(language: str) -> Response:
    """Take in a file of terms, TBX or CSV."""
    pair = (_source_language(), _require_language(language))
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    if not data:
        return _page(language, TermQuery(), refusal=Refusal(reason="Choose a file first.", form="import", status=400))
    try:
        with write_session() as session:
            taken = import_term_file(session, data, pair, format_name=None, actor=current_actor().name, now=utc_now())
    except (ParseError, TermRefused) as problem:
        reason = f"Nothing was taken: {problem}."
        return _page(language, TermQuery(), refusal=Refusal(reason=reason, form="import"))
    return _page(language, TermQuery(), taken=taken)


@blueprint.get("/export.<format_name>")
@role_needed(Role.TRANSLATOR)
def take_along(language: str, format_name: str) -> Response:
    """Send all terms of a language pair as a file."""
    if format_name not in TERM_FORMATS:
        raise NotFound(f"There is no format {format_name!r} of terms.")
    source, target = _source_language(), _require_language(language)
    with read_session() as session:
        data = export_term_file(session, (source, target), format_name=format_name)
    wanted = TERM_FORMATS[format_name]
    return attachment(data, media_type=wanted.media_type, file_name=f"terms-{source}-{target}.{wanted.suffix}")


def _do(language: str, work: Callable[[Session], str], *, form: str) -> Response:
    _require_language(language)
    query = TermQuery(q=request.form.get("q", "")[:300])
    try:
        with write_session() as session:
            done = work(session)
    except _REFUSALS as problem:
        is_late = isinstance(problem, VersionConflict | UnknownTerm)
        reason = "Somebody else has changed this term; below it is as it is now." if is_late else sentence_of(problem)
        return _page(language, query, refusal=Refusal(reason=reason, form=form, status=409 if is_late else 422))
    path = url_for("glossary.show", language=language, q=query.q or None, done=done)
    return see_other(path)


def _page(
    language: str, query: TermQuery, *, refusal: Refusal | None = None, taken: TermFileImport | None = None
) -> Response:
    target = _require_language(language)
    wanted = TermFilter(target_language=target, text=query.q, status=query.status)
    with read_session() as session:
        terms = search_terms(session, wanted, limit=_PAGE + 1, offset=(query.page - 1) * _PAGE)
        total = count_terms(session, wanted)
        sources = _source_languages(session, target)
    return private_page(
        "review/glossary.html",
        status=refusal.status if refusal else 200,
        who=signed_in(),
        language=language,
        target=target,
        language_name=own_name(language),
        may_add=current_actor().may_translate(language),
        may_change=current_actor().role.allows(Role.REVIEWER),
        query=query,
        terms=terms[:_PAGE],
        total=total,
        sources=sources,
        statuses=STATUS_NAMES,
        limits=(MOST_CHARACTERS, MOST_NOTE_CHARACTERS),
        refusal=refusal,
        typed=request.form if refusal else {},
        said=_DONE.get(query.done, ""),
        taken=taken,
        problems=taken.problems[:_SHOWN_PROBLEMS] if taken else (),
        newer=_path(language, query, query.page - 1) if query.page > 1 else None,
        older=_path(language, query, query.page + 1) if len(terms) > _PAGE else None,
    )


def _path(language: str, query: TermQuery, page: int) -> str:
    told = {"q": query.q, "status": query.status or "", "page": str(page) if page > 1 else ""}
    return f"{url_for('glossary.show', language=language)}?{urlencode({k: v for k, v in told.items() if v})}"


def _source_languages(session: Session, target: str) -> list[str]:
    """Return what terms may come from: the languages of live blogs, then others that terms have."""
    written = (memory_language(blog.language) for blog in list_blogs(session, limit=200))
    found = dict.fromkeys((*written, *list_source_languages(session, target)))
    return [tag for tag in found if tag != target] or ["en"]


def _require_language(language: str) -> str:
    try:
        return memory_language(canonical_tag(language))
    except ValueError as cause:
        raise NotFound(f"There is no language {language!r}.") from cause


def _source_language() -> str:
    given = request.values.get("source_language", "")
    try:
        return memory_language(canonical_tag(given))
    except ValueError as cause:
        raise NotFound(f"There is no language {given!r}.") from cause


def _typed(language: str, *, term_id: int | None = None) -> Term:
    try:
        status = TermStatus(request.form.get("status", TermStatus.PREFERRED))
    except ValueError as cause:
        raise TermRefused("status", "is none of those that are offered") from cause
    return Term(
        id=term_id,
        source_language=request.form.get("source_language", ""),
        target_language=language,
        source_text=request.form.get("source", ""),
        target_text=request.form.get("target", ""),
        status=status,
        note=request.form.get("note", ""),
    )


def _require(session: Session, language: str) -> Term:
    """Return the term that a form is about, as it is, unless it is one of another language."""
    stored = find_term(session, _number("id"))
    if stored is None or stored.term.target_language != _require_language(language):
        raise UnknownTerm(_number("id"))
    return stored.term


def _version() -> int:
    return _number("version")


def _number(name: str) -> int:
    given = request.form.get(name, "")
    # A row's number, as far as databases count.
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
