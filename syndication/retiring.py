"""Profiles that let nothing through but withdrawals: of partners that are disabled, and those that are retired.

Whoever has an entry must hear of its kill, so no feed ends altogether.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from feeds.profile import OutputProfile

_NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)


def only_withdrawals(profile: OutputProfile) -> OutputProfile:
    """Return a profile that takes what was published since a day that never comes; withdrawals pass every selection."""
    return replace(profile, selection=replace(profile.selection, published_since=_NEVER))


def is_retired(profile: OutputProfile) -> bool:
    """Say whether a profile lets nothing through but withdrawals."""
    since = profile.selection.published_since
    return since is not None and since >= _NEVER
