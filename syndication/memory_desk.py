"""The translation memory as people keep it: looked through, added to, corrected, cleared of mistakes, taken away.

A unit has no version: a change names the translation that was seen, and is refused if there is another one by now.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.html import clean_inline
from feeds.language import canonical_tag
from feeds.xml import clean_text
from syndication import __version__
from syndication.storage.memory import renew_unit
from syndication.storage.memory_units import UnitFilter, all_units, delete_unit, find_unit, has_unit_like, update_target
from syndication.term_errors import UnitChanged, UnitRefused, UnknownUnit
from translations.exchange.tmx import memory_language, write_tmx
from translations.hashes import source_hash
from translations.inline import addresses, read_inline
from translations.memory import MemoryUnit, make_unit
from translations.model import Mark

MOST_CHARACTERS = 10_000
ADDED_HERE = "desk, by hand"
"""The memory that holds what people have added to it themselves."""


def unit_hash(unit: MemoryUnit) -> str:
    """Return what a change of a unit names: the sum of its translation as it was seen."""
    return source_hash(unit.target_text, unit.target_marks)


def add_unit(
    session: Session, languages: tuple[str, str], source_html: str, target_html: str, *, actor: str, now: datetime
) -> None:
    """Add a sentence and its translation, both as inline HTML; the same again becomes the newest.

    Raises :exc:`~syndication.term_errors.UnitRefused`.
    """
    try:
        pair = (memory_language(canonical_tag(languages[0])), memory_language(canonical_tag(languages[1])))
    except ValueError as cause:
        raise UnitRefused(str(cause)) from cause
    if pair[0] == pair[1]:
        raise UnitRefused("a unit leads from one language into another")
    source, target = _read("the source", source_html), _read("the translation", target_html)
    _check_links(source[1], target[1])
    unit = make_unit(memory=ADDED_HERE, languages=pair, source=source, target=target, creator=actor, created_at=now)
    renew_unit(session, unit, segment_id=None)


def edit_unit(
    session: Session, unit_id: int, target_html: str, *, seen_hash: str, actor: str, now: datetime
) -> MemoryUnit:
    """Put another translation into a unit, inline HTML with the source's links, if it is as it was seen.

    Raises :exc:`~syndication.term_errors.UnknownUnit`, :exc:`~syndication.term_errors.UnitChanged` and
    :exc:`~syndication.term_errors.UnitRefused`.
    """
    before = require_unit(session, unit_id)
    if unit_hash(before) != seen_hash:
        raise UnitChanged(unit_id)
    text, marks = _read("the translation", target_html)
    _check_links(before.source_marks, marks)
    if (text, marks) == (before.target_text, before.target_marks):
        return before
    after = replace(before, target_text=text, target_marks=marks, creator=actor, created_at=now)
    if has_unit_like(session, after):
        raise UnitRefused("the memory has this translation of this sentence already; remove one of the two")
    if not update_target(session, after, seen=(before.target_text, before.target_marks)):
        raise UnitChanged(unit_id)
    return after


def remove_unit(session: Session, unit_id: int, *, seen_hash: str) -> MemoryUnit:
    """Take a unit away, if it is as it was seen, and return it.

    Raises :exc:`~syndication.term_errors.UnknownUnit` and :exc:`~syndication.term_errors.UnitChanged`.
    """
    before = require_unit(session, unit_id)
    if not delete_unit(session, unit_id, seen_hash=seen_hash):
        raise UnitChanged(unit_id)
    return before


def require_unit(session: Session, unit_id: int) -> MemoryUnit:
    """Return a unit; raises :exc:`~syndication.term_errors.UnknownUnit`."""
    unit = find_unit(session, unit_id)
    if unit is None:
        raise UnknownUnit(unit_id)
    return unit


def export_units(session: Session, wanted: UnitFilter, *, source_language: str, now: datetime) -> bytes:
    """Write units from one source language as TMX."""
    units: Iterable[MemoryUnit] = all_units(session, replace(wanted, source_language=memory_language(source_language)))
    return write_tmx(units, source_language=memory_language(source_language), tool_version=__version__, created_at=now)


def _read(what: str, html: str) -> tuple[str, tuple[Mark, ...]]:
    text, marks = read_inline(clean_inline(clean_text(html)).strip())
    if not text.strip():
        raise UnitRefused(f"{what} is empty")
    if len(text) > MOST_CHARACTERS:
        raise UnitRefused(f"{what} may have at most {MOST_CHARACTERS:,} characters")
    return text, marks


def _check_links(source: tuple[Mark, ...], target: tuple[Mark, ...]) -> None:
    if addresses(source) != addresses(target):
        raise UnitRefused("the translation must have the links of the source, each as often")
