"""Putting the marks of a sentence onto its translation."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.html import clean_inline
from tests.strategies import inline_html
from tests.translations.factories import make_source
from translations.engines.engine import Link
from translations.inline import addresses, write_inline
from translations.marks import FORMATTING_DROPPED, LINK_MOVED, project

A = '<a href="https://a.example/">'
B = '<a href="https://b.example/">'


def projected(source: str, target: str, links: tuple[Link, ...] = ()) -> tuple[str, tuple[str, ...]]:
    marks, notes = project(make_source(source), target, links)
    return write_inline(target, marks), notes


PLACED = [
    # Over the whole sentence, or all of it but its punctuation.
    ("<b>Leaders met.</b>", "Họ gặp nhau.", "<b>Họ gặp nhau.</b>"),
    ("<b>Leaders met</b>.", "Họ gặp nhau.", "<b>Họ gặp nhau</b>."),
    (f'"<i>{A}Leaders met</a></i>."', "“Họ gặp nhau.”", f"“<i>{A}Họ gặp nhau</a></i>.”"),
    # Copied names, numbers and addresses.
    (f"They met {A}Reuters</a> today.", "Họ gặp Reuters hôm nay.", f"Họ gặp {A}Reuters</a> hôm nay."),
    ("In all <b>261</b> days.", "Tổng cộng 1261 hay 261 ngày.", "Tổng cộng 1261 hay <b>261</b> ngày."),
    (f"See {A}example.org/a</a> now.", "Xem example.org/a ngay.", f"Xem {A}example.org/a</a> ngay."),
    (f"Said {A}@vnexpress</a> then.", "Theo @vnexpress thì.", f"Theo {A}@vnexpress</a> thì."),
    (f"More {A}»</a> here", "Xem » ở đây", f"Xem {A}»</a> ở đây"),
    # Names with a Korean particle behind them, in other letter case, or with diacritics.
    (f"Then {A}CNN</a> said so.", "그때 CNN은 말했다.", f"그때 {A}CNN</a>은 말했다."),
    (f"{A}Nguyen Phu Trong</a> came.", "Ông Nguyễn Phú Trọng đến.", f"Ông {A}Nguyễn Phú Trọng</a> đến."),
    (f"{A}METROPOLE</a> was full.", "Khách sạn Metropole kín phòng.", f"Khách sạn {A}Metropole</a> kín phòng."),
    # Names that are only similar.
    (f"{A}Kim Jong-un</a> came.", "Ông Kim Jong Un đến.", f"Ông {A}Kim Jong Un</a> đến."),
    # The same name twice: each in its turn.
    (f"Kim and {A}Kim</a> met {B}Kim</a>.", "Kim với Kim gặp Kim.", f"Kim với {A}Kim</a> gặp {B}Kim</a>."),
    # A link without text stays at its end of the sentence.
    (f"{A}</a>One {B}</a>", "Một", f"{A}</a>Một{B}</a>"),
]


@pytest.mark.parametrize(("source", "target", "expected"), PLACED)
def test_marks_are_placed_where_their_words_went(source: str, target: str, expected: str) -> None:
    assert projected(source, target) == (expected, ())


def test_formatting_that_cannot_be_placed_is_dropped_and_named() -> None:
    assert projected("They <b>shook hands</b>.", "Họ bắt tay.") == ("Họ bắt tay.", (FORMATTING_DROPPED,))


def test_a_link_that_cannot_be_placed_is_put_on_the_last_word_and_named() -> None:
    assert projected(f"They {A}shook hands</a> today.", "Họ bắt tay.") == (f"Họ bắt {A}tay</a>.", (LINK_MOVED,))


def test_several_lost_links_share_the_last_words_in_their_order() -> None:
    source = f"They {A}shook hands</a> and {B}left for dinner</a> then."
    assert projected(source, "Họ bắt tay.") == (f"Họ {A}bắt</a> {B}tay</a>.", (LINK_MOVED,))


def test_a_lost_link_does_not_cover_one_that_was_placed() -> None:
    source = f"They {A}shook hands</a> with {B}Reuters</a>."
    assert projected(source, "Họ bắt tay Reuters.") == (f"Họ bắt {A}tay</a> {B}Reuters</a>.", (LINK_MOVED,))


def test_links_that_find_no_word_are_kept_at_the_end() -> None:
    assert projected(f"{A}One</a> and {B}two</a>", "…") == (f"…{A}</a>{B}</a>", (LINK_MOVED,))


def test_a_common_word_that_looks_the_same_is_not_taken_for_a_copy() -> None:
    # "ban" is a committee in Vietnamese.
    assert projected("The <b>ban</b> holds.", "Lệnh ban hành còn hiệu lực.")[1] == (FORMATTING_DROPPED,)


def test_the_engines_alignment_places_words_that_were_translated() -> None:
    links = (
        Link((0, 3), (0, 3), 0.5),
        Link((4, 7), (4, 7), 0.9),
        Link((8, 13), (8, 11), 0.8),
        Link((14, 18), (12, 14), 0.9),
    )
    html, notes = projected("The <b>big house</b> fell.", "Căn nhà lớn đổ.", links)
    assert (html, notes) == ("Căn <b>nhà lớn</b> đổ.", ())


def test_a_mark_placed_by_pieces_of_words_covers_whole_words() -> None:
    links = (Link((4, 9), (4, 6), 0.9),)
    assert projected("The <b>house</b> fell.", "Căn nhàcửa đổ.", links)[0] == "Căn <b>nhàcửa</b> đổ."


def test_an_alignment_that_points_elsewhere_as_well_is_not_trusted() -> None:
    # What came from the marked words encloses more of the rest of the sentence.
    links = (
        Link((0, 4), (0, 4), 0.5),
        Link((5, 9), (5, 9), 0.9),
        Link((5, 9), (10, 14), 0.9),
        Link((0, 4), (15, 19), 0.5),
    )
    assert projected("<b>Aaaa</b> bbbb.", "cccc dddd eeee ffff.", links)[1] == (FORMATTING_DROPPED,)


def test_links_that_would_overlap_are_kept_apart() -> None:
    links = (Link((0, 3), (0, 8), 0.9), Link((4, 7), (0, 8), 0.9))
    html, notes = projected(f"{A}red</a> {B}car</a> sold", "빨간자동차 팔렸다", links)
    assert html.count("<a ") == 2
    assert notes == (LINK_MOVED,)


def test_a_sentence_without_marks_gets_none() -> None:
    assert project(make_source("One."), "Một.") == ((), ())


@given(inline_html(), st.text("Aab 0.,«é한김@\u0300🙂", max_size=30))
def test_no_address_is_lost_altered_or_doubled(fragment: str, target: str) -> None:
    source = make_source(clean_inline(fragment))
    marks, notes = project(source, target)
    assert addresses(marks) == addresses(source.marks)
    assert all(0 <= mark.start <= mark.end <= len(target) for mark in marks)
    linked = sorted((mark.start, mark.end) for mark in marks if mark.tag == "a" and mark.end > mark.start)
    assert all(first[1] <= second[0] for first, second in pairwise(linked))
    assert set(notes) <= {LINK_MOVED, FORMATTING_DROPPED}
