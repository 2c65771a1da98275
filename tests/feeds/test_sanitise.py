"""The cleaning at the border: after it every text can be printed anywhere."""

from dataclasses import replace

import pytest
from hypothesis import given

from feeds.codec import as_table
from feeds.html import clean_inline, is_web_url
from feeds.model import (
    Embed,
    Heading,
    ListBlock,
    Media,
    MediaBlock,
    MediaKind,
    Paragraph,
    Quote,
    Rendition,
    Rights,
    Subject,
    Table,
)
from feeds.sanitise import clean_blocks, clean_blog, clean_entry, clean_tags
from feeds.xml import clean_text
from tests.factories import make_blog, make_entry
from tests.strategies import live_blogs


def strings_in(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for part in value.values() for text in strings_in(part)]
        case list():
            return [text for part in value for text in strings_in(part)]
    return []


@given(live_blogs())
def test_after_cleaning_every_text_and_address_can_be_printed(blog):
    table = as_table(clean_blog(blog))

    for text in strings_in(table):
        assert clean_text(text) == text or clean_inline(text) == text
    for block in (block for entry in table["entries"] for block in entry["blocks"]):
        found = [block, *block.get("media", {}).get("renditions", ())]
        assert all(is_web_url(thing["href"]) for thing in found if "href" in thing)


@given(live_blogs())
def test_cleaning_twice_changes_nothing(blog):
    cleaned = clean_blog(blog)

    assert clean_blog(cleaned) == cleaned


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\x00", "\u200a\u3000"])
def test_blank_text_is_no_text(blank):
    assert clean_entry(make_entry(headline=blank, byline=blank, correction_note=blank)).headline is None


def test_plain_texts_are_put_on_one_line():
    assert clean_entry(make_entry(headline=" Leaders\n\tmeet ")).headline == "Leaders meet"


def test_rights_and_subjects_are_cleaned_as_well():
    rights = Rights(holder="a\x00", notice="b\x01", usage_terms="c\x02", allowed_territories=("V\x00N",))
    blog = clean_blog(make_blog(rights=rights, subjects=(Subject(qcode="x:\x001", name="\x0bn"),)))

    assert blog.rights == Rights(holder="a", notice="b", usage_terms="c", allowed_territories=("VN",))
    assert blog.subjects == (Subject(qcode="x:1", name="n"),)


NOTHING = "<script>x</script> "


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(html=NOTHING),
        Heading(html=" "),
        Quote(html=NOTHING, attribution="\x00"),
        ListBlock(items=("", NOTHING)),
        ListBlock(items=()),
        Table(rows=(("", NOTHING), ())),
        Table(rows=()),
        MediaBlock(media=Media(kind=MediaKind.PICTURE, caption=" ", renditions=(Rendition(href="/x", width=3),))),
        Embed(href="/x", html=NOTHING),
    ],
    ids=lambda block: block.type,
)
def test_blocks_with_nothing_to_show_go(block):
    assert clean_blocks((block, Paragraph(html="kept"))) == (Paragraph(html="kept"),)


@pytest.mark.parametrize(
    "block",
    [
        Quote(html="", attribution="Kim"),
        Table(rows=(("", "a"), ("", "")), header=True),
        MediaBlock(media=Media(kind=MediaKind.PICTURE, credit="Giang Huy")),
        MediaBlock(media=Media(kind=MediaKind.VIDEO, renditions=(Rendition(href="https://example.org/1.mp4"),))),
        Embed(href="https://example.org/post/1"),
    ],
    ids=lambda block: block.type,
)
def test_blocks_with_anything_to_show_stay_as_they_are(block):
    assert clean_blocks((block,)) == (block,)


def test_empty_items_and_rows_go_and_the_others_stay():
    assert clean_blocks((ListBlock(items=("a", " ", "b")), Table(rows=(("a",), ())))) == (
        ListBlock(items=("a", "b")),
        Table(rows=(("a",),)),
    )


def test_subject_without_a_code_goes():
    subjects = (Subject(qcode=" \x00"), Subject(qcode="x:1"))
    assert clean_entry(make_entry(subjects=subjects)).subjects == (Subject(qcode="x:1"),)


def test_embed_without_a_usable_address_becomes_its_text():
    blocks = clean_blocks((Embed(href="javascript:alert(1)", html="<b>said</b>", id="b1"), Embed(href="/x")))

    assert blocks == (Paragraph(html="<b>said</b>", id="b1"),)


def test_rendition_with_an_unusable_address_loses_it_and_its_caption_stays():
    media = Media(kind=MediaKind.PICTURE, caption="Hotel", renditions=(Rendition(href="data:image/png,x", width=3),))

    (block,) = clean_blocks((MediaBlock(media=media),))

    assert block == MediaBlock(media=replace(media, renditions=(Rendition(width=3),)))


def test_tags_are_words_each_once_and_not_too_many_or_too_long():
    given = ("talks", " Hà\x0b\n Nội ", "", "TALKS", "x" * 101, *map(str, range(60)))
    kept = clean_tags(given)
    assert kept[:3] == ("talks", "Hà Nội", "0")
    assert len(kept) == 50
    assert clean_tags(kept) == kept
