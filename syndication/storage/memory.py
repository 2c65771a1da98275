"""Translation memories: sentences and people's translations of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import document_of_marks, read_marks
from syndication.storage.tables import memory_units, segment_translations, segments
from syndication.storage.upserts import dialect_of, insert_into
from translations.hashes import source_hash
from translations.memory import MemoryQuery, MemoryUnit
from translations.model import SegmentState

_MOST_OF_A_SENTENCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRecord:
    """How many units a memory holds for one language pair."""

    name: str
    source_language: str
    target_language: str
    units: int


def list_memories(session: Session, *, limit: int = 1000) -> tuple[MemoryRecord, ...]:
    """Return the memories and their language pairs, by name."""
    pair = (memory_units.c.memory, memory_units.c.source_language, memory_units.c.target_language)
    query = select(*pair, func.count(memory_units.c.id)).group_by(*pair).order_by(*pair).limit(limit)
    return tuple(
        MemoryRecord(name=name, source_language=source, target_language=target, units=units)
        for name, source, target, units in session.execute(query)
    )


def find_units(
    session: Session, source: str, target: str, fold_hashes: Sequence[str]
) -> Mapping[str, tuple[MemoryUnit, ...]]:
    """Return by hash the units of a language pair whose sentence has one of these folded hashes, the newest first.

    Languages as :func:`translations.exchange.tmx.memory_language` writes them.
    """
    found: dict[str, list[MemoryUnit]] = {}
    newest_first = (memory_units.c.created_at.desc().nulls_last(), memory_units.c.id.desc())
    for chunk in in_chunks(fold_hashes):
        # Numbered within each sentence, so that one with very many translations does not crowd out the others.
        number = func.row_number().over(partition_by=memory_units.c.fold_hash, order_by=newest_first)
        numbered = (
            select(memory_units.c.id, number.label("number"))
            .where(_is_of(source, target), memory_units.c.fold_hash.in_(chunk))
            .subquery()
        )
        query = (
            select(memory_units)
            .join(numbered, numbered.c.id == memory_units.c.id)
            .where(numbered.c.number <= _MOST_OF_A_SENTENCE)
            .order_by(*newest_first)
        )
        for row in session.execute(query):
            found.setdefault(row.fold_hash, []).append(unit_of(row))
    return {of_hash: tuple(units) for of_hash, units in found.items()}


def find_similar_units(session: Session, source: str, target: str, query: MemoryQuery) -> tuple[MemoryUnit, ...]:
    """Return units of a language pair that may resemble a sentence: alike in length, and sharing a word with it."""
    length = memory_units.c.characters.between(query.min_characters, query.max_characters)
    words = [memory_units.c.search_text.contains(word, autoescape=True) for word in query.words]
    if not words:
        return ()
    found = select(memory_units).where(_is_of(source, target), length, or_(*words)).limit(query.limit)
    return tuple(unit_of(row) for row in session.execute(found))


def add_units(session: Session, units: Sequence[MemoryUnit]) -> int:
    """Add units that are not there yet, by what they say in which languages; return how many those were."""
    statement = insert_into(dialect_of(session), memory_units).on_conflict_do_nothing().returning(memory_units.c.id)
    return sum(
        len(session.connection().execute(statement, [_values(unit) for unit in chunk]).all())
        for chunk in in_chunks(units)
    )


def renew_unit(session: Session, unit: MemoryUnit, *, segment_id: int | None) -> None:
    """Add a unit, or, where it is there already, let it be the newest: somebody has just stood by it again.

    ``segment_id`` is whose approval this is; a unit that was there keeps the one it was first made by.
    """
    statement = insert_into(dialect_of(session), memory_units)
    new = statement.excluded
    renewed = statement.on_conflict_do_update(
        index_elements=[
            memory_units.c.source_language,
            memory_units.c.target_language,
            memory_units.c.source_hash,
            memory_units.c.target_hash,
        ],
        set_={"created_at": new.created_at, "creator": new.creator, "memory": new.memory},
    )
    session.connection().execute(renewed, [_values(unit) | {"segment_id": segment_id}])


def take_back_unit(session: Session, segment_id: int, *, languages: tuple[str, str], hashes: tuple[str, str]) -> None:
    """Remove the unit that the approval of a segment made; ``hashes`` are those of its source and its translation.

    If another segment with the same sentence is approved in the same words it is that one's from now on.
    """
    is_made_here = and_(
        _is_of(*languages),
        memory_units.c.source_hash == hashes[0],
        memory_units.c.target_hash == hashes[1],
        memory_units.c.segment_id == segment_id,
    )
    unit = session.execute(select(memory_units.c.id, memory_units.c.target_text).where(is_made_here)).first()
    if unit is None:
        return
    others = (
        select(segments.c.id)
        .join(segment_translations, segment_translations.c.id == segments.c.current_id)
        .where(
            segments.c.id != segment_id,
            segments.c.state == SegmentState.APPROVED,
            segments.c.source_hash == hashes[0],
            segment_translations.c.text == unit.target_text,
            segments.c.language.startswith(languages[1], autoescape=True),
        )
        .limit(1)
    )
    heir = session.scalar(others)
    if heir is None:
        session.execute(delete(memory_units).where(memory_units.c.id == unit.id))
    else:
        session.execute(update(memory_units).where(memory_units.c.id == unit.id).values(segment_id=heir))


def _is_of(source: str, target: str) -> ColumnElement[bool]:
    return and_(memory_units.c.source_language == source, memory_units.c.target_language == target)


def unit_of(row: Row[*tuple[object, ...]]) -> MemoryUnit:
    """Return the unit that a whole row holds."""
    return MemoryUnit(
        id=row.id,
        memory=row.memory,
        source_language=row.source_language,
        target_language=row.target_language,
        source_text=row.source_text,
        target_text=row.target_text,
        source_hash=row.source_hash,
        fold_hash=row.fold_hash,
        source_marks=read_marks(row.source_marks),
        target_marks=read_marks(row.target_marks),
        creator=row.creator,
        created_at=row.created_at,
    )


def _values(unit: MemoryUnit) -> dict[str, object]:
    return {
        "source_language": unit.source_language,
        "target_language": unit.target_language,
        "source_text": unit.source_text,
        "source_hash": unit.source_hash,
        "fold_hash": unit.fold_hash,
        "source_marks": document_of_marks(unit.source_marks),
        "target_text": unit.target_text,
        "target_hash": source_hash(unit.target_text, unit.target_marks),
        "target_marks": document_of_marks(unit.target_marks),
        "search_text": unit.source_text.lower(),
        "characters": len(unit.source_text),
        "memory": unit.memory,
        "creator": unit.creator,
        "created_at": unit.created_at,
    }
