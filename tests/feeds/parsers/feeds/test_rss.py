"""RSS as feeds have it: what the golden documents do not show."""

from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.model import Embed, MediaBlock, MediaKind, Paragraph, PubStatus, Rendition, Rights
from feeds.parsers import Parsed, ParseOptions, find_parser
from tests.feeds.parsers.test_golden import NOW

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:syn="urn:x-syndication:feed" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
DATE = "<pubDate>Wed, 27 Feb 2019 11:33:00 GMT</pubDate>"


def read(*items: str, channel: str = "<title>Live</title><language>en</language>", **options) -> Parsed:
    inside = "".join(f"<item>{item}</item>" for item in items)
    document = f"<rss {NAMESPACES}><channel>{channel}{inside}</channel></rss>"
    return find_parser("rss").read(document.encode(), ParseOptions(now=NOW, **options))


def entry(item: str, **options):
    [found] = read(f"<title>Headline</title>{item}", **options).blog.entries
    return found


@pytest.mark.parametrize(
    ("item", "published_at", "updated_at"),
    [
        (DATE, "11:33", "11:33"),
        ("<dc:date>2019-02-27T18:33:00+07:00</dc:date>", "11:33", "11:33"),
        (f"{DATE}<dc:date>2019-02-27T12:00:00Z</dc:date>", "11:33", "11:33"),
        (f"{DATE}<dcterms:modified>2019-02-27T12:00:00Z</dcterms:modified>", "11:33", "12:00"),
        (f"{DATE}<atom:updated>2019-02-27T12:00:00Z</atom:updated>", "11:33", "12:00"),
        (f"{DATE}<atom:updated>2019-02-27T10:00:00Z</atom:updated>", "11:33", "11:33"),
        ("<atom:updated>2019-02-27T12:00:00Z</atom:updated>", "12:00", "12:00"),
        ("<PubDate>2019-02-27T12:00:00Z</PubDate>", "12:00", "12:00"),
        ("<pubDate>soon</pubDate><dc:date>2019-02-27T12:00:00Z</dc:date>", "12:00", "12:00"),
    ],
)
def test_times_are_read_from_what_there_is(item, published_at, updated_at):
    found = entry(item)

    assert (f"{found.published_at:%H:%M}", f"{found.updated_at:%H:%M}") == (published_at, updated_at)
    assert found.time_is_exact


def test_without_any_time_the_channels_own_stands_in():
    channel = "<title>Live</title><language>en</language><lastBuildDate>27 Feb 2019 12:00 GMT</lastBuildDate>"

    found = entry("", channel=channel)

    assert (found.published_at, found.time_is_exact) == (datetime(2019, 2, 27, 12, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("item", "guid"),
    [
        ("<guid>https://e.org/1</guid><link>https://e.org/2</link>", "https://e.org/1"),
        ('<guid isPermaLink="false">tag:e.org,2019:1</guid>', "tag:e.org,2019:1"),
        ("<link>https://e.org/2</link>", "https://e.org/2"),
        ('<atom:link href="https://e.org/3"/>', "https://e.org/3"),
        ("<guid> </guid>", ""),
        ("", ""),
    ],
)
def test_guid_is_the_items_own_or_else_its_link(item, guid):
    assert entry(item).guid == guid


def test_a_guid_that_is_no_uri_is_one_for_good_and_other_than_that_of_another_channel():
    one, other = (f"<title>Live</title><language>en</language><link>https://{host}/</link>" for host in "ab")

    assert entry("<guid>7</guid>", channel=one).guid == entry("<guid>7</guid>", channel=one).guid != ""
    assert entry("<guid>7</guid>", channel=one).guid != entry("<guid>7</guid>", channel=other).guid


@pytest.mark.parametrize(
    ("item", "byline"),
    [
        ("<dc:creator>Minh Anh</dc:creator><author>x@e.org</author>", "Minh Anh"),
        ("<dc:creator>Minh Anh</dc:creator><dc:creator>Lan &amp;amp; Mai</dc:creator>", "Minh Anh, Lan & Mai"),
        ("<author>desk@e.org (Minh Anh)</author>", "Minh Anh"),
        ("<author>Minh Anh &lt;desk@e.org&gt;</author>", "Minh Anh"),
        ("<author>desk@e.org</author>", None),
        ("<itunes:author>Minh Anh</itunes:author>", "Minh Anh"),
        ("<atom:author><atom:name>Minh Anh</atom:name><atom:email>m@e.org</atom:email></atom:author>", "Minh Anh"),
        ("<source url='https://e.org/'>Reuters</source>", "Reuters"),
    ],
)
def test_byline_is_who_wrote_it_and_never_an_address(item, byline):
    assert entry(item).byline == byline


def test_what_an_item_says_as_the_channel_does_is_the_channels():
    said = "<dc:creator>Desk</dc:creator><dc:rights>© E</dc:rights><dc:language>en</dc:language>"

    parsed = read(f"<title>x</title>{said}", channel=f"<title>Live</title>{said}")

    [found] = parsed.blog.entries
    assert (parsed.blog.byline, parsed.blog.rights, parsed.blog.language) == ("Desk", Rights(notice="© E"), "en")
    assert (found.byline, found.rights, found.language) == (None, None, None)


def test_language_is_asked_for_where_nothing_says_it():
    with pytest.raises(ParseError, match="--language"):
        read("<title>x</title>", channel="<title>Live</title>")
    assert read("<title>x</title>", channel="<title>Live</title>", language="vi").blog.language == "vi"


@pytest.mark.parametrize(
    ("item", "href"),
    [
        ("<link>/a/1.html</link>", "https://e.org/a/2.html"),
        ('<link>/a/1.html</link><base xmlns=""/>', "https://e.org/a/2.html"),
        ("", "https://e.org/live/2.html"),
    ],
)
def test_relative_addresses_are_resolved_against_the_items_page(item, href):
    text = '<description>&lt;a href="2.html"&gt;x&lt;/a&gt;</description>'

    [block] = entry(item + text, base_url="https://e.org/live/rss.xml").blocks

    assert block.html == f'<a href="{href}">x</a>'


def test_xml_base_wins():
    text = '<description xml:base="https://other.org/z/">&lt;a href="2.html"&gt;x&lt;/a&gt;</description>'

    [block] = entry(f"<link>https://e.org/1</link>{text}").blocks

    assert block.html == '<a href="https://other.org/z/2.html">x</a>'


def test_media_of_the_item_are_for_the_whole_of_it():
    said = '<media:credit>Photo: Giang Huy</media:credit><media:copyright type="html">&amp;copy; H</media:copyright>'
    content = '<media:content url="https://e.org/1.jpg"><media:title>At the hotel</media:title></media:content>'

    [block] = entry(content + said).blocks

    assert block.media.caption == "At the hotel"
    assert block.media.credit == "Giang Huy"
    assert block.media.rights == Rights(notice="© H")


def test_a_group_of_several_kinds_is_several_things():
    group = (
        '<media:group><media:content url="https://e.org/1.mp4"/><media:content url="https://e.org/1.jpg" width="9"/>'
        '<media:content url="https://e.org/1.webm"/></media:group>'
    )

    video, picture = (block.media for block in entry(group).blocks)

    assert (video.kind, [r.href for r in video.renditions]) == (
        MediaKind.VIDEO,
        ["https://e.org/1.mp4", "https://e.org/1.webm"],
    )
    assert picture.renditions == (Rendition(href="https://e.org/1.jpg", width=9),)


@pytest.mark.parametrize(
    "content",
    [
        '<media:content url="https://e.org/1.swf" type="application/x-shockwave-flash"/>',
        '<media:content medium="video"><media:player url="https://e.org/1.swf"/></media:content>',
        '<enclosure url="https://e.org/1.swf" type="application/x-shockwave-flash" length="9"/>',
    ],
)
def test_what_is_neither_picture_nor_video_nor_sound_is_linked(content):
    assert entry(content).blocks == (Embed(href="https://e.org/1.swf", html="1.swf", id="b1"),)


def test_an_enclosure_that_the_media_name_too_is_the_same_file():
    content = '<media:content url="https://e.org/1.mp3" duration="66"/>'

    [block] = entry(f'<enclosure url="https://e.org/1.mp3" type="audio/mpeg" length="123"/>{content}').blocks

    assert isinstance(block, MediaBlock)
    assert block.media.renditions == (Rendition(href="https://e.org/1.mp3", mimetype="audio/mpeg", bytes=123),)


def test_a_withdrawal_of_ours_is_heard_whatever_else_is_wrong_with_it():
    found = entry(
        "<syn:version>2x</syn:version><syn:status>canceled</syn:status><syn:territories denied='Atlantis'/>"
        "<description>It said this.</description>"
    )

    assert (found.pub_status, found.headline, found.blocks) == (PubStatus.CANCELED, None, ())


def test_a_status_that_is_not_known_is_no_leave_to_publish():
    found = entry(
        "<syn:version>2</syn:version><syn:status>on hold</syn:status><description>It said this.</description>"
    )

    assert (found.pub_status, found.headline, found.blocks) == (PubStatus.WITHHELD, None, ())


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ("<syn:embargoed-until>tomorrow</syn:embargoed-until>", "syn:embargoed-until cannot be read"),
        ("<syn:territories allowed='VN Atlantis'/>", "no country's code: 'VN Atlantis'"),
        ("<syn:translation state='guessed' source='x' source-language='en'/>", "syn:translation does not say"),
        ("<syn:translation state='machine' source='x' source-language='en'/>", "source-version is no number"),
    ],
)
def test_notes_of_ours_that_make_no_sense_break_the_entry_and_no_other(notes, said):
    parsed = read(f"<title>x</title><syn:version>1</syn:version>{notes}", f"<title>y</title>{DATE}")

    assert [found.headline for found in parsed.blog.entries] == ["y"]
    assert any(said in remark.reason for remark in parsed.remarks)


def test_a_document_of_several_says_so():
    channel = '<title>Live</title><language>en</language><atom:link rel="prev-archive" href="https://e.org/1"/>'

    [remark] = read(f"<title>x</title>{DATE}", channel=channel).remarks

    assert (remark.reason, remark.text) == ("it is one document of several; the others were not read", "prev-archive")


def test_a_title_alone_is_an_entry_and_a_text_alone_too():
    titled, texted = read(
        f"<title>Only &amp;lt;b&amp;gt; this</title>{DATE}", f"<description>That.</description>{DATE}"
    ).blog.entries

    assert (titled.headline, titled.blocks) == ("Only <b> this", ())
    assert (texted.headline, texted.blocks) == (None, (Paragraph(html="That.", id="b1"),))


@pytest.mark.parametrize(("ttl", "refresh_s"), [("5", 300), ("0", None), ("-1", None), ("soon", None), ("9" * 9, None)])
def test_ttl_is_in_minutes(ttl, refresh_s):
    channel = f"<title>Live</title><language>en</language><ttl>{ttl}</ttl>"

    assert read(f"<title>x</title>{DATE}", channel=channel).refresh_s == refresh_s
