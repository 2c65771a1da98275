"""How far the translations of a live blog are, text by text, and the sentences of one text."""

from collections import Counter
from collections.abc import Iterable

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from feeds.model import LiveBlog
from syndication.auth import Role
from syndication.engine_orders import missing_package
from syndication.errors import UnknownBlog, UnknownEntry, UnknownLanguage
from syndication.reviewing import list_segments
from syndication.storage.blogs import load_blog, load_head
from syndication.storage.revisions import blog_languages
from syndication.storage.work import load_work
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.describing import describe
from syndication.web.api.entries import entry_answer, find_in
from syndication.web.api.replies import reply
from syndication.web.api.segments import TextSegments
from syndication.web.authorisation import role_needed
from syndication.web.sessions import current_settings, read_session
from translations.model import SegmentState, TextWork

blueprint = APIBlueprint("translations", __name__, tag="Translations", url_prefix="/blogs/<name:slug>")

States = dict[SegmentState, int]


class TextProgress(BaseModel):
    """How far one text is: how many of its sentences are in which state. The head stands under the blog's guid."""

    guid: str
    headline: str | None = None
    version: int
    source_version: int
    states: States
    is_stale: bool


class TranslationProgress(BaseModel):
    """How far a live blog is in one language, over all and text by text: its head, then its entries, newest first.

    ``missing_pair`` names the engine package to install (``en-vi``); it is absent where an engine is there.
    """

    language: str
    revision: int
    states: States
    missing_pair: str | None = None
    texts: tuple[TextProgress, ...]


@blueprint.get("/translations/<name:language>")
@describe(blueprint, "read_translation_progress", TranslationProgress, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show_progress(slug: str, language: str) -> Response:
    """See how far a language is

    Which texts have missing, machine, stale and approved sentences.
    """
    with read_session() as session:
        blog = load_blog(session, slug)
        if blog is None:
            raise UnknownBlog(slug)
        work = load_work(session, blog, language)
        if work is None:
            raise _unknown_language(session, slug, language)
        missing_pair = missing_package(session, current_settings(), blog.language, language)
    texts = tuple(_progress(work.texts[guid], headline) for guid, headline in _texts(blog) if guid in work.texts)
    progress = TranslationProgress(
        language=language,
        revision=work.revision,
        states=_sum(text.states for text in texts),
        missing_pair=missing_pair,
        texts=texts,
    )
    return reply(progress).response()


@blueprint.get("/translations/<name:language>/head")
@describe(blueprint, "read_head_segments", TextSegments, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show_head(slug: str, language: str) -> Response:
    """Read the sentences of the head

    Of the live blog's own texts in one language: title, standfirst, summary, background.
    """
    with read_session() as session:
        head = load_head(session, slug)
        if head is None:
            raise UnknownBlog(slug)
        return _segments(session, slug, head.guid, language)


@blueprint.get("/entries/<guid:guid>/translations/<name:language>")
@describe(blueprint, "read_entry_segments", TextSegments, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show_entry(slug: str, guid: str, language: str) -> Response:
    """Read the sentences of an entry

    Each with its source, its translation, its state, and what a decision on it must name.
    """
    with read_session() as session:
        # A guid may itself end like this address; the address is then the entry's own.
        own_guid = f"{guid}/translations/{language}"
        if find_in(session, slug, own_guid) is not None:
            return entry_answer(session, slug, own_guid)
        if find_in(session, slug, guid) is None:
            raise UnknownEntry(guid)
        return _segments(session, slug, guid, language)


def _segments(session: Session, slug: str, guid: str, language: str) -> Response:
    work = list_segments(session, guid, language)
    if work is None:
        raise _unknown_language(session, slug, language)
    return reply(TextSegments.of(work)).response()


def _unknown_language(session: Session, slug: str, language: str) -> UnknownLanguage:
    return UnknownLanguage(slug, language, blog_languages(session, slug))


def _texts(blog: LiveBlog) -> list[tuple[str, str | None]]:
    return [(blog.guid, blog.title), *((entry.guid, entry.headline) for entry in blog.entries)]


def _progress(work: TextWork, headline: str | None) -> TextProgress:
    states = _sum({segment.state: 1} for segment in work.segments)
    return TextProgress(
        guid=work.guid,
        headline=headline,
        version=work.version,
        source_version=work.source_version,
        states=states,
        is_stale=SegmentState.STALE in states,
    )


def _sum(counts: Iterable[States]) -> States:
    """Add up counts, in the order in which a segment goes through its states."""
    total: Counter[SegmentState] = Counter()
    for count in counts:
        total.update(count)
    return {state: total[state] for state in SegmentState if total[state]}
