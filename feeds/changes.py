"""What changed between two versions of an entry or of a blog's head. Pure: everything later only obeys the answer."""

from enum import StrEnum

from feeds.codec import content_hash
from feeds.model import Entry, LiveBlog, PubStatus


class ChangeKind(StrEnum):
    """What a new version is to readers of the old one.

    ``correction``: it repairs an error and says so, by a correction note that is new or has changed. ``kill``: an order
    to remove and not use. ``none``: it says the same, so there is no new version.
    """

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    KILL = "kill"
    NONE = "none"


def decide(old: Entry | LiveBlog | None, new: Entry | LiveBlog) -> ChangeKind:
    """Say what ``new`` is after ``old``, by what readers can see of both (:func:`feeds.codec.content_hash`).

    A thing that arrives killed is new, and one that was killed stays as it is.
    """
    if old is None:
        return ChangeKind.NEW
    if old.pub_status is PubStatus.CANCELED:
        return ChangeKind.NONE
    if new.pub_status is PubStatus.CANCELED:
        return ChangeKind.KILL
    if content_hash(old) == content_hash(new):
        return ChangeKind.NONE
    note = _note(new)
    return ChangeKind.CORRECTION if note and note != _note(old) else ChangeKind.UPDATE


def _note(value: Entry | LiveBlog) -> str | None:
    return value.correction_note if isinstance(value, Entry) else None
