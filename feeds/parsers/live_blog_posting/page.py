"""A page's scripts of JSON-LD, what it says of its language, and its own address."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from feeds.reading.assembling import Report

POSTING = "LiveBlogPosting"
_TYPE = "application/ld+json"
# Pages that are XHTML too hide their scripts in CDATA sections, behind a comment of JavaScript or not.
_WRAPPING = re.compile(
    r"\A\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What one script says, and where it stands: ``line 21``."""

    place: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is read of a page; ``url`` is the address it says is its own."""

    scripts: tuple[Script, ...]
    language: str | None
    url: str | None


def read_page(data: bytes, report: Report) -> Page:
    """Return the scripts of an HTML page that can be read; the others are remarked on.

    Raises :exc:`~feeds.errors.ParseError` for a document without any element, and where it is the script of a live blog
    that cannot be read: another one that the page also speaks of is not the one that is wanted.
    """
    try:
        root = etree.fromstring(data, _parser(data))
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise report.failure(f"it is no HTML page: {cause}") from cause
    if root is None:
        raise report.failure("it is no HTML page: it has no element")
    canonical = (
        link.get("href") for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    )
    return Page(scripts=tuple(_scripts(root, report)), language=root.get("lang"), url=next(canonical, None))


def _parser(data: bytes) -> etree.HTMLParser:
    """Return a parser that reads UTF-8 where it is, and otherwise goes by what the page says of its encoding."""
    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    return etree.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)


def _scripts(root: etree._Element, report: Report) -> Iterator[Script]:
    for element in root.iter("script"):
        if (element.get("type") or "").partition(";")[0].strip().lower() != _TYPE:
            continue
        place, text = f"line {element.sourceline}", "".join(element.itertext())
        try:
            yield Script(place=place, value=_decoded(text))
        except (ValueError, RecursionError) as cause:
            reason = f"a script of the page cannot be read as JSON: {cause}"
            if POSTING in text:
                raise report.failure(reason, location=place) from cause
            report.add(place, reason)


def _decoded(text: str) -> object:
    """Return the JSON in a script; one whose quotes are character references too, as some templates print it."""
    bare = _WRAPPING.sub("", text).strip().rstrip(";")
    try:
        return json.loads(bare, strict=False)
    except ValueError:
        if "&quot;" not in bare and "&#34;" not in bare:
            raise
        return json.loads(html.unescape(bare), strict=False)
