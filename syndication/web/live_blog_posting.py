"""A live blog as schema.org ``LiveBlogPosting``, the JSON-LD that search engines read out of its page.

https://schema.org/LiveBlogPosting; properties are tested against the published vocabulary. What is not to be used is
left out: no property of schema.org recalls a text.
"""

import json
from collections.abc import Iterable
from typing import Any

from feeds.dates import rfc3339
from feeds.identity import anchor
from feeds.item import Site
from feeds.model import Block, Entry, LiveBlog, MediaBlock, MediaKind, Translation, TranslationState
from syndication.web.live_page import EntryView, LivePage

# A script element ends at the first "</script" whatever its type, and comments open inside it too.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

_MACHINE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
_MACHINE_AND_PEOPLE = "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"


def live_blog_posting(page: LivePage, site: Site) -> str:
    """Return the JSON-LD of a page, safe inside a ``script`` element."""
    blog = page.blog
    described = _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "@id": page.url,
            "url": page.url,
            "mainEntityOfPage": page.url,
            "headline": blog.title,
            "description": blog.standfirst,
            "inLanguage": blog.language,
            "datePublished": rfc3339(blog.published_at),
            "dateModified": rfc3339(page.updated_at),
            "coverageStartTime": rfc3339(blog.coverage_start_at or blog.published_at),
            "coverageEndTime": rfc3339(blog.coverage_end_at) if blog.coverage_end_at else None,
            "author": _author(blog.byline, site),
            "publisher": _publisher(site),
            "image": _images(block for entry in page.entries for block in entry.blocks)[:3],
            "copyrightNotice": blog.rights.notice if blog.rights else None,
            "liveBlogUpdate": _updates(page, site),
        }
        | _translation_of(blog.translation, site.page_url(blog.slug, _source_language(blog)), "LiveBlogPosting")
        | _translations(page)
    )
    text = json.dumps(described, ensure_ascii=False)
    return "".join(_ESCAPES.get(character, character) for character in text)


def _updates(page: LivePage, site: Site) -> list[dict[str, Any]]:
    entries = {anchor(entry.guid): entry for entry in page.blog.entries}
    return [_update(page, view, entries[view.anchor], site) for view in page.entries if not view.notice]


def _update(page: LivePage, view: EntryView, entry: Entry, site: Site) -> dict[str, Any]:
    url = f"{page.url}#{view.anchor}"
    return _without_empty(
        {
            "@type": "BlogPosting",
            "@id": url,
            "url": url,
            "headline": view.title,
            "articleBody": view.text,
            "datePublished": rfc3339(entry.published_at),
            "dateModified": rfc3339(entry.updated_at),
            "inLanguage": view.language or page.blog.language,
            "author": _author(entry.byline or page.blog.byline, site),
            "image": _images(view.blocks),
            "correction": view.correction,
        }
        | _translation_of(entry.translation, view.source_url, "BlogPosting")
    )


def _translation_of(note: Translation | None, source_url: str | None, kind: str) -> dict[str, Any]:
    if note is None or note.state is TranslationState.UNTRANSLATED or source_url is None:
        return {}
    source = {"@type": kind, "@id": source_url, "url": source_url, "inLanguage": note.source_language}
    return {
        "translationOfWork": source,
        "translator": [{"@type": "Person", "name": name} for name in note.reviewers],
        "digitalSourceType": _digital_source(note),
    }


def _digital_source(note: Translation) -> str | None:
    if note.has_machine_text:
        return _MACHINE_AND_PEOPLE if note.state is TranslationState.MIXED else _MACHINE
    return _MACHINE_AND_PEOPLE if note.engines else None


def _translations(page: LivePage) -> dict[str, Any]:
    if page.blog.translation is not None:
        return {}
    others = [language for language in page.languages if not language.is_current]
    return {
        "workTranslation": [
            {"@type": "LiveBlogPosting", "@id": other.url, "url": other.url, "inLanguage": other.tag}
            for other in others
        ]
    }


def _author(byline: str | None, site: Site) -> dict[str, Any]:
    # A byline may name a person, several, or a desk; schema.org wants one of two types and forgives this one.
    return {"@type": "Organization", "name": byline or site.provider, "url": f"{site.base_url}/"}


def _publisher(site: Site) -> dict[str, Any]:
    logo = {"@type": "ImageObject", "url": f"{site.base_url}/favicon.svg"}
    return {"@type": "Organization", "name": site.provider, "url": f"{site.base_url}/", "logo": logo}


def _images(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    pictures = (
        block.media for block in blocks if isinstance(block, MediaBlock) and block.media.kind is MediaKind.PICTURE
    )
    return [
        _without_empty(
            {
                "@type": "ImageObject",
                "contentUrl": rendition.href,
                "caption": picture.caption,
                "creditText": picture.credit,
            }
        )
        for picture in pictures
        for rendition in picture.renditions[:1]
        if rendition.href
    ]


def _source_language(blog: LiveBlog) -> str:
    return blog.translation.source_language if blog.translation else blog.language


def _without_empty(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in described.items() if value}
