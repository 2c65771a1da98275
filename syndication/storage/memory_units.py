"""Units of translation memories as people look for them, change them and take them away."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.json_text import document_of_marks
from syndication.storage.memory import unit_of
from syndication.storage.tables import memory_units
from translations.hashes import source_hash
from translations.memory import MemoryUnit
from translations.model import Mark

_MOST_WORDS = 8
_EXPORT_CHUNK = 2_000


class MemorySide(StrEnum):
    """In which of a unit's texts words are looked for."""

    BOTH = "both"
    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """Which units are wanted: into a language, holding every word of ``text``; what is left out does not matter."""

    target_language: str
    source_language: str | None = None
    text: str = ""
    side: MemorySide = MemorySide.BOTH
    memory: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are looked for, each once."""
        return tuple(dict.fromkeys(self.text.split()))[:_MOST_WORDS]


def search_units(session: Session, wanted: UnitFilter, *, limit: int, offset: int = 0) -> tuple[MemoryUnit, ...]:
    """Return units, the newest first."""
    query = (
        select(memory_units)
        .where(_is_wanted(wanted))
        .order_by(memory_units.c.created_at.desc().nulls_last(), memory_units.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(map(unit_of, session.execute(query)))


def count_units(session: Session, wanted: UnitFilter, *, most: int) -> int:
    """Count the units that are wanted, up to ``most``."""
    some = select(memory_units.c.id).where(_is_wanted(wanted)).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def find_unit(session: Session, unit_id: int) -> MemoryUnit | None:
    """Return one unit."""
    row = session.execute(select(memory_units).where(memory_units.c.id == unit_id)).first()
    return None if row is None else unit_of(row)


def has_unit_like(session: Session, unit: MemoryUnit) -> bool:
    """Say whether another unit says the same in the same languages."""
    same = and_(
        memory_units.c.source_language == unit.source_language,
        memory_units.c.target_language == unit.target_language,
        memory_units.c.source_hash == unit.source_hash,
        memory_units.c.target_hash == source_hash(unit.target_text, unit.target_marks),
    )
    found = select(memory_units.c.id).where(same, memory_units.c.id != (unit.id or 0)).limit(1)
    return session.scalar(found) is not None


def update_target(session: Session, unit: MemoryUnit, *, seen: tuple[str, tuple[Mark, ...]]) -> bool:
    """Put a unit's translation in place of the one that was seen; say whether that was still there."""
    values = {
        "target_text": unit.target_text,
        "target_hash": source_hash(unit.target_text, unit.target_marks),
        "target_marks": document_of_marks(unit.target_marks),
        "creator": unit.creator,
        "created_at": unit.created_at,
        "segment_id": None,
    }
    changed = update(memory_units).where(_is_as_seen(unit.id or 0, source_hash(*seen))).values(values)
    return session.execute(changed.returning(memory_units.c.id)).first() is not None


def delete_unit(session: Session, unit_id: int, *, seen_hash: str) -> bool:
    """Take a unit away whose translation has this hash; say whether it was there."""
    removed = delete(memory_units).where(_is_as_seen(unit_id, seen_hash)).returning(memory_units.c.id)
    return session.execute(removed).first() is not None


def all_units(session: Session, wanted: UnitFilter) -> Iterator[MemoryUnit]:
    """Yield every unit that is wanted, by id."""
    after = 0
    while True:
        query = (
            select(memory_units)
            .where(_is_wanted(wanted), memory_units.c.id > after)
            .order_by(memory_units.c.id)
            .limit(_EXPORT_CHUNK)
        )
        units = [unit_of(row) for row in session.execute(query)]
        yield from units
        if len(units) < _EXPORT_CHUNK:
            return
        after = units[-1].id or 0


def list_pairs(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the language pairs that memories hold."""
    pair = (memory_units.c.source_language, memory_units.c.target_language)
    return tuple((source, target) for source, target in session.execute(select(*pair).distinct().order_by(*pair)))


def _is_as_seen(unit_id: int, target_hash: str) -> ColumnElement[bool]:
    return and_(memory_units.c.id == unit_id, memory_units.c.target_hash == target_hash)


def _is_wanted(wanted: UnitFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [memory_units.c.target_language == wanted.target_language]
    if wanted.source_language is not None:
        conditions.append(memory_units.c.source_language == wanted.source_language)
    if wanted.memory is not None:
        conditions.append(memory_units.c.memory == wanted.memory)
    conditions += [_holds(word, wanted.side) for word in wanted.words]
    return and_(*conditions)


def _holds(word: str, side: MemorySide) -> ColumnElement[bool]:
    """Look for a word whatever its letter case; SQLite folds that of ASCII letters only, so others are spelt out."""
    in_source = memory_units.c.search_text.contains(word.lower(), autoescape=True)
    spellings = dict.fromkeys((word, word.lower(), word.upper(), word[:1].upper() + word[1:].lower()))
    in_target = or_(*(memory_units.c.target_text.icontains(spelling, autoescape=True) for spelling in spellings))
    match side:
        case MemorySide.SOURCE:
            return in_source
        case MemorySide.TARGET:
            return in_target
    return or_(in_source, in_target)
