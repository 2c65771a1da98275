"""IPTC's own reader of NewsML-G2 and this one agree on what identifies an item and what it is called."""

import contextlib
import io

import pytest
from lxml import etree
from NewsMLG2.document import NewsMLG2Document

from tests.feeds.parsers.mangled import GOLDEN
from tests.feeds.parsers.newsmlg2.documents import NAR, read
from tests.feeds.parsers.newsmlg2.test_examples import READ, example

# IPTC's reader takes neither empty elements nor numbers that are none, which the other golden documents have.
TIDY = (
    "escaped-html-in-inline-data.xml",
    "our-own-live-blog.xml",
    "our-own-live-blog-in-nitf.xml",
    "wire-message-with-package.xml",
    "xhtml-with-its-own-head.xml",
)


def items_of(data: bytes) -> dict[str, tuple[str, str, str | None]]:
    """Return version, language and headline of each newsItem by its guid, as IPTC's reader has them."""
    found = {}
    for element in etree.fromstring(data).iter(f"{{{NAR}}}newsItem"):
        # It prints a warning for every catalogue that it would have to fetch.
        with contextlib.redirect_stdout(io.StringIO()):
            item = NewsMLG2Document(etree.tostring(element)).get_item()
        languages = [language.tag for language in item.contentmeta.language]
        headlines = [" ".join(str(headline).split()) for headline in item.contentmeta.headline]
        found[item.guid] = item.version, next(iter(languages), item.xml_lang), next(iter(headlines), None)
    return found


@pytest.mark.parametrize("data", [(GOLDEN / "newsmlg2" / name).read_bytes() for name in TIDY], ids=TIDY)
def test_both_readers_agree_on_golden_documents(data):
    compare(data)


@pytest.mark.parametrize("name", READ)
def test_both_readers_agree_on_examples(name):
    compare(example(name))


def compare(data: bytes) -> None:
    theirs, blog = items_of(data), read(data, language="en").blog
    assert blog.entries
    for entry in blog.entries:
        version, language, headline = theirs[entry.guid]
        assert (str(entry.version), entry.language or blog.language) == (version, language or "en")
        # They do not know which headlines we make for entries that have none.
        assert entry.headline in {headline, None}
