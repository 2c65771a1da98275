"""Files of pictures, videos and sounds: what they are, and which are the same."""

import pytest

from feeds.model import Embed, Media, MediaBlock, MediaKind, Paragraph, Rendition
from feeds.reading.media_files import file_name, is_avatar, joined_forms, kind_of, same_file, with_attached

TEXT = (Paragraph(html="Text."),)


def picture(*hrefs: str, **said) -> Media:
    return Media(kind=MediaKind.PICTURE, renditions=tuple(Rendition(href=href) for href in hrefs), **said)


def thumbnail(href: str) -> Rendition:
    return Rendition(href=href, role="thumbnail")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"mimetype": "image/jpeg"}, MediaKind.PICTURE),
        ({"mimetype": "audio/mpeg", "medium": "video"}, MediaKind.VIDEO),
        ({"medium": "IMAGE"}, MediaKind.PICTURE),
        ({"href": "https://e.org/a.MP3?x=1"}, MediaKind.AUDIO),
        ({"href": "https://e.org/a.webm", "mimetype": "application/octet-stream"}, MediaKind.VIDEO),
        ({"href": "https://e.org/a.jpg", "mimetype": "application/pdf"}, None),
        ({"href": "https://e.org/a.jpg", "medium": "document"}, None),
        ({"href": "https://e.org/a"}, None),
        ({}, None),
    ],
)
def test_kind_is_what_is_said_or_else_what_the_name_says(said, kind):
    assert kind_of(**{"mimetype": None, "href": None, **said}) is kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://e.org/a.jpg?width=140", "https://e.org/a.jpg?width=700&s=1", True),
        ("https://e.org/a-1024x683.jpg", "https://E.org/a-scaled.jpg", True),
        ("http://e.org/a.png", "https://e.org/a.png", True),
        ("https://e.org/a.jpg", "https://e.org/b.jpg", False),
        ("https://e.org/image?id=1", "https://e.org/image?id=2", False),
        ("https://e.org/a.mp4?q=low", "https://e.org/a.mp4?q=high", False),
        ("https://e.org/2024-10x20-plan.jpg", "https://e.org/2024-plan.jpg", False),
    ],
)
def test_sizes_of_one_picture_are_the_same_file(one, other, same):
    assert (same_file(one) == same_file(other)) is same


def test_forms_of_one_picture_become_one_with_all_that_is_said_of_it():
    small = picture("https://e.org/a.jpg?w=1", credit="X")
    large = picture("https://e.org/a.jpg?w=2", caption="A", credit="Y")

    assert joined_forms([small, large]) == (
        picture("https://e.org/a.jpg?w=1", "https://e.org/a.jpg?w=2", caption="A", credit="X"),
    )


def test_one_file_that_is_named_twice_is_one_rendition():
    small = Media(kind=MediaKind.AUDIO, renditions=(Rendition(href="https://e.org/a.mp3", mimetype="audio/mpeg"),))
    large = Media(kind=MediaKind.AUDIO, renditions=(Rendition(href="https://e.org/a.mp3", bytes=7),))

    [joined] = joined_forms([small, large])

    assert joined.renditions == (Rendition(href="https://e.org/a.mp3", mimetype="audio/mpeg", bytes=7),)


def test_a_picture_that_the_text_shows_stays_in_its_place_with_all_its_sizes():
    shown = MediaBlock(media=picture("https://e.org/a-300x200.jpg", alt="An alt"))

    blocks = with_attached((shown, *TEXT), [picture("https://e.org/a.jpg", credit="X")])

    whole = picture("https://e.org/a.jpg", "https://e.org/a-300x200.jpg", credit="X", alt="An alt")
    assert blocks == (MediaBlock(media=whole), *TEXT)


def test_a_thumbnail_belongs_to_what_is_attached():
    video = Media(kind=MediaKind.VIDEO, renditions=(Rendition(href="https://e.org/a.mp4"),))

    [_text, block] = with_attached(TEXT, [video], thumbnails=[thumbnail("https://e.org/a.jpg")])

    assert block.media.renditions == (Rendition(href="https://e.org/a.mp4"), thumbnail("https://e.org/a.jpg"))


def test_a_thumbnail_alone_is_a_picture_unless_the_text_shows_one():
    small = [thumbnail("https://e.org/a-72x72.jpg"), thumbnail("https://e.org/b.jpg")]
    shown = MediaBlock(media=picture("https://e.org/a.jpg"))

    assert with_attached(TEXT, [], thumbnails=small) == (*TEXT, MediaBlock(media=picture("https://e.org/a-72x72.jpg")))
    assert with_attached((shown,), [], thumbnails=small) == (shown,)


def test_other_files_are_linked_once():
    paper = Embed(href="https://e.org/a.pdf", html="a.pdf")

    assert with_attached((paper,), [], others=[paper, Embed(href="https://e.org/b.pdf")]) == (
        paper,
        Embed(href="https://e.org/b.pdf"),
    )


def test_portraits_of_authors_are_no_pictures():
    assert is_avatar("https://2.gravatar.com/avatar/1?s=96")
    assert not is_avatar("https://e.org/avatar/1.jpg")


def test_file_is_called_by_the_end_of_its_address():
    assert file_name("https://e.org/x/rule%20book.pdf?y") == "rule book.pdf"
    assert file_name("https://e.org/") == ""
