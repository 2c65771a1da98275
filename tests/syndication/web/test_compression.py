"""Which coding a client gets for what it says it accepts (RFC 9110 §12.5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.web.compression import Coding, negotiate

GZIP, IDENTITY = Coding.GZIP, Coding.IDENTITY


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, IDENTITY),
        ("", IDENTITY),
        ("gzip", GZIP),
        ("GZip", GZIP),
        ("x-gzip", GZIP),
        ("gzip, deflate, br", GZIP),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", GZIP),
        ("deflate, br", IDENTITY),
        ("gzip;q=0", IDENTITY),
        ("gzip; q = 0", IDENTITY),
        ("gzip;q=0.000", IDENTITY),
        ("gzip;q=0.001", GZIP),
        ("gzip;q=0, *", IDENTITY),
        ("*", GZIP),
        ("*;q=0", IDENTITY),
        ("*;q=0.5, gzip;q=0", IDENTITY),
        ("identity", IDENTITY),
        ("identity;q=0, gzip", GZIP),
        ("identity;q=0", GZIP),
        ("identity;q=0, *;q=0", IDENTITY),
        ("identity;q=0.8, gzip;q=0.5", IDENTITY),
        ("identity;q=0.5, gzip;q=0.5", GZIP),
        ("identity, *;q=0", IDENTITY),
        (",, ,gzip", GZIP),
        ("gzip;q=nonsense", GZIP),
    ],
)
def test_the_coding_is_the_one_asked_for(header: str | None, coding: Coding) -> None:
    assert negotiate(header) is coding


@given(st.text(alphabet="gzipdentyx*;q=,. 019", max_size=60))
def test_any_header_gets_a_coding(header: str) -> None:
    assert negotiate(header) in Coding
