"""What a sentence states that a translation must state too: numbers and amounts, dates, times of day."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from translations.findings import Span


class Kind(StrEnum):
    """What a value is the value of; see :class:`Reading`."""

    NUMBER = "number"
    VAGUE = "vague"
    CODE = "code"
    DATE = "date"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand some words.

    ``value`` is a number; of a ``vague`` amount (hundreds of) the least it is; of a ``date`` month times 100 plus
    day; of a ``weekday`` 0 for Monday; of a ``time`` minutes since midnight; of a ``code`` (``F-35``) its letters and
    digits. ``unit`` is a name of :data:`translations.checks.measures.UNITS`, or empty.
    """

    kind: Kind
    value: Decimal | str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A stretch of text that states something, with every way to read it, the plainest first.

    ``code`` is the check that speaks of it. It ``is_sure`` if a translation without it lacks something: a word such as
    *second* may be no number at all. ``foreign`` are readings by another language's separators, where those of the
    text's own language make less sense.
    """

    span: Span
    readings: tuple[Reading, ...]
    code: str
    is_digits: bool = True
    is_sure: bool = True
    foreign: tuple[Reading, ...] = ()

    @property
    def kind(self) -> Kind:
        """Return what it is by its plainest reading."""
        return (self.readings or self.foreign)[0].kind

    def values(self, kind: Kind) -> frozenset[Decimal | str]:
        """Return the values of all readings of one kind."""
        return frozenset(reading.value for reading in self.readings if reading.kind is kind)


def is_day_number(fact: Fact) -> bool:
    """Say whether a number of days may be a day of the month, as 27일 in Korean."""
    return fact.is_digits and any(reading.unit == "day" and reading.kind is Kind.NUMBER for reading in fact.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All facts of a text in reading order, and what bears on their comparison.

    ``has_relative_date``: it says *yesterday* or the like. ``zones`` are the
    time zones it names. Of a
    language that ``is_known`` not, only digits are read.
    """

    facts: tuple[Fact, ...]
    has_relative_date: bool = False
    zones: frozenset[str] = frozenset()
    is_known: bool = True
