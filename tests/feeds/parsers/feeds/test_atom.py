"""Atom as feeds have it: what the golden documents do not show."""

import pytest

from feeds.errors import ParseError
from feeds.model import Paragraph, PubStatus
from feeds.parsers import Parsed, ParseOptions, find_parser
from tests.feeds.parsers.test_golden import NOW

HEAD = "<id>tag:e.org,2019:f</id><title>Live</title><updated>2019-02-27T12:00:00Z</updated>"
ENTRY = "<entry><id>tag:e.org,2019:1</id><title>x</title><updated>2019-02-27T11:00:00Z</updated>{}</entry>"
AT = "http://purl.org/atompub/tombstones/1.0"


def read(*inside: str, head: str = HEAD) -> Parsed:
    document = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="{AT}" xml:lang="en">{head}{"".join(inside)}</feed>'
    return find_parser("atom").read(document.encode(), ParseOptions(now=NOW))


def blocks(content: str):
    [entry] = read(ENTRY.format(content)).blog.entries
    return entry.blocks


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("<content>a &lt;b&gt; c</content>", "a &lt;b&gt; c"),
        ('<content type="html">a &lt;b&gt;c&lt;/b&gt; &amp;amp;</content>', "a <b>c</b> &amp;"),
        ('<content type="text/html; charset=utf-8">a &lt;i&gt;c&lt;/i&gt;</content>', "a <i>c</i>"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>&lt;</b></div></content>',
            "a <b>&lt;</b>",
        ),
        ("<content/><summary>s</summary>", "s"),
    ],
)
def test_content_is_what_its_type_says(content, html):
    assert blocks(content) == (Paragraph(html=html, id="b1"),)


def test_an_entry_without_an_id_goes_by_its_page_if_no_other_has_it():
    link = '<entry><title>x</title><updated>2019-02-27T11:00:00Z</updated><link href="https://e.org/{}"/></entry>'

    guids = [entry.guid for entry in read(*map(link.format, (1, 2, 2))).blog.entries]

    assert guids == ["https://e.org/1", "", ""]


def test_an_entry_is_withdrawn_by_a_tombstone_that_is_not_older():
    tombstone = '<at:deleted-entry ref="tag:e.org,2019:1" when="2019-02-27T11:00:00Z"/>'

    [entry] = read(ENTRY.format("<content>Text</content>"), tombstone).blog.entries

    assert (entry.pub_status, entry.headline, entry.blocks) == (PubStatus.CANCELED, None, ())


def test_a_withdrawal_is_not_lost_for_the_sake_of_its_date():
    [entry] = read('<at:deleted-entry ref="tag:e.org,2019:1" when="just now"/>').blog.entries

    assert (entry.pub_status, entry.time_is_exact) == (PubStatus.CANCELED, False)
    assert f"{entry.updated_at:%H:%M}" == "12:00"


def test_a_withdrawal_that_names_no_entry_costs_nothing_else():
    parsed = read("<at:deleted-entry when='2019-02-27T11:00:00Z'/>", ENTRY.format("<content>Text</content>"))

    assert len(parsed.blog.entries) == 1
    assert ["it does not say which entry it is" in remark.reason for remark in parsed.remarks] == [True]


def test_contributors_are_not_authors():
    [entry] = read(ENTRY.format("<content>Text</content><contributor><name>Engine</name></contributor>")).blog.entries

    assert entry.byline is None


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('<feed xmlns="http://purl.org/atom/ns#" version="0.3"/>', "Atom 0.3"),
        ('<entry xmlns="http://www.w3.org/2005/Atom"/>', "single entry"),
        ("<feed/>", "no feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"/>', "no title"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(document, said):
    with pytest.raises(ParseError, match=said):
        find_parser("atom").read(document.encode(), ParseOptions(now=NOW))
