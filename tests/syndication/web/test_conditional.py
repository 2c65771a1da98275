"""When a client has got the document already (RFC 9110 §13)."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndication.web.conditional import http_date, is_not_modified, matches

CHANGED = datetime(2019, 2, 27, 13, 54, 6, 700_000, tzinfo=UTC)
ETAG = "12-ab34"


def asks(if_none_match: str | None = None, if_modified_since: str | None = None) -> bool:
    return is_not_modified(
        etag=ETAG, last_modified_at=CHANGED, if_none_match=if_none_match, if_modified_since=if_modified_since
    )


@pytest.mark.parametrize(
    "header",
    [
        '"12-ab34"',
        'W/"12-ab34"',
        '"other", "12-ab34"',
        '"a,b" , W/"12-ab34","c"',
        "*",
        " * ",
        "12-ab34",
        "W/12-ab34",
        "other,12-ab34",
    ],
)
def test_a_tag_of_the_document_is_found(header: str) -> None:
    assert matches(header, ETAG)


@pytest.mark.parametrize("header", ["", '""', '"12-ab3"', '"12-ab34-gzip"', '"12-AB34"', "**", '"*"', '"', '"12-ab34'])
def test_other_tags_are_not(header: str) -> None:
    assert not matches(header, ETAG)


def test_without_a_condition_the_document_is_sent() -> None:
    assert not asks()


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 27 Feb 2019 13:54:06 GMT",
        "Wed, 27 Feb 2019 13:54:07 GMT",
        "Wednesday, 27-Feb-19 13:54:06 GMT",
        "Wed Feb 27 13:54:06 2019",
        "Wed, 27 Feb 2019 20:54:06 +0700",
        "Sat, 01 Jan 2050 00:00:00 GMT",
    ],
)
def test_a_date_not_before_the_change_means_it_is_known(date: str) -> None:
    assert asks(if_modified_since=date)


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 27 Feb 2019 13:54:05 GMT",
        "",
        "yesterday",
        "2019-02-27T13:54:06Z",
        "Wed, 27 Feb 99999 13:54:06 GMT",
        "Wed, 27 Feb 2019 13:54:06 +99999999999999999999",
        "Wed, 99 Feb 2019 13:54:06 GMT",
    ],
)
def test_an_earlier_or_unreadable_date_means_nothing(date: str) -> None:
    assert not asks(if_modified_since=date)


def test_a_tag_decides_alone_where_both_are_sent() -> None:
    known, unknown = http_date(CHANGED), "Tue, 26 Feb 2019 00:00:00 GMT"
    assert not asks(if_none_match='"older"', if_modified_since=known)
    assert asks(if_none_match=f'"{ETAG}"', if_modified_since=unknown)


@given(st.text(max_size=200))
@example("Wed, 27 Feb 2019 13:54:06 +" + "9" * 5000)
@example("1 1 1 1 1 1")
def test_any_header_is_borne(header: str) -> None:
    asks(if_none_match=header)
    asks(if_modified_since=header)


def test_a_huge_list_of_tags_is_read_in_one_pass() -> None:
    started = time.process_time()
    assert not matches("a " * 200_000, ETAG)
    assert not matches('"' * 400_001, ETAG)
    assert not matches('"x",' * 100_000, ETAG)
    assert time.process_time() - started < 1


def test_http_dates_are_in_gmt_and_english() -> None:
    assert http_date(CHANGED) == "Wed, 27 Feb 2019 13:54:06 GMT"
