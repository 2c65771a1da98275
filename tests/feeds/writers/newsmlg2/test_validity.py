"""What leaves is valid by the published schema, and every code in it can be looked up."""

from dataclasses import replace

import pytest
from lxml import etree

from feeds.catalogs import catalog_bytes
from tests.factories import make_feed, make_item, make_picture, make_rendition
from tests.feeds.writers.cases import FEEDS, full_item
from tests.feeds.writers.newsmlg2.reading import NS, read, write

XS = "{http://www.w3.org/2001/XMLSchema}"

every_state = pytest.mark.parametrize("state", FEEDS)


@every_state
def test_document_is_valid_by_the_schema(state, check_schema):
    check_schema(write(FEEDS[state]()))


@every_state
def test_every_qcode_alias_is_declared_in_a_catalogue(state, g2_schema_tree, iptc_catalog):
    declared = _aliases(iptc_catalog) | _aliases(etree.fromstring(catalog_bytes()))

    used = {qcode.partition(":")[0] for qcode in _qcodes(read(FEEDS[state]()), g2_schema_tree)}

    assert "ninat" in used
    assert used <= declared


def test_every_item_refers_to_the_catalogues_its_codes_are_in():
    document = read(FEEDS["everything"]())

    for item in document.find("g2:itemSet", NS):
        assert [ref.get("href") for ref in item.findall("g2:catalogRef", NS)] == [
            "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml",
            "https://example.org/catalogs/syndication-1.xml",
        ]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/100%",
        "https://example.org/?q=[x]",
        "https://example.org/#a#b",
        'https://example.org/a b"<>\\^`{|}',
        "http://[::1]:8080/x",
        "https://example.org/ảnh/한국.jpg?đ=1",
    ],
)
def test_addresses_people_write_are_valid_addresses_in_the_document(address, check_schema):
    item = make_item(url=address, source_url=address, media=(make_picture(renditions=(make_rendition(href=address),)),))

    check_schema(write(make_feed(items=(item,))))


def test_texts_that_have_broken_software_are_valid_texts_in_the_document(check_schema, naughty_strings):
    usable = [text for text in naughty_strings if text and text.isprintable()]
    items = tuple(
        replace(full_item(), guid=f"tag:example.org,2019:{number}", title=text, byline=text, credit_line=text)
        for number, text in enumerate(usable)
    )

    check_schema(write(make_feed(items=items)))


def _aliases(catalog: etree._Element) -> set[str]:
    return {scheme.get("alias") for scheme in catalog.iter("{*}scheme")}


def _qcodes(document: etree._Element, schema: etree._ElementTree) -> list[str]:
    """Return the value of every attribute that the schema types as a QCode or a list of them."""
    types = {"QCodeType", "QCodeListType"}
    names = {a.get("name") for a in schema.iter(f"{XS}attribute") if a.get("type") in types}
    elements = document.xpath("//g2:*", namespaces=NS)
    return [qcode for one in elements for name in names & set(one.keys()) for qcode in one.get(name).split()]
