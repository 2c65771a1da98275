"""The same page in other bytes: line ends, byte order marks, encodings, blanks, characters nobody sees."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.errors import ParseError
from tests.feeds.parsers.plain_text.reading import read

PAGE = (Path(__file__).parents[4] / "samples" / "hanoi-summit.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda page: page.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda page: page.replace("\n", "\r").encode(), id="CR"),
        pytest.param(lambda page: codecs.BOM_UTF8 + page.encode(), id="UTF-8 with byte order mark"),
        pytest.param(lambda page: page.encode("utf-16"), id="UTF-16 of this machine"),
        pytest.param(lambda page: codecs.BOM_UTF16_BE + page.encode("utf-16-be"), id="UTF-16 big-endian"),
        pytest.param(lambda page: page.replace("    ", "\t").encode(), id="tabs"),
        pytest.param(lambda page: page.replace("    ", "\u00a0\u00a0\u00a0 ").encode(), id="no-break indentation"),
        pytest.param(
            lambda page: page.replace("  •", "  \u200b•\u00a0").encode(), id="zero-width space before bullets"
        ),
        pytest.param(lambda page: page.replace("20h54", "\u200e20h54\u200b").encode(), id="marks around a time"),
        pytest.param(
            lambda page: page.replace("\n\n", " \t\u00a0\n\u200b\n").encode(), id="blank lines that are not empty"
        ),
        pytest.param(lambda page: page.replace("dinner", "din\x01\x07\x9fner").encode(), id="controls"),
        pytest.param(lambda page: (page + "\n\n\f\n").encode(), id="trailing form feed"),
    ],
)
def test_same_page_in_other_bytes_reads_the_same(rewrite: Callable[[str], bytes]) -> None:
    assert read(rewrite(PAGE)).blog == read(PAGE).blog


def test_letters_and_their_marks_are_composed() -> None:
    decomposed = "Vie\u0323\u0302t Nam\n2019-02-27 16:41\n"
    assert read(decomposed).blog.title == "Việt Nam"


def test_lone_no_break_space_stays_in_the_text() -> None:
    parsed = read("2019-02-27 16:41\nPrices\nStandfirst\n• 18:00\n  It costs 10\u00a0000 dong\u00a0 today.\n")
    assert parsed.blog.entries[0].blocks[0].html == "It costs 10\u00a0000 dong today."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n\xef\xbb\xbf", "the file is empty"),
        ("Trump và Kim".encode("latin-1"), "save the file as UTF-8"),
        ("북미 정상회담".encode("euc-kr"), "save the file as UTF-8"),
        ("Headline\n• 20:54".encode("utf-16-le"), "NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "save the file as UTF-8"),
        (b"\xff\xfe\x00\xd8", "UTF-16"),
        (b"Headline\n\x00\x01\x02", "line 2"),
    ],
)
def test_what_is_not_text_in_a_known_encoding_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read(data)
