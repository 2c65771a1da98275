"""When a partner's readers may see an entry: never early, in any zone and on any day of its clocks."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.embargo import lifted_at, visibility, visible_since, visible_to
from feeds.model import PubStatus
from feeds.profile import EmbargoRule, Lift, OutputProfile
from feeds.render import render
from tests.factories import make_blog, make_entry, make_links, make_site
from tests.strategies import times

ZONES = sorted(available_timezones())
clocks = st.times().map(lambda at: f"{at:%H:%M}")
lifts = st.builds(Lift, territory=st.just("KR"), at=clocks, timezone=st.sampled_from(ZONES))

# Clocks change by an hour at night, by half an hour, at midnight, and in the other half of the year.
CHANGING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "Pacific/Apia")


@cache
def changes_in(zone: str, year: int) -> tuple[datetime, ...]:
    """The midnights, in UTC, before the days on which the clocks of a zone change."""
    midnights = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(365)]
    offsets = [midnight.astimezone(ZoneInfo(zone)).utcoffset() for midnight in midnights]
    return tuple(day for day, (one, other) in zip(midnights, pairwise(offsets), strict=False) if one != other)


@st.composite
def nights_of_change(draw: st.DrawFn) -> tuple[Lift, datetime]:
    """A lift time around the change of a zone's clocks, and a moment at which an entry might appear that night."""
    zone, year = draw(st.sampled_from(CHANGING)), draw(st.integers(2000, 2010))
    near = draw(st.sampled_from(changes_in(zone, year) or (datetime(year, 1, 1, tzinfo=UTC),)))
    since = near + timedelta(minutes=draw(st.integers(-24 * 60, 48 * 60)))
    clock = draw(st.sampled_from(("00:00", "00:15", "00:30", "01:15", "01:45", "02:00", "02:30", "23:30")))
    return Lift(territory="KR", at=clock, timezone=zone), since


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def lift(clock: str, zone: str = "Asia/Seoul", territory: str = "KR") -> Lift:
    return Lift(territory=territory, at=clock, timezone=zone)


def profile(*found: Lift, offset_min: int = 0) -> OutputProfile:
    return OutputProfile(
        name="p",
        territories=tuple({one.territory for one in found}),
        embargo=EmbargoRule(offset_min=offset_min, lifts=found),
    )


def embargoed(until: str, **changes: object):
    published_at = at(until) - timedelta(hours=5)
    times = {"published_at": published_at, "created_at": published_at, "updated_at": published_at}
    return make_entry(**times, embargoed_until=at(until), **changes)


@pytest.mark.parametrize(
    ("until", "visible"),
    [
        ("2026-03-01T05:59+09:00", "2026-03-01T06:00+09:00"),
        ("2026-03-01T00:00+09:00", "2026-03-01T06:00+09:00"),
        ("2026-03-01T06:00+09:00", "2026-03-01T06:00+09:00"),
        ("2026-03-01T09:30+09:00", "2026-03-01T09:30+09:00"),
        ("2026-03-01T23:59+09:00", "2026-03-01T23:59+09:00"),
    ],
)
def test_an_embargoed_entry_waits_for_the_time_of_its_own_day(until, visible):
    assert visible_to(embargoed(until), profile(lift("06:00"))) == at(visible)


def test_the_latest_of_several_territories_counts():
    both = profile(lift("06:00"), lift("07:00", "Asia/Ho_Chi_Minh", "VN"))
    assert visible_to(embargoed("2026-03-01T00:00+09:00"), both) == at("2026-03-01T06:00+09:00")
    # At 02:00 in Seoul it is midnight in Hanoi.
    assert visible_to(embargoed("2026-03-01T02:00+09:00"), both) == at("2026-03-01T07:00+07:00")


def test_the_offset_is_counted_before_the_day_is_looked_at():
    late = profile(lift("06:00"), offset_min=90)
    assert visible_to(embargoed("2026-03-01T23:00+09:00"), late) == at("2026-03-02T06:00+09:00")
    assert visible_to(embargoed("2026-03-01T12:00+09:00"), late) == at("2026-03-01T13:30+09:00")


def test_entries_without_an_embargo_come_at_once():
    entry = make_entry(published_at=at("2026-03-01T00:00+09:00"))
    assert visible_to(entry, profile(lift("06:00"), offset_min=600)) == entry.published_at


@pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
def test_a_withdrawal_waits_for_nothing(status):
    entry = embargoed("2026-03-01T00:00+09:00", pub_status=status)
    assert visible_to(entry, profile(lift("06:00"), offset_min=600)) == entry.embargoed_until


def test_without_a_rule_the_question_is_the_one_that_is_asked_for_everybody():
    assert visibility(OutputProfile(name="p")) is visible_since


def test_a_time_that_the_clocks_show_twice_is_the_second():
    # Clocks go back from 03:00 to 02:00.
    twice = lift("02:30", "Europe/Berlin")
    assert lifted_at(twice, at("2026-10-25T00:10+02:00")) == at("2026-10-25T02:30+01:00")


def test_a_time_that_the_clocks_skip_is_never_early():
    # Clocks go forward from 02:00 to 03:00.
    skipped = lift("02:30", "Europe/Berlin")
    assert lifted_at(skipped, at("2026-03-29T00:10+01:00")) == at("2026-03-29T03:30+02:00")


@settings(max_examples=1_000)
@given(asked=st.tuples(lifts, times()) | nights_of_change(), later_min=st.integers(0, 180) | st.integers(0, 36 * 60))
def test_no_clock_of_the_territory_shows_an_earlier_time_of_that_day_once_an_entry_is_out(asked, later_min):
    lift, since = asked
    zone = ZoneInfo(lift.timezone)
    lifted = lifted_at(lift, since)
    meanwhile = (lifted + timedelta(minutes=later_min)).astimezone(zone)
    assert lifted >= since
    assert meanwhile.date() != since.astimezone(zone).date() or f"{meanwhile:%H:%M}" >= lift.at


@settings(max_examples=500)
@given(asked=st.tuples(lifts, times()) | nights_of_change())
def test_an_entry_is_not_kept_longer_than_its_day_asks_for(asked):
    lift, since = asked
    zone = ZoneInfo(lift.timezone)
    lifted, local = lifted_at(lift, since), since.astimezone(zone)
    offsets = {(since + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-26, 27)}
    if len(offsets) == 1:
        assert (lifted == since) == (f"{local:%H:%M}" >= lift.at)
        assert lifted == since or f"{lifted.astimezone(zone):%Y-%m-%d %H:%M}" == f"{local:%Y-%m-%d} {lift.at}"
    assert lifted - since < timedelta(hours=26)


@settings(max_examples=200)
@given(found=st.lists(lifts, max_size=3), offset_min=st.integers(0, 10_080), since=times(), wait_s=st.integers(-1, 1))
def test_a_document_has_an_entry_from_the_second_on_at_which_it_is_due(found, offset_min, since, wait_s):
    entry = make_entry(
        published_at=since, created_at=since, updated_at=since, embargoed_until=since, blocks=(), headline="Secret"
    )
    shown_to = profile(*found, offset_min=offset_min)
    due = visible_to(entry, shown_to)
    blog = make_blog(entries=(entry,), updated_at=since, published_at=since, created_at=since)

    document = render([blog], shown_to, now=due + timedelta(seconds=wait_s), site=make_site(), links=make_links())

    assert (b"Secret" in document.body) == (wait_s >= 0)
    assert document.valid_until == (due if wait_s < 0 else None)
    assert document.turned_at == (None if wait_s < 0 else due)
