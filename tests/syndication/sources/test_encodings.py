"""Documents in other encodings than UTF-8."""

import pytest

from syndication.sources.encodings import as_utf8

KOREAN = "<rss><title>하노이 정상회담</title></rss>"


@pytest.mark.parametrize("charset", ["euc-kr", "EUC-KR", "cp949"])
def test_an_encoding_that_only_the_header_names_is_believed(charset):
    assert as_utf8(KOREAN.encode("euc-kr"), charset) == KOREAN.encode()


@pytest.mark.parametrize("charset", [None, "", "utf-8", "iso-8859-1", "euc-kr"])
def test_what_is_utf_8_stays_whatever_the_header_says(charset):
    assert as_utf8(KOREAN.encode(), charset) == KOREAN.encode()


@pytest.mark.parametrize(
    "document",
    [
        b'<?xml version="1.0" encoding="ISO-8859-1"?><rss>\xe9</rss>',
        b'<html><head><meta charset="windows-1252"></head>\xe9</html>',
        "<rss>é</rss>".encode("utf-16"),
    ],
)
def test_what_a_document_says_of_itself_comes_first(document):
    assert as_utf8(document, "euc-kr") == document


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "idna", "utf-7", "zlib", "hex", "cp9999", "x" * 999])
def test_encodings_that_are_none_are_not_tried(charset):
    assert as_utf8(b"\xff\xfa", charset) == b"\xff\xfa"


def test_bytes_that_are_not_of_the_encoding_are_replaced():
    assert as_utf8(b"a\xff\xffb", "euc-kr").decode() == "a\ufffd\ufffdb"
