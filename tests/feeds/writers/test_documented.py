"""The pages for partners name every element that the golden documents hold."""

from pathlib import Path

import pytest
from lxml import etree

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


def written_name(element: etree._Element) -> str:
    """Return the name of an element as it stands in the document."""
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name
