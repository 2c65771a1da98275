"""Items of a feed before they are read: times and identifiers for those that lack them."""

from datetime import UTC, datetime
from itertools import count

import pytest

from feeds.reading.assembling import Report
from feeds.reading.listed import Listed, fill_times, ready_to_read

NOON, ONE, TWO = (datetime(2024, 5, 1, hour, tzinfo=UTC) for hour in (12, 13, 14))
PAGE = "https://example.org/live"


def item(**said) -> Listed[None]:
    return Listed(source=None, place="line 1", **{"published_at": NOON, **said})


def ready(*items: Listed[None]) -> list[Listed[None]]:
    return ready_to_read(items, Report("rss"), page=PAGE, otherwise=TWO)


@pytest.mark.parametrize(
    ("times", "filled"),
    [
        ([], []),
        ([None], [TWO]),
        ([None, ONE], [ONE, ONE]),
        ([ONE, None, None, NOON, None], [ONE, ONE, ONE, NOON, NOON]),
    ],
)
def test_entries_without_a_time_get_that_of_a_neighbour(times, filled):
    assert fill_times(times, otherwise=TWO) == filled


def test_a_time_of_a_neighbour_is_not_exact_and_is_remarked_on():
    report = Report("rss")

    found = ready_to_read([item(), item(published_at=None, stated_time="soon")], report, page=None, otherwise=TWO)

    assert [(one.published_at, one.time_is_exact) for one in found] == [(NOON, True), (NOON, False)]
    assert [remark.text for remark in report.remarks()] == ["soon"]


def test_a_link_that_no_other_has_is_an_identifier():
    found = ready(item(link=f"{PAGE}/1"), item(identifier="2", link=f"{PAGE}/2"), item(link=PAGE))

    assert [one.identifier for one in found] == [f"{PAGE}/1", "2", ""]


def test_a_link_that_several_have_tells_nothing():
    assert [one.identifier for one in ready(item(link=f"{PAGE}/1"), item(link=f"{PAGE}/1"), item())] == ["", "", ""]


def test_of_more_items_than_are_taken_in_no_more_are_looked_at():
    endless = (Listed(source=number, place="", identifier=str(number)) for number in count())
    assert len(ready_to_read(endless, Report("rss"), page=None, otherwise=TWO)) == 20_001
