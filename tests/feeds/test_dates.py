"""Times in and out: never naive, never in another language, never beyond what a format can write."""

import locale
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dates import as_utc, for_the_wire, iso_basic, rfc822, rfc3339

ZONES = [ZoneInfo(name) for name in ("UTC", "Asia/Ho_Chi_Minh", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia")]


def accepted_times() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(1000, 1, 1), datetime(9000, 12, 31), timezones=st.sampled_from(ZONES))  # noqa: DTZ001


def test_time_is_converted_to_utc_and_not_relabelled():
    hanoi = datetime(2019, 2, 27, 20, 54, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    assert as_utc(hanoi) == datetime(2019, 2, 27, 13, 54, tzinfo=UTC)
    assert as_utc(hanoi).tzinfo is UTC


def test_naive_time_is_refused():
    with pytest.raises(ValueError, match="needs a zone"):
        as_utc(datetime(2019, 2, 27, 20, 54))  # noqa: DTZ001


@pytest.mark.parametrize("year", [1, 999, 9001, 9999])
def test_time_that_another_zone_could_not_show_is_refused(year):
    with pytest.raises(ValueError, match="between 1000 and 9000"):
        as_utc(datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=14))))


@given(accepted_times(), st.sampled_from(ZONES))
def test_any_accepted_time_can_be_shown_in_any_zone(time, zone):
    assert as_utc(as_utc(time).astimezone(zone)) == as_utc(time) == time.astimezone(UTC)


def test_rfc3339_writes_utc_as_z_and_other_zones_by_their_offset():
    assert rfc3339(datetime(2019, 2, 27, 13, 54, 7, 999_999, tzinfo=UTC)) == "2019-02-27T13:54:07Z"
    assert rfc3339(datetime(2019, 2, 27, 20, 54, tzinfo=ZoneInfo("Asia/Seoul"))) == "2019-02-27T20:54:00+09:00"
    assert rfc3339(datetime(2019, 2, 27, 20, 54, tzinfo=ZoneInfo("America/St_Johns"))) == "2019-02-27T20:54:00-03:30"


@given(accepted_times())
def test_rfc3339_reads_back_as_the_same_second(time):
    assert datetime.fromisoformat(rfc3339(time)) == time.astimezone(UTC).replace(microsecond=0)


def test_basic_format_writes_every_zone_by_its_offset():
    assert iso_basic(datetime(2019, 2, 27, 13, 54, 7, 999_999, tzinfo=UTC)) == "20190227T135407+0000"
    assert iso_basic(datetime(2019, 2, 27, 20, 54, tzinfo=ZoneInfo("Asia/Seoul"))) == "20190227T205400+0900"


@given(accepted_times())
def test_basic_format_reads_back_as_the_same_second(time):
    assert datetime.fromisoformat(iso_basic(time)) == time.astimezone(UTC).replace(microsecond=0)


@given(accepted_times())
def test_rfc822_reads_back_as_the_same_second(time):
    assert parsedate_to_datetime(rfc822(time)) == time.astimezone(UTC).replace(microsecond=0)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (datetime(2018, 12, 31, tzinfo=UTC), "Mon, 31 Dec 2018 00:00:00 +0000"),
        (datetime(2019, 1, 1, tzinfo=UTC), "Tue, 01 Jan 2019 00:00:00 +0000"),
        (datetime(2020, 2, 29, tzinfo=UTC), "Sat, 29 Feb 2020 00:00:00 +0000"),
        (datetime(2019, 5, 2, 23, 59, 59, tzinfo=ZoneInfo("Asia/Kathmandu")), "Thu, 02 May 2019 23:59:59 +0545"),
    ],
)
def test_rfc822_has_english_names_four_digit_years_and_numeric_zones(day, written):
    assert rfc822(day) == written


def test_formatting_asks_nothing_of_the_process_locale(monkeypatch):
    def refuse(*_: object) -> str:
        pytest.fail("the process locale was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert rfc822(datetime(2019, 3, 4, tzinfo=UTC)) == "Mon, 04 Mar 2019 00:00:00 +0000"


def test_offset_with_seconds_is_written_in_utc():
    saigon = datetime(1908, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert saigon.utcoffset() == timedelta(hours=7, minutes=6, seconds=30)

    assert rfc3339(saigon) == "1907-12-31T16:53:30Z"
    assert rfc822(saigon) == "Tue, 31 Dec 1907 16:53:30 +0000"
    assert for_the_wire(saigon) == saigon
