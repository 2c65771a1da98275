"""The output formats, by name. To add one: a module with a :class:`Writer`, and one line in :data:`WRITERS`."""

from collections.abc import Mapping
from types import MappingProxyType

from feeds.errors import UnknownFormat
from feeds.writers.atom import AtomWriter
from feeds.writers.newsmlg2 import NewsMLG2Writer
from feeds.writers.rss import RssWriter
from feeds.writers.writer import Writer

__all__ = ["WRITERS", "Writer", "find_writer"]

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "atom": AtomWriter(),
        "newsmlg2": NewsMLG2Writer(),
        "rss": RssWriter(),
    }
)


def find_writer(format_name: str) -> Writer:
    """Return the writer of a format; raises :exc:`~feeds.errors.UnknownFormat`."""
    try:
        return WRITERS[format_name]
    except KeyError:
        raise UnknownFormat(format_name=format_name, known=tuple(WRITERS)) from None
