"""Times, languages and addresses as foreign documents write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from feeds.model import PubStatus
from feeds.reading.identities import guid_from
from feeds.reading.values import absolute_url, read_bytes, read_language, read_pixels, read_status, read_time
from tests.strategies import any_text

DINNER = datetime(2019, 2, 27, 11, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2019-02-27T11:33:00Z",
        "2019-02-27T18:33:00+07:00",
        "2019-02-27 18:33:00 +0700",
        "2019-02-27T11:33Z",
        "20190227T113300Z",
        "2019-02-27T11:33:00.000Z",
        "Wed, 27 Feb 2019 11:33:00 GMT",
        "Wed, 27 Feb 2019 18:33:00 +0700",
        "Wed, 27 Feb 2019 06:33:00 EST",
        "27 Feb 2019 11:33:00 -0000",
        "1551267180",
        "1551267180000",
        " 2019-02-27T11:33:00Z\n",
        "2019/02/27 11:33:00",
        "2019-02-27 13:33:00.000000000 +0200 CEST",
        "Wed, 27 Feb 2019 13:33:00 +02:00",
        "Wed, 27 Feb 2019 20:33:00 KST",
        "Wed, 27 Feb 2019 12:33:00 CET",
        "Wed, 27 Feb 2019 11:33 AM GMT",
        "Wed, 27 Feb 2019 06:33:00 -0500 (EST)",
        "Wed Feb 27 2019 12:33:00 GMT+0100 (heure normale d’Europe centrale)",
        "Wed Feb 27 06:33:00 EST 2019",
        "Wed, Feb 27 2019 11:33:00 +0000",
        "WED,27 FEB 2019 11:33:00 GMT",
        "Wednesday, 27 February 2019 11:33:00 GMT",
        "Mi, 27 Feb 2019 12:33:00 +0100",
        "27 Feb 19 11:33 UTC",
    ],
)
def test_time_is_read_in_many_spellings(text):
    assert read_time(text) == DINNER


def test_time_without_a_zone_is_taken_in_the_one_that_is_given():
    assert read_time("2019-02-27T18:33:00", ZoneInfo("Asia/Ho_Chi_Minh")) == DINNER
    assert read_time("Wed, 27 Feb 2019 18:33:00", ZoneInfo("Asia/Ho_Chi_Minh")) == DINNER
    assert read_time("2019-02-27") == datetime(2019, 2, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Tue, 18 Sept 2018 15:53:56 +0300", datetime(2018, 9, 18, 12, 53, 56, tzinfo=UTC)),
        ("Wed, 27 Feb 2019 11:33 PM GMT", datetime(2019, 2, 27, 23, 33, tzinfo=UTC)),
        ("Wed, 27 Feb 2019 12:05:09 a.m. GMT", datetime(2019, 2, 27, 0, 5, 9, tzinfo=UTC)),
        ("Wed, 27 Feb 2019", datetime(2019, 2, 27, tzinfo=UTC)),
        ("Tue, 30 Jun 2015 23:59:60 GMT", datetime(2015, 6, 30, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_odd_spellings_are_read_for_what_they_mean(text, at):
    assert read_time(text) == at


@given(any_text(30))
def test_anything_else_is_refused_as_no_time(text):
    try:
        read = read_time(text)
    except ValueError:
        return
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "5/6/2019 11:33", "2019-13-01T00:00:00Z", "0001-01-01T00:00:00Z", "9" * 20, "1e400", "1 " * 99],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        read_time(text)


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (("en-us",), "en-US"),
        (("english", "vi"), "vi"),
        (("vi-t-en-t0-und",), "vi"),
        (("pt_BR",), "pt-BR"),
        ((None,), None),
    ],
)
def test_language_is_the_first_that_is_one(tags, language):
    assert read_language(*tags) == language


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("/x", "https://example.org/x"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("a b.jpg", "https://example.org/live/a%20b.jpg"),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_are_made_absolute_or_dropped(url, absolute):
    assert absolute_url(url, "https://example.org/live/page") == absolute


def test_address_without_a_scheme_needs_no_base():
    assert absolute_url("//cdn.example/x", None) == "https://cdn.example/x"
    assert absolute_url("x", None) is None


def test_uri_is_kept_as_guid_and_anything_else_becomes_the_same_uuid_every_time():
    assert guid_from("tag:example.org,2019:1", scope=None) == "tag:example.org,2019:1"
    assert guid_from("https://example.org/?p=1", scope=None) == "https://example.org/?p=1"
    assert guid_from("4711", scope="https://a.example/") == guid_from("4711", scope="https://a.example/")
    assert guid_from("4711", scope="https://a.example/") != guid_from("4711", scope="https://b.example/")
    assert guid_from("tag:example.org,2019:1;lang=vi", scope=None).startswith("urn:uuid:")
    assert guid_from(" ", scope=None) == ""


@given(any_text(40))
def test_every_identifier_gives_a_guid_that_the_service_takes(identifier):
    guid = guid_from(identifier, scope="x")

    assert guid == "" or (len(guid) <= 500 and guid.isascii() and ":" in guid)


@pytest.mark.parametrize(
    ("given", "pixels", "size"),
    [
        ("1200", 1200, 1200),
        (1200, 1200, 1200),
        (1200.0, 1200, 1200),
        ("1200.0", 1200, 1200),
        (" 640px ", 640, 640),
        (0, None, 0),
        (2_000_000, None, 2_000_000),
        (2**53, None, None),
        ("9" * 30, None, None),
        (float("nan"), None, None),
        (-1, None, None),
        (True, None, None),
        ("wide", None, None),
        ([1200], None, None),
        (None, None, None),
    ],
)
def test_sizes_are_whole_numbers_that_can_be(given, pixels, size):
    assert (read_pixels(given), read_bytes(given)) == (pixels, size)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("", PubStatus.USABLE),
        ("stat:withheld", PubStatus.WITHHELD),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", PubStatus.CANCELED),
        (" Cancelled ", PubStatus.CANCELED),
        ("doubtful", None),
    ],
)
def test_status_is_known_by_its_code_in_any_scheme(code, status):
    assert read_status(code) is status
