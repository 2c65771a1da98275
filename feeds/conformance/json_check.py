"""JSON Feed and ninjs: ids, times, addresses and inert bodies."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from lxml import html as lxml_html

from feeds.conformance.report import Finding, Gravity
from feeds.html import is_web_url

_VERSION: Final = "https://jsonfeed.org/version/1.1"
_STATES: Final = frozenset({"usable", "withheld", "canceled"})
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_DANGEROUS: Final = frozenset({"script", "style", "iframe", "object", "embed", "form", "meta", "link", "base"})


def check_json_feed(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with a JSON Feed."""
    if document.get("version") != _VERSION:
        yield _error("Version", f"The version is not {_VERSION}.")
    if not document.get("title"):
        yield _error("NoTitle", "The feed has no title.")
    if not is_web_url(str(document.get("feed_url", ""))):
        yield _error("NoFeedUrl", "The feed does not say where it is served.")
    items = [item for item in document.get("items") or [] if isinstance(item, dict)]
    yield from _twice(str(item.get("id", "")) for item in items)
    for item in items:
        yield from _feed_item(item)


def check_ninjs(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with a ninjs item and those within it."""
    standard = document.get("standard")
    if not isinstance(standard, dict) or not standard.get("version"):
        yield _error("NoStandard", "The document does not name the version of ninjs that it is in.")
    items = list(_ninjs_items(document))
    yield from _twice(str(item["uri"]) for item in items if item.get("type") == "text")
    for item in items:
        where = str(item.get("title") or item.get("uri") or "")
        if item.get("pubStatus") not in _STATES | {None}:
            yield _error("BadStatus", "pubStatus is none of usable, withheld and canceled.", where)
        if item.get("pubStatus") == "canceled" and item.get("bodies"):
            yield _error("ContentOfKilled", "A withdrawn item still has content.", where)
        for name in ("firstCreated", "versionCreated", "contentCreated", "embargoed"):
            yield from _time(item.get(name), name, where)
        for body in item.get("bodies") or []:
            if "html" in str(body.get("contentType", "")):
                yield from _body(str(body.get("value", "")), where)
        for rendition in item.get("renditions") or []:
            if not is_web_url(str(rendition.get("href", ""))):
                yield _error("RelativeAddress", "An address is not absolute.", where)


def _feed_item(item: Mapping[str, Any]) -> Iterator[Finding]:
    where = str(item.get("title") or item.get("id") or "")
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield _error("NoId", "An item has no id that is a text.", where)
    contents = [name for name in ("content_html", "content_text") if name in item]
    if not contents:
        yield _error("NoContent", "An item has neither content_html nor content_text.", where)
    if len(contents) > 1:
        yield Finding(
            gravity=Gravity.NOTE, rule="TwoContents", said="An item has its text twice, as HTML and plain.", where=where
        )
    for name in ("date_published", "date_modified"):
        yield from _time(item.get(name), name, where)
    for name in ("url", "external_url", "image", "banner_image"):
        if name in item and not is_web_url(str(item[name])):
            yield _error("RelativeAddress", f"{name} is not an absolute address.", where)
    if "language" in item and not _LANGUAGE.fullmatch(str(item["language"])):
        yield _error("BadLanguage", "A language tag is none.", where)
    for attachment in item.get("attachments") or []:
        if not is_web_url(str(attachment.get("url", ""))) or not attachment.get("mime_type"):
            yield _error("BadAttachment", "An attachment lacks its address or its type.", where)
    yield from _body(str(item.get("content_html", "")), where)


def _ninjs_items(item: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(item, dict):
        if "uri" in item:
            yield item
        associations = item.get("associations") or []
        for inner in associations.values() if isinstance(associations, dict) else associations:
            yield from _ninjs_items(inner)


def _body(markup: str, where: str) -> Iterator[Finding]:
    if not markup.strip():
        return
    for element in lxml_html.fragment_fromstring(markup, create_parent="div").iter():
        if element.tag in _DANGEROUS:
            yield _error("SecurityRisk", "A text has an element that readers take out for their safety.", where)
        for name, value in element.attrib.items():
            if str(name).startswith("on"):
                yield _error("SecurityRisk", "A text has an attribute that readers take out for their safety.", where)
            if name in {"href", "src"} and not (is_web_url(str(value)) or str(value).startswith("mailto:")):
                yield _error("RelativeAddress", "An address in a text is not absolute.", where)


def _time(text: object, name: str, where: str) -> Iterator[Finding]:
    if text is None:
        return
    try:
        is_good = datetime.fromisoformat(str(text)).tzinfo is not None
    except ValueError:
        is_good = False
    if not is_good:
        yield _error("BadTime", f"{name} is no time with a zone.", where)


def _twice(ids: Iterable[str]) -> Iterator[Finding]:
    for identifier, count in Counter(ids).items():
        if count > 1:
            yield _error("SameId", f"The same id stands {count} times.", identifier)


def _error(rule: str, said: str, where: str = "") -> Finding:
    return Finding(gravity=Gravity.ERROR, rule=rule, said=said, where=where[:120])
