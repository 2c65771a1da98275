"""What the reading of one file has to tell: errors in this format's name, and remarks collected by line."""

from datetime import datetime

from feeds.errors import ParseError
from feeds.reading.parsed import Remark

FORMAT_NAME = "plain_text"


def failure(reason: str, *, location: str = "") -> ParseError:
    """Make the error that stops the reading."""
    return ParseError(format_name=FORMAT_NAME, location=location, reason=reason)


class Report:
    """Remarks of one reading, given out in the order of the lines they are about."""

    def __init__(self) -> None:
        self._remarks: list[tuple[int, Remark]] = []

    def add(self, line: int, reason: str, text: str = "") -> None:
        """Note what was done with ``line`` (counted from 1) and why a person should look at it."""
        self._remarks.append((line, Remark(location=f"line {line}", reason=reason, text=text)))

    def remarks(self) -> tuple[Remark, ...]:
        """Return all remarks, first line first."""
        return tuple(remark for _line, remark in sorted(self._remarks, key=lambda pair: pair[0]))


def shown(at: datetime) -> str:
    """Write a time for a remark, such as ``2019-02-27 16:41 +07:00``."""
    return f"{at:%Y-%m-%d %H:%M} {at.isoformat()[-6:]}"
