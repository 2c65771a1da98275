"""What a parser is: how it reads bytes, and how it tells that a document is its own."""

from collections.abc import Callable
from dataclasses import dataclass

from feeds.parsers.sample import Sample
from feeds.reading.parsed import Parsed, ParseOptions


@dataclass(frozen=True, slots=True)
class Parser:
    """One ingest format.

    ``read`` returns what a document says, and raises :exc:`~feeds.errors.ParseError` when nothing of it can be used.
    ``recognises`` says whether a document of unknown format is most likely its own.
    """

    read: Callable[[bytes, ParseOptions], Parsed]
    recognises: Callable[[Sample], bool]
