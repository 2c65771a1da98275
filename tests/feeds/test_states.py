"""Versions of the states of a live blog."""

from itertools import pairwise

import pytest

from feeds.states import state_before, state_version


def test_versions_rise_with_changes_and_with_turns_of_the_clock():
    states = [state_version(revision, turns) for revision in (1, 2, 3) for turns in (0, 1, 2, 9_999)]

    assert all(earlier < later for earlier, later in pairwise(states))


def test_no_number_of_turns_reaches_the_next_revision():
    assert state_version(1, 10**9) < state_version(2, 0)


def test_live_blog_that_no_store_has_numbered_has_a_first_version():
    assert state_version(0, 0) == state_version(1, 0)


@pytest.mark.parametrize(
    ("version", "before"),
    [
        (state_version(1, 0), 0),
        (state_version(2, 0), state_version(1, 0)),
        (state_version(2, 1), state_version(2, 0)),
        (state_version(2, 2), state_version(2, 1)),
    ],
)
def test_state_before_is_one_turn_or_else_one_change_away(version, before):
    assert state_before(version) == before
