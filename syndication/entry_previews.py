"""An entry as it would be published now, saved or not: in each language of its live blog, for the public or a partner.

What is typed and not saved goes the way that a saved text goes: sentences whose translation is there keep it, new ones
stand as they would before anybody, or any engine, has translated them. Times are not waited for.
"""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from feeds.errors import InvalidDocument, WriteError
from feeds.identity import mint_entry_guid
from feeds.item import FeedLinks, Item, Site
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.present import Presenter
from feeds.profile import LanguageRule
from syndication.addresses import page_links
from syndication.admission import admit_entry
from syndication.errors import TooLarge, UnknownLanguage
from syndication.previewing import named_profile
from syndication.storage.revisions import blog_languages, feed_revision
from syndication.storage.work import load_text_works
from translations.model import LanguageWork
from translations.policy import decide
from translations.variants import make


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPreview:
    """What readers get: the live blog with no entry but this one and, for a partner, the ``item`` of its profile.

    ``notes`` say why it is so, and what would still keep it back. ``blog`` has no entry where there is nothing to see.
    """

    blog: LiveBlog
    notes: tuple[str, ...]
    item: Item | None = None


def preview_entry(
    session: Session, blog: LiveBlog, entry: Entry, site: Site, *, language: str, profile_name: str | None
) -> EntryPreview:
    """Return an entry of a live blog as the public or a partner (``partner/profile``) would get it.

    Raises :exc:`~syndication.errors.UnknownLanguage` and :exc:`~syndication.errors.UnknownProfile`.
    """
    partner, profile = named_profile(session, profile_name or None)
    rule = profile.rule_for(language) if profile_name else LanguageRule(tag=language)
    languages = blog_languages(session, blog.slug)
    if language not in languages:
        raise UnknownLanguage(blog.slug, language, languages)
    if rule is None:
        return EntryPreview(blog=blog, notes=("This profile does not take the language.",))
    try:
        shown = _admitted(entry, blog)
    except (InvalidDocument, TooLarge) as problem:
        return EntryPreview(blog=blog, notes=(f"It cannot be saved like this: {problem}.",))
    notes = _kept_back(entry)
    alone = replace(blog, entries=(shown,))
    if language != blog.language:
        alone, reason = _translated(session, alone, rule)
        notes += (reason,)
    if not alone.entries or not profile_name:
        return EntryPreview(blog=alone, notes=notes)
    page = site.page_url(blog.slug, language)
    siblings = page_links(site, blog.slug, [tag for tag in languages if tag != language])
    links = FeedLinks(feed_url=page, page_url=page, sibling_pages=siblings)
    presenter = Presenter(profile=profile, site=site, links=links, partner=partner)
    try:
        return EntryPreview(blog=alone, notes=notes, item=presenter.item(alone, alone.entries[0]))
    except WriteError as problem:
        return EntryPreview(blog=replace(alone, entries=()), notes=(*notes, problem.reason))


def _admitted(entry: Entry, blog: LiveBlog) -> Entry:
    """Return an entry as it would be kept, and as if nothing withheld it."""
    if entry.pub_status is PubStatus.CANCELED:
        return entry
    clean = admit_entry(entry)
    return replace(clean, guid=clean.guid or mint_entry_guid(blog.guid), pub_status=PubStatus.USABLE)


def _kept_back(entry: Entry) -> tuple[str, ...]:
    if entry.pub_status is PubStatus.WITHHELD:
        return ("It is held: nobody gets it until it is released.",)
    return ()


def _translated(session: Session, blog: LiveBlog, rule: LanguageRule) -> tuple[LiveBlog, str]:
    (entry,) = blog.entries
    works = load_text_works(session, [blog.guid, entry.guid], language=rule.tag)
    texts = {work.guid: work for work in works}
    revision = feed_revision(session, blog.slug, rule.tag) or 0
    variant = make(blog, rule.tag, LanguageWork(language=rule.tag, revision=revision, texts=texts), rule)
    own = texts.get(entry.guid)
    if own is not None and own.source_version != entry.version:
        return variant, "Sentences that have changed are translated after it is saved."
    return variant, decide(own, rule).reason.sentence
