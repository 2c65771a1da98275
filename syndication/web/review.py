"""The translators' desk: an inbox for each language, and each text with its sentences to approve and correct.

These pages only show; scripts send what people decide to the API. Everything can be read without scripts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, url_for
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.decisions import current_decisions
from syndication.memory import find_suggestions
from syndication.partners import list_profiles
from syndication.review_texts import ReviewText, load_review_text
from syndication.reviewing import list_history
from syndication.storage.blogs import list_blogs
from syndication.storage.comments import list_comments
from syndication.storage.draft_texts import load_newest_drafts
from syndication.storage.inbox import InboxFilter, InboxRow, LanguageLoad, list_inbox_ids, list_loads, load_inbox
from syndication.storage.presence import list_present
from syndication.storage.segments import find_segment
from syndication.termbase import terms_for
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.form_fields import BLANK_IS_NONE
from syndication.web.html_answers import private_page
from syndication.web.review_events import stream_response
from syndication.web.review_lines import STATE_WORDS, Around, make_text_page
from syndication.web.sessions import database, read_session
from syndication.web.words import own_name
from translations.findings import Severity
from translations.model import SegmentState

blueprint = APIBlueprint("review", __name__, enable_openapi=False, url_prefix="/review")

_PAGE = 100
_MOST_BLOGS = 200


class InboxQuery(BaseModel):
    """What of an inbox is shown, as its form sends it: an empty choice is none."""

    blog: Annotated[str | None, BLANK_IS_NONE] = None
    state: Annotated[SegmentState | None, BLANK_IS_NONE] = None
    findings: Annotated[Severity | None, BLANK_IS_NONE] = None
    mine: Annotated[bool, BeforeValidator(bool)] = False
    all: Annotated[bool, BeforeValidator(bool)] = False
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def wanted(self, actor: str) -> InboxFilter:
        """Return it as the store takes it; ``actor`` is who asks."""
        return InboxFilter(
            slug=self.blog,
            state=self.state,
            severity=self.findings,
            only_open=not self.all and self.state is None,
            actor=actor if self.mine else None,
        )

    def told(self, **changes: object) -> dict[str, str]:
        """Return it as the parameters of an address."""
        values = self.model_dump() | changes
        return {name: str(value) for name, value in values.items() if value and (name, value) != ("page", 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A text in the inbox."""

    row: InboxRow
    path: str
    counts: tuple[tuple[str, int], ...]
    present: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What sort of text it is, where that says something."""
        if self.row.is_head:
            return "Title and introduction"
        return "Key event" if self.row.is_key_event else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLine:
    """A language to choose."""

    load: LanguageLoad
    name: str
    is_mine: bool


@blueprint.get("/")
@role_needed(Role.TRANSLATOR)
def languages() -> Response:
    """Choose a language: one's own first, then those with the most work."""
    actor = current_actor()
    with read_session() as session:
        lines = [
            LanguageLine(load=load, name=own_name(load.language), is_mine=actor.may_translate(load.language))
            for load in list_loads(session)
        ]
    lines.sort(key=lambda line: not line.is_mine)
    return private_page("review/languages.html", who=signed_in(), languages=lines)


@blueprint.get("/<language>/")
@blueprint.input(InboxQuery, location="query", arg_name="query")
@role_needed(Role.TRANSLATOR)
def inbox(language: str, query: InboxQuery) -> Response:
    """Show what waits in a language, in the order in which it should be worked on."""
    now = utc_now()
    with read_session() as session:
        load = _require_language(session, language)
        wanted = query.wanted(current_actor().name)
        offset = (query.page - 1) * _PAGE
        rows = load_inbox(session, language, wanted, limit=_PAGE + 1, offset=offset)
        present = list_present(session, [row.guid for row in rows], language, now=now)
        blogs = list_blogs(session, limit=_MOST_BLOGS)
    lines = tuple(
        InboxLine(
            row=row,
            path=url_for("review.text", language=language, text_id=row.text_id),
            counts=tuple((STATE_WORDS[state], count) for state, count in row.states.items()),
            present=tuple(dict.fromkeys(one.actor for one in present.get(row.guid, ()))),
        )
        for row in rows[:_PAGE]
    )
    return private_page(
        "review/inbox.html",
        who=signed_in(),
        language=language,
        language_name=own_name(language),
        load=load,
        lines=lines,
        query=query,
        blogs=[blog for blog in blogs if blog.language != language],
        states=STATE_WORDS,
        severities=tuple(Severity),
        newer=_page_path(language, query, query.page - 1) if query.page > 1 else None,
        older=_page_path(language, query, query.page + 1) if len(rows) > _PAGE else None,
    )


@blueprint.get("/<language>/texts/<int:text_id>/")
@role_needed(Role.TRANSLATOR)
def text(language: str, text_id: int) -> Response:
    """Show a text with all its sentences."""
    with read_session() as session:
        found = _require_text(session, language, text_id, utc_now())
        page = make_text_page(found, _around(session, found))
    return private_page("review/text.html", who=signed_in(), page=page)


@blueprint.get("/<language>/segments/<int:segment_id>/help")
@role_needed(Role.TRANSLATOR)
def segment_help(language: str, segment_id: int) -> Response:
    """Show what helps with one sentence: suggestions, comments, history."""
    with read_session() as session:
        stored = find_segment(session, segment_id)
        if stored is None or stored.language != language:
            raise NotFound("This sentence is no longer in the text.")
        return private_page(
            "review/help.html",
            stored=stored,
            segment=stored.segment,
            language=language,
            matches=find_suggestions(
                session, stored.segment.source, source_language=stored.source_language, language=language
            ),
            comments=list_comments(session, segment_id),
            history=list_history(session, segment_id),
            states=STATE_WORDS,
        )


@blueprint.get("/<language>/events")
@role_needed(Role.TRANSLATOR)
def events(language: str) -> Response:
    """Tell which texts have news, as it happens."""
    return stream_response(database(), language)


def _around(session: Session, found: ReviewText) -> Around:
    actor = current_actor()
    segment_ids = [segment.id for segment in found.work.segments if segment.id is not None]
    language = found.work.language
    found_terms = terms_for(
        session, (segment.source.text for segment in found.work.segments), (found.source_language, language)
    )
    ids = list_inbox_ids(session, language, InboxFilter())
    others = [text_id for text_id in ids if text_id != found.text_id]
    at = ids.index(found.text_id) if found.text_id in ids else 0
    previous_id = ids[at - 1] if at > 0 else None
    # From the last text, or a finished one, the first of the inbox is the next one.
    next_id = next(iter(others[at:] or others), None)
    return Around(
        actor=actor.name,
        may_decide=actor.may_translate(language),
        drafts=load_newest_drafts(session, segment_ids),
        terms={text: here.terms for text, here in found_terms.items()},
        decisions=current_decisions(session, found.blog, found.guid, language),
        profiles=tuple(record for record in list_profiles(session) if record.profile.rule_for(language) is not None),
        previous_path=_text_path(language, previous_id),
        next_path=_text_path(language, next_id),
    )


def _page_path(language: str, query: InboxQuery, number: int) -> str:
    return f"{url_for('review.inbox', language=language)}?{urlencode(query.told(page=number))}"


def _text_path(language: str, text_id: int | None) -> str | None:
    return None if text_id is None else url_for("review.text", language=language, text_id=text_id)


def _require_text(session: Session, language: str, text_id: int, now: datetime) -> ReviewText:
    found = load_review_text(session, language, text_id, now=now)
    if found is None:
        raise NotFound("There is no such text in this language.")
    return found


def _require_language(session: Session, language: str) -> LanguageLoad:
    found = next((load for load in list_loads(session) if load.language == language), None)
    if found is None:
        raise NotFound(f"Nothing is translated into “{language}” here.")
    return found
