"""Pictures, videos and sounds as Media RSS."""

import pytest
from lxml import etree

from feeds.model import MediaKind, Rights
from feeds.writers.media_rss import media_elements
from tests.factories import make_item, make_picture, make_rendition, make_translation

MEDIA = "{http://search.yahoo.com/mrss/}"


def only(*media, **changes) -> etree._Element:
    (element,) = media_elements(make_item(media=media, **changes))
    return element


def test_single_rendition_is_a_content_element_with_its_facts():
    content = only(make_picture())

    assert content.tag == f"{MEDIA}content"
    assert dict(content.attrib) == {
        "url": "https://example.org/media/hotel-1200.jpg",
        "fileSize": "182000",
        "type": "image/jpeg",
        "medium": "image",
        "width": "1200",
        "height": "800",
        "lang": "en",
    }


def test_unknown_facts_are_left_out():
    content = only(make_picture(renditions=(make_rendition(mimetype=None, width=None, height=None, bytes=None),)))

    assert dict(content.attrib) == {
        "url": "https://example.org/media/hotel-1200.jpg",
        "medium": "image",
        "lang": "en",
    }


def test_empty_file_says_its_size():
    assert only(make_picture(renditions=(make_rendition(bytes=0),))).get("fileSize") == "0"


def test_several_renditions_are_a_group_whose_widest_is_the_default():
    group = only(make_picture(renditions=tuple(make_rendition(width=width) for width in (600, 2400, 1200))))

    contents = group.findall(f"{MEDIA}content")
    assert group.tag == f"{MEDIA}group"
    assert [(c.get("width"), c.get("isDefault")) for c in contents] == [("600", None), ("2400", "true"), ("1200", None)]


def test_exactly_one_of_equal_renditions_is_the_default():
    group = only(make_picture(renditions=(make_rendition(), make_rendition())))

    assert [c.get("isDefault") for c in group.findall(f"{MEDIA}content")] == ["true", None]


@pytest.mark.parametrize("role", ["thumbnail", "rnd:thumbnail"])
def test_thumbnail_is_not_one_of_the_contents(role):
    small = make_rendition(href="https://example.org/s.jpg", width=150, height=100, role=role)
    content = only(make_picture(renditions=(small, make_rendition())))

    assert content.get("width") == "1200"
    thumbnail = content.find(f"{MEDIA}thumbnail")
    assert dict(thumbnail.attrib) == {"url": "https://example.org/s.jpg", "width": "150", "height": "100"}


def test_thumbnail_alone_is_the_content():
    content = only(make_picture(renditions=(make_rendition(role="thumbnail"),)))

    assert content.tag == f"{MEDIA}content"
    assert content.find(f"{MEDIA}thumbnail") is None


def test_rendition_without_address_is_not_there():
    content = only(make_picture(renditions=(make_rendition(href=None), make_rendition(width=640))))

    assert content.get("width") == "640"


def test_picture_without_any_address_yields_nothing():
    picture = make_picture(renditions=(make_rendition(href=None),))

    assert list(media_elements(make_item(media=(picture, make_picture(renditions=()))))) == []


def test_caption_credit_and_copyright_belong_to_the_media():
    rights = Rights(
        holder="Giang Huy", notice="© Giang Huy", allowed_territories=("VN", "KR"), denied_territories=("US",)
    )
    content = only(make_picture(rights=rights))

    said = [(etree.QName(child).localname, dict(child.attrib), child.text) for child in content]
    assert said == [
        ("description", {"type": "plain"}, "The hotel on Wednesday"),
        ("credit", {"role": "photographer", "scheme": "urn:ebu"}, "Giang Huy"),
        ("copyright", {}, "© Giang Huy"),
        ("restriction", {"relationship": "allow", "type": "country"}, "vn kr"),
        ("restriction", {"relationship": "deny", "type": "country"}, "us"),
    ]


@pytest.mark.parametrize(
    ("kind", "medium", "role"),
    [
        (MediaKind.PICTURE, "image", "photographer"),
        (MediaKind.VIDEO, "video", "producer"),
        (MediaKind.AUDIO, "audio", "producer"),
    ],
)
def test_each_kind_has_its_medium_and_its_credit_role(kind, medium, role):
    content = only(make_picture(kind=kind))

    assert content.get("medium") == medium
    assert content.find(f"{MEDIA}credit").get("role") == role


def test_video_keeps_the_language_it_was_filmed_in_when_its_caption_is_translated():
    changes = {"language": "vi", "translation": make_translation(source_language="en")}

    assert only(make_picture(kind=MediaKind.VIDEO), **changes).get("lang") == "en"
    assert only(make_picture(kind=MediaKind.PICTURE), **changes).get("lang") == "vi"
