"""A whole live blog as one item, for partners who keep one story that grows. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from lxml import etree

from feeds.asset_rights import WithheldMedia, permitted_blocks
from feeds.body import body_html, body_text, paragraph
from feeds.errors import WriteError
from feeds.html import escape
from feeds.identity import whole_guid, written_as
from feeds.item import Item
from feeds.language import is_right_to_left
from feeds.locales import labels_for
from feeds.model import UNKNOWN_VERSION, Heading, LiveBlog, PubStatus, Translation, TranslationState
from feeds.present import Presenter
from feeds.profile import BodyAmount, HtmlSubset, OutputProfile
from feeds.territories import why_refused

_REVIEWED = {TranslationState.REVIEWED, TranslationState.MIXED}


def whole_item(
    presenter: Presenter, blog: LiveBlog, items: Sequence[Item], *, turns: int = 0, newest_at: datetime | None = None
) -> Item:
    """Return ``blog`` as one item: its summary, each of ``items`` under its time and title, and its background text.

    ``blog`` is as :func:`~feeds.withdrawn.head_as_shown` gives it, version and time are those of its package. Raises
    :exc:`~feeds.errors.WriteError` for a text of the live blog's own that is not well formed.
    """
    package, profile = presenter.package(blog, turns=turns, newest_at=newest_at), presenter.profile
    blog, withheld = _permitted(blog, profile)
    parts, note = _printed(presenter, blog, items), _combined(blog.translation, items)
    changed_at = max([package.updated_at, *(item.updated_at for item in items)])
    return Item(
        site=presenter.site,
        guid=written_as(whole_guid(blog.guid), profile.id_scheme),
        version=package.version,
        previous_version=package.previous_version,
        url=_page_url(presenter, blog),
        blog_guid=package.guid,
        blog_title=blog.title,
        title=blog.title,
        has_own_title=True,
        body_html="".join(html for html, _ in parts),
        body_text="\n\n".join(text for _, text in parts if text),
        summary=blog.standfirst or "",
        language=blog.language,
        language_tag=presenter.language_tag(blog.language, note),
        created_at=package.created_at,
        published_at=package.published_at,
        updated_at=changed_at.astimezone(ZoneInfo(profile.timezone)),
        byline=blog.byline,
        subjects=blog.subjects,
        tags=tuple(dict.fromkeys(tag for item in items for tag in item.tags)),
        pub_status=blog.pub_status,
        rights=presenter.rights(blog.rights, blog.language, partial(presenter.blog_names, blog)),
        media=tuple(media for item in items for media in item.media),
        translation=note,
        translation_source_guid=written_as(whole_guid(note.source_guid), profile.id_scheme) if note else None,
        translation_relation=profile.translation_relation,
        source_url=presenter.site.page_url(blog.slug, note.source_language) if note else None,
        alternates=presenter.links.sibling_pages,
        is_right_to_left=is_right_to_left(blog.language),
        format_version=profile.format_version,
        newsml_text=profile.newsml_text,
        rendition=profile.media.rendition,
        without=profile.without,
        withheld_media=(*withheld, *(one for item in items for one in item.withheld_media)),
    )


def _permitted(blog: LiveBlog, profile: OutputProfile) -> tuple[LiveBlog, tuple[WithheldMedia, ...]]:
    """Return a live blog without what of its own texts and pictures its partner may not use, and what that was."""
    if why_refused(blog.rights, profile.territories):
        return replace(blog, summary=(), body=()), ()
    summary, in_summary = permitted_blocks(blog.summary, profile, guid=blog.guid)
    body, in_body = permitted_blocks(blog.body, profile, guid=blog.guid)
    return replace(blog, summary=summary, body=body), (*in_summary, *in_body)


def _printed(presenter: Presenter, blog: LiveBlog, items: Iterable[Item]) -> list[tuple[str, str]]:
    try:
        return list(_parts(presenter, blog, items))
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise WriteError(guid=blog.guid, reason=f"a text is not well formed: {cause}") from cause


def _parts(presenter: Presenter, blog: LiveBlog, items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Yield the body in order, each part as HTML and as text."""
    profile, labels = presenter.profile, labels_for(blog.language)
    if blog.pub_status is not PubStatus.USABLE:
        line = labels.withdrawn_body if blog.pub_status is PubStatus.CANCELED else labels.withheld_body
        yield paragraph(line), line
    style = presenter.body_style(blog.language)
    is_full = profile.body is BodyAmount.FULL
    if is_full and blog.summary:
        yield body_html(blog.summary, style), body_text(blog.summary, style)
    for item in items:
        clock = f"{item.published_at.astimezone(ZoneInfo(blog.timezone)):%H:%M}"
        # A made-up title is the text's own first sentence, or the time: it would stand there twice.
        heading = f"{clock} – {item.title}" if item.has_own_title or not item.body_html else clock
        html = body_html((Heading(html=escape(heading)),), style) + item.body_html
        yield _in_own_language(html, item, blog, profile.html), "\n\n".join(filter(None, (heading, item.body_text)))
    if is_full and blog.body:
        yield body_html(blog.body, style), body_text(blog.body, style)


def _in_own_language(html: str, item: Item, blog: LiveBlog, subset: HtmlSubset) -> str:
    """Mark an entry that stands there in another language than the live blog's, where the subset has a way to."""
    if item.language == blog.language or subset is not HtmlSubset.FULL:
        return html
    direction = "rtl" if item.is_right_to_left else "ltr"
    return f'<div lang="{item.language}" dir="{direction}">{html}</div>'


def _page_url(presenter: Presenter, blog: LiveBlog) -> str:
    return presenter.fill_link(blog, anchor="").removesuffix("#")


def _combined(head: Translation | None, items: Iterable[Item]) -> Translation | None:
    """Return one note for the whole: as machine-made and as outdated as any part of it, as reviewed as all of it.

    Its source is the source's whole, which counts every change there; in which version it was, no part knows.
    """
    if head is None:
        return None
    notes = [head, *(item.translation for item in items if item.translation and item.pub_status is PubStatus.USABLE)]
    return Translation(
        source_guid=head.source_guid,
        source_version=UNKNOWN_VERSION,
        source_language=head.source_language,
        state=_combined_state({note.state for note in notes}),
        has_machine_text=any(note.has_machine_text for note in notes),
        is_stale=any(note.is_stale for note in notes),
        engines=tuple(dict.fromkeys(name for note in notes for name in note.engines)),
        memories=tuple(dict.fromkeys(name for note in notes for name in note.memories)),
        reviewers=tuple(dict.fromkeys(name for note in notes for name in note.reviewers)),
    )


def _combined_state(states: set[TranslationState]) -> TranslationState:
    if states == {TranslationState.REVIEWED}:
        return TranslationState.REVIEWED
    if states & _REVIEWED:
        return TranslationState.MIXED
    order = (TranslationState.MACHINE, TranslationState.MEMORY)
    return next((state for state in order if state in states), TranslationState.UNTRANSLATED)
