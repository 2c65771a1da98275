"""The translators' desk as JSON: what waits in a language, one text with all its segments, who is at it, previews."""

from datetime import timedelta
from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from feeds.html import escape
from feeds.model import LiveBlog
from syndication.clock import utc_now
from syndication.errors import UnknownText
from syndication.previewing import Draft, Preview, preview
from syndication.review_texts import ReviewField, ReviewText, load_review_text
from syndication.rights import Role
from syndication.storage.inbox import InboxFilter, InboxRow, LanguageLoad, list_loads, load_inbox
from syndication.storage.presence import Present, end_presence, renew_presence
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.queries import PageQuery
from syndication.web.api.replies import reply
from syndication.web.api.segments import SegmentView
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import current_site, read_session, write_session
from translations.findings import Severity
from translations.model import SegmentState
from translations.policy import Reason, Show

blueprint = APIBlueprint("review_texts", __name__, tag="Translators' desk", url_prefix="/review")

PRESENCE = timedelta(seconds=30)
"""How long somebody counts as present after the last sign of life."""


class LoadView(BaseModel):
    """What waits in one language."""

    model_config = ConfigDict(from_attributes=True)

    language: str
    texts: int
    open_texts: int
    open_segments: int
    waiting_since: Time | None = None


class LoadList(BaseModel):
    """Every language that live blogs are translated into, the one with most to do first."""

    languages: tuple[LoadView, ...]


class InboxQuery(PageQuery):
    """Which texts of the inbox are wanted."""

    blog: Annotated[str | None, Field(max_length=128, description="Only of this live blog.")] = None
    state: Annotated[SegmentState | None, Field(description="Only with a sentence in this state.")] = None
    severity: Annotated[Severity | None, Field(description="Only with findings at least this grave.")] = None
    all: Annotated[bool, Field(description="Finished texts, too.")] = False


class InboxView(BaseModel):
    """One text that is translated; ``states`` counts its sentences, ``opening`` is its first sentence."""

    model_config = ConfigDict(from_attributes=True)

    text_id: int
    guid: str
    slug: str
    blog_title: str
    opening: str
    is_head: bool
    is_pinned: bool
    is_key_event: bool
    is_material: bool
    severity: Severity | None = None
    published_at: Time
    updated_at: Time
    waiting_since: Time | None = None
    open_segments: int
    states: dict[SegmentState, int]


class InboxPage(BaseModel):
    """Texts in the order in which they should be worked on."""

    texts: tuple[InboxView, ...]


class FieldView(BaseModel):
    """One text field: ``kind`` says what it is (``headline``, ``paragraph``, ``caption``), then its sentences."""

    address: str
    kind: str
    segments: tuple[SegmentView, ...]

    @classmethod
    def of(cls, field: ReviewField) -> Self:
        """Show a field."""
        segments = tuple(SegmentView.of(stored.segment) for stored in field.segments)
        return cls(address=field.address, kind=field.kind, segments=segments)


class PresentView(BaseModel):
    """Somebody who is at a text; ``segment_id`` is where the caret is."""

    model_config = ConfigDict(from_attributes=True)

    actor: str
    segment_id: int | None = None


class ReviewTextView(BaseModel):
    """One text with everything that a translator needs. ``comments`` counts the unsettled ones by segment."""

    text_id: int
    guid: str
    slug: str
    blog_title: str
    language: str
    source_language: str
    version: int
    source_version: int
    is_head: bool
    waiting_since: Time | None = None
    fields: tuple[FieldView, ...]
    comments: dict[int, int]
    present: tuple[PresentView, ...]

    @classmethod
    def of(cls, text: ReviewText) -> Self:
        """Show a text."""
        return cls(
            text_id=text.text_id,
            guid=text.guid,
            slug=text.blog.slug,
            blog_title=text.blog.title,
            language=text.work.language,
            source_language=text.source_language,
            version=text.work.version,
            source_version=text.work.source_version,
            is_head=text.is_head,
            waiting_since=text.work.waiting_since,
            fields=tuple(map(FieldView.of, text.fields)),
            comments=dict(text.comments),
            present=tuple(PresentView.model_validate(one) for one in text.present),
        )


class PresenceHere(BaseModel, extra="forbid"):
    """Where the caret is; ``is_leaving`` says good-bye."""

    segment_id: int | None = None
    is_leaving: bool = False


class PresenceList(BaseModel):
    """Who is at the text, the caller left out."""

    present: tuple[PresentView, ...]


class PreviewWish(BaseModel, extra="forbid"):
    """For whom (``partner/profile``; absent: the public feeds), with which texts that are not saved."""

    profile: Annotated[str | None, Field(max_length=160)] = None
    unsaved: Annotated[dict[int, Annotated[str, Field(max_length=20_000)]], Field(max_length=500)] = {}


class PreviewView(BaseModel):
    """The text as they would get it: title and safe HTML. ``show`` and ``reason`` say what is published now and why.

    Where that is ``nothing`` the preview shows what it would be once every sentence is approved. ``problem`` is there
    where there is nothing to see.
    """

    show: Show
    reason: Reason
    sentence: str
    is_stale: bool
    language: str
    title: str = ""
    html: str = ""
    problem: str = ""


@blueprint.get("/")
@describe(blueprint, "list_review_languages", LoadList)
@role_needed(Role.READER)
def languages() -> Response:
    """See what waits, language by language"""
    with read_session() as session:
        loads = list_loads(session)
    return reply(LoadList(languages=tuple(map(_load_view, loads)))).response()


@blueprint.get("/<name:language>/texts")
@blueprint.input(InboxQuery, location="query", arg_name="query")
@describe(blueprint, "list_review_texts", InboxPage, problems=(kinds.INVALID_PARAMETERS,))
@role_needed(Role.READER)
def inbox(language: str, query: InboxQuery) -> Response:
    """List what waits in a language

    Pinned texts and key events first, then those that a material change has made stale, then new ones by recency.
    """
    wanted = InboxFilter(slug=query.blog, only_open=not query.all, state=query.state, severity=query.severity)
    with read_session() as session:
        rows = load_inbox(session, language, wanted, limit=query.limit, offset=query.offset)
    return reply(InboxPage(texts=tuple(map(_inbox_view, rows)))).response()


@blueprint.get("/<name:language>/texts/<row_id:text_id>")
@describe(blueprint, "read_review_text", ReviewTextView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(language: str, text_id: int) -> Response:
    """Read a text with its segments, findings and comments"""
    with read_session() as session:
        text = _require(session, language, text_id)
    return reply(ReviewTextView.of(text)).response()


@blueprint.put("/<name:language>/texts/<row_id:text_id>/presence")
@describe(blueprint, "renew_presence", PresenceList, body=PresenceHere, problems=(kinds.NOT_FOUND,))
@role_needed(Role.TRANSLATOR)
def be_present(language: str, text_id: int) -> Response:
    """Say that you are at a text

    For half a minute; repeat it while you are. It keeps nobody from anything.
    """
    here = parse_body(PresenceHere, json_body())
    now, actor = utc_now(), current_actor().name
    with write_session() as session:
        text = _require(session, language, text_id)
        if here.is_leaving:
            end_presence(session, text.guid, language, actor=actor, now=now)
        else:
            renew_presence(session, text.guid, language, actor=actor, segment_id=here.segment_id, until=now + PRESENCE)
    return reply(PresenceList(present=_others(text.present, actor))).response()


@blueprint.post("/<name:language>/texts/<row_id:text_id>/preview")
@describe(blueprint, "preview_text", PreviewView, body=PreviewWish, problems=(kinds.NOT_FOUND, kinds.INVALID_DOCUMENT))
@role_needed(Role.READER)
def show_preview(language: str, text_id: int) -> Response:
    """Preview a text as a partner gets it

    With what is typed and not saved yet. Nothing is kept.
    """
    wish = parse_body(PreviewWish, json_body())
    draft = Draft(actor=current_actor().name, at=utc_now(), edits=wish.unsaved)
    with read_session() as session:
        text = _require(session, language, text_id)
        made = preview(session, text, current_site(), profile_name=wish.profile, draft=draft)
    return reply(_preview_view(made, language)).response()


def _require(session: Session, language: str, text_id: int) -> ReviewText:
    text = load_review_text(session, language, text_id, now=utc_now())
    if text is None:
        raise UnknownText(text_id)
    return text


def _load_view(load: LanguageLoad) -> LoadView:
    return LoadView.model_validate(load)


def _inbox_view(row: InboxRow) -> InboxView:
    return InboxView.model_validate(row)


def _others(present: tuple[Present, ...], actor: str) -> tuple[PresentView, ...]:
    return tuple(PresentView.model_validate(one) for one in present if one.actor != actor)


def _preview_view(made: Preview, language: str) -> PreviewView:
    decision = made.decision
    view = PreviewView(
        show=decision.show,
        reason=decision.reason,
        sentence=decision.reason.sentence,
        is_stale=decision.is_stale,
        language=language,
        problem=made.problem,
    )
    if made.item is not None:
        return view.model_copy(
            update={"title": made.item.title, "html": made.item.body_html, "language": made.item.language}
        )
    if made.head is not None:
        return view.model_copy(update={"title": made.head.title, "html": _head_html(made.head)})
    return view


def _head_html(head: LiveBlog) -> str:
    return f"<p>{escape(head.standfirst)}</p>" if head.standfirst else ""
