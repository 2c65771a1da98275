"""Texts that are HTML or plain and do not say which: descriptions, titles and names in RSS, and titles in JSON Feed.

A text is HTML if a browser would see anything else in it than it shows: a tag, or a character by its name or number.
``5 < 6`` and ``x <y> z`` are plain, since there is no such tag.
"""

import html
import re
from html.entities import html5

from feeds.html import escape
from feeds.model import Block, Paragraph
from feeds.reading.html_blocks import blocks_from_html
from feeds.sanitise import clean_blocks, one_line

_BLOCK_NAMES = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|figure|figcaption|footer|h[1-6]|header|hr|li|main|nav"
    "|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_NAMES = (
    f"{_BLOCK_NAMES}|a|abbr|acronym|audio|b|bdi|bdo|big|body|br|button|caption|cite|code|del|dfn|em|embed|font|form|html"
    "|i|iframe|img|input|ins|kbd|label|mark|noscript|object|param|picture|q|s|samp|script|small|source|span|strike"
    "|strong|style|sub|sup|svg|time|tt|u|var|video|wbr"
)
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+"
_BARE = "allowfullscreen|async|autoplay|controls|defer|hidden|itemscope|loop|muted|nowrap|open|playsinline"
_ATTRIBUTE = rf"\s+(?:[A-Za-z_:][\w:.-]*\s*=\s*(?:{_VALUE})|(?:{_BARE})(?=[\s/>]))"
_TAG = re.compile(rf"</?(?P<name>{_NAMES})(?:{_ATTRIBUTE})*\s*/?>|<!--", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));")
_ESCAPED = re.compile(rf"\s*&lt;(?:{_BLOCK_NAMES}|img)(?:\s|/?&gt;).*&gt;\s*", re.IGNORECASE | re.DOTALL)
_BLANK_LINE = re.compile(r"\r?\n[ \t\r\u00a0]*\n")


def is_html(text: str) -> bool:
    """Say whether a text is HTML."""
    return bool(_TAG.search(text)) or any(not f["name"] or f"{f['name']};" in html5 for f in _REFERENCE.finditer(text))


def loose_blocks(text: str, *, base_url: str | None) -> tuple[Block, ...]:
    """Return a text as cleaned blocks without ids. In a plain one a blank line divides paragraphs.

    HTML that was escaped once too often, so that nothing but its tags' names would be seen, is taken for what it was.
    """
    if _ESCAPED.fullmatch(text) and not _TAG.search(text):
        text = html.unescape(text)
    if is_html(text):
        return blocks_from_html(text, base_url=base_url)
    parts = (" ".join(part.split()) for part in _BLANK_LINE.split(text))
    return clean_blocks(Paragraph(html=escape(part)) for part in parts if part)


def loose_line(text: str) -> str:
    """Return a text of one line without marks: the words of HTML, or a plain text as it is."""
    if not is_html(text):
        return one_line(text)
    words = _TAG.sub(lambda tag: "" if tag["name"] and tag["name"].lower() != "br" else " ", text)
    return one_line(html.unescape(words))
