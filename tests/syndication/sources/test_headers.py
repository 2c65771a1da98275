"""Times in headers, as servers write them and as they should not."""

from datetime import UTC, datetime

import pytest

from syndication.sources.headers import fresh_for_s, read_http_time, retry_after_s
from tests.factories import NOW


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Wed, 27 Feb 2019 12:00:00 GMT", datetime(2019, 2, 27, 12, tzinfo=UTC)),
        ("Wed, 27 Feb 2019 19:00:00 +0700", datetime(2019, 2, 27, 12, tzinfo=UTC)),
        ("Wed, 27 Feb 2019 12:00:00 -0000", datetime(2019, 2, 27, 12, tzinfo=UTC)),
        *((text, None) for text in ("", None, "yesterday", "0", "Wed, 31 Feb 2019 12:00:00 GMT", "\0")),
        ("Fri, 31 Dec 9999 23:59:59 -1400", None),
    ],
)
def test_a_time_is_read_or_it_is_none(text, at):
    assert read_http_time(text) == at


@pytest.mark.parametrize(
    ("text", "s"),
    [
        *(("0", 0), ("120", 120), (" 7 ", 7), ("9" * 40, 10 * 365 * 86_400)),
        *((text, None) for text in ("", None, "-5", "1.5", "soon", "٣")),
        ("Wed, 27 Feb 2019 14:10:00 GMT", 600),
        ("Wed, 27 Feb 2019 13:00:00 GMT", 0),
    ],
)
def test_a_server_wishes_to_be_left_alone_for_so_many_seconds(text, s):
    assert retry_after_s(text, now=NOW) == s


@pytest.mark.parametrize(
    ("headers", "s"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=300"}, 300),
        ({"Cache-Control": "public, MAX-AGE=300, s-maxage=60", "Age": "20"}, 40),
        ({"Cache-Control": 'max-age="300"', "Age": "400"}, 0),
        ({"Cache-Control": "no-cache, max-age=300"}, 0),
        ({"Cache-Control": "max-age=soon, ,=,"}, 0),
    ],
)
def test_an_answer_is_fresh_for_so_many_seconds(headers, s):
    assert fresh_for_s(headers) == s
