"""Bodies as NITF: every word stays where it was, every mark-up finds its element, directions and languages are told."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from lxml import etree

from feeds.html import clean_inline, parse_fragment
from feeds.item import Item
from feeds.model import Rights
from feeds.namespaces import XML_LANG
from feeds.nitf import NITF, body_blocks, nitf_document
from feeds.present import Presenter
from feeds.whole import whole_item
from tests.factories import make_item, make_links, make_picture, make_rendition, make_site
from tests.strategies import clean_live_blogs, inline_html, profiles


def converted(body_html: str, **changes: object) -> str:
    """Return the body as NITF without a namespace, as it would be written."""
    blocks = body_blocks(make_item(body_html=body_html, **changes), namespace="")
    return "".join(etree.tostring(block, encoding="unicode") for block in blocks)


def words(elements: list[etree._Element]) -> list[str]:
    return [word for element in elements for text in element.itertext() for word in str(text).split()]


def items_of(blog, profile) -> Iterator[Item]:
    presenter = Presenter(profile=profile, site=make_site(), links=make_links(), partner="public")
    items = [presenter.item(blog, entry) for entry in blog.entries]
    yield from items
    yield whole_item(presenter, blog, items)


@given(blog=clean_live_blogs(), profile=profiles())
def test_every_word_of_any_body_survives_in_its_place(blog, profile):
    for item in items_of(blog, profile):
        assert words(body_blocks(item, namespace="")) == words([parse_fragment(item.body_html)])


@given(fragment=inline_html())
def test_inline_marks_are_kept_with_their_text(fragment):
    html = clean_inline(fragment)
    source = parse_fragment(html)

    [block] = body_blocks(make_item(body_html=f"<p>{html}</p>"), namespace="")

    assert "".join(block.itertext()) == "".join(source.itertext())
    assert len(list(block.iterdescendants())) == len(list(source.iterdescendants()))


@pytest.mark.parametrize(
    ("html", "nitf"),
    [
        ("<p>A <b>b</b> <i>c</i></p>", '<p>A <em class="bold">b</em> <em class="italic">c</em></p>'),
        ("<p><strong>b</strong><em>c</em></p>", '<p><em class="bold">b</em><em class="italic">c</em></p>'),
        ("<p>H<sub>2</sub>O<sup>x</sup></p>", '<p>H<em class="sub">2</em>O<em class="sup">x</em></p>'),
        ("<p><code>a</code><q>b</q><br/>c</p>", '<p><em class="code">a</em><q>b</q><br/>c</p>'),
        ('<p><a href="https://e.org/">b</a></p>', '<p><a href="https://e.org/">b</a></p>'),
        ("<p><b><i>deep</i></b></p>", '<p><em class="bold"><em class="italic">deep</em></em></p>'),
        ("<h3>Title <i>x</i></h3>", '<hl2>Title <em class="italic">x</em></hl2>'),
        ("<ul><li>One</li><li><b>Two</b></li></ul>", '<ul><li>One</li><li><em class="bold">Two</em></li></ul>'),
        ("<ol><li>One</li></ol>", "<ol><li>One</li></ol>"),
        ("<blockquote><p>Words</p></blockquote>", "<bq><block><p>Words</p></block></bq>"),
        (
            "<blockquote><p>Words</p><p>— Kim</p></blockquote>",
            "<bq><block><p>Words</p></block><credit>— Kim</credit></bq>",
        ),
        ("<blockquote><p>— only a dash</p></blockquote>", "<bq><block><p>— only a dash</p></block></bq>"),
        (
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        ),
        ("", ""),
    ],
)
def test_markup_has_its_element(html, nitf):
    assert converted(html) == nitf


def test_picture_is_media_with_reference_caption_and_producer():
    picture = make_picture(rights=Rights(holder="Giang Huy"))
    html = (
        '<figure><img src="https://example.org/media/hotel-1200.jpg" alt="A hotel" width="12" height="8"/>'
        "<figcaption>The hotel <small>Photo: Giang Huy</small></figcaption></figure>"
    )

    assert converted(html, media=(picture,)) == (
        '<media media-type="image"><media-reference source="https://example.org/media/hotel-1200.jpg" '
        'mime-type="image/jpeg" width="12" height="8" units="pixels" alternate-text="A hotel" copyright="Giang Huy"/>'
        "<media-caption>The hotel</media-caption><media-producer>Photo: Giang Huy</media-producer></media>"
    )


@pytest.mark.parametrize(("tag", "kind"), [("video", "video"), ("audio", "audio")])
def test_video_and_sound_are_media_too(tag, kind):
    html = f'<figure><{tag} src="https://e.org/1" controls="controls"></{tag}></figure>'

    assert converted(html) == f'<media media-type="{kind}"><media-reference source="https://e.org/1"/></media>'


def test_type_of_the_file_is_that_of_the_rendition_which_is_shown():
    renditions = (make_rendition(href="https://e.org/1", mimetype="image/webp"), make_rendition())
    html = '<figure><img src="https://e.org/1" alt=""/></figure>'

    assert 'mime-type="image/webp"' in converted(html, media=(make_picture(renditions=renditions),))


def test_caption_without_anything_to_show_is_a_paragraph():
    assert converted("<figure><figcaption>Lost <small>Photo: X</small></figcaption></figure>") == (
        '<p>Lost <em class="small">Photo: X</em></p>'
    )


@pytest.mark.parametrize("html", ["<ul></ul>", "<table><tbody><tr></tr></tbody></table>", "<figure></figure>"])
def test_what_holds_nothing_is_left_out(html):
    assert converted(html) == ""


def test_row_without_cells_is_left_out():
    html = "<table><thead><tr></tr></thead><tbody><tr><td>a</td></tr><tr></tr></tbody></table>"

    assert converted(html) == "<table><tbody><tr><td>a</td></tr></tbody></table>"


def test_text_and_marks_outside_of_blocks_become_paragraphs():
    assert converted("loose <b>text</b> and<p>a block</p>more") == (
        '<p>loose </p><p><em class="bold">text</em></p><p> and</p><p>a block</p><p>more</p>'
    )


def test_direction_is_told_where_it_differs_from_the_one_around():
    html = '<div dir="ltr"><p>Note</p></div><div dir="rtl"><p>نص</p><ul><li>أ</li></ul></div>'

    assert converted(html, is_right_to_left=True) == '<p style="direction: ltr">Note</p><p>نص</p><ul><li>أ</li></ul>'
    assert converted(html) == ('<p>Note</p><p style="direction: rtl">نص</p><ul style="direction: rtl"><li>أ</li></ul>')


def test_quotation_is_marked_as_a_whole():
    html = '<div dir="rtl"><blockquote><p>نص</p></blockquote></div>'

    assert converted(html) == '<bq style="direction: rtl"><block><p>نص</p></block></bq>'


def test_language_of_a_part_is_told_on_each_of_its_blocks():
    html = '<p>a</p><div lang="ar" dir="rtl"><h3>b</h3><div dir="ltr"><p>c</p></div></div>'

    assert re.sub(' xmlns:xml="[^"]*"', "", converted(html)) == (
        '<p>a</p><hl2 xml:lang="ar" style="direction: rtl">b</hl2><p xml:lang="ar">c</p>'
    )


@pytest.mark.parametrize("namespace", ["", NITF])
def test_document_is_in_one_namespace(namespace):
    html = "<blockquote><p>a</p><p>— b</p></blockquote><figure><img src='https://e.org/'/></figure>text"

    document = nitf_document(make_item(title="Dinner", body_html=html), namespace=namespace)

    assert {etree.QName(element).namespace for element in document.iter()} == {namespace or None}
    assert etree.tostring(document).count(b"xmlns") == bool(namespace)


def test_document_has_title_language_direction_and_one_block():
    item = make_item(title="عنوان", language_tag="ar", is_right_to_left=True, body_html="<p>نص</p>")

    document = nitf_document(item, namespace="")

    assert document.findtext("head/title") == document.findtext("body/body.head/hedline/hl1") == "عنوان"
    assert dict(document.find("body").attrib) == {XML_LANG: "ar", "style": "direction: rtl"}
    assert [element.tag for element in document.find("body/body.content")] == ["block"]


@pytest.mark.parametrize("body", ["<p>not closed", "</body><body>", "<p>&nbsp;</p>", "a & b", "\x00"])
def test_body_that_is_not_well_formed_is_an_error(body):
    with pytest.raises((ValueError, etree.XMLSyntaxError)):
        body_blocks(make_item(body_html=body), namespace=NITF)
