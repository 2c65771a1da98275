"""The rule checker itself: it knows the validator's events, and notices documents that break them."""

import csv

import pytest

from tests.conftest import schema_path
from tests.feeds.writers.feed_rules import RULES, broken_rules

RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>t</title><link>https://example.org/</link><description>d</description><language>en</language><ttl>5</ttl>
<atom:link rel="self" type="application/rss+xml" href="https://example.org/feed"/>
<lastBuildDate>Wed, 27 Feb 2019 11:33:00 +0000</lastBuildDate>
<item><title>t</title><link>https://example.org/1</link><description>d</description>
<content:encoded>&lt;p&gt;x&lt;/p&gt;</content:encoded><guid isPermaLink="false">tag:example.org,2019:1</guid>
<category>c</category><pubDate>Wed, 27 Feb 2019 11:33:00 +0000</pubDate>
<media:content url="https://example.org/1.jpg" medium="image" type="image/jpeg" width="1"><media:credit
 role="photographer" scheme="urn:ebu">x</media:credit></media:content></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:example.org,2019:b</id><title>t</title>
<updated>2019-02-27T11:33:00Z</updated><author><name>n</name></author>
<link rel="self" href="https://example.org/feed"/><link rel="alternate" type="text/html" href="https://example.org/"/>
<entry><id>tag:example.org,2019:1</id><title>t</title><updated>2019-02-27T11:33:00Z</updated>
<content type="html">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"""

RESTRICTION = '<media:restriction relationship="deny" type="country">vn kr</media:restriction></media:content>'


def test_every_rule_is_an_event_of_the_validator():
    with schema_path("feedvalidator/rules.tsv").open(encoding="utf-8", newline="") as rules:
        events = {row["event"] for row in csv.DictReader(rules, delimiter="\t")}

    assert set(RULES) <= events


@pytest.mark.parametrize("document", [RSS, ATOM], ids=["rss", "atom"])
def test_a_sound_document_breaks_no_rule(document):
    assert broken_rules(document.encode()) == set()


@pytest.mark.parametrize(
    ("rule", "document", "sound", "broken"),
    [
        ("AttrNotBlank", RSS, 'medium="image"', 'medium=""'),
        ("ContainsEmail", RSS, "<category>", "<dc:creator>Minh &lt;minh@example.org&gt;</dc:creator><category>"),
        ("ContainsEmail", RSS, "<category>", "<author>minh@example.org</author><category>"),
        ("ContainsRelRef", RSS, "&lt;p&gt;x", "&lt;a href='/x'&gt;x"),
        ("DuplicateAtomLink", ATOM, "<entry>", '<link rel="alternate" type="text/html" href="https://e.org/"/><entry>'),
        ("DuplicateElement", ATOM, "<title>t</title>", "<title>t</title><title>t</title>"),
        ("DuplicateItemSemantics", RSS, "<category>", "<dc:subject>c</dc:subject><category>"),
        ("DuplicateSemantics", RSS, "<ttl>", "<dc:language>en</dc:language><ttl>"),
        ("DuplicateValue", ATOM, "</feed>", "<entry><id>tag:example.org,2019:1</id></entry></feed>"),
        ("FeedHistoryRelInEntry", ATOM, "</entry>", '<link rel="current" href="https://e.org/"/></entry>'),
        ("IncorrectDOW", RSS, "<pubDate>Wed", "<pubDate>Thu"),
        ("InvalidCountryCode", RSS, "</media:content>", RESTRICTION.replace("vn kr", "vn Korea")),
        ("InvalidCreditRole", RSS, 'role="photographer"', 'role="camera"'),
        ("InvalidFullLink", RSS, "<link>https://example.org/1", "<link>/1"),
        ("InvalidHttpGUID", RSS, ' isPermaLink="false"', ""),
        ("InvalidLanguage", RSS, "<language>en", "<language>english_uk"),
        ("InvalidMIMEAttribute", RSS, 'type="image/jpeg"', 'type="jpeg"'),
        ("InvalidMediaRestrictionType", RSS, "</media:content>", RESTRICTION.replace('"country"', '"land"')),
        ("InvalidMediaTextType", RSS, "</media:content>", '<media:title type="text">x</media:title></media:content>'),
        ("InvalidMediaMedium", RSS, 'medium="image"', 'medium="picture"'),
        ("InvalidNonNegativeInteger", RSS, 'width="1"', 'width="1px"'),
        ("InvalidRFC2822Date", RSS, "<pubDate>Wed, 27 Feb 2019", "<pubDate>mer., 27 févr. 2019"),
        ("InvalidRFC3339Date", ATOM, "<updated>2019-02-27T11:33:00Z", "<updated>2019-02-27 11:33:00"),
        ("InvalidRSSVersion", RSS, 'rss version="2.0"', 'rss version="0.92"'),
        ("InvalidTrueFalse", RSS, 'isPermaLink="false"', 'isPermaLink="no"'),
        ("InvalidTAG", ATOM, "<id>tag:example.org,2019:1", "<id>entry 1"),
        ("MediaGroupWithoutAlternatives", RSS, "<category>", "<media:group/><category>"),
        ("MisplacedMetadata", ATOM, "</feed>", "<rights>r</rights></feed>"),
        ("MissingAttribute", ATOM, "<entry>", "<category label='x'/><entry>"),
        ("MissingContentOrAlternate", ATOM, '<content type="html">&lt;p&gt;x&lt;/p&gt;</content>', ""),
        (
            "MissingCurrentInArchive",
            ATOM,
            "<entry>",
            '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><entry>',
        ),
        ("MissingElement", ATOM, "<author><name>n</name></author>", ""),
        ("MissingSelf", RSS, 'rel="self"', 'rel="via"'),
        (
            "NeedDescriptionBeforeContent",
            RSS,
            "<title>t</title><link>https://example.org/1</link>",
            "<content:encoded/>",
        ),
        ("NonstdPrefix", RSS, "xmlns:dc=", "xmlns:dublin="),
        ("NotBlank", ATOM, "<title>t</title>", "<title> </title>"),
        ("SecurityRisk", RSS, "&lt;p&gt;x", "&lt;script&gt;x"),
        ("SecurityRiskAttr", RSS, "&lt;p&gt;x", "&lt;p onclick='x'&gt;x"),
        ("UndefinedElement", RSS, "<category>", "<updated>now</updated><category>"),
        ("UnexpectedAttribute", RSS, "<category>", '<category scheme="x">'),
        ("UnexpectedText", RSS, "<category>", "text<category>"),
        ("UnexpectedWhitespace", ATOM, "<id>tag:example.org,2019:1", "<id> tag:example.org,2019:1"),
        ("UnregisteredAtomLinkRel", ATOM, 'rel="self"', 'rel="myself"'),
    ],
)
def test_a_broken_rule_is_noticed(rule, document, sound, broken):
    assert sound in document

    assert rule in broken_rules(document.replace(sound, broken, 1).encode())
