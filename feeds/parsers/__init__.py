"""The ingest formats, by name. To add one: a module with its reader, and one line in :data:`PARSERS`."""

from collections.abc import Mapping
from types import MappingProxyType

from feeds.errors import ParseError, UnknownFormat
from feeds.parsers.atom import is_atom, parse_atom
from feeds.parsers.canonical import is_canonical, parse_canonical
from feeds.parsers.guardian import is_guardian, parse_guardian
from feeds.parsers.json_feed import is_json_feed, parse_json_feed
from feeds.parsers.live_blog_posting import is_live_blog_posting, parse_live_blog_posting
from feeds.parsers.newsmlg2 import is_newsmlg2, parse_newsmlg2
from feeds.parsers.ninjs import is_ninjs, parse_ninjs
from feeds.parsers.parser import Parser
from feeds.parsers.plain_text import is_plain_text, parse_plain_text
from feeds.parsers.rss import is_rss, parse_rss
from feeds.parsers.sample import Sample
from feeds.parsers.superdesk_live_blog import is_superdesk_live_blog, parse_superdesk_live_blog
from feeds.parsers.wordpress_liveblog import is_wordpress_liveblog, parse_wordpress_liveblog
from feeds.parsers.wxr import is_wxr, parse_wxr
from feeds.reading.assembling import Report
from feeds.reading.json_values import load_json
from feeds.reading.parsed import Parsed, ParseOptions, Remark

__all__ = ["PARSERS", "ParseOptions", "Parsed", "Parser", "Remark", "detect_format", "find_parser"]

PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        "canonical": Parser(parse_canonical, recognises=is_canonical),
        "live_blog_posting": Parser(parse_live_blog_posting, recognises=is_live_blog_posting),
        "guardian": Parser(parse_guardian, recognises=is_guardian),
        "superdesk_live_blog": Parser(parse_superdesk_live_blog, recognises=is_superdesk_live_blog),
        "wordpress_liveblog": Parser(parse_wordpress_liveblog, recognises=is_wordpress_liveblog),
        "wxr": Parser(parse_wxr, recognises=is_wxr),
        "newsmlg2": Parser(parse_newsmlg2, recognises=is_newsmlg2),
        "ninjs": Parser(parse_ninjs, recognises=is_ninjs),
        "atom": Parser(parse_atom, recognises=is_atom),
        "rss": Parser(parse_rss, recognises=is_rss),
        "json": Parser(parse_json_feed, recognises=is_json_feed),
        "plain_text": Parser(parse_plain_text, recognises=is_plain_text),
    }
)
"""In this order they are asked whether a document is theirs; no document is any two's."""


def find_parser(format_name: str) -> Parser:
    """Return the parser of a format; raises :exc:`~feeds.errors.UnknownFormat`."""
    try:
        return PARSERS[format_name]
    except KeyError:
        raise UnknownFormat(format_name=format_name, known=tuple(PARSERS)) from None


def detect_format(data: bytes) -> str:
    """Name the parser for ``data``, by its content: a file's name says nothing.

    Raises :exc:`~feeds.errors.ParseError` for an empty document, for JSON that cannot be read and for what no
    registered parser knows.
    """
    sample = Sample(data)
    if sample.is_empty:
        raise ParseError(format_name="live blog", location="", reason="the document is empty")
    if sample.looks_like_json and sample.json is None:
        # Cut off or broken, it would be taken for a text: what the JSON parser has against it says more.
        load_json(data, Report("JSON"))
    found = next((name for name, parser in PARSERS.items() if parser.recognises(sample)), None)
    if found is None:
        reason = f"{_look(sample)} is not in a format that is read here; known: {', '.join(PARSERS)}"
        raise ParseError(format_name="live blog", location="", reason=reason)
    return found


def _look(sample: Sample) -> str:
    """Say what an unknown document looks like."""
    if sample.is_html:
        return "this HTML page"
    if sample.is_markup:
        return f"this XML document ({sample.root[1] or 'not well formed'})"
    return "this JSON document"
