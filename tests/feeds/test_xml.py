"""Text any parser accepts, parsers that resolve nothing, fragments that join."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.errors import ParseError
from feeds.xml import FragmentSerialiser, clean_text, parse_xml, without_forbidden
from tests.strategies import any_text

NAMESPACES = {None: "urn:default", "x": "urn:x"}


@pytest.mark.parametrize(
    "character", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"], ids=ascii
)
def test_characters_xml_forbids_are_dropped(character):
    assert clean_text(f"a{character}b") == "ab"


@pytest.mark.parametrize(
    "character", ["\t", "\n", "\r", "\x7f", "\x85", "\u200d", "\ufffd", "\U0001f1fb", "\U0010ffff"]
)
def test_characters_xml_allows_are_kept(character):
    assert clean_text(f"a{character}b") == f"a{character}b"


def test_text_is_normalised_canonically_and_never_for_compatibility():
    assert clean_text("Vie\u0323\u0302t") == "Việt"
    assert clean_text("\u1112\u1161\u11ab") == "한"
    assert clean_text("½ ™ ﬁ") == "½ ™ ﬁ"


def test_markup_is_not_normalised_across_a_tag():
    assert without_forbidden("<b>\u0338\x00</b>") == "<b>\u0338</b>"


@given(any_text())
def test_cleaning_is_idempotent_and_what_is_left_can_be_serialised(text):
    cleaned = clean_text(text)
    element = etree.Element("a")
    element.text = cleaned

    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert etree.fromstring(etree.tostring(element)).text in (cleaned, None)


def test_document_is_parsed_without_its_comments():
    root = parse_xml(b"<a>one<!-- two -->three</a>", format_name="test")

    assert root.text == "onethree"


def test_broken_document_is_refused_with_its_line():
    with pytest.raises(ParseError) as caught:
        parse_xml(b"<a>\n<b>\n</a>", format_name="test")

    assert (caught.value.format_name, caught.value.location) == ("test", "line 3")


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b" ",
        b"\xff\xfe",
        b"<a>\xff</a>",
        b"plain text",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"<a>" * 5_000,
        b"<a>\x00</a>",
        b"<a>&#0;</a>",
        b"<a b='1' b='2'/>",
        b"<a/><b/>",
    ],
    ids=lambda document: repr(document[:20]),
)
def test_what_is_not_xml_is_a_parse_error(document):
    with pytest.raises(ParseError):
        parse_xml(document, format_name="test")


def test_external_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    document = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'

    with pytest.raises(ParseError, match="entity declarations"):
        parse_xml(document.encode(), format_name="test")


def test_parameter_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY x "secret">', encoding="utf-8")
    document = f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]><a/>'

    with pytest.raises(ParseError, match="entity declarations"):
        parse_xml(document.encode(), format_name="test")


def test_external_document_type_is_not_loaded_and_a_reference_into_it_is_refused(tmp_path):
    (tmp_path / "a.dtd").write_text('<!ENTITY x "loaded">', encoding="utf-8")
    address = (tmp_path / "a.dtd").as_uri()

    assert parse_xml(f'<!DOCTYPE a SYSTEM "{address}"><a>text</a>'.encode(), format_name="test").text == "text"
    with pytest.raises(ParseError, match="&x; is declared nowhere"):
        parse_xml(f'<!DOCTYPE a SYSTEM "{address}"><a>&x;</a>'.encode(), format_name="test")


@pytest.mark.parametrize("use", ["<a>&e9;</a>", '<a b="&e9;"/>'], ids=["text", "attribute"])
def test_entity_bomb_goes_off_nowhere(use):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<!DOCTYPE a [<!ENTITY e0 "{"x" * 1000}">{levels}]>{use}'
    started = time.process_time()

    with pytest.raises(ParseError):
        parse_xml(document.encode(), format_name="test")

    assert time.process_time() - started < 1


def split_document(root: etree._Element) -> tuple[bytes, bytes]:
    """Cut a document where the last child of its root would end."""
    whole = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    at = whole.rindex(b"</")
    return whole[:at], whole[at:]


def fragment(text: str) -> etree._Element:
    element = etree.Element("{urn:default}entry")
    etree.SubElement(element, "{urn:x}note", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"}).text = text
    return element


def test_fragments_between_head_and_tail_are_the_bytes_of_the_whole():
    root = etree.Element("{urn:default}feed", nsmap=NAMESPACES)
    etree.SubElement(root, "{urn:default}title").text = "t"
    head, tail = split_document(root)
    serialise = FragmentSerialiser("{urn:default}feed", NAMESPACES)

    joined = head + serialise(fragment("Hà Nội ]]>")) + serialise(fragment("two")) + tail

    root.extend([fragment("Hà Nội ]]>"), fragment("two")])
    assert joined == etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def test_several_elements_are_one_fragment_and_none_is_no_bytes():
    serialise = FragmentSerialiser("{urn:default}feed", NAMESPACES)

    assert serialise(fragment("a"), fragment("b")) == serialise(fragment("a")) + serialise(fragment("b"))
    assert serialise() == b""


@given(st.lists(any_text().map(clean_text), min_size=1, max_size=3))
def test_any_texts_join_into_a_well_formed_document(texts):
    root = etree.Element("{urn:default}feed", nsmap=NAMESPACES)
    root.text = "-"
    head, tail = split_document(root)
    serialise = FragmentSerialiser("{urn:default}feed", NAMESPACES)

    document = etree.fromstring(head + b"".join(serialise(fragment(text)) for text in texts) + tail)

    assert [element.text or "" for element in document.iter("{urn:x}note")] == texts
