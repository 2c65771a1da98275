"""A live blog as schema.org ``LiveBlogPosting``, the JSON-LD that search engines read out of its page.

https://schema.org/LiveBlogPosting; properties, their types and their values are tested against the published
vocabulary. What is not to be used is left out: no property of schema.org recalls a text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from feeds.dates import rfc3339
from feeds.identity import anchor, source_guid
from feeds.item import Site
from feeds.model import Block, Entry, PubStatus, Subject
from feeds.select import changed_at
from syndication.addresses import icon_url
from syndication.web.live_page import EntryView, LivePage
from syndication.web.posting_media import pictures, rights_of, sounds, videos
from syndication.web.posting_translation import is_translated, made_by, source_work

_NEVER: Mapping[str, datetime] = MappingProxyType({})

_MOST_IMAGES = 3

# A script element ends at the first "</script" whatever its type, and comments open inside it too.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def live_blog_posting(page: LivePage, site: Site, corrected_at: Mapping[str, datetime] = _NEVER) -> str | None:
    """Return the JSON-LD of a page, safe inside a ``script`` element; ``None`` where the live blog is withdrawn.

    ``corrected_at`` says by the source guid of an entry when the correction it bears was published.
    """
    blog = page.blog
    if blog.pub_status is not PubStatus.USABLE:
        return None
    described = _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "@id": page.url,
            "url": page.url,
            "mainEntityOfPage": {"@type": "WebPage", "@id": page.url},
            "identifier": blog.guid,
            "version": blog.version,
            "headline": blog.title,
            "description": blog.standfirst,
            "inLanguage": [blog.language, page.text_language] if page.text_language else blog.language,
            "datePublished": rfc3339(blog.published_at),
            "dateModified": rfc3339(page.updated_at),
            "coverageStartTime": rfc3339(blog.coverage_start_at or blog.published_at),
            "coverageEndTime": rfc3339(blog.coverage_end_at) if blog.coverage_end_at else None,
            "author": _author(blog.byline, site),
            "publisher": _publisher(site),
            "image": pictures(_blocks_in_sight(page))[:_MOST_IMAGES],
            "about": _subjects(blog.subjects),
            **rights_of(blog.rights),
            **_translation_of_all(page, site),
            "workTranslation": _translations(page),
            "liveBlogUpdate": [
                _update(page, view, entry, site, corrected_at.get(source_guid(entry.guid)))
                for view, entry in _usable(page)
            ],
        }
    )
    text = json.dumps(described, ensure_ascii=False)
    return "".join(_ESCAPES.get(character, character) for character in text)


def _update(page: LivePage, view: EntryView, entry: Entry, site: Site, corrected_at: datetime | None) -> dict[str, Any]:
    url = f"{page.url}#{view.anchor}"
    language = view.language or page.blog.language
    # Translating the words around a video does not change what is spoken in it.
    spoken = entry.translation.source_language if entry.translation else language
    return {
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "identifier": entry.guid,
        "version": entry.version,
        "headline": view.title,
        "articleBody": view.text,
        "inLanguage": language,
        "datePublished": rfc3339(entry.published_at),
        "dateModified": rfc3339(changed_at(entry)),
        "author": _author(entry.byline or page.blog.byline, site),
        "image": pictures(view.blocks),
        "video": videos(view.blocks, title=view.title, published_at=entry.published_at, language=spoken),
        "audio": sounds(view.blocks, language=spoken),
        "about": _subjects(entry.subjects),
        "keywords": list(entry.tags),
        **rights_of(entry.rights),
        "correction": _correction(view.correction, corrected_at),
        **_translation_of_one(page, view, entry),
    }


def _usable(page: LivePage) -> Iterator[tuple[EntryView, Entry]]:
    entries = {anchor(entry.guid): entry for entry in page.blog.entries}
    return ((view, entries[view.anchor]) for view in page.entries if not view.notice)


def _blocks_in_sight(page: LivePage) -> Iterator[Block]:
    """Yield everything on the page in the order in which it stands there."""
    yield from page.blog.summary
    for view in page.entries:
        yield from view.blocks
    yield from page.background


def _correction(note: str | None, at: datetime | None) -> dict[str, Any] | None:
    if note is None:
        return None
    return {"@type": "CorrectionComment", "text": note, "datePublished": rfc3339(at) if at else None}


def _translation_of_one(page: LivePage, view: EntryView, entry: Entry) -> dict[str, Any]:
    note = entry.translation
    if note is None or view.source_url is None or not is_translated([note]):
        return {}
    source = source_work(note, kind="BlogPosting", url=view.source_url)
    return {"translationOfWork": source, **made_by([note], page.labels)}


def _translation_of_all(page: LivePage, site: Site) -> dict[str, Any]:
    note = page.blog.translation
    notes = [note, *(entry.translation for _, entry in _usable(page))]
    if note is None or not is_translated(notes):
        return {}
    url = site.page_url(page.blog.slug, note.source_language)
    source = source_work(note, kind="LiveBlogPosting", url=url)
    return {"translationOfWork": source, **made_by(notes, page.labels)}


def _translations(page: LivePage) -> list[dict[str, Any]]:
    if page.blog.translation is not None:
        return []
    return [
        {"@type": "LiveBlogPosting", "@id": other.url, "url": other.url, "inLanguage": other.tag}
        for other in page.languages
        if not other.is_current
    ]


def _author(byline: str | None, site: Site) -> dict[str, Any]:
    # A byline may name a person, several, or a desk; schema.org wants one of two types and forgives this one.
    return {"@type": "Organization", "name": byline} if byline else _provider(site)


def _publisher(site: Site) -> dict[str, Any]:
    logo = site.logo_url or icon_url(site)
    return {**_provider(site), "logo": {"@type": "ImageObject", "url": logo, "contentUrl": logo}}


def _provider(site: Site) -> dict[str, Any]:
    return {"@type": "Organization", "name": site.provider, "url": f"{site.base_url}/"}


def _subjects(subjects: Iterable[Subject]) -> list[dict[str, Any]]:
    return [{"@type": "DefinedTerm", "termCode": subject.qcode, "name": subject.name} for subject in subjects]


def _without_empty(value: Any) -> Any:
    """Return a description without what is unknown, however deep: ``None``, empty texts, empty lists."""
    if isinstance(value, dict):
        return {name: _without_empty(inner) for name, inner in value.items() if inner not in (None, "", [], {})}
    return [_without_empty(inner) for inner in value] if isinstance(value, list) else value
