"""What a document holds: one live blog, one of several, single items, and what is not read at all."""

import pytest

from feeds.errors import ParseError
from feeds.model import MediaBlock, MediaKind
from tests.feeds.parsers.newsmlg2.documents import CREATED, NAR, XHTML, entry, message, news_item, picture_item, read

TEXT = f'<inlineXML><p xmlns="{XHTML}">They met.</p></inlineXML>'


def package(*references: str, guid: str = "tag:press.example,2019:blog", title: str = "Summit", meta: str = "") -> str:
    refs = "".join(f'<itemRef residref="{reference}"/>' for reference in references)
    return (
        f'<packageItem xmlns="{NAR}" guid="{guid}" version="1" xml:lang="en"><itemMeta>{CREATED}{meta}</itemMeta>'
        f"<contentMeta><headline>{title}</headline></contentMeta>"
        f'<groupSet root="g"><group id="g">{refs}</group></groupSet></packageItem>'
    )


def test_lone_item_is_a_live_blog_of_one_entry_called_as_that():
    blog = read(news_item(TEXT)).blog
    assert (blog.title, blog.slug, blog.language, blog.guid) == ("They met", "they-met", "en", "")
    assert len(blog.entries) == 1


def test_lone_item_without_a_headline_is_called_by_its_first_words():
    blog = read(news_item(TEXT, content_meta="")).blog
    assert (blog.title, blog.entries[0].headline) == ("They met.", None)


@pytest.mark.parametrize(
    ("header", "options", "title"),
    [
        ("<sender>press.example</sender><channel>Summit</channel>", {}, "Summit"),
        ("<sender>press.example</sender>", {}, "press.example"),
        ("<sender>press.example</sender>", {"title": "My summit"}, "My summit"),
    ],
)
def test_items_without_a_package_are_called_as_asked_or_as_the_stream_they_came_in(header, options, title):
    items = news_item(TEXT), news_item(TEXT, guid="tag:press.example,2019:2")
    assert read(message(*items, header=header), **options).blog.title == title


def test_items_of_one_slugline_are_called_by_it():
    meta = "<headline>x</headline><slugline>SUMMIT</slugline>"
    items = (news_item(guid=f"tag:e,2019:{n}", content_meta=meta) for n in range(2))
    assert read(message(*items)).blog.title == "SUMMIT"


def test_package_alone_has_nothing_to_read():
    with pytest.raises(ParseError, match="only refers to its 2 items"):
        read(package("a:1", "a:2"))


def test_package_of_nothing_is_a_live_blog_that_has_not_begun():
    assert read(message(package())).blog.entries == ()


def test_items_that_a_package_only_refers_to_are_remarked_on():
    parsed = read(message(package("tag:press.example,2019:1", "a:gone"), news_item(TEXT)))
    assert len(parsed.blog.entries) == 1
    assert ["a:gone" in remark.reason for remark in parsed.remarks] == [True]


def test_of_several_live_blogs_one_is_asked_for_by_its_slug():
    document = message(
        package("tag:press.example,2019:1"),
        package("tag:press.example,2019:2", guid="tag:press.example,2019:other", title="Budget day"),
        news_item(TEXT),
        news_item(TEXT, guid="tag:press.example,2019:2"),
    )
    with pytest.raises(ParseError, match="--slug: summit, budget-day"):
        read(document)
    blog = read(document, slug="budget-day").blog
    assert (blog.title, [one.guid for one in blog.entries]) == ("Budget day", ["tag:press.example,2019:2"])


def test_groups_that_hold_each_other_are_walked_once():
    groups = (
        '<groupSet root="a"><group id="a"><groupRef idref="b"/></group><group id="b"><groupRef idref="a"/>'
        '<itemRef residref="tag:press.example,2019:1"/></group></groupSet>'
    )
    looped = package().partition("<groupSet")[0] + groups + "</packageItem>"
    assert len(read(message(looped, news_item(TEXT))).blog.entries) == 1


@pytest.mark.parametrize(
    "document",
    [
        message(
            news_item(TEXT, meta='<link rel="irel:associatedWith" residref="tag:press.example,2019:pic"/>'),
            picture_item(),
        ),
        message(picture_item(meta='<link residref="tag:press.example,2019:1"/>'), news_item(TEXT)),
        message(package("tag:press.example,2019:1", "tag:press.example,2019:pic"), picture_item(), news_item(TEXT)),
    ],
    ids=["linked by the text", "linking the text", "in one group with it"],
)
def test_picture_of_a_text_stands_in_it(document):
    paragraph, picture = entry(document).blocks
    assert (paragraph.html, picture.media.caption) == ("They met.", "The hotel")


def test_picture_stands_where_the_text_shows_it():
    text = TEXT.replace("</p>", '</p><img xmlns="http://www.w3.org/1999/xhtml" src="https://e.org/1.jpg"/><p>Bye.</p>')
    document = message(
        news_item(text, meta='<link residref="tag:press.example,2019:pic"/>'),
        picture_item(),
    )
    _paragraph, picture, last = entry(document).blocks
    assert (picture.media.caption, last.html) == ("The hotel", "Bye.")
    assert picture.media.renditions[0].mimetype == "image/jpeg"


@pytest.mark.parametrize(
    "document",
    [
        message(
            package("tag:press.example,2019:1", "tag:press.example,2019:2", "tag:press.example,2019:pic"),
            news_item(TEXT),
            news_item(TEXT, guid="tag:press.example,2019:2"),
            picture_item(),
        ),
        message(picture_item(), header="<channel>Photos</channel>"),
    ],
    ids=["among several texts", "by itself"],
)
def test_picture_of_no_text_is_an_entry(document):
    found = [one for one in read(document).blog.entries if one.guid.endswith(":pic")]
    (block,) = found[0].blocks
    assert isinstance(block, MediaBlock)
    assert block.media.kind is MediaKind.PICTURE


@pytest.mark.parametrize(
    "meta",
    ['<pubStatus qcode="stat:canceled"/>', "<embargoed>2019-03-01T00:00:00Z</embargoed>", "<embargoed>?</embargoed>"],
)
def test_picture_that_must_not_be_used_is_left_out_of_a_text_that_may(meta):
    parsed = read(
        message(news_item(TEXT, meta='<link residref="tag:press.example,2019:pic"/>'), picture_item(meta=meta))
    )
    assert [block.type for block in parsed.blog.entries[0].blocks] == ["paragraph"]
    assert "left out" in parsed.remarks[0].reason


def test_of_two_versions_of_one_item_the_later_stands():
    older = news_item("<inlineData>Old.</inlineData>", version="1")
    newer = news_item("<inlineData>New.</inlineData>", version="2")
    parsed = read(message(newer, older))
    assert ([one.version for one in parsed.blog.entries], len(parsed.remarks)) == ([2], 1)


def test_broken_item_among_good_ones_is_skipped_with_its_place():
    broken = news_item(TEXT, guid="tag:press.example,2019:2").replace(CREATED, "")
    parsed = read(message(news_item(TEXT), broken))
    assert (len(parsed.blog.entries), parsed.skipped) == (1, 1)
    assert parsed.remarks[0].location.endswith("tag:press.example,2019:2")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (f'<knowledgeItem xmlns="{NAR}"/>', "not news"),
        (f'<planningItem xmlns="{NAR}"/>', "planned"),
        (f'<groupSet xmlns="{NAR}"/>', "its root is groupSet"),
        (f'<newsMessage xmlns="{NAR}"/>', "no newsItem"),
        (f'<newsMessage xmlns="{NAR}"><itemSet><conceptItem/></itemSet></newsMessage>', "no newsItem"),
        (f'<newsItem xmlns="{NAR}">', "line 1"),
        ("", "newsmlg2"),
        (news_item().replace('xml:lang="en"', ""), "--language"),
    ],
)
def test_what_is_no_news_is_refused_with_one_sentence(document, said):
    with pytest.raises(ParseError, match=said) as caught:
        read(document)
    assert "\n" not in str(caught.value)


def test_zone_that_is_none_is_refused():
    with pytest.raises(ParseError, match="time zone"):
        read(news_item(TEXT), timezone="Hanoi")


@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE newsItem SYSTEM "http://127.0.0.1:1/x.dtd">{news_item(TEXT)}',
        news_item(
            TEXT.replace("They", '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>They')
        ),
        news_item(TEXT.replace("They met.", "They met.<script>alert(1)</script>")),
    ],
    ids=["external DTD", "XInclude", "script"],
)
def test_nothing_outside_is_fetched_and_nothing_runs(document):
    assert [block.html for block in entry(document).blocks] == ["They met."]


def test_deep_nesting_is_refused_or_read_but_never_climbed():
    deep = "<div>" * 200 + "deep" + "</div>" * 200
    assert [block.html for block in entry(news_item(f"<inlineXML>{deep}</inlineXML>")).blocks] == ["deep"]
    with pytest.raises(ParseError):
        read(news_item(f"<inlineXML>{'<div>' * 5000}{'</div>' * 5000}</inlineXML>"))


def test_thousands_of_items_are_read_in_time_that_grows_with_their_number():
    texts = [news_item(TEXT, guid=f"tag:e,2019:{n}", meta=f'<link residref="tag:e,2019:p{n}"/>') for n in range(1000)]
    pictures = [picture_item(f"tag:e,2019:p{n}", href=f"https://e.org/{n}.jpg") for n in range(1000)]
    entries = read(message(*texts, *pictures)).blog.entries
    assert {len(one.blocks) for one in entries} == {2}


def test_order_to_remove_an_item_is_read_where_it_comes_alone():
    killed = '<pubStatus qcode="stat:canceled"/><edNote>Wrong.</edNote>'
    blog = read(news_item(TEXT, meta=killed)).blog
    assert (blog.title, blog.entries[0].kill_reason, blog.entries[0].headline) == ("Withdrawn", "Wrong.", None)
    labelled = news_item(meta=killed, content_meta="<headline>x</headline><slugline>SUMMIT</slugline>")
    assert read(labelled).blog.title == "SUMMIT"
