"""Every case of the publish policies: the table in docs/translation.md is complete, and it is what the code does."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from tests.translations.factories import make_finding, make_segment, make_suggestion, make_work
from translations.model import Segment, SegmentState
from translations.policy import Decision, Reason, Show, decide

PAGE = Path(__file__).parents[2] / "docs" / "translation.md"
COLUMNS = ("reader", "reviewed", "stale", "missing", "blocked", "when_stale", "when_missing")
AFTER_MIN = 10
WAITING, WAITED = "waiting", "waited"
POLICIES = {
    **{policy.value: policy for policy in PublishPolicy if policy is not PublishPolicy.REVIEWED_OR_MACHINE_AFTER},
    WAITING: PublishPolicy.REVIEWED_OR_MACHINE_AFTER,
    WAITED: PublishPolicy.REVIEWED_OR_MACHINE_AFTER,
}
VALUES = {
    "reader": tuple(POLICIES),
    "reviewed": ("yes", "no"),
    "stale": ("no", "drafted", "undrafted"),
    "missing": ("yes", "no"),
    "blocked": ("yes", "no"),
    "when_stale": tuple(WhenStale),
    "when_missing": tuple(WhenMissing),
}

APPROVED = make_segment(state=SegmentState.APPROVED)
MACHINE = make_segment(state=SegmentState.MACHINE)
BLOCKED = replace(MACHINE, findings=(make_finding(),))
MISSING = make_segment(state=SegmentState.MISSING)
STALE = make_segment(state=SegmentState.STALE)
DRAFTED = replace(STALE, suggestion=make_suggestion(STALE.source))


@dataclass(frozen=True)
class Row:
    """One row of the table: which values each column takes, and what then is shown and why."""

    line: int
    takes: dict[str, frozenset[str]]
    shown: str
    reason: str

    def fits(self, case: dict[str, str]) -> bool:
        return all(case[column] in self.takes[column] for column in COLUMNS)


def read_rows() -> tuple[Row, ...]:
    lines = PAGE.read_text(encoding="utf-8").split("### Every case\n", 1)[1].splitlines()
    table = itertools.takewhile(lambda pair: pair[1].startswith("|"), enumerate(lines[1:], 1))
    cells = [(at, [cell.strip(" `") for cell in line.strip("|").split("|")]) for at, line in table]
    assert cells[0][1] == [*COLUMNS, "shown", "reason"]
    return tuple(_row(at, values) for at, values in cells[2:])


def _row(at: int, cells: list[str]) -> Row:
    takes = {}
    for column, cell in zip(COLUMNS, cells[: len(COLUMNS)], strict=True):
        takes[column] = frozenset(VALUES[column] if cell == "any" else cell.split(", "))
        assert takes[column] <= set(VALUES[column]), f"row {at}, {column}: {cell}"
    return Row(at, takes, *cells[len(COLUMNS) :])


def all_cases() -> Iterator[dict[str, str]]:
    for values in itertools.product(*(VALUES[column] for column in COLUMNS)):
        case = dict(zip(COLUMNS, values, strict=True))
        # What lacks a translation, or has an unapproved one that blocks, is not reviewed.
        if case["reviewed"] == "no" or (case["missing"], case["blocked"]) == ("no", "no"):
            yield case


ROWS = read_rows()
CASES = tuple(all_cases())


def segments_of(case: dict[str, str]) -> Iterator[Segment]:
    """Yield a text that is like that, with an approved sentence in it so that none is about single sentences."""
    yield APPROVED
    if case["reviewed"] == "no":
        yield MACHINE
    if case["stale"] != "no":
        yield DRAFTED
    if case["stale"] == "undrafted":
        yield STALE
    if case["missing"] == "yes":
        yield MISSING
    if case["blocked"] == "yes":
        yield BLOCKED


def decide_case(case: dict[str, str], waited_min: int) -> Decision:
    policy = POLICIES[case["reader"]]
    rule = LanguageRule(
        tag="vi",
        policy=policy,
        when_stale=WhenStale(case["when_stale"]),
        when_missing=WhenMissing(case["when_missing"]),
        after_min=AFTER_MIN if policy is PublishPolicy.REVIEWED_OR_MACHINE_AFTER else None,
    )
    return decide(make_work(*segments_of(case), waited_min=waited_min), rule)


def waits(reader: str) -> tuple[int, ...]:
    """Return how long a text may have waited for this to be its reader; the time is nothing to the other policies."""
    by_timer = {WAITING: (0, AFTER_MIN - 1), WAITED: (AFTER_MIN, 600)}
    return by_timer.get(reader, (0, AFTER_MIN, 600))


def test_every_case_has_exactly_one_row() -> None:
    fitting = {tuple(case.values()): [row.line for row in ROWS if row.fits(case)] for case in CASES}
    assert {case: rows for case, rows in fitting.items() if len(rows) != 1} == {}


def test_every_row_is_about_some_case() -> None:
    assert [row.line for row in ROWS if not any(row.fits(case) for case in CASES)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row.line}")
def test_what_the_table_says_is_what_is_decided(row: Row) -> None:
    for case in CASES:
        if not row.fits(case):
            continue
        shown = row.shown
        if shown == "when_missing":
            shown = {WhenMissing.HOLD: Show.NOTHING, WhenMissing.SOURCE: Show.SOURCE}[WhenMissing(case["when_missing"])]
        for waited_min in waits(case["reader"]):
            decision = decide_case(case, waited_min)
            assert (decision.show, decision.reason) == (Show(shown), Reason(row.reason)), case


def test_every_reason_but_those_of_no_sentence_stands_in_the_table() -> None:
    assert {Reason(row.reason) for row in ROWS} == set(Reason) - {Reason.NO_TEXT, Reason.WITHDRAWN}


def test_blocking_codes_are_told_where_they_count() -> None:
    for case in CASES:
        for waited_min in waits(case["reader"]):
            decision = decide_case(case, waited_min)
            could_be_out = case["reader"] in {"machine", WAITING, WAITED} and case["blocked"] == "yes"
            assert bool(decision.blocking) is could_be_out, case
