"""Cutting texts into sentences and putting translated sentences back."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from feeds.html import clean_inline
from feeds.model import (
    Embed,
    Entry,
    Heading,
    ListBlock,
    LiveBlog,
    MediaBlock,
    Paragraph,
    Quote,
    Table,
)
from feeds.sanitise import clean_entry
from tests.factories import make_blog, make_entry, make_picture
from tests.strategies import clean_live_blogs, inline_html
from tests.translations.factories import make_translation, paragraph_entry
from translations.errors import SegmentsDoNotFit
from translations.inline import addresses, read_inline
from translations.model import Mark, Segment, SegmentState, SourceSegment
from translations.segments import join_entry, join_head, split_entry, split_head

Target = Callable[[SourceSegment], tuple[str, tuple[Mark, ...]]]


def translated(sources: Sequence[SourceSegment], target: Target) -> list[Segment]:
    return [_translated(source, *target(source)) for source in sources]


def _translated(source: SourceSegment, text: str, marks: tuple[Mark, ...]) -> Segment:
    current = replace(make_translation("x", source), text=text, marks=marks)
    return Segment(source=source, state=SegmentState.APPROVED, current=current)


def unchanged(source: SourceSegment) -> tuple[str, tuple[Mark, ...]]:
    return source.text, source.marks


def shouted(source: SourceSegment) -> tuple[str, tuple[Mark, ...]]:
    """A translation as long as its source, so that its marks stand where the source's do."""
    loud = "".join(c.swapcase() if len(c.swapcase()) == 1 else c for c in source.text)
    return loud, source.marks


def cut(*fragments: str, language: str = "en") -> list[str]:
    return [segment.text for segment in split_entry(paragraph_entry(*fragments), language)]


def joined(fragment: str, *targets: str) -> str:
    """Put fragments of inline HTML in the places of a paragraph's sentences."""
    entry = paragraph_entry(fragment)
    sources = split_entry(entry, "en")
    assert len(sources) == len(targets)
    segments = [_translated(source, *read_inline(target)) for source, target in zip(sources, targets, strict=True)]
    block = join_entry(entry, segments).blocks[0]
    assert isinstance(block, Paragraph)
    return block.html


def full_entry() -> Entry:
    return make_entry(
        headline="A headline",
        blocks=(
            Paragraph(id="b1", html="First one. Second one."),
            Heading(id="b2", html="A heading"),
            Quote(id="b3", html="We'll see.", attribution="Donald J. Trump"),
            ListBlock(id="b4", items=("One", "Two")),
            Table(id="b5", rows=(("a", "b"), ("c", "12"))),
            MediaBlock(id="b6", media=make_picture(caption="A caption", alt="An alt", credit="Giang Huy")),
            Embed(id="b7", href="https://example.org/1", html="A post"),
        ),
        byline="Staff reporters",
        correction_note="An earlier version was wrong.",
    )


def test_every_text_that_readers_see_is_cut_but_credit_and_byline() -> None:
    found = {(segment.field, segment.index): segment.text for segment in split_entry(full_entry(), "en")}
    assert found == {
        ("headline", 0): "A headline",
        ("b1.html", 0): "First one.",
        ("b1.html", 1): "Second one.",
        ("b2.html", 0): "A heading",
        ("b3.html", 0): "We'll see.",
        ("b3.attribution", 0): "Donald J. Trump",
        ("b4.items[0]", 0): "One",
        ("b4.items[1]", 0): "Two",
        ("b5.rows[0][0]", 0): "a",
        ("b5.rows[0][1]", 0): "b",
        ("b5.rows[1][0]", 0): "c",
        ("b5.rows[1][1]", 0): "12",
        ("b6.caption", 0): "A caption",
        ("b6.alt", 0): "An alt",
        ("b7.html", 0): "A post",
        ("correction_note", 0): "An earlier version was wrong.",
    }


def test_every_translated_text_comes_back_in_its_place() -> None:
    entry = full_entry()
    result = join_entry(entry, translated(split_entry(entry, "en"), shouted))
    assert result == make_entry(
        headline="a HEADLINE",
        blocks=(
            Paragraph(id="b1", html="fIRST ONE. sECOND ONE."),
            Heading(id="b2", html="a HEADING"),
            Quote(id="b3", html="wE'LL SEE.", attribution="dONALD j. tRUMP"),
            ListBlock(id="b4", items=("oNE", "tWO")),
            Table(id="b5", rows=(("A", "B"), ("C", "12"))),
            MediaBlock(id="b6", media=make_picture(caption="a CAPTION", alt="aN ALT", credit="Giang Huy")),
            Embed(id="b7", href="https://example.org/1", html="a POST"),
        ),
        byline="Staff reporters",
        correction_note="aN EARLIER VERSION WAS WRONG.",
    )


def test_a_head_is_cut_with_its_blocks_apart_and_its_byline() -> None:
    blog = make_blog(summary=(Paragraph(id="b1", html="In short."),), body=(Paragraph(id="b1", html="At length."),))
    segments = split_head(blog)
    assert [segment.field for segment in segments] == [
        "title",
        "standfirst",
        "summary/b1.html",
        "body/b1.html",
        "byline",
    ]
    result = join_head(blog, translated(segments, shouted))
    assert result.title == "lEADERS MEET IN hANOI"
    assert result.body == (Paragraph(id="b1", html="aT LENGTH."),)
    assert result.entries == blog.entries


def test_blocks_without_an_id_or_with_the_same_id_are_told_apart() -> None:
    blocks = (Paragraph(html="One."), Paragraph(id="x", html="Two."), Paragraph(id="x", html="Three."))
    entry = make_entry(headline=None, blocks=blocks)
    segments = split_entry(entry, "en")
    assert len({segment.field for segment in segments}) == 3
    assert [b.html for b in join_entry(entry, translated(segments, shouted)).blocks if isinstance(b, Paragraph)] == [
        "oNE.",
        "tWO.",
        "tHREE.",
    ]


def test_an_attribution_is_never_cut() -> None:
    entry = make_entry(headline=None, blocks=(Quote(id="b1", html="", attribution="Dr. X. Adviser."),))
    assert [segment.text for segment in split_entry(entry, "en")] == ["Dr. X. Adviser."]


WITHOUT_WORDS = ["", "   ", "***", "—", "🙂🙂", "<b>…</b>", "<br/>"]


@pytest.mark.parametrize("fragment", WITHOUT_WORDS)
def test_text_without_a_letter_or_digit_is_not_translated(fragment: str) -> None:
    assert cut(fragment) == []


def test_an_emoji_belongs_to_the_sentence_beside_it() -> None:
    assert cut("🙂! He won. 🎉🎉! 🎉 She lost.") == ["🙂! He won. 🎉🎉!", "🎉 She lost."]


def test_a_line_break_ends_a_sentence_and_stands_in_the_gap() -> None:
    first, second = split_entry(paragraph_entry("Breaking:<br/>\n<br/>Trump arrives"), "en")
    assert (first.text, first.gap, second.text, second.gap) == ("Breaking:", "\n\n\n", "Trump arrives", "")


def test_a_quotation_element_and_code_are_never_cut() -> None:
    assert cut("<q>One. Two.</q> <code>a. B</code> Three. Four.") == ["One. Two. a. B Three.", "Four."]


def test_the_language_of_the_source_decides_where_sentences_end() -> None:
    assert cut("그는 “가자!” 하고 말했다.", language="ko") == ["그는 “가자!” 하고 말했다."]
    assert cut("그는 “가자!” 하고 말했다.", language="en") == ["그는 “가자!”", "하고 말했다."]


def test_blanks_between_and_around_sentences_are_kept() -> None:
    assert joined("  One.\n  Two.\u00a0 Three. ", "Một.", "Hai.", "Ba.") == "  Một.\n  Hai.\u00a0 Ba. "


def test_a_mark_over_several_sentences_is_one_mark_again() -> None:
    assert joined("<b>One. <i>Two.</i></b> Three.", "<b>Một.</b>", "<b><i>Hai.</i></b>", "Ba.") == (
        "<b>Một. <i>Hai.</i></b> Ba."
    )


def test_a_mark_over_a_line_break_is_one_mark_again() -> None:
    assert joined("<b>One<br/>Two</b>", "<b>Một</b>", "<b>Hai</b>") == "<b>Một<br/>Hai</b>"


def test_two_marks_side_by_side_stay_two() -> None:
    html = '<a href="https://a.example/">One.</a> <a href="https://a.example/">Two.</a>'
    assert joined(html, '<a href="https://a.example/">Một.</a>', '<a href="https://a.example/">Hai.</a>') == (
        '<a href="https://a.example/">Một.</a> <a href="https://a.example/">Hai.</a>'
    )


def test_parts_of_a_mark_that_no_longer_meet_stay_apart() -> None:
    assert joined("A <b>one. Two</b> b.", "A <b>một</b> nhé.", "<b>Hai</b> b.") == "A <b>một</b> nhé. <b>Hai</b> b."


def test_a_link_between_sentences_is_kept() -> None:
    assert joined('One.<br/><a href="https://a.example/">→</a><br/>Two.', "Một.", "Hai.") == (
        'Một.<br/><a href="https://a.example/">→</a><br/>Hai.'
    )


def test_translations_are_escaped() -> None:
    assert joined("One.", "1 &lt; 2 &amp; <b>3</b>") == "1 &lt; 2 &amp; <b>3</b>"


def test_a_hostile_mark_does_not_survive() -> None:
    entry = paragraph_entry("One.")
    (source,) = split_entry(entry, "en")
    marks = (Mark(start=0, end=3, tag="script"), Mark(start=0, end=3, tag="a", href="javascript:alert(1)"))
    result = join_entry(entry, [_translated(source, "Một.", marks)]).blocks[0]
    assert isinstance(result, Paragraph)
    assert "script" not in result.html


def test_a_translation_without_the_words_of_a_link_shows_no_empty_element() -> None:
    entry = paragraph_entry("One.")
    (source,) = split_entry(entry, "en")
    marks = (Mark(start=4, end=4, tag="a", href="https://a.example/"),)
    assert join_entry(entry, [_translated(source, "Một.", marks)]).blocks == (Paragraph(id="b1", html="Một."),)


def test_forbidden_characters_in_a_translation_are_dropped() -> None:
    entry = make_entry(headline="One", blocks=(Paragraph(id="b1", html="One"),))
    result = join_entry(entry, [_translated(source, "Mo\x0b\u0323\u0302t", ()) for source in split_entry(entry, "en")])
    assert (result.headline, result.blocks) == ("Một", (Paragraph(id="b1", html="Một"),))


def test_a_sentence_without_a_translation_keeps_its_source_text() -> None:
    entry = paragraph_entry("One. Two.")
    first, second = split_entry(entry, "en")
    result = join_entry(entry, [Segment(source=first), _translated(second, "Hai.", ())])
    assert result.blocks == (Paragraph(id="b1", html="One. Hai."),)


def test_a_sentence_is_found_in_its_place_even_where_its_text_comes_twice() -> None:
    entry = paragraph_entry("No. Yes. No.")
    segments = translated(split_entry(entry, "en"), unchanged)
    segments[2] = _translated(segments[2].source, "Không.", ())
    assert join_entry(entry, segments).blocks == (Paragraph(id="b1", html="No. Yes. Không."),)


FOREIGN = [
    (paragraph_entry("One. Two."), paragraph_entry("One. Three.")),
    (paragraph_entry("One. Two."), paragraph_entry("Two. One.")),
    (paragraph_entry("One."), paragraph_entry("O<br/>ne.")),
    (paragraph_entry("One."), make_entry(headline="One.", blocks=())),
    (
        paragraph_entry('<a href="https://a.example/">One.</a>'),
        paragraph_entry('<a href="https://b.example/">One.</a>'),
    ),
]


@pytest.mark.parametrize(("cut_from", "put_into"), FOREIGN)
def test_sentences_of_another_text_are_refused(cut_from: Entry, put_into: Entry) -> None:
    segments = translated(split_entry(cut_from, "en"), shouted)
    with pytest.raises(SegmentsDoNotFit):
        join_entry(put_into, segments)


@given(clean_live_blogs(max_entries=1))
def test_splitting_and_joining_changes_nothing(blog: LiveBlog) -> None:
    for entry in blog.entries:
        assert join_entry(entry, translated(split_entry(entry, blog.language), unchanged)) == entry
    assert join_head(blog, translated(split_head(blog), unchanged)) == blog


@given(clean_live_blogs(max_entries=1))
def test_every_segment_has_its_own_address_and_a_word_and_no_blank_ends(blog: LiveBlog) -> None:
    for segments in (split_head(blog), *(split_entry(entry, blog.language) for entry in blog.entries)):
        assert len({(segment.field, segment.index) for segment in segments}) == len(segments)
        for segment in segments:
            assert segment.text == segment.text.strip()
            assert any(character.isalnum() for character in segment.text)
            assert all(0 <= mark.start <= mark.end <= len(segment.text) for mark in segment.marks)


@given(inline_html())
def test_a_translation_with_the_marks_of_its_source_keeps_all_tags_in_place(fragment: str) -> None:
    clean = clean_inline(fragment)
    entry = clean_entry(paragraph_entry(clean))
    segments = translated(split_entry(entry, "en"), shouted)
    if not entry.blocks or not segments:
        return
    result = join_entry(entry, segments).blocks[0]
    assert isinstance(result, Paragraph)
    (before, marks_before), (after, marks_after) = read_inline(clean), read_inline(result.html)
    assert after.strip().casefold() == _shouted(before.strip()).casefold()
    assert addresses(marks_after) == addresses(marks_before)
    assert _words_by_tag(after, marks_after) == _words_by_tag(_shouted(before), marks_before)


def _shouted(text: str) -> str:
    return "".join(c.swapcase() if len(c.swapcase()) == 1 else c for c in text)


def _words_by_tag(text: str, marks: Sequence[Mark]) -> list[tuple[str, str]]:
    """The letters and digits under each tag, in order; marks over the same words count once."""
    found = ((mark.tag, "".join(filter(str.isalnum, text[mark.start : mark.end]))) for mark in marks)
    return sorted({(tag, words) for tag, words in found if words})
