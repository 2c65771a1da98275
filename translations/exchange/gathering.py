"""Units while a file is read: a bad one is reported with its place and left out, and costs the others nothing."""

from collections.abc import Callable, Mapping

from lxml import etree

from translations.exchange.elements import place
from translations.exchange.work import Seen, Unit, UnitProblem
from translations.model import SegmentState

_MOST_VERSION_DIGITS = 18
_HASH_LENGTH = 64


class Unreadable(Exception):
    """Why a unit is left out."""


class Gathering:
    """Collects units and problems in the order of the file."""

    def __init__(self) -> None:
        self._units: list[Unit] = []
        self._problems: list[UnitProblem] = []
        self._known: set[tuple[str | None, str]] = set()

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return the units that can be used."""
        return tuple(self._units)

    @property
    def problems(self) -> tuple[UnitProblem, ...]:
        """Return what was left out, and why."""
        return tuple(self._problems)

    def add(self, element: etree._Element, read: Callable[[], Unit]) -> None:
        """Read one unit, or report it. Of two units with one id the first is taken."""
        try:
            unit = read()
        except Unreadable as problem:
            self.problem(element, element.get("id") or element.get("tuid"), str(problem))
            return
        key = (unit.guid, unit.id)
        if unit.id and key in self._known:
            self.problem(element, unit.id, "there is a unit with this id before it, which was taken")
            return
        self._known.add(key)
        self._units.append(unit)

    def problem(self, element: etree._Element, unit_id: str | None, reason: str) -> None:
        """Report something about a unit or, without an id, about a part of the file."""
        self._problems.append(UnitProblem(location=place(element), unit_id=unit_id, reason=reason))


def seen_from(said: Mapping[str, str]) -> Seen | None:
    """Return how a segment stood when it left, if the file still says all of it."""
    version, source, target = said.get("version", ""), said.get("source", ""), said.get("target", "")
    state = said.get("state", "")
    is_number = version.isascii() and version.isdigit() and len(version) <= _MOST_VERSION_DIGITS
    if not is_number or len(source) != _HASH_LENGTH or len(target) not in {0, _HASH_LENGTH}:
        return None
    if state not in set(SegmentState):
        return None
    return Seen(version=int(version), source_hash=source, target_hash=target, state=SegmentState(state))
