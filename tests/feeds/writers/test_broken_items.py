"""One item that XML cannot carry is an error of its own, in formats whose texts are XML inside XML."""

import pytest

from feeds.errors import WriteError
from feeds.profile import NewsMLText
from feeds.writers import WRITERS
from tests.factories import ENTRY_GUID, make_item

FORMATS = ("newsmlg2", "nitf", "newsml12")
FIELDS = ("title", "byline", "body_html", "correction_note", "credit_line")
PLACES = [
    *((format_name, field) for format_name in FORMATS for field in FIELDS),
    *((format_name, field) for format_name in ("newsmlg2", "newsml12") for field in ("summary", "blog_title")),
]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
@pytest.mark.parametrize(("format_name", "field"), PLACES)
def test_forbidden_character_anywhere_is_an_error_of_its_item(format_name, field, character):
    with pytest.raises(WriteError) as caught:
        WRITERS[format_name].fragment(make_item(**{field: f"bad {character} text"}))

    assert caught.value.guid == ENTRY_GUID
    assert caught.value.reason


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("newsml_text", NewsMLText)
@pytest.mark.parametrize(
    "body",
    [
        "<p>not closed",
        "</body><body>",
        "</p><p>",
        "<p>&nbsp;</p>",
        "<p a=1>x</p>",
        "a & b",
        "</body></html></inlineXML><p>",
        "<!DOCTYPE x><p/>",
    ],
)
def test_body_that_is_not_well_formed_is_an_error_of_its_item(format_name, newsml_text, body):
    with pytest.raises(WriteError):
        WRITERS[format_name].fragment(make_item(body_html=body, newsml_text=newsml_text))
