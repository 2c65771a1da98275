"""Numbers for the states of a live blog: an id and a version must name one state for ever.

Of an entry nothing but an accepted change makes a new state. A live blog also looks different when an embargo or the
time of a notice is over, and what counts changes must not count that: no program is told of it.
"""

from typing import Final

_STATES_A_REVISION: Final = 10_000
"""More than a feed has entries that may appear or disappear before the next change."""


def state_version(revision: int, turns: int) -> int:
    """Return the version of the state that the clock made of a revision, in so many ``turns``.

    It rises with both, and the next revision's is higher than all of this one's.
    """
    return max(revision, 1) * _STATES_A_REVISION + min(turns, _STATES_A_REVISION - 1)


def state_before(version: int) -> int:
    """Return the version of a state that came before, 0 if none did: after a change that of the revision before it."""
    if version % _STATES_A_REVISION:
        return version - 1
    return max(version - _STATES_A_REVISION, 0)
