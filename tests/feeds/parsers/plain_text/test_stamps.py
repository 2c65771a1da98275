"""Stamps, clocks and zones in the shapes news pages print them."""

from datetime import date

import pytest

from feeds.errors import ParseError
from feeds.parsers.plain_text.stamps import read_opening
from tests.feeds.parsers.plain_text.reading import read


@pytest.mark.parametrize(
    "stamp",
    [
        "February 27, 2019 | 01:41 am PT",
        "Feb. 27th 2019, 1.41 a.m. PST",
        "27/02/2019 16:41 GMT+7",
        "27.02.2019 - 16.41",
        "27-02-2019 16:41 UTC+07:00",
        "2/27/2019 4:41 PM",
        "2019-02-27 16:41 +07:00",
        "2019-02-27T16:41:00+0700",
        "2019-02-27T09:41:00.123Z",
        "Wed 27 Feb 2019 09.41 GMT",
        "Wednesday, 27 February 2019 at 04:41 EST",
        "Published: 27 Feb 2019 05:41 EDT",
        "Posted on 27 February 2019, 10:41 CET",
        "First published on Wed 27 Feb 2019 09.41 GMT",
        "27 Feb 2019 10:41 BST",
        "27 Feb 2019 18:41 KST",
        "16h41 27/02/2019",
        "16:41 ICT, 27 February 2019",
        "Thứ tư, 27/2/2019, 16:41 (GMT+7)",
        "Thứ 4, ngày 27 tháng 2 năm 2019, 16h41",
        "16:41 ngày 27/02/2019 (giờ địa phương)",
        "입력 2019.02.27. 오후 6:41 KST",
        "2019년 2월 27일 18시 41분 (KST)",
        "27 Feb 2019 04:41 ET",
        "27 Feb 2019 04:41 GMT\u22125",
        "２７/０２/２０１９ １６：４１",
        "27 Feb 2019 16:41 (local time)",
    ],
)
def test_stamp_gives_the_first_publication(stamp: str) -> None:
    at = read(f"{stamp}\nHeadline\nStandfirst\n").blog.published_at
    assert at.isoformat() == "2019-02-27T09:41:00+00:00"


@pytest.mark.parametrize(
    ("line", "clock", "rest"),
    [
        ("20h54", "20:54", ""),
        ("20h 54", "20:54", ""),
        ("20 giờ 54 phút", "20:54", ""),
        ("20:54", "20:54", ""),
        ("20:54:30 | Title", "20:54:30", "Title"),
        ("8.54 pm", "20:54", ""),
        ("8:54 p.m.", "20:54", ""),
        ("8:54pm: Title", "20:54", "Title"),
        ("12:10 am", "00:10", ""),
        ("12.10 p.m. Title", "12:10", "Title"),
        ("20h", "20:00", ""),
        ("8 pm - Title", "20:00", "Title"),
        ("20.54", "20:54", ""),
        ("20:54 - Trump leaves", "20:54", "Trump leaves"),
        ("20:54 – 'Title'", "20:54", "'Title'"),
        ("20h54: title", "20:54", "title"),
        ("20:54 Title", "20:54", "Title"),
        ("20:54 트럼프 출발", "20:54", "트럼프 출발"),
        ("[20:54] title", "20:54", "title"),
        ("(20h54) Title", "20:54", "Title"),
        ("오후 8시 54분 출발", "20:54", "출발"),
        ("오전 12:10", "00:10", ""),
        ("20시 54분", "20:54", ""),
        ("10:15 UN votes", "10:15", "UN votes"),
    ],
)
def test_entry_opens_with_its_time(line: str, clock: str, rest: str) -> None:
    opening = read_opening(line)
    assert opening is not None
    assert opening.stamp.clock is not None
    assert opening.stamp.clock.isoformat("auto").removesuffix(":00" if clock.count(":") == 1 else "") == clock
    assert opening.rest == rest


@pytest.mark.parametrize(
    "line",
    [
        "261 days",
        "25:10",
        "24h00",
        "20:60 Title",
        "13:05 pm",
        "2:1 for Vietnam",
        "18:30 is when they meet.",
        "20h after the talks, they met.",
        "3.50 dollars",
        "8 pm talks were off.",
        "At 20:54 they left.",
        "1234567890:12",
        "20:545",
        "Getting along",
        "27 February",
    ],
)
def test_text_that_only_holds_a_number_opens_with_no_time(line: str) -> None:
    assert read_opening(line) is None


@pytest.mark.parametrize("headline", ["9/11", "24/7", "1984", "Route 66, 20 years on", "May 68", "2019 in review"])
def test_headline_with_numbers_is_no_stamp(headline: str) -> None:
    assert read(f"{headline}\n2019-02-27 16:41\nStandfirst\n").blog.title == headline


def test_unknown_zone_in_the_stamp_is_refused_by_its_line() -> None:
    with pytest.raises(ParseError, match=r"line 2: unknown time zone 'XYZ'; write it as an offset, such as GMT\+7"):
        read("Headline\n27 Feb 2019 16:41 XYZ\nStandfirst\n")


def test_ambiguous_date_is_read_as_the_caller_says() -> None:
    parsed = read("02/03/2019 16:41\nHeadline\nStandfirst\n", date=date(2019, 2, 3))
    assert parsed.blog.published_at.isoformat() == "2019-02-03T09:41:00+00:00"
    assert not [remark for remark in parsed.remarks if "date" in remark.reason]
