"""The pages for partners name every element and member that the golden documents hold."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.feeds.writers.json_documents import check_document
from tests.feeds.writers.test_golden import GOLDEN

DOCS = Path(__file__).parents[3] / "docs" / "formats"
# Parts of what the pages name, and the elements that only hold the others.
STRUCTURE = {"rss", "channel", "item", "feed", "entry", "name"}


@pytest.mark.parametrize("format_name", ["atom", "rss"])
def test_every_element_of_a_golden_document_is_on_the_page(format_name):
    page = (DOCS / f"{format_name}.md").read_text(encoding="utf-8")
    documents = [etree.parse(path) for path in GOLDEN.glob(f"*/expected.{format_name}.xml")]

    written = {written_name(element) for document in documents for element in document.iter(etree.Element)} - STRUCTURE

    assert len(written) > 20
    assert sorted(name for name in written if f"`{name}" not in page) == []


@pytest.mark.parametrize("format_name", ["json", "ninjs"])
def test_every_member_of_a_golden_document_is_on_the_page(format_name):
    page = (DOCS / f"{format_name}.md").read_text(encoding="utf-8")
    documents = [json.loads(path.read_bytes()) for path in GOLDEN.glob(f"*/expected.{format_name}.json")]

    written = {name for document in documents for name in member_names(document)}

    assert len(written) > 30
    assert sorted(name for name in written if f"`{name}`" not in page and f'"{name}": ' not in page) == []


@pytest.mark.parametrize("format_name", ["json", "ninjs"])
def test_example_on_the_page_is_valid(format_name):
    page = (DOCS / f"{format_name}.md").read_text(encoding="utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]

    check_document(format_name, example.encode())


def member_names(value: object) -> Iterator[str]:
    """Yield the name of every member of every object in a JSON value."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from member_names(inner)


@pytest.mark.parametrize(("format_name", "pages"), [("nitf", ["nitf"]), ("newsml12", ["newsml12", "nitf"])])
def test_every_element_of_a_golden_document_is_on_the_page_or_in_the_example_there(format_name, pages):
    text = "".join((DOCS / f"{name}.md").read_text(encoding="utf-8") for name in pages)
    documents = [etree.parse(path) for path in GOLDEN.glob(f"*/expected.{format_name}.xml")]

    written = {written_name(element) for document in documents for element in document.iter(etree.Element)}

    assert len(written) > 40
    assert sorted(name for name in written if not re.search(rf"[`<]{re.escape(name)}\b", text)) == []


def written_name(element: etree._Element) -> str:
    """Return the name of an element as it stands in the document."""
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name
