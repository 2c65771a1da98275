"""Pictures, videos and sounds as search engines want them described."""

from typing import Any

from feeds.model import Media, MediaBlock, MediaKind, Rights
from syndication.web.posting_media import pictures, rights_of, sounds, videos
from tests.factories import NOW, make_picture, make_rendition

FILM = make_rendition(href="https://example.org/film.mp4", mimetype="video/mp4", width=640, height=360)
STILL = make_rendition(href="https://example.org/still.jpg", width=1280, role="thumbnail")
SOUND = make_rendition(href="https://example.org/sound.mp3", mimetype="audio/mpeg", width=None, height=None)


def blocks(*media: Media) -> list[MediaBlock]:
    return [MediaBlock(id=f"b{n}", media=one) for n, one in enumerate(media)]


def known(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in described.items() if value}


def test_a_picture_has_its_caption_credit_rights_and_size() -> None:
    rights = Rights(
        holder="Giang Huy",
        notice="© Giang Huy",
        usage_terms="Once.",
        allowed_territories=("VN",),
        denied_territories=("GB",),
    )
    (image,) = pictures(blocks(make_picture(rights=rights)))
    assert known(image) == {
        "@type": "ImageObject",
        "contentUrl": "https://example.org/media/hotel-1200.jpg",
        "encodingFormat": "image/jpeg",
        "width": "1200 px",
        "height": "800 px",
        "caption": "The hotel on Wednesday",
        "description": "A white hotel behind trees",
        "creditText": "Giang Huy",
        "copyrightNotice": "© Giang Huy",
        "copyrightHolder": {"@type": "Organization", "name": "Giang Huy"},
        "usageInfo": {"@type": "CreativeWork", "text": "Once."},
        "regionsAllowed": [{"@type": "Country", "name": "VN"}],
        "ineligibleRegion": [{"@type": "Country", "name": "GB"}],
    }


def test_of_a_picture_the_rendition_on_the_page_is_described() -> None:
    small = make_rendition(href="https://example.org/small.jpg", width=320)
    (image,) = pictures(blocks(make_picture(renditions=(small, make_rendition()))))
    assert image["contentUrl"] == "https://example.org/media/hotel-1200.jpg"


def test_only_what_can_be_fetched_is_described() -> None:
    unseen = make_picture(renditions=(make_rendition(href=None),))
    assert pictures(blocks(unseen, make_picture(renditions=()))) == []
    assert len(pictures(blocks(unseen, make_picture()))) == 1


def test_a_video_has_a_name_a_still_and_a_date() -> None:
    media = make_picture(kind=MediaKind.VIDEO, renditions=(STILL, FILM))
    (video,) = videos(blocks(media), title="Dinner", published_at=NOW, language="en")
    assert video["contentUrl"] == "https://example.org/film.mp4"
    assert video["name"] == "The hotel on Wednesday"
    assert video["thumbnailUrl"] == ["https://example.org/still.jpg"]
    assert video["uploadDate"] == "2019-02-27T14:00:00Z"
    assert video["inLanguage"] == "en"
    assert (video["width"], video["height"]) == ("640 px", "360 px")


def test_a_video_without_a_caption_is_named_after_its_update() -> None:
    media = make_picture(kind=MediaKind.VIDEO, caption=None, renditions=(FILM,))
    (video,) = videos(blocks(media), title="Dinner", published_at=NOW, language="en")
    assert video["name"] == "Dinner"


def test_a_still_alone_is_no_video() -> None:
    media = make_picture(kind=MediaKind.VIDEO, renditions=(STILL,))
    assert videos(blocks(media), title="Dinner", published_at=NOW, language="en") == []


def test_a_sound_has_no_sides() -> None:
    (sound,) = sounds(blocks(make_picture(kind=MediaKind.AUDIO, renditions=(SOUND,))), language="ko")
    assert sound["@type"] == "AudioObject"
    assert sound["inLanguage"] == "ko"
    assert "width" not in sound


def test_kinds_are_told_apart() -> None:
    mixed = blocks(make_picture(), make_picture(kind=MediaKind.AUDIO, renditions=(SOUND,)))
    assert len(pictures(mixed)) == len(sounds(mixed, language="en")) == 1
    assert videos(mixed, title="", published_at=NOW, language="en") == []


def test_without_rights_nothing_is_said_of_them() -> None:
    assert rights_of(None) == {}
