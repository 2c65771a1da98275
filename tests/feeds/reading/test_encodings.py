"""XML in any encoding, whatever it says of itself."""

import pytest

from feeds.errors import ParseError
from feeds.reading.assembling import Report
from feeds.reading.encodings import decode

VIETNAMESE = "<a>Việt Nam, ½ ngày</a>"


def read(data: bytes) -> tuple[str, list[str]]:
    report = Report("rss")
    return decode(data, report), [remark.reason for remark in report.remarks()]


def declared(encoding: str, text: str = "") -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_known_by_its_mark(encoding):
    assert read(VIETNAMESE.encode(encoding)) == (VIETNAMESE, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_character_are_known_without_a_mark(encoding):
    text = declared("UTF-16", VIETNAMESE)

    assert read(text.encode(encoding)) == (text, [])


@pytest.mark.parametrize(
    ("encoding", "codec", "words"),
    [
        ("EUC-KR", "euc-kr", "두 정상"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("windows-1258", "cp1258", "Viêt"),
        ("ISO-8859-1", "cp1252", "“café”"),
        ("us-ascii", "cp1252", "café"),
        ("KOI8-R", "koi8-r", "Ханой"),
        ("gb2312", "gb18030", "河内"),
        ("Big5", "big5", "河內"),
        ("Shift_JIS", "cp932", "ハノイ①"),
    ],
)
def test_what_is_no_unicode_is_read_in_the_encoding_it_names(encoding, codec, words):
    text = declared(encoding, f"<a>{words}</a>")

    assert read(text.encode(codec)) == (text, [])


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "EUC-KR", "unheard-of"])
def test_bytes_that_are_utf_8_are_read_so_whatever_they_claim(encoding):
    text = declared(encoding, VIETNAMESE)

    found, [remark] = read(text.encode())

    assert found == text
    assert encoding in remark


def test_utf_16_by_its_declaration_alone_is_utf_8():
    text = declared("utf-16", VIETNAMESE)

    assert read(text.encode()) == (text, [])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<a>It\x92s \x93fine\x94 \x96 caf\xe9</a>", "<a>It’s “fine” – café</a>"),
        (b"<a>cr\xe9\xe9e \xe0 \xe9t\xe9</a>", "<a>créée à été</a>"),
        ("<a>Hà Nội: it".encode() + b"\x92s\x85</a>", "<a>Hà Nội: it’s…</a>"),
        ("<a>두 정상".encode()[:-1] + b"...</a>", "<a>두 정\ufffd...</a>"),
        (b"<a>\x81</a>", "<a>\ufffd</a>"),
    ],
)
def test_single_bytes_are_mended_and_remarked_on(data, text):
    found, [remark] = read(b"<b/>\n" + data)

    assert found == f"<b/>\n{text}"
    assert "no UTF-8" in remark


@pytest.mark.parametrize("text", ["두 정상이 만났다", "ハノイで会談", "Лидеры встретились"])
def test_another_encoding_that_is_not_named_is_refused_rather_than_made_up(text):
    codec = {"두": "euc-kr", "ハ": "cp932", "Л": "cp1251"}[text[0]]

    with pytest.raises(ParseError, match="line 2: it is not in UTF-8"):
        read(b"<a>\n" + text.encode(codec))


@pytest.mark.parametrize("encoding", ["utf-7", "iso-2022-jp", "hz-gb-2312"])
def test_encodings_in_which_ascii_means_something_else_are_refused(encoding):
    with pytest.raises(ParseError, match="not read here"):
        read(declared(encoding, "<a>plain</a>").encode())


@pytest.mark.parametrize("encoding", ["unheard-of", "rot13", "cp037", "unicode_escape", "punycode"])
def test_what_is_no_encoding_of_documents_is_refused(encoding):
    with pytest.raises(ParseError, match="not read here"):
        read(declared(encoding).encode() + b"<a>\xe9</a>")


def test_a_document_in_another_encoding_than_it_names_is_refused():
    with pytest.raises(ParseError, match="says that it is in EUC-KR, and is not"):
        read(declared("EUC-KR").encode() + b"<a>" + bytes(range(0x80, 0xA1)) * 9)
