"""The ingest formats, by name. To add one: a module with a :class:`Parser`, and one line in :data:`PARSERS`."""

from collections.abc import Mapping
from types import MappingProxyType

from feeds.errors import UnknownFormat
from feeds.parsers.canonical import parse_canonical
from feeds.parsers.detection import detect_format
from feeds.parsers.parser import Parsed, ParseOptions, Parser, Remark
from feeds.parsers.plain_text import parse_plain_text

__all__ = ["PARSERS", "ParseOptions", "Parsed", "Parser", "Remark", "detect_format", "find_parser"]

PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        "canonical": parse_canonical,
        "plain_text": parse_plain_text,
    }
)


def find_parser(format_name: str) -> Parser:
    """Return the parser of a format; raises :exc:`~feeds.errors.UnknownFormat`."""
    try:
        return PARSERS[format_name]
    except KeyError:
        raise UnknownFormat(format_name=format_name, known=tuple(PARSERS)) from None
