"""What holds for every format in JSON, whatever people write and whatever a profile does to it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import WriteError
from feeds.html import escape
from feeds.json import compact
from feeds.model import (
    Embed,
    Heading,
    ListBlock,
    MediaBlock,
    MediaKind,
    Paragraph,
    PubStatus,
    Quote,
    Subject,
    Table,
)
from feeds.profile import BodyAmount, Granularity, HtmlSubset, OutputProfile, Window
from feeds.render import Document, render
from feeds.states import state_version
from feeds.writers import WRITERS
from tests.factories import (
    ENTRY_GUID,
    NOW,
    make_blog,
    make_entry,
    make_feed,
    make_item,
    make_items,
    make_links,
    make_picture,
    make_site,
)
from tests.feeds.writers.cases import FEEDS, full_item, translated_item
from tests.feeds.writers.json_documents import SCHEMAS, check_document, in_version, read, write
from tests.strategies import any_text, clean_live_blogs, item_feeds, printable_text, profiles

FORMATS = sorted({name for name, _ in SCHEMAS})
AFTER_ALL = datetime(2095, 1, 1, tzinfo=UTC)

each_format = pytest.mark.parametrize("format_name", FORMATS)
each_version = pytest.mark.parametrize(("format_name", "version"), list(SCHEMAS))

BLOCKS = (
    Paragraph(html="Plain &amp; <b>bold</b>"),
    Heading(html="Heading"),
    Quote(html="We'll see", attribution="He"),
    ListBlock(items=("One", "Two"), ordered=True),
    Table(rows=(("a", "b"), ("1", "2")), header=True),
    MediaBlock(media=make_picture()),
    MediaBlock(media=make_picture(caption="No file", renditions=())),
    MediaBlock(media=make_picture(kind=MediaKind.VIDEO)),
    MediaBlock(media=make_picture(kind=MediaKind.AUDIO)),
    Embed(href="https://example.org/post/1", html="A post"),
)


def entries_of(format_name: str, document: bytes) -> list[dict]:
    """Return the entries of a document, whatever they are called there."""
    table = read(document)
    return table["items"] if format_name == "json" else [a for a in table["associations"] if a["name"] == "entry"]


def body_of(format_name: str, entry: dict) -> str:
    if format_name == "json":
        return entry.get("content_html", "")
    return next((body["value"] for body in entry.get("bodies", ()) if body["role"] == "html"), "")


def produce(blog, profile: OutputProfile, format_name: str, version: str | None = None) -> Document:
    showing_all = Window(withdrawn_shown_h=24 * 366 * 110)
    profile = replace(profile, format=format_name, format_version=version, window=showing_all)
    return render([blog], profile, now=AFTER_ALL, site=make_site(), links=make_links())


def test_every_version_of_every_json_format_is_validated_here():
    written = {(name, v) for name, w in WRITERS.items() if w.media_type.endswith("json") for v in w.versions}

    assert written == set(SCHEMAS)


@each_version
@pytest.mark.parametrize("state", FEEDS)
def test_document_in_parts_is_the_document_at_once(format_name, version, state):
    document = write(format_name, in_version(FEEDS[state](), version))

    assert document == compact(read(document))


@each_version
@given(feed=item_feeds())
def test_document_of_any_items_is_valid(format_name, version, feed):
    document = write(format_name, in_version(feed, version))

    check_document(format_name, document)
    assert document == compact(read(document))


@each_version
@settings(max_examples=settings().max_examples // 2)
@given(blog=clean_live_blogs(), profile=profiles())
def test_any_live_blog_under_any_profile_is_a_valid_document(format_name, version, blog, profile):
    document = produce(blog, profile, format_name, version)

    check_document(format_name, document.body)
    assert document.left_out == ()


@each_format
@given(text=printable_text())
def test_any_text_is_valid_and_whole_in_every_place(format_name, text):
    item = translated_item(
        title=text,
        byline=text,
        summary=text,
        correction_note=text,
        blog_title=text,
        engines=(text,),
        memories=(text,),
        reviewers=(text,),
        subjects=(Subject(qcode=f"house:{text}", name=text),),
        media=(make_picture(caption=text, alt=text, credit=text),),
        body_html=f"<p>{escape(text)}</p>",
    )

    document = write(format_name, make_feed(items=(item,), title=text))

    check_document(format_name, document)
    [entry] = entries_of(format_name, document)
    assert entry["title"] == text
    assert body_of(format_name, entry) == f"<p>{escape(text)}</p>"
    assert document.count(compact(text)) >= 11


@each_format
def test_texts_that_have_broken_software_are_valid_texts(format_name, naughty_strings):
    usable = [text for text in naughty_strings if text and text.isprintable()]
    items = tuple(
        replace(full_item(), guid=f"tag:example.org,2019:{number}", title=text, byline=text, summary=text)
        for number, text in enumerate(usable)
    )

    document = write(format_name, make_feed(items=items))

    check_document(format_name, document)
    assert [entry["title"] for entry in entries_of(format_name, document)] == usable


@each_format
@pytest.mark.parametrize("subset", HtmlSubset)
def test_every_kind_of_block_is_in_the_body_as_in_every_other_format(format_name, subset):
    blog = make_blog(entries=(make_entry(blocks=BLOCKS),))
    document = produce(blog, OutputProfile(name="p", html=subset), format_name)

    check_document(format_name, document.body)
    [entry] = entries_of(format_name, document.body)
    in_rss = escape(body_of(format_name, entry))
    assert in_rss.encode() in produce(blog, OutputProfile(name="p", html=subset), "rss").body
    assert all(word in in_rss for word in ("bold", "Heading", "see", "Two", "2", "The hotel", "No file", "A post"))


@each_version
@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("amount", BodyAmount)
@pytest.mark.parametrize("status", PubStatus)
def test_live_blog_is_valid_in_every_state_amount_and_granularity(format_name, version, granularity, amount, status):
    killed = make_entry(guid=f"{ENTRY_GUID}-2", pub_status=PubStatus.CANCELED, blocks=(), kill_reason="wrong")
    blog = make_blog(pub_status=status, entries=(make_entry(blocks=BLOCKS), killed))
    profile = OutputProfile(name="p", granularity=granularity, body=amount)

    document = produce(blog, profile, format_name, version)

    check_document(format_name, document.body)
    assert document.left_out == ()


@each_format
def test_whole_live_blog_is_one_item_that_changes_with_every_entry(format_name):
    profile = OutputProfile(name="p", granularity=Granularity.LIVE_BLOG)
    blog = make_blog(revision=9, entries=(make_entry(headline="Dinner"), make_entry(guid=f"{ENTRY_GUID}-2")))

    [item] = entries_of(format_name, produce(blog, profile, format_name).body)

    assert item["id" if format_name == "json" else "uri"] == f"{blog.guid}/whole"
    assert "Dinner" in body_of(format_name, item)
    version = item["_syndication"]["version"] if format_name == "json" else item["version"]
    assert int(version) == state_version(9, 0)


@each_version
def test_kept_fragments_give_the_same_bytes(format_name, version):
    profile = OutputProfile(name="p", format=format_name, format_version=version)
    kept = {}

    first, again = (
        render([make_blog()], profile, now=NOW, site=make_site(), links=make_links(), fragments=store).body
        for store in (kept, kept)
    )

    assert first == again == render([make_blog()], profile, now=NOW, site=make_site(), links=make_links()).body
    assert len(kept) == 1


@each_format
def test_fragment_is_the_same_in_any_company(format_name):
    items = make_items(3)
    fragments = [WRITERS[format_name].fragment(item) for item in items]

    assert all(fragment in write(format_name, make_feed(items=items)) for fragment in fragments)
    assert write(format_name, make_feed(items=())).endswith(b"[]}")


@each_format
@given(before=any_text(), after=any_text(), character=st.sampled_from("\x00\x08\x0b\x0c\x1f\ud800\udfff\ufffe\uffff"))
def test_forbidden_character_is_an_error_of_its_item(format_name, before, after, character):
    with pytest.raises(WriteError) as caught:
        WRITERS[format_name].fragment(make_item(title=before + character + after))

    assert caught.value.guid == ENTRY_GUID
    assert caught.value.reason


@each_format
@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ufffe", "\ud800"])
@pytest.mark.parametrize("field", ["title", "byline", "summary", "body_html", "correction_note", "blog_title"])
def test_forbidden_character_anywhere_is_an_error_of_its_item(format_name, field, character):
    with pytest.raises(WriteError):
        WRITERS[format_name].fragment(make_item(**{field: f"bad {character} text"}))


@each_format
def test_entry_that_cannot_be_written_harms_itself_only(format_name):
    bad = make_entry(guid=f"{ENTRY_GUID}-bad", byline="a\x00b")
    blog = make_blog(entries=(make_entry(), bad, make_entry(guid=f"{ENTRY_GUID}-2")))

    document = produce(blog, OutputProfile(name="p"), format_name)

    assert [left.guid for left in document.left_out] == [bad.guid]
    check_document(format_name, document.body)
    assert len(entries_of(format_name, document.body)) == 2


@each_format
def test_emoji_every_script_and_line_separators_survive(format_name):
    title = "👩‍👩‍👧‍👦 🇻🇳 Việt 한국어 שלום \u2028\u2029 ]]> </script>"

    document = write(format_name, make_feed(items=(make_item(title=title),)))

    assert "👩‍👩‍👧‍👦 🇻🇳 Việt 한국어".encode() in document
    assert "\u2028".encode() not in document
    assert entries_of(format_name, document)[0]["title"] == title
