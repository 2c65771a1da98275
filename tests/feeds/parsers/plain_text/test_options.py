"""What the caller says beside the page: zone, day, slug, language, the time of reading."""

from datetime import UTC, date, datetime

import pytest

from feeds.errors import ParseError
from tests.feeds.parsers.plain_text.reading import read

PAGE = "27 Feb 2019 16:41\nHeadline of the day\nStandfirst\n\n• 18:33\n  They met.\n• 17:59\n  A car came.\n"
UNDATED = PAGE.partition("\n")[2]


@pytest.mark.parametrize("timezone", [None, ""])
def test_without_a_zone_reading_stops_and_names_the_option(timezone: str | None) -> None:
    with pytest.raises(ParseError, match="give one with --timezone, such as --timezone Asia/Ho_Chi_Minh") as caught:
        read(PAGE, timezone=timezone)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "Asia", "../etc/passwd", "/etc/passwd", "\0", "\ud800"])
def test_unknown_zone_is_refused(timezone: str) -> None:
    with pytest.raises(ParseError, match="is not an IANA time zone") as caught:
        read(PAGE, timezone=timezone)
    assert caught.value.location == "--timezone"


def test_page_without_any_date_is_refused_and_names_the_option() -> None:
    with pytest.raises(ParseError, match="--date 2019-02-27"):
        read(UNDATED)


def test_date_option_stands_in_for_the_stamp() -> None:
    parsed = read(UNDATED, date=date(2019, 2, 27))
    assert [entry.published_at.isoformat() for entry in parsed.blog.entries] == [
        "2019-02-27T11:33:00+00:00",
        "2019-02-27T10:59:00+00:00",
    ]
    assert parsed.blog.published_at == parsed.blog.entries[-1].published_at
    assert "no time of first publication" in parsed.remarks[0].reason


def test_date_option_wins_over_the_stamp_for_the_entries() -> None:
    parsed = read(PAGE, date=date(2019, 2, 28))
    assert parsed.blog.entries[-1].published_at.isoformat() == "2019-02-28T10:59:00+00:00"
    assert parsed.blog.published_at.isoformat() == "2019-02-27T09:41:00+00:00"


def test_date_option_gives_a_clock_alone_its_day() -> None:
    parsed = read("16:41\n" + UNDATED, date=date(2019, 2, 27))
    assert parsed.blog.published_at.isoformat() == "2019-02-27T09:41:00+00:00"


@pytest.mark.parametrize("day", [date.min, date.max])
def test_impossible_day_is_refused(day: date) -> None:
    with pytest.raises(ParseError, match="--date"):
        read(PAGE, date=day)


def test_slug_option_wins_over_the_headline() -> None:
    assert read(PAGE).blog.slug == "headline-of-the-day"
    assert read(PAGE, slug="hanoi").blog.slug == "hanoi"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đường đến Hà Nội", "duong-den-ha-noi"),
        ("Trump's 'great' day: U.S. & Korea", "trumps-great-day-u-s-korea"),
        ("북미 정상회담 2차", "live-blog-2019-02-27-0dc563e3"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
    ],
)
def test_slug_is_made_of_the_headline(title: str, slug: str) -> None:
    assert read(PAGE.replace("Headline of the day", title.strip())).blog.slug == slug


def test_language_is_english_unless_told() -> None:
    assert read(PAGE).blog.language == "en"
    assert read(PAGE, language="zh-hant").blog.language == "zh-Hant"


def test_impossible_language_is_refused() -> None:
    with pytest.raises(ParseError, match="is not a language tag") as caught:
        read(PAGE, language="english")
    assert caught.value.location == "--language"


def test_time_in_the_future_is_remarked_on() -> None:
    parsed = read(PAGE, now=datetime(2019, 2, 27, 11, 0, tzinfo=UTC))
    assert [remark.location for remark in parsed.remarks] == ["line 5"]
    assert "2019-02-27 18:33 +07:00 is in the future" in parsed.remarks[0].reason
