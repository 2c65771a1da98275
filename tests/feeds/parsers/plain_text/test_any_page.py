"""What holds for every page: no crash, no text lost or doubled, an order that survives sorting, safe output."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feeds.codec import decode_blog, encode
from feeds.errors import ParseError
from feeds.matching import match_entries
from feeds.parsers import Parsed
from feeds.sanitise import clean_blog
from feeds.settling import settle_page
from feeds.xml import clean_text
from tests.feeds.parsers.plain_text.reading import LATER, read, texts_of
from tests.strategies import any_text

# Lines of pages; each {} is filled with a word that occurs nowhere else.
_LINES = (
    "",
    "   ",
    "• {}",
    "  • {} {}.",
    "  • 20h54",
    "• 19:40 - {} {}",
    "• 8.54 pm: {}",
    "- {}",
    "* 23:59 {}",
    "▪",
    "    {} {}",
    "    {} {}. {}?",
    "    {} {}. Photo by {}",
    "    Photo by {}",
    "{}. (Ảnh: {}/AFP)",
    "/사진={}",
    "Video: {} {}",
    "Photo by {} shows {}",
    "Photo: {} and then {} was there.",
    "{}:",
    "{} '{}'",
    "20:54",
    "00h10 {}",
    "25h70",
    "---",
    "* * *",
    "By {}",
    "{}",
    "\t{}",
    "Wednesday 27 February",
    "28/02/2019 16:41 GMT+7",
    "27/02/2019 16:41 {}",
    "Updated 1 March 2019",
    "02/03/2019 03:04",
    "{}\u2028{}\f{}",
    "<b>{}</b> &amp; <script>{}</script>",
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page of lines in any order, in one of the ways to end lines; most start like a page."""
    names = count(1)
    head = draw(st.sampled_from(("27/02/2019 16:41 GMT+7\n{}\n{}\n\n", "{}\n", "")))
    body = "\n".join(draw(st.lists(st.sampled_from(_LINES), max_size=30)))
    filled = re.sub(r"\{\}", lambda _match: f"Wq{next(names)}x", head + body)
    return filled.replace("\n", draw(st.sampled_from(("\n", "\r\n", "\n\n"))))


def _read_or_skip(page: str) -> Parsed:
    try:
        return read(page)
    except ParseError:
        assume(False)
        raise


@given(pages())
def test_every_word_comes_out_once_or_is_shown_in_a_remark(page: str) -> None:
    parsed = _read_or_skip(page)
    found = Counter(re.findall(r"Wq\d+x", "\n".join(texts_of(parsed))))
    shown = set(re.findall(r"Wq\d+x", "\n".join(remark.text for remark in parsed.remarks)))
    words = set(re.findall(r"Wq\d+x", page))
    assert max(found.values(), default=1) == 1
    assert words - found.keys() <= shown


@given(pages())
def test_words_stand_in_the_order_of_the_page_within_an_entry(page: str) -> None:
    for entry in _read_or_skip(page).blog.entries:
        texts = "\n".join(texts_of(Parsed(blog=replace(_EMPTY, entries=(entry,)))))
        numbers = [int(number) for number in re.findall(r"Wq(\d+)x", texts)]
        assert numbers == sorted(numbers)


@given(pages())
def test_times_are_strictly_newest_first(page: str) -> None:
    blog = _read_or_skip(page).blog
    times = [entry.published_at for entry in blog.entries]
    assert times == sorted(set(times), reverse=True)
    assert blog.coverage_start_at == min([blog.published_at, *times])


@given(pages())
def test_output_is_clean_and_survives_its_own_json(page: str) -> None:
    blog = _read_or_skip(page).blog
    assert clean_blog(blog) == blog
    assert decode_blog(encode(blog), now=LATER) == blog
    for blocks in (blog.summary, blog.body, *(entry.blocks for entry in blog.entries)):
        assert [block.id for block in blocks] == [f"b{number}" for number in range(1, len(blocks) + 1)]


@given(pages())
def test_remarks_name_lines_of_the_page_in_order(page: str) -> None:
    numbers = [int(remark.location.removeprefix("line ")) for remark in _read_or_skip(page).remarks]
    assert numbers == sorted(numbers)
    assert all(1 <= number <= page.count("\n") + 1 for number in numbers)


@given(pages())
def test_importing_a_page_twice_changes_nothing(page: str) -> None:
    entries = _read_or_skip(page).blog.entries
    known = tuple(replace(entry, guid=f"e{number}", version=1) for number, entry in enumerate(entries))
    matching = match_entries(known, entries)
    assert (matching.new, matching.missing) == ((), ())
    assert settle_page(known, entries, matching) == known


@given(pages(), pages())
def test_importing_another_page_matches_one_to_one(first: str, second: str) -> None:
    known = tuple(replace(e, guid=f"e{n}", version=1) for n, e in enumerate(_read_or_skip(first).blog.entries))
    incoming = _read_or_skip(second).blog.entries
    matching = match_entries(known, incoming)
    assert sorted([*matching.new, *(pair.index for pair in matching.pairs)]) == list(range(len(incoming)))
    assert sorted([*matching.missing, *(pair.guid for pair in matching.pairs)]) == sorted(e.guid for e in known)
    assert len(settle_page(known, incoming, matching)) == len(incoming)


@given(any_text(200))
def test_any_text_is_read_or_refused(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for page in (data, b"27/02/2019 16:41\nHeadline\n\xe2\x80\xa2 " + data, text.encode("utf-16", "surrogatepass")):
        with suppress(ParseError):
            read(page)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ParseError):
        read(data)


@given(
    st.text(
        st.sampled_from("λόγοςЖук漢字ไทย👩‍👧é•-*–·:.,!?'\"() 0123456789\n\r\t\v\f\u00a0\u200b\u2028\u0338"),
        max_size=400,
    )
)
def test_no_letter_of_a_page_without_structure_is_lost(text: str) -> None:
    page = f"27/02/2019 16:41 GMT+7\n{text}"
    found = Counter(filter(str.isalpha, "".join(texts_of(_read_or_skip(page)))))
    assert found == Counter(filter(str.isalpha, clean_text(text)))


@pytest.mark.parametrize("line", ["x" * 1_000_000, "word " * 200_000, "• " + "20:54 " * 100_000])
def test_one_huge_line_is_refused_as_a_headline(line: str) -> None:
    with pytest.raises(ParseError, match="no headline"):
        read(line)


@pytest.mark.parametrize(
    "text",
    [
        "-" * 200_000 + " Photo by A",
        "Photo by A. " * 20_000,
        "1:" * 100_000,
        "\"'" * 100_000,
        "(" * 99_999 + "Photo: A)",
    ],
)
def test_huge_line_in_an_entry_is_kept_whole(text: str) -> None:
    parsed = read(f"27/02/2019 16:41 GMT+7\nHeadline\n• 20:54\n  {text}\n")
    kept = "".join(texts_of(parsed)) + "".join(remark.text for remark in parsed.remarks)
    assert len(re.sub(r"\W|Photo|by", "", kept)) >= len(re.sub(r"\W|Photo|by", "", text))


def test_ten_thousand_entries_are_read_in_their_order() -> None:
    entries = "".join(f"• {n % 24:02}:{n % 60:02}\n  Title {n}\n  Text of it.\n" for n in range(10_000, 0, -1))
    blog = read(f"27/02/2019 00:00 GMT+7\nHeadline\n{entries}").blog
    assert len(blog.entries) == 10_000


@pytest.mark.parametrize(
    "page", ["• 20:54\n  They met.\n", "27/02/2019 16:41\n- They met.\n", "---\n27/02/2019 16:41\n---"]
)
def test_page_without_a_headline_is_refused(page: str) -> None:
    with pytest.raises(ParseError, match="line 1: no headline: put one on a line of its own above the first entry"):
        read(page)


_EMPTY = replace(read("27/02/2019 16:41\nHeadline\n").blog, title="")
