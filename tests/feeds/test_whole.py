"""A whole live blog as one item."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import EntryKind, Paragraph, PubStatus, TranslationState
from feeds.present import Presenter
from feeds.profile import BodyAmount, Granularity, HtmlSubset, OutputProfile
from feeds.render import render
from feeds.states import state_version
from feeds.whole import whole_item
from feeds.withdrawn import head_as_shown
from feeds.writers import WRITERS
from tests.factories import BLOG_GUID, NOW, make_blog, make_entry, make_links, make_site, make_translation

FIRST = make_entry(guid=f"{BLOG_GUID}/entry/1", headline="Leaders arrive")
SECOND = make_entry(
    guid=f"{BLOG_GUID}/entry/2", headline=None, published_at=FIRST.published_at + timedelta(hours=1), version=3
)
BLOG = make_blog(
    revision=9,
    entries=(SECOND, FIRST),
    summary=(Paragraph(html="In short."),),
    body=(Paragraph(html="What came before."),),
)


def make_whole(blog=BLOG, **settings):
    profile = OutputProfile(name="desk", granularity=Granularity.LIVE_BLOG, **settings)
    presenter = Presenter(profile=profile, site=make_site(), links=make_links(), partner="tribune")
    blog = head_as_shown(blog)
    return whole_item(presenter, blog, [presenter.item(blog, entry) for entry in blog.entries])


def test_body_has_the_summary_the_entries_under_their_times_and_the_background():
    item = make_whole()

    text = "<p>The two leaders <b>shook hands</b> before dinner.</p>"
    assert item.body_html == (
        f"<p>In short.</p><h3>19:33</h3>{text}<h3>18:33 – Leaders arrive</h3>{text}<p>What came before.</p>"
    )
    assert item.body_text.startswith("In short.\n\n19:33\n\nThe two leaders shook hands")


def test_item_has_a_guid_of_its_own_and_the_version_of_the_live_blogs_state():
    item = make_whole()

    assert (item.guid, item.version, item.kind) == (f"{BLOG_GUID}/whole", state_version(9, 0), EntryKind.UPDATE)
    assert item.guid != item.blog_guid
    assert make_whole(replace(BLOG, guid=f"{BLOG_GUID};lang=vi", language="vi")).guid == f"{BLOG_GUID}/whole;lang=vi"


def test_link_is_the_page_by_the_template_without_a_place_on_it():
    assert make_whole().url == "https://example.org/blogs/hanoi/en/"
    assert make_whole(link_template="{page_url}?from={partner}#{anchor}").url.endswith("/en/?from=tribune")


def test_words_of_a_withdrawn_entry_are_gone_and_the_withdrawal_is_told():
    killed = replace(FIRST, pub_status=PubStatus.CANCELED, version=2, kill_reason="wrong man named")
    item = make_whole(replace(BLOG, entries=(SECOND, killed)))

    assert "Leaders arrive" not in item.body_html
    assert "wrong man named" in item.body_html


def test_withdrawn_live_blog_is_a_notice():
    item = make_whole(replace(BLOG, pub_status=PubStatus.CANCELED, entries=()))

    assert item.pub_status is PubStatus.CANCELED
    assert "withdrawn" in item.body_html
    assert "In short" not in item.body_html


def test_entry_in_another_language_is_marked_where_the_subset_can():
    blog = replace(BLOG, language="vi", entries=(replace(FIRST, language="ar"),))

    assert '<div lang="ar" dir="rtl"><h3>' in make_whole(blog).body_html
    assert "<div" not in make_whole(blog, html=HtmlSubset.BASIC).body_html


@pytest.mark.parametrize(
    ("states", "combined"),
    [
        ((TranslationState.REVIEWED, TranslationState.REVIEWED), TranslationState.REVIEWED),
        ((TranslationState.REVIEWED, TranslationState.MACHINE), TranslationState.MIXED),
        ((TranslationState.MEMORY, TranslationState.MACHINE), TranslationState.MACHINE),
        ((TranslationState.MEMORY, TranslationState.UNTRANSLATED), TranslationState.MEMORY),
        ((TranslationState.UNTRANSLATED, TranslationState.UNTRANSLATED), TranslationState.UNTRANSLATED),
    ],
)
def test_whole_is_as_reviewed_as_all_of_it_and_as_machine_made_as_any(states, combined):
    head, part = (make_translation(state=state, has_machine_text=state is TranslationState.MACHINE) for state in states)
    note = make_whole(
        replace(BLOG, language="vi", translation=head, entries=(replace(FIRST, translation=part),))
    ).translation

    assert note.state is combined
    assert note.has_machine_text is (TranslationState.MACHINE in states)


def test_headlines_alone_leave_neither_summary_nor_background():
    item = make_whole(body=BodyAmount.NONE)

    assert (
        item.body_html == "<h3>19:33 – The two leaders shook hands before dinner.</h3><h3>18:33 – Leaders arrive</h3>"
    )


@pytest.mark.parametrize("format_name", WRITERS)
def test_document_holds_one_item_and_one_broken_entry_harms_only_itself(format_name):
    broken = make_entry(guid=f"{BLOG_GUID}/entry/3", blocks=(Paragraph(html="<b>open"),), headline="Broken")
    profile = OutputProfile(name="desk", format=format_name, granularity=Granularity.LIVE_BLOG)

    document = render([replace(BLOG, entries=(broken, FIRST))], profile, now=NOW, site=make_site(), links=make_links())

    assert [entry.guid for entry in document.left_out] == [broken.guid]
    assert b"Leaders arrive" in document.body
    assert b"/whole" in document.body
