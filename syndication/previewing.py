"""A text as one partner would get it if a translator's work, saved or not, were published now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.errors import WriteError
from feeds.item import FeedLinks, Item, Site
from feeds.model import Entry, LiveBlog
from feeds.present import Presenter
from feeds.profile import LanguageRule, OutputProfile
from syndication.addresses import page_links
from syndication.documents import PUBLIC
from syndication.errors import UnknownProfile
from syndication.partners import find_profile
from syndication.review_texts import ReviewText
from syndication.storage.blogs import load_head
from syndication.storage.revisions import blog_languages, feed_revision
from syndication.storage.work import load_text_works
from translations.model import LanguageWork, Segment, SegmentState, TextWork
from translations.policy import Decision, Reason, Show, decide
from translations.review import unsaved
from translations.variants import make


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a translator has typed and not saved: inline HTML by the ids of segments."""

    actor: str
    at: datetime
    edits: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a partner gets of one text: ``item`` as its profile shapes it, of a head the ``head`` with its texts.

    ``decision`` says what is published and why; where that is nothing, the preview shows what it would be once every
    sentence is approved. ``problem`` says why there is nothing to see.
    """

    decision: Decision
    item: Item | None = None
    head: LiveBlog | None = None
    problem: str = ""


def preview(session: Session, text: ReviewText, site: Site, *, profile_name: str | None, draft: Draft) -> Preview:
    """Return a text as the public (``profile_name`` is ``None``) or a partner (``partner/profile``) would get it.

    Raises :exc:`~syndication.errors.UnknownProfile`.
    """
    partner, profile = named_profile(session, profile_name)
    rule = profile.rule_for(text.work.language)
    if rule is None:
        off = Decision(show=Show.NOTHING, reason=Reason.LANGUAGE_OFF)
        return Preview(decision=off, problem="This profile does not take the language.")
    work = replace(text.work, segments=tuple(_edited(segment, draft) for segment in text.work.segments))
    decision = decide(work, rule)
    if decision.show is Show.NOTHING:
        work = replace(work, segments=tuple(map(_approved, work.segments)))
    variant = _variant(session, text, work, rule)
    if variant is None or (not text.is_head and not variant.entries):
        return Preview(decision=decision, problem=decision.reason.sentence)
    if text.is_head:
        return Preview(decision=decision, head=variant)
    languages = [tag for tag in blog_languages(session, text.blog.slug) if tag != work.language]
    page = site.page_url(text.blog.slug, work.language)
    links = FeedLinks(feed_url=page, page_url=page, sibling_pages=page_links(site, text.blog.slug, languages))
    presenter = Presenter(profile=profile, site=site, links=links, partner=partner)
    try:
        return Preview(decision=decision, item=presenter.item(variant, variant.entries[0]))
    except WriteError as problem:
        return Preview(decision=decision, problem=problem.reason)


def named_profile(session: Session, name: str | None) -> tuple[str, OutputProfile]:
    """Return the partner and the profile of a name, ``partner/profile``; ``None`` is what the public gets.

    Raises :exc:`~syndication.errors.UnknownProfile`.
    """
    if name is None:
        return PUBLIC, OutputProfile(name=PUBLIC)
    partner, _, profile_name = name.partition("/")
    record = find_profile(session, partner, profile_name)
    if record is None:
        raise UnknownProfile(name, ())
    return partner, record.profile


def _edited(segment: Segment, draft: Draft) -> Segment:
    html = draft.edits.get(segment.id) if segment.id is not None else None
    return segment if html is None else unsaved(segment, html, editor=draft.actor, now=draft.at)


def _approved(segment: Segment) -> Segment:
    if segment.current is None:
        return segment
    current = replace(segment.current, approved_source_text=segment.source.text)
    return replace(segment, state=SegmentState.APPROVED, current=current)


def _variant(session: Session, text: ReviewText, work: TextWork, rule: LanguageRule) -> LiveBlog | None:
    """Return the live blog in the target language with no entry but this one."""
    head = load_head(session, text.blog.slug)
    if head is None:
        return None
    entries = (text.source,) if isinstance(text.source, Entry) else ()
    texts = {own.guid: own for own in load_text_works(session, [head.guid], language=work.language)}
    revision = feed_revision(session, head.slug, work.language) or 0
    of_language = LanguageWork(language=work.language, revision=revision, texts=texts | {work.guid: work})
    return make(replace(head, entries=entries), work.language, of_language, rule)
