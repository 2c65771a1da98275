"""The profiles that are ready to use: they are valid, they are documented, and what they promise holds."""

from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feeds.model import ListBlock, MediaBlock, Paragraph, PubStatus, Quote, Table
from feeds.profile import Granularity, PublishPolicy
from feeds.ready import ready_profiles
from feeds.render import render
from feeds.writers import format_problem
from tests.factories import NOW, make_blog, make_entry, make_links, make_picture, make_site

NAMES = ("superdesk", "wordpress", "newsml12-legacy", "google-news", "full-json", "headlines-only")
DOCS = Path(__file__).parents[2] / "docs"

ENTRY = make_entry(
    blocks=(
        Paragraph(html="They <b>shook <i>hands</i></b> <a href='https://e.org/'>there</a>."),
        ListBlock(items=("First <b>item</b>", "Second item")),
        Table(rows=(("Cell one", "Cell two"),)),
        Quote(html="A quotation", attribution="Somebody"),
    )
)
WORDS = ("They shook hands there.", "First item", "Second item", "Cell one", "Cell two", "A quotation", "Somebody")


def produce(name, *entries, **changes):
    profile = replace(ready_profiles()[name].profile, **changes)
    blog = make_blog(entries=entries or (ENTRY,))
    return render([blog], profile, now=NOW, site=make_site(), links=make_links()).body


def test_there_is_one_for_each_kind_of_receiver():
    assert tuple(ready_profiles()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_format_is_one_that_is_written(name):
    assert format_problem(ready_profiles()[name].profile) is None


@pytest.mark.parametrize("name", NAMES)
def test_document_tells_of_a_kill(name):
    killed = replace(ENTRY, pub_status=PubStatus.CANCELED, version=2, kill_reason="wrong man", headline=None, blocks=())

    document = produce(name, killed)
    assert b"wrong man" in document
    assert b"shook" not in document


@pytest.mark.parametrize("name", NAMES)
def test_each_is_explained_with_what_it_gives_up(name):
    page = (DOCS / "ready-profiles.md").read_text(encoding="utf-8")

    section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert section.strip().startswith("For ")
    assert "It gives up" in section
    assert f"| `format` | `{ready_profiles()[name].profile.format}` |" in section


def test_superdesk_loses_no_word_though_it_reads_only_the_text_of_each_child_of_the_body():
    root = etree.fromstring(produce("superdesk"))

    body = root.find(".//{http://www.w3.org/1999/xhtml}body")
    read = "\n".join(child.text or "" for child in body)
    assert [word for word in WORDS if word not in read] == []
    assert all(len(child) == 0 for child in body)


def test_wordpress_gets_nothing_that_plug_ins_strip():
    entry = replace(ENTRY, blocks=(*ENTRY.blocks, MediaBlock(media=make_picture())))
    content = feedparser.parse(produce("wordpress", entry), sanitize_html=False).entries[0].content[0].value

    tags = {element.tag for element in etree.fromstring(f"<div>{content}</div>").iterdescendants()}
    assert tags <= {"p", "br", "a", "strong", "em", "ul", "ol", "li", "blockquote"}
    assert "The hotel on Wednesday" in content


def test_google_news_gets_one_article_for_the_live_blog_and_no_unreviewed_translation():
    profile = ready_profiles()["google-news"].profile

    assert profile.granularity is Granularity.LIVE_BLOG
    assert {rule.policy for rule in profile.languages} == {PublishPolicy.REVIEWED}
    assert len(feedparser.parse(produce("google-news", ENTRY, replace(ENTRY, guid="tag:e.org,2019:2"))).entries) == 1


def test_headlines_come_without_their_texts():
    document = produce("headlines-only")

    assert b"Leaders sit down to dinner" in document
    assert b"shook" not in document
