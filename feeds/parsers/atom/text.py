"""Text constructs and contents of Atom (RFC 4287 §3.1, §4.1.3)."""

from dataclasses import dataclass

from lxml import etree

from feeds.model import Block
from feeds.reading.assembling import bounded
from feeds.reading.feed_xml import base_of, line_of, markup_of, text_of
from feeds.reading.html_blocks import blocks_from_html, text_blocks
from feeds.reading.html_tree import read_html
from feeds.reading.media_rss import Enclosure
from feeds.reading.values import absolute_url
from feeds.sanitise import one_line

# What Atom 0.3 had in their place is still written.
_HTML = frozenset({"html", "text/html"})
_XHTML = frozenset({"xhtml", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A content as far as it can be read: ``blocks``, or the file it stands in elsewhere, or why neither."""

    blocks: tuple[Block, ...] = ()
    elsewhere: Enclosure | None = None
    doubt: str = ""


def read_line(text: etree._Element | None) -> str | None:
    """Return a text construct as plain text on one line; ``None`` for a blank one."""
    if text is None:
        return None
    kind = _kind(text)
    if kind in _HTML | _XHTML:
        return one_line(read_html(bounded(markup_of(text))).plain()) or None
    return line_of(text) or None


def read_content(content: etree._Element, *, base_url: str | None) -> Content:
    """Return a content or a summary; raises :exc:`~feeds.reading.assembling.BrokenEntry` for one without end."""
    base = base_of(content, base_url)
    kind = _kind(content)
    if content.get("src"):
        href = absolute_url(content.get("src"), base)
        mimetype = kind if "/" in kind else None
        return Content(
            elsewhere=Enclosure(href=href, mimetype=mimetype) if href else None,
            doubt="its content stands elsewhere and was not fetched",
        )
    if kind in _HTML | _XHTML:
        return Content(blocks=blocks_from_html(bounded(markup_of(content)), base_url=base))
    if kind == "text" or kind.startswith("text/"):
        return Content(blocks=text_blocks(bounded(text_of(content))))
    return Content(doubt=f"its content is of a type that is not read: {kind[:60]}")


def _kind(text: etree._Element) -> str:
    return (text.get("type") or "text").partition(";")[0].strip().lower()
