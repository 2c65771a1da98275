"""Norms and floors that are learnt from what people approved."""

import pytest

from translations.checks import CheckContext, run_checks
from translations.checks.confidence import (
    FEWEST_OUTCOMES,
    PRIOR_FLOOR,
    Outcome,
    confidence_floor,
    confidence_floors,
)
from translations.checks.length_norms import FEWEST_PAIRS, length_norm, prior_norm

SOURCE = "The two leaders shook hands in Hanoi."


def pairs(count: int, *, length: int = len(SOURCE)) -> list[tuple[str, str]]:
    """Make pairs whose targets are about as long as is said."""
    return [(SOURCE, "x" * (length + at % 5 - 2)) for at in range(count)]


def test_too_few_pairs_leave_the_norm_as_it_was_known_beforehand() -> None:
    norm = length_norm(pairs(FEWEST_PAIRS - 1), source_language="en", target_language="vi")
    assert norm == prior_norm(source_language="en", target_language="vi", count=FEWEST_PAIRS - 1)
    assert norm is not None
    assert norm.mean == pytest.approx(1.05)


def test_enough_pairs_make_a_norm_of_their_own() -> None:
    norm = length_norm(pairs(FEWEST_PAIRS, length=74), source_language="en", target_language="vi")
    assert norm is not None
    assert norm.count == FEWEST_PAIRS
    assert norm.mean == pytest.approx(2.0, abs=0.01)
    assert norm.deviation == pytest.approx(0.2, abs=0.01)


def test_short_sources_and_single_outliers_say_nothing() -> None:
    odd = [("Yes.", "Vâng, đúng như vậy."), (SOURCE, "x" * 3_000)]
    with_odd = length_norm([*pairs(100), *odd], source_language="en", target_language="vi")
    without = length_norm(pairs(100), source_language="en", target_language="vi")
    assert with_odd is not None
    assert without is not None
    assert with_odd.mean == pytest.approx(without.mean, rel=0.01)
    assert with_odd.count == 101


def test_language_that_nobody_described_has_a_norm_from_pairs_only() -> None:
    assert length_norm([], source_language="en", target_language="xx") is None
    assert length_norm(pairs(60), source_language="en", target_language="xx") is not None


def test_norm_of_two_languages_is_the_same_there_and_back() -> None:
    there, back = (
        prior_norm(source_language=one, target_language=other) for one, other in (("vi", "ko"), ("ko", "vi"))
    )
    assert there is not None
    assert back is not None
    assert there.mean * back.mean == pytest.approx(1)


def test_learnt_norm_decides_instead_of_the_prior() -> None:
    known = CheckContext(source_language="en", target_language="vi")
    norm = length_norm(pairs(60, length=100), source_language="en", target_language="vi")
    target = "Hai nhà lãnh đạo bắt tay nhau ở Hà Nội."
    assert run_checks(SOURCE, target, known) == ()
    learnt = CheckContext(source_language="en", target_language="vi", length_norm=norm)
    assert [finding.code for finding in run_checks(SOURCE, target, learnt)] == ["length"]


def outcomes(*groups: tuple[int, float, bool]) -> list[Outcome]:
    return [
        Outcome(package="p", language="vi", mean_log_probability=sure - at / 1_000, was_edited=was_edited)
        for count, sure, was_edited in groups
        for at in range(count)
    ]


def test_few_outcomes_leave_the_prior() -> None:
    assert confidence_floor(outcomes((FEWEST_OUTCOMES - 1, -2.0, True))) == PRIOR_FLOOR


def test_floor_is_where_most_drafts_had_to_be_edited() -> None:
    floor = confidence_floor(outcomes((40, -0.4, False), (30, -0.8, True)))
    assert floor == pytest.approx(-0.4, abs=0.05)


def test_floor_is_no_higher_than_four_edits_in_five_allow() -> None:
    mixed = outcomes((40, -0.3, False), (20, -0.6, False), (20, -0.601, True), (20, -1.5, True))
    assert -1.6 < confidence_floor(mixed) < -0.6


def test_figure_that_says_nothing_trusts_what_was_ever_approved() -> None:
    alike = outcomes((30, -0.5, True), (30, -0.5001, False), (30, -1.0, False))
    assert confidence_floor(alike) == pytest.approx(-1.029)


def test_floor_stays_within_reason() -> None:
    assert confidence_floor(outcomes((60, -9.0, False))) == -3.0
    assert confidence_floor(outcomes((60, -0.01, True), (60, -0.001, False))) == -0.3


def test_each_package_and_language_has_a_floor_of_its_own() -> None:
    vi = outcomes((40, -0.4, False), (30, -0.8, True))
    ko = [Outcome(package="p", language="ko", mean_log_probability=-1.0, was_edited=True)]
    assert confidence_floors([*vi, *ko]) == {("p", "vi"): confidence_floor(vi), ("p", "ko"): PRIOR_FLOOR}
