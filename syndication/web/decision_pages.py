"""What of a live blog is published and held in a language, text by text, with the reason for each reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, url_for
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feeds.model import Entry
from syndication.auth import Role
from syndication.decisions import Wanted, count_decisions, decide_texts, find_texts
from syndication.readers import load_readers
from syndication.storage.blogs import BlogRecord, find_blog
from syndication.storage.entries import load_entries
from syndication.storage.revisions import blog_languages
from syndication.storage.variants import find_text_ids
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.decision_words import (
    REASON_WORDS,
    SHOW_WORDS,
    DecisionLine,
    count_lines,
    decision_lines,
    reader_words,
)
from syndication.web.form_fields import BLANK_IS_NONE
from syndication.web.html_answers import private_page
from syndication.web.sessions import read_session
from syndication.web.words import own_name
from translations.policy import Reason, Show

blueprint = APIBlueprint("decision_pages", __name__, enable_openapi=False, url_prefix="/desk/decisions")

_PAGE = 50


class DecisionsQuery(BaseModel):
    """Which texts are shown, as the form sends it: an empty choice is none."""

    reader: Annotated[str | None, BLANK_IS_NONE, Field(max_length=200)] = None
    show: Annotated[Show | None, BLANK_IS_NONE] = None
    reason: Annotated[Reason | None, BLANK_IS_NONE] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def told(self, **changes: object) -> dict[str, str]:
        """Return it as the parameters of an address."""
        values = self.model_dump() | changes
        return {name: str(value) for name, value in values.items() if value and (name, value) != ("page", 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A text with what its readers get; ``path`` leads to where it is reviewed, for those who may."""

    title: str
    is_head: bool
    path: str | None
    decisions: tuple[DecisionLine, ...]


@blueprint.get("/<slug>/<language>/")
@blueprint.input(DecisionsQuery, location="query", arg_name="query")
@role_needed(Role.READER)
def decisions(slug: str, language: str, query: DecisionsQuery) -> Response:
    """List the texts of a live blog with what each reader gets of them and why."""
    with read_session() as session:
        blog = _require(session, slug, language)
        readers = load_readers(session).of(slug, language)
        wanted = Wanted(reader=query.reader, show=query.show, reason=query.reason)
        guids = find_texts(session, blog, language, wanted)
        shown = guids[(query.page - 1) * _PAGE : query.page * _PAGE]
        lines = tuple(_lines(session, blog, shown, language, query.reader))
        counts = count_lines(count_decisions(session, [blog]).get((blog.id, language), ()))
    has_more = query.page * _PAGE < len(guids)
    return private_page(
        "decisions.html",
        who=signed_in(),
        blog=blog,
        language=language,
        language_name=own_name(language),
        counts=counts,
        lines=lines,
        found=len(guids),
        query=query,
        readers=tuple((reader.name, reader_words([reader.name])) for reader in readers),
        shows=SHOW_WORDS,
        reasons=REASON_WORDS,
        newer=_address(slug, language, query, query.page - 1) if query.page > 1 else None,
        older=_address(slug, language, query, query.page + 1) if has_more else None,
    )


def _address(slug: str, language: str, query: DecisionsQuery, page: int) -> str:
    told = urlencode(query.told(page=page))
    return url_for("decision_pages.decisions", slug=slug, language=language) + (f"?{told}" if told else "")


def _lines(
    session: Session, blog: BlogRecord, guids: Sequence[str], language: str, reader: str | None
) -> Iterator[TextLine]:
    may_review = current_actor().role.allows(Role.TRANSLATOR)
    text_ids = find_text_ids(session, guids, language) if may_review else {}
    entries = {entry.guid: entry for entry in load_entries(session, guids)}
    for text in decide_texts(session, blog, guids, language):
        entry, text_id = entries.get(text.guid), text_ids.get(text.guid)
        yield TextLine(
            title=blog.title if entry is None else entry.headline or text.opening or _untitled(entry),
            is_head=entry is None,
            path=None if text_id is None else url_for("review.text", language=language, text_id=text_id),
            decisions=decision_lines(made for made in text.decisions if reader in {None, made.reader.name}),
        )


def _untitled(entry: Entry) -> str:
    return f"Entry of {entry.published_at:%Y-%m-%d %H:%M} UTC"


def _require(session: Session, slug: str, language: str) -> BlogRecord:
    blog = find_blog(session, slug)
    languages = blog_languages(session, slug)
    if blog is None or language not in languages or language == blog.language:
        raise NotFound
    return blog
