"""The bytes of a delivery, printed and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.web.delivery_documents import MOST_SHOWN, difference, shown


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        (b'{"a":{"b":"\xc3\xa4"}}', "application/feed+json", '{\n  "a": {\n    "b": "ä"\n  }\n}'),
        (b"<a><b>x</b><c/></a>", "application/atom+xml; charset=utf-8", "<a>\n  <b>x</b>\n  <c/>\n</a>"),
    ],
)
def test_a_document_is_printed_with_a_line_for_each_part(body: bytes, media_type: str, text: str) -> None:
    printed = shown(body, media_type)
    assert (printed.text, printed.is_printed, printed.is_cut) == (text, True, False)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"{not json", "application/json"),
        (b"<a>", "text/xml"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "text/xml"),
        (b"[" * 100_000, "application/json"),
        (b"\xff\xfe", "text/plain"),
        (b"", "application/json"),
    ],
)
def test_what_cannot_be_printed_is_shown_as_it_is(body: bytes, media_type: str) -> None:
    printed = shown(body, media_type)
    assert (printed.text, printed.is_printed) == (body.decode("utf-8", "replace"), False)


def test_a_long_document_is_cut() -> None:
    printed = shown(b"x" * (MOST_SHOWN + 1), "text/plain")
    assert (len(printed.text), printed.is_cut) == (MOST_SHOWN, True)


def test_words_that_differ_are_told_with_the_lines_around_them() -> None:
    old = "".join(f"line {at}\n" for at in range(20))
    new = old.replace("line 10\n", "line ten\n")
    parts = difference(old, new)
    assert parts is not None
    told = [(part.change, part.text) for part in parts]
    assert ("removed", "10") in told
    assert ("added", "ten") in told
    whole = "".join(text for _, text in told)
    assert whole.startswith("…\n")
    assert "line 8\n" in whole
    assert "line 3\n" not in whole


@given(st.text(max_size=200))
def test_a_document_does_not_differ_from_itself(text: str) -> None:
    assert difference(text, text) == ()


def test_what_is_too_long_to_be_compared_is_not() -> None:
    assert difference("a\n" * 7000, "b\n" * 7000) is None
