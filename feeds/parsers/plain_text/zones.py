"""Time zones as news pages print them: offsets, the usual abbreviations, and names of zones with summer time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:GMT|UTC)?(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)")
_LETTERS = re.compile(r"[A-Z]{1,5}(?!\w)")
_LONGEST_OFFSET = timedelta(hours=14)

# Two-letter names mean whichever of summer and standard time holds in that region on that day.
_REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "ET": "America/New_York",
        "CT": "America/Chicago",
        "MT": "America/Denver",
        "PT": "America/Los_Angeles",
        "AET": "Australia/Sydney",
    }
)
# Minutes east of UTC. Where one abbreviation has several meanings, the one international newsrooms print: BST is
# British Summer Time, CST is that of Chicago, IST that of India.
_OFFSETS: Mapping[str, int] = MappingProxyType(
    {
        "Z": 0,
        "UTC": 0,
        "GMT": 0,
        "WET": 0,
        "WEST": 60,
        "BST": 60,
        "CET": 60,
        "CEST": 120,
        "EET": 120,
        "EEST": 180,
        "SAST": 120,
        "MSK": 180,
        "GST": 240,
        "PKT": 300,
        "IST": 330,
        "ICT": 420,
        "WIB": 420,
        "SGT": 480,
        "HKT": 480,
        "PHT": 480,
        "AWST": 480,
        "JST": 540,
        "KST": 540,
        "AEST": 600,
        "AEDT": 660,
        "NZST": 720,
        "NZDT": 780,
        "BRT": -180,
        "EDT": -240,
        "EST": -300,
        "CDT": -300,
        "CST": -360,
        "MDT": -360,
        "MST": -420,
        "PDT": -420,
        "PST": -480,
    }
)


@dataclass(frozen=True, slots=True)
class WrittenZone:
    """A zone read from a text, and where it ends there."""

    zone: tzinfo
    end: int


def read_zone(text: str, at: int) -> WrittenZone | None:
    """Read a zone that starts at ``at``: ``GMT+7``, ``+07:00``, ``EST``, ``PT``, ``Z``.

    A bare offset needs two-digit hours and minutes. Two letters followed by a word are rather the start of a sentence.
    """
    offset = _OFFSET.match(text, at)
    if offset and (offset.group()[0].isalpha() or len(offset.group()) >= 5):
        return _from_offset(offset)
    letters = _LETTERS.match(text, at)
    if letters is None:
        return None
    name = letters.group()
    if name in _OFFSETS:
        return WrittenZone(timezone(timedelta(minutes=_OFFSETS[name])), letters.end())
    if name in _REGIONS and not re.match(r"\s\w", text[letters.end() :]):
        return WrittenZone(ZoneInfo(_REGIONS[name]), letters.end())
    return None


def _from_offset(match: re.Match[str]) -> WrittenZone | None:
    length = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if length > _LONGEST_OFFSET or int(match["minutes"] or 0) > 59:
        return None
    return WrittenZone(timezone(length if match["sign"] == "+" else -length), match.end())
