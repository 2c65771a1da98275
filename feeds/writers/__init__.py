"""The output formats, by name. To add one: a module with a :class:`Writer`, and one line in :data:`WRITERS`."""

from collections.abc import Mapping
from types import MappingProxyType

from feeds.errors import FieldProblem, UnknownFormat, UnknownVersion
from feeds.profile import OutputProfile
from feeds.writers.atom import AtomWriter
from feeds.writers.json_feed import JsonFeedWriter
from feeds.writers.newsml12 import NewsML12Writer
from feeds.writers.newsmlg2 import NewsMLG2Writer
from feeds.writers.ninjs import NinjsWriter
from feeds.writers.nitf import NitfWriter
from feeds.writers.rss import RssWriter
from feeds.writers.writer import Writer

__all__ = ["WRITERS", "Writer", "find_writer", "format_problem", "writer_for"]

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "atom": AtomWriter(),
        "json": JsonFeedWriter(),
        "newsml12": NewsML12Writer(),
        "newsmlg2": NewsMLG2Writer(),
        "ninjs": NinjsWriter(),
        "nitf": NitfWriter(),
        "rss": RssWriter(),
    }
)


def find_writer(format_name: str) -> Writer:
    """Return the writer of a format; raises :exc:`~feeds.errors.UnknownFormat`."""
    try:
        return WRITERS[format_name]
    except KeyError:
        raise UnknownFormat(format_name=format_name, known=tuple(WRITERS)) from None


def writer_for(profile: OutputProfile) -> Writer:
    """Return the writer of a profile's format and version.

    Raises :exc:`~feeds.errors.UnknownFormat` and :exc:`~feeds.errors.UnknownVersion`.
    """
    writer, version = find_writer(profile.format), profile.format_version
    if version is not None and version not in writer.versions:
        raise UnknownVersion(format_name=profile.format, version=version, known=writer.versions)
    return writer


def format_problem(profile: OutputProfile) -> FieldProblem | None:
    """Say which setting of a profile asks for what no writer writes, and what there is; ``None`` if all is well."""
    try:
        writer_for(profile)
    except UnknownFormat as error:
        return FieldProblem("format", str(error))
    except UnknownVersion as error:
        return FieldProblem("format_version", str(error))
    return None
