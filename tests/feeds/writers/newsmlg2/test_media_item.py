"""Pictures, videos and sounds as newsItems of their own."""

import uuid

import pytest

from feeds.model import MediaKind, PubStatus
from tests.factories import ENTRY_GUID, make_item, make_picture, make_rendition
from tests.feeds.writers.cases import LATER, RIGHTS, translated_item
from tests.feeds.writers.newsmlg2.reading import NS, read_items, texts


def test_picture_follows_its_entry_and_each_links_the_other():
    entry, picture = read_items(make_item(version=3, media=(make_picture(),)))

    assert texts(entry, ".//g2:link[@rel='irel:associatedWith']/@residref") == [picture.get("guid")]
    assert texts(entry, ".//g2:link[@rel='irel:associatedWith']/@version") == ["3"]
    assert texts(entry, ".//g2:link[@rel='irel:associatedWith']/g2:itemClass/@qcode") == ["ninat:picture"]
    assert texts(picture, ".//g2:link/@residref") == [ENTRY_GUID]
    assert texts(picture, ".//g2:link/@version") == ["3"]


@pytest.mark.parametrize("kind", MediaKind)
def test_class_of_the_item_is_the_kind_of_media(kind):
    _, item = read_items(make_item(media=(make_picture(kind=kind),)))

    assert texts(item, "g2:itemMeta/g2:itemClass/@qcode") == [f"ninat:{kind.value}"]


def test_caption_alternative_text_and_credit_are_told_apart():
    _, picture = read_items(make_item(media=(make_picture(caption="The hotel", alt="A house", credit="Giang Huy"),)))

    assert texts(picture, ".//g2:description[@role='drol:caption']") == ["The hotel"]
    assert texts(picture, ".//g2:description[@role='synrole:altText']") == ["A house"]
    assert texts(picture, ".//g2:creditline") == ["Giang Huy"]


def test_content_is_referred_to_with_address_type_and_size():
    rendition = make_rendition(href="https://example.org/1.jpg", mimetype="image/jpeg", width=12, height=8, bytes=0)
    _, picture = read_items(make_item(media=(make_picture(renditions=(rendition,)),)))

    assert [dict(content.attrib) for content in picture.find("g2:contentSet", NS)] == [
        {
            "rendition": "rnd:web",
            "href": "https://example.org/1.jpg",
            "contenttype": "image/jpeg",
            "size": "0",
            "width": "12",
            "height": "8",
        }
    ]


def test_unknown_type_is_called_unknown_and_unknown_sizes_are_left_out():
    rendition = make_rendition(href="https://example.org/1", mimetype=None, width=None, height=None, bytes=None)
    _, picture = read_items(make_item(media=(make_picture(renditions=(rendition,)),)))

    assert [dict(content.attrib) for content in picture.find("g2:contentSet", NS)] == [
        {"rendition": "rnd:web", "href": "https://example.org/1", "contenttype": "application/octet-stream"}
    ]


@pytest.mark.parametrize(
    ("role", "expected"),
    [("thumbnail", "rnd:thumbnail"), ("rnd:highRes", "rnd:highRes"), ("original", "rnd:web"), (None, "rnd:web")],
)
def test_role_of_a_rendition_is_iptcs_where_it_is_one(role, expected):
    _, picture = read_items(make_item(media=(make_picture(renditions=(make_rendition(role=role),)),)))

    assert texts(picture, ".//g2:remoteContent/@rendition") == [expected]


def test_every_rendition_with_an_address_is_content_of_the_same_item():
    renditions = (make_rendition(href=None), make_rendition(), make_rendition(href="https://example.org/s.jpg"))
    items = read_items(make_item(media=(make_picture(renditions=renditions),)))

    assert len(items) == 2
    assert len(items[1].findall(".//g2:remoteContent", NS)) == 2


@pytest.mark.parametrize("renditions", [(), (make_rendition(href=None),)])
def test_media_without_an_address_have_their_caption_in_the_body_alone(renditions):
    picture = make_picture(caption="The hotel", credit="Giang Huy", renditions=renditions)
    item = make_item(media=(picture,), body_html="<p>The hotel <small>Photo: Giang Huy</small></p>")

    [entry] = read_items(item)

    assert texts(entry, ".//g2:link") == []
    assert texts(entry, ".//h:body") == ["The hotel Photo: Giang Huy"]


def test_guid_stays_when_media_before_it_get_an_address():
    before, after = make_picture(renditions=()), make_picture(caption="Dinner")

    without = read_items(make_item(media=(before, after)))[-1]
    with_address = read_items(make_item(media=(make_picture(), after)))[-1]

    assert without.get("guid") == with_address.get("guid") == f"{ENTRY_GUID}/media/2"


def test_guid_is_a_uuid_where_the_entrys_is():
    entry = uuid.uuid5(uuid.NAMESPACE_URL, ENTRY_GUID).urn

    _, first, second = read_items(make_item(guid=entry, media=(make_picture(), make_picture())))

    assert len({uuid.UUID(item.get("guid")) for item in (first, second)}) == 2


def test_picture_is_embargoed_and_versioned_with_its_entry():
    item = make_item(version=6, updated_at=LATER, embargoed_until=LATER, media=(make_picture(),))

    _, picture = read_items(item)

    assert picture.get("version") == "6"
    assert texts(picture, ".//g2:embargoed|.//g2:versionCreated") == ["2019-02-27T12:05:00Z"] * 2


def test_picture_is_held_with_its_entry():
    _, picture = read_items(make_item(pub_status=PubStatus.WITHHELD, media=(make_picture(),)))

    assert texts(picture, ".//g2:pubStatus/@qcode") == ["stat:withheld"]


def test_picture_has_its_own_rights_and_not_those_of_the_text():
    own, none = make_picture(rights=RIGHTS), make_picture(rights=None)

    _, first, second = read_items(make_item(rights=RIGHTS, media=(own, none)))

    assert texts(first, "g2:rightsInfo/g2:copyrightHolder/g2:name") == ["Example News"]
    assert second.find("g2:rightsInfo", NS) is None


def test_machine_translated_caption_does_not_make_the_picture_a_machines():
    _, picture = read_items(translated_item(media=(make_picture(),)))

    assert texts(picture, ".//g2:digitalSourceType") == []
    assert texts(picture, ".//g2:itemMetaExtProperty/@qcode") == ["syntrans:machine"]


def test_translating_the_entry_does_not_change_what_is_said_in_a_video():
    item = translated_item(media=(make_picture(), make_picture(kind=MediaKind.VIDEO)))

    _, picture, video = read_items(item)

    assert texts(picture, ".//g2:contentMeta/g2:language/@tag") == ["vi"]
    assert texts(video, ".//g2:contentMeta/g2:language/@tag") == ["en"]
