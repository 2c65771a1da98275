"""What readers get of translations and why: counted, text by text, and as it was."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from feeds.model import TranslationState
from syndication.decisions import (
    DecisionLine,
    ReaderCounts,
    ReaderDecision,
    TextDecisions,
    Wanted,
    count_decisions,
    decide_texts,
    find_texts,
    list_decisions,
)
from syndication.errors import UnknownBlog, UnknownEntry, UnknownLanguage
from syndication.rights import Role
from syndication.storage.blogs import BlogRecord, find_blog, find_blog_of
from syndication.storage.revisions import blog_languages
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.describing import describe
from syndication.web.api.queries import PageQuery
from syndication.web.api.replies import reply
from syndication.web.authorisation import role_needed
from syndication.web.sessions import read_session
from translations.policy import Reason, Show

blueprint = APIBlueprint(
    "decisions", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/translations/<name:language>/decisions"
)


class DecisionsQuery(PageQuery):
    """Which texts are wanted: those of which some reader, or this one, gets this for this reason."""

    reader: Annotated[
        str | None, Field(max_length=200, description="A reader: public, or a profile as PARTNER/PROFILE.")
    ] = None
    show: Annotated[Show | None, Field(description="What the reader gets.")] = None
    reason: Annotated[Reason | None, Field(description="Why.")] = None


class DecisionView(BaseModel):
    """What one reader gets of a text, and why; ``sentence`` is the reason in words.

    ``blocking`` are codes of what stops its drafts, ``since`` when this was decided, and ``released_at`` when drafts go
    out that wait for a review.
    """

    reader: str
    rule: str
    show: Show
    reason: Reason
    sentence: str
    state: TranslationState
    is_stale: bool
    has_machine_text: bool
    blocking: tuple[str, ...] = ()
    since: Time | None = None
    released_at: Time | None = None

    @classmethod
    def of(cls, made: ReaderDecision) -> Self:
        """Show what a reader gets."""
        decision = made.decision
        return cls(
            reader=made.reader.name,
            rule=made.reader.rule_text,
            show=decision.show,
            reason=decision.reason,
            sentence=decision.reason.sentence,
            state=decision.state,
            is_stale=decision.is_stale,
            has_machine_text=decision.has_machine_text,
            blocking=decision.blocking,
            since=made.since,
            released_at=made.released_at,
        )


class TextDecisionsView(BaseModel):
    """What each reader gets of one text; the head stands under the live blog's guid."""

    guid: str
    source_version: int
    decisions: tuple[DecisionView, ...]

    @classmethod
    def of(cls, text: TextDecisions) -> Self:
        """Show the decisions about a text."""
        decisions = tuple(DecisionView.of(made) for made in text.decisions)
        return cls(guid=text.guid, source_version=text.source_version, decisions=decisions)


class PastDecision(BaseModel):
    """What readers by one rule got from a revision on, until the next of the same rule.

    ``readers`` are those who read by it now. ``source_at`` is when the source version was accepted.
    """

    rule: str
    readers: tuple[str, ...]
    show: Show
    reason: Reason
    state: TranslationState
    is_stale: bool
    source_version: int
    source_at: Time
    revision: int
    decided_at: Time

    @classmethod
    def of(cls, line: DecisionLine) -> Self:
        """Show a recorded decision."""
        record = line.record
        return cls(
            rule=record.rule,
            readers=line.readers,
            show=record.show,
            reason=record.reason,
            state=record.state,
            is_stale=record.is_stale,
            source_version=record.source_version,
            source_at=record.source_at,
            revision=record.revision,
            decided_at=record.decided_at,
        )


class TextDecisionHistory(BaseModel):
    """What each reader gets of one text now, and what was decided before, the newest first."""

    guid: str
    source_version: int
    decisions: tuple[DecisionView, ...]
    history: tuple[PastDecision, ...]


class DecisionCountView(BaseModel):
    """How many texts readers get in one way and for one reason."""

    show: Show
    reason: Reason
    texts: int


class ReaderCountsView(BaseModel):
    """What readers with one rule get, over all texts."""

    readers: tuple[str, ...]
    counts: tuple[DecisionCountView, ...]

    @classmethod
    def of(cls, counted: ReaderCounts) -> Self:
        """Show counts."""
        counts = (DecisionCountView(show=one.show, reason=one.reason, texts=one.texts) for one in counted.counts)
        return cls(readers=counted.readers, counts=tuple(counts))


class DecisionPage(BaseModel):
    """Counts over all texts, how many are wanted, and a page of those: the head first, then the newest entries."""

    language: str
    counts: tuple[ReaderCountsView, ...]
    found: int
    texts: tuple[TextDecisionsView, ...]


@blueprint.get("")
@blueprint.input(DecisionsQuery, location="query", arg_name="query")
@describe(blueprint, "list_decisions", DecisionPage, problems=(kinds.NOT_FOUND, *kinds.ON_READ))
@role_needed(Role.READER)
def list_page(slug: str, language: str, query: DecisionsQuery) -> Response:
    """See what is published and held

    Counted for each reader, and text by text with the reason.
    """
    wanted = Wanted(reader=query.reader, show=query.show, reason=query.reason)
    with read_session() as session:
        blog = _require(session, slug, language)
        guids = find_texts(session, blog, language, wanted)
        page = guids[query.offset : query.offset + query.limit]
        counted = count_decisions(session, [blog]).get((blog.id, language), ())
        texts = decide_texts(session, blog, page, language)
    shown = DecisionPage(
        language=language,
        counts=tuple(map(ReaderCountsView.of, counted)),
        found=len(guids),
        texts=tuple(map(TextDecisionsView.of, texts)),
    )
    return reply(shown).response()


@blueprint.get("/<guid:guid>")
@describe(blueprint, "read_decisions", TextDecisionHistory, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show_text(slug: str, language: str, guid: str) -> Response:
    """See who gets what of a text

    Of an entry, or of the head by the live blog's guid: what each reader gets now and why, and what was decided before.
    """
    with read_session() as session:
        blog = _require(session, slug, language)
        owner = find_blog_of(session, guid)
        text = next(iter(decide_texts(session, blog, [guid], language)), None)
        if owner is None or owner.id != blog.id or text is None:
            raise UnknownEntry(guid)
        history = list_decisions(session, guid, language)
    shown = TextDecisionHistory(
        guid=guid,
        source_version=text.source_version,
        decisions=tuple(map(DecisionView.of, text.decisions)),
        history=tuple(map(PastDecision.of, history)),
    )
    return reply(shown).response()


def _require(session: Session, slug: str, language: str) -> BlogRecord:
    blog = find_blog(session, slug)
    if blog is None:
        raise UnknownBlog(slug)
    languages = blog_languages(session, slug)
    if language not in languages or language == blog.language:
        raise UnknownLanguage(slug, language, languages)
    return blog
