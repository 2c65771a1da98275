"""A page in tests, the live blog that the store keeps of it, and copies of it with something changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from feeds.model import Entry
from feeds.parsers import ParseOptions
from feeds.parsers.plain_text import parse_plain_text

PAGE = """27/02/2019 16:41 GMT+7

Leaders meet in Hanoi

Two days of talks open.

  • The two leaders exchanged smiles and had dinner together. They will talk again in the morning.

  • 20h54
    Leaders leave the palace hotel

    One hour after dinner began, they left through the garden gate.

    The president leaves in his car. Photo by Luong Dung

  • Getting along

    Experts observing the summit said both men were trying to show friendship.

    Cameras followed every step along the corridor.

  • 19h40
    A private dinner

    Reporters took photos before waiters closed the doors.

    Video by Reuters

  • 261 days

    He told journalists that all obstacles since June had been overcome.

  • A brave decision

    He called the second meeting a courageous political choice.

  • 18h20

    The guest arrives at the palace hotel.

  • 17h59

    A black car crosses the river bridge.

    Photo by Tuan Cao
"""

Edit = Callable[[str], str]


def read_entries(page: str) -> tuple[Entry, ...]:
    """Read a page as an import does; nothing has a guid yet."""
    now = datetime(2019, 2, 28, tzinfo=UTC)
    return parse_plain_text(page.encode(), ParseOptions(now=now, timezone="Asia/Ho_Chi_Minh")).blog.entries


def store(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return entries as they are kept: with a guid that says which they were (``e0`` on top), in version 1."""
    return tuple(replace(entry, guid=entry.guid or f"e{number}", version=1) for number, entry in enumerate(entries))


def swap(page: str, first: str, second: str) -> str:
    """Return the page with two parts of its text in each other's place."""
    return page.replace(first, "\0").replace(second, first).replace("\0", second)
