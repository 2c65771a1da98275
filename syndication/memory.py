"""The newsroom's translation memory: TMX files come in, sentences are recalled from it, approvals are added to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.storage.database import Database
from syndication.storage.jobs import enqueue_missing, list_missing_pairs
from syndication.storage.memory import add_units, find_similar_units, find_units, renew_unit, take_back_unit
from translations.exchange.tmx import TmxProblem, memory_language, memory_units, read_tmx
from translations.hashes import source_hash
from translations.memory import MemoryMatch, lookup, make_unit, wanted
from translations.model import Segment, SourceSegment

APPROVED_HERE = "desk"
"""The memory that holds what reviewers of this installation have approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryImport:
    """What came of a TMX document: how many units are new, and what of it could not be taken as it stands."""

    units_added: int
    problems: tuple[TmxProblem, ...]


def import_memory(session: Session, data: bytes, *, name: str, now: datetime) -> MemoryImport:
    """Take in a TMX document under a name.

    What waits for a translation in its language pairs is wanted again, since the memory may have it now. Raises
    :exc:`~feeds.errors.ParseError` for what is no TMX.
    """
    document = read_tmx(data)
    units = tuple(memory_units(document, memory=name))
    added = add_units(session, units)
    pairs = {(unit.source_language, unit.target_language) for unit in units}
    for pair in list_missing_pairs(session):
        if (memory_language(pair.source), memory_language(pair.target)) in pairs:
            enqueue_missing(session, pair.source, pair.target, now=now)
    return MemoryImport(units_added=added, problems=document.problems)


def find_suggestions(
    session: Session, source: SourceSegment, *, source_language: str, language: str
) -> tuple[MemoryMatch, ...]:
    """Return what the memory has for one sentence, similar sentences included, the best first."""
    pair = memory_language(source_language), memory_language(language)
    query = wanted(source)
    same = find_units(session, *pair, [query.fold_hash]).get(query.fold_hash, ())
    return tuple(lookup(source, dict.fromkeys((*same, *find_similar_units(session, *pair, query)))))


def remember(session: Session, segment: Segment, *, source_language: str, language: str, now: datetime) -> None:
    """Add an approved sentence to the memory, as the newest translation of its source."""
    current = segment.current
    if current is None:
        return
    unit = make_unit(
        memory=APPROVED_HERE,
        languages=(memory_language(source_language), memory_language(language)),
        source=(segment.source.text, segment.source.marks),
        target=(current.text, current.marks),
        creator=current.provenance.reviewer or current.author,
        created_at=now,
    )
    renew_unit(session, unit, segment_id=segment.id)


def forget(session: Session, segment: Segment, *, source_language: str, language: str) -> None:
    """Take back what the approval of a segment, given as it was approved, has added to the memory.

    What another approved sentence, or an imported memory, stands for as well stays.
    """
    current = segment.current
    if current is None or segment.id is None:
        return
    take_back_unit(
        session,
        segment.id,
        languages=(memory_language(source_language), memory_language(language)),
        hashes=(segment.source.source_hash, source_hash(current.text, current.marks)),
    )


class StoredRecall:
    """Look sentences of one language pair up in the memory, in a short transaction of its own for each call."""

    def __init__(self, database: Database, source: str, target: str) -> None:
        self._database = database
        self._pair = memory_language(source), memory_language(target)

    def __call__(self, sources: Sequence[SourceSegment]) -> Sequence[Sequence[MemoryMatch]]:
        """Return for each sentence its matches that may be taken as a draft, the best first."""
        hashes = [wanted(source).fold_hash for source in sources]
        with self._database.reading() as session:
            units = find_units(session, *self._pair, list(dict.fromkeys(hashes)))
        return [lookup(source, units.get(of, ())) for source, of in zip(sources, hashes, strict=True)]
