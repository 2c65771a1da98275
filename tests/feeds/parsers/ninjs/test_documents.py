"""What a document holds: an item, a list of them, a collection; and the pictures of an item."""

import pytest

from feeds.errors import ParseError
from feeds.model import MediaBlock, MediaKind
from feeds.parsers import detect_format
from tests.feeds.parsers.ninjs.documents import entry, picture, read, story


def collection(*associations: object, **changes: object) -> dict[str, object]:
    made = {
        "uri": "tag:press.example,2019:blog",
        "type": "composite",
        "versioncreated": "2019-02-27T13:00:00Z",
        "language": "en",
        "headlines": [{"value": "Summit"}],
        "associations": list(associations),
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def test_lone_item_is_a_live_blog_of_one_entry_called_as_that():
    blog = read(story()).blog
    assert (blog.title, blog.slug, blog.language, blog.guid) == ("They met", "they-met", "en", "")


def test_lone_item_without_a_headline_is_called_by_its_first_words():
    blog = read(story(headlines=None)).blog
    assert (blog.title, blog.entries[0].headline) == ("They met.", None)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda items: items,
        lambda items: {"items": items},
        lambda items: {"_items": items, "_meta": {}},
        lambda items: {"total": 2, "item": items},
        lambda items: {"data": {"items": [{"item": one, "meta": {}} for one in items]}},
    ],
    ids=["list", "items", "_items", "item", "data"],
)
def test_list_of_items_is_read_from_whatever_holds_it(wrap):
    items = [story(slugline="SUMMIT"), story(uri="tag:press.example,2019:2", slugline="SUMMIT")]
    blog = read(wrap(items)).blog
    assert (blog.title, len(blog.entries)) == ("SUMMIT", 2)


def test_list_of_items_without_anything_in_common_needs_a_title():
    items = [story(), story(uri="tag:press.example,2019:2")]
    with pytest.raises(ParseError, match="--title"):
        read(items)
    assert read(items, title="My summit").blog.title == "My summit"


def test_collection_is_a_live_blog_of_its_associations():
    document = collection(story(name="a"), story(name="b", uri="tag:press.example,2019:2", language="vi"), by="PE")
    blog = read(document).blog
    assert (blog.title, blog.guid, blog.byline, len(blog.entries)) == ("Summit", document["uri"], "PE", 2)
    assert [one.language for one in blog.entries] == [None, "vi"]


def test_collection_in_a_collection_is_part_of_it():
    inner = collection(story(uri="tag:press.example,2019:2"), uri="tag:press.example,2019:inner")
    blog = read(collection(story(), inner)).blog
    assert {one.guid for one in blog.entries} == {"tag:press.example,2019:1", "tag:press.example,2019:2"}


def test_collection_without_end_is_not_followed():
    inner: dict[str, object] = story()
    for depth in range(40):
        inner = collection(inner, uri=f"tag:press.example,2019:{depth}")
    parsed = read(inner)
    assert [one.headline for one in parsed.blog.entries] == ["Summit"]
    assert "left out" in parsed.remarks[0].reason


def test_text_of_a_collection_is_the_background_of_the_live_blog():
    document = collection(story(), bodies=[{"value": "<p>Their second meeting.</p>"}])
    assert [block.html for block in read(document).blog.body] == ["Their second meeting."]


def test_composite_of_a_text_and_its_pictures_is_one_entry():
    document = collection(picture(), bodies=[{"value": "<p>They met.</p>"}])
    assert [block.type for block in entry(document).blocks] == ["paragraph", "media"]


def test_collection_of_references_alone_is_refused():
    with pytest.raises(ParseError, match="only refers to its 2 items"):
        read(collection({"uri": "a:1", "type": "text"}, {"guid": "a:2", "type": "text"}))


def test_item_that_is_only_named_is_skipped_with_its_place():
    parsed = read(collection(story(), {"uri": "a:9", "type": "text"}))
    assert (len(parsed.blog.entries), parsed.skipped) == (1, 1)
    assert parsed.remarks[0].location == "associations[1]"


@pytest.mark.parametrize(
    "broken",
    [
        "a text",
        7,
        [],
        story(uri={"a": 1}),
        story(bodies=["<p>x</p>", 7]),
        story(bodies=7),
        story(language="en", versioncreated=None),
        story(associations=7),
        story(associations=["a text"]),
        story(renditions=[7]),
        story(subjects="politics"),
        story(type="event"),
    ],
)
def test_broken_item_among_good_ones_is_skipped_with_its_place(broken):
    good = story(uri="tag:press.example,2019:good")
    parsed = read([good, broken], title="x")
    assert [one.guid for one in parsed.blog.entries] == [good["uri"]]
    assert parsed.skipped == 1
    assert all(remark.location.startswith("[1]") for remark in parsed.remarks)


def test_pictures_stand_where_the_text_shows_them_and_else_at_its_end():
    text = [{"value": '<p>Before.</p><img src="https://e.org/1.jpg"><p>After.</p>'}]
    other = picture(uri="a:2", renditions=[{"name": "main", "href": "https://e.org/2.jpg"}], type="graphic")
    blocks = entry(story(bodies=text, associations=[other, picture()])).blocks
    assert [block.type for block in blocks] == ["paragraph", "media", "paragraph", "media"]
    assert (blocks[1].media.caption, blocks[3].media.renditions[0].href) == ("The hotel", "https://e.org/2.jpg")


def test_associations_and_renditions_of_the_first_version_are_read_by_their_names():
    photo = {
        "type": "picture",
        "uri": "a:2",
        "byline": "Giang Huy",
        "description_text": "The hotel",
        "body_text": "White",
        "renditions": {
            "main": {"href": "https://e.org/1.jpg", "mimetype": "image/jpeg", "width": "1200"},
            "thumb": {"href": "https://e.org/2.jpg"},
            "none": None,
        },
    }
    (_text, block) = entry(story(associations={"featuremedia": photo, "nothing": None})).blocks
    assert (block.media.caption, block.media.alt, block.media.credit) == ("The hotel", "White", "Giang Huy")
    assert [(file.role, file.width) for file in block.media.renditions] == [(None, 1200), ("thumbnail", None)]


@pytest.mark.parametrize(
    "change", [{"pubstatus": "canceled"}, {"embargoed": "2030-01-01T00:00:00Z"}, {"embargoed": "?"}]
)
def test_picture_that_must_not_be_used_is_left_out_of_a_text_that_may(change):
    parsed = read(story(associations=[picture(**change)]))
    assert [block.type for block in parsed.blog.entries[0].blocks] == ["paragraph"]
    assert "left out" in parsed.remarks[0].reason


def test_text_associated_with_a_text_is_no_part_of_it():
    parsed = read(story(associations=[story(name="related", uri="a:2")]))
    assert len(parsed.blog.entries[0].blocks) == 1
    assert "left out" in parsed.remarks[0].reason


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("picture", MediaKind.PICTURE),
        ("graphic", MediaKind.PICTURE),
        ("video", MediaKind.VIDEO),
        ("audio", MediaKind.AUDIO),
    ],
)
def test_media_item_by_itself_is_an_entry(kind, read_as):
    (block,) = entry(picture(type=kind, language="en", headlines=[{"value": "Hotel"}])).blocks
    assert isinstance(block, MediaBlock)
    assert block.media.kind is read_as


def test_file_without_a_web_address_leaves_caption_and_credit():
    parsed = read(picture(language="en", renditions=[{"name": "main", "href": "tag:e.org,2019:1"}]), title="x")
    (block,) = parsed.blog.entries[0].blocks
    assert (block.media.caption, block.media.renditions) == ("The hotel", ())
    assert "web address" in parsed.remarks[0].reason


@pytest.mark.parametrize(
    "document",
    [
        b'{"uri": "a:1", "headline": "x", "versioncreated": "2019-02-27T12:00:00Z"}',
        b'[{"guid": "a:1", "pubstatus": "usable"}]',
        b'{"_items": [{"uri": "a:1", "body_html": "x"}]}',
    ],
)
def test_document_is_known_by_its_names(document):
    assert detect_format(document) == "ninjs"


@pytest.mark.parametrize(
    "document",
    [
        b'{"uri": "a:1", "title": "x"}',
        b'{"items": [{"id": "1", "url": "https://e.org/"}], "version": "https://jsonfeed.org/version/1.1"}',
        b'{"uri": "a:1", "slug": "x", "associations": []}',
    ],
)
def test_other_json_is_not_claimed(document):
    try:
        found = detect_format(document)
    except ParseError:
        return
    assert found != "ninjs"
