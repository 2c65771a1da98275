"""Translation work and memories as files that other tools write and read.

``EXCHANGES`` are the formats in which translators take a live blog's work along and bring it back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from feeds.errors import ParseError, UnknownFormat
from feeds.xml import parse_xml
from translations.exchange.tmx_work import read_tmx_work, write_tmx_work
from translations.exchange.work import ReadFile, WorkFile
from translations.exchange.xliff import write_xliff
from translations.exchange.xliff2 import write_xliff2
from translations.exchange.xliff2_reading import read_xliff2
from translations.exchange.xliff_reading import read_xliff

__all__ = ["EXCHANGES", "Exchange", "find_exchange", "read_exchange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A format of work. ``read`` takes the parsed document, its bytes, and the language meant where it has several.

    ``has_languages_of_texts`` says whether a file can hold texts that were written in different languages.
    """

    name: str
    title: str
    media_type: str
    extension: str
    write: Callable[[WorkFile], bytes]
    read: Callable[[etree._Element, bytes, str | None], ReadFile]
    has_languages_of_texts: bool = True


EXCHANGES: Mapping[str, Exchange] = MappingProxyType(
    {
        "xliff": Exchange(
            name="xliff",
            title="XLIFF 1.2",
            media_type="application/x-xliff+xml",
            extension="xlf",
            write=write_xliff,
            read=lambda root, _data, _language: read_xliff(root),
        ),
        "xliff2": Exchange(
            name="xliff2",
            title="XLIFF 2.1",
            media_type="application/xliff+xml",
            extension="xlf",
            write=write_xliff2,
            read=lambda root, _data, _language: read_xliff2(root),
            has_languages_of_texts=False,
        ),
        "tmx": Exchange(
            name="tmx",
            title="TMX 1.4",
            media_type="application/x-tmx+xml",
            extension="tmx",
            write=write_tmx_work,
            read=read_tmx_work,
        ),
    }
)
"""The formats by name."""

_UNKNOWN = "it is neither XLIFF 1.2, XLIFF 2 nor TMX"


def find_exchange(name: str) -> Exchange:
    """Return a format; raises :exc:`~feeds.errors.UnknownFormat`."""
    if name not in EXCHANGES:
        raise UnknownFormat(format_name=name, known=tuple(EXCHANGES))
    return EXCHANGES[name]


def read_exchange(data: bytes, *, language: str | None = None) -> ReadFile:
    """Read a file of any of the formats, told from what it holds.

    ``language`` says which translations are meant where a TMX file has several. Raises
    :exc:`~feeds.errors.ParseError` for everything that cannot be read as a whole.
    """
    root = parse_xml(data, format_name="exchange")
    return EXCHANGES[_format_of(root)].read(root, data, language)


def _format_of(root: etree._Element) -> str:
    name = etree.QName(root).localname
    version = root.get("version", "")
    if name == "tmx":
        return "tmx"
    if name == "xliff" and version.startswith("1."):
        return "xliff"
    if name == "xliff" and version.startswith("2."):
        return "xliff2"
    raise ParseError(format_name="exchange", location="", reason=_UNKNOWN)
