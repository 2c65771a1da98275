"""Entries after a profile has been applied."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from feeds.codec import decode_profile
from feeds.errors import InvalidProfile
from feeds.identity import IdScheme, anchor
from feeds.item import LanguageLink
from feeds.model import Paragraph, PubStatus, TranslationState
from feeds.present import Presenter, fill
from feeds.profile import HtmlSubset, LabelPlace, OutputProfile, TagStyle
from tests.factories import NOW, make_blog, make_entry, make_links, make_site, make_translation

PROFILE = OutputProfile(name="p")


def present(entry=None, blog=None, links=None, **wishes):
    presenter = Presenter(
        profile=replace(PROFILE, **wishes), site=make_site(), links=links or make_links(), partner="mekong"
    )
    return presenter.item(blog or make_blog(), entry or make_entry())


def variant(**note):
    entry = make_entry(
        guid=make_entry().guid + ";lang=vi",
        blocks=(Paragraph(html="Hai nhà lãnh đạo bắt tay."),),
        translation=make_translation(**note),
    )
    return entry, make_blog(language="vi")


def test_times_are_converted_to_the_profiles_zone_not_relabelled():
    item = present(timezone="Asia/Seoul")
    assert item.published_at == make_entry().published_at
    assert item.published_at.utcoffset() == timedelta(hours=9)


def test_ids_follow_the_scheme_and_stay_the_same_thing():
    assert present().guid == make_entry().guid
    as_uuid = present(id_scheme=IdScheme.UUID)
    assert as_uuid.guid.startswith("urn:uuid:")
    assert as_uuid.guid == present(id_scheme=IdScheme.UUID, html=HtmlSubset.PLAIN, timezone="Asia/Seoul").guid


def test_link_template_is_filled():
    item = present(link_template="{page_url}?from={partner}&l={language}&s={slug}#{anchor}")
    assert item.url == f"https://example.org/blogs/hanoi/en/?from=mekong&l=en&s=hanoi#{anchor(make_entry().guid)}"


def test_template_with_an_unknown_name_is_refused_when_the_profile_is_read():
    with pytest.raises(InvalidProfile, match=r"link_template: unknown placeholder \{pageurl\}"):
        decode_profile({"name": "p", "link_template": "{pageurl}"})


def test_a_value_with_braces_is_not_filled_again():
    assert fill("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"


@pytest.mark.parametrize(
    ("state", "stale", "sentence"),
    [
        (TranslationState.MACHINE, False, "Bản dịch máy, chưa được"),
        (TranslationState.MEMORY, False, "Bản dịch lấy từ bộ nhớ dịch"),
        (TranslationState.MIXED, False, "mới kiểm duyệt một phần"),
        (TranslationState.UNTRANSLATED, False, "Chưa có bản dịch"),
        (TranslationState.REVIEWED, True, "Bản gốc đã thay đổi"),
    ],
)
def test_unreviewed_or_stale_text_says_so_to_readers(state, stale, sentence):
    entry, blog = variant(state=state, is_stale=stale)
    assert sentence in present(entry, blog).body_html


def test_reviewed_current_text_carries_no_label():
    entry, blog = variant(state=TranslationState.REVIEWED, has_machine_text=False)
    assert present(entry, blog).body_html == "<p>Hai nhà lãnh đạo bắt tay.</p>"


def test_label_stands_where_the_profile_wants_it():
    entry, blog = variant()
    text = "<p>Hai nhà lãnh đạo bắt tay.</p>"
    assert present(entry, blog, machine_label=LabelPlace.BEFORE).body_html.endswith(text)
    assert present(entry, blog, machine_label=LabelPlace.AFTER).body_html.startswith(text)
    assert present(entry, blog, machine_label=LabelPlace.NONE).body_html == text


def test_stale_text_says_so_even_where_labels_are_off():
    entry, blog = variant(is_stale=True)
    assert "Bản gốc đã thay đổi" in present(entry, blog, machine_label=LabelPlace.NONE).body_html


def test_transformed_language_tag_marks_machine_text_only():
    entry, blog = variant()
    reviewed, _ = variant(state=TranslationState.REVIEWED, has_machine_text=False)
    assert present(entry, blog, language_tags=TagStyle.TRANSFORMED).language_tag == "vi-t-en-t0-und"
    assert present(reviewed, blog, language_tags=TagStyle.TRANSFORMED).language_tag == "vi"


def test_variant_points_to_its_source():
    entry, blog = variant()
    links = make_links(sibling_pages=(LanguageLink(language="en", url="https://example.org/blogs/hanoi/en/"),))
    item = present(entry, blog, links)
    here = anchor(make_entry().guid)
    assert item.source_url == f"https://example.org/blogs/hanoi/en/#{here}"
    assert item.translation_source_guid == make_entry().guid
    assert item.alternates == (LanguageLink(language="en", url=f"https://example.org/blogs/hanoi/en/#{here}"),)


def test_source_text_standing_in_is_marked_with_its_own_language():
    entry, blog = variant(state=TranslationState.UNTRANSLATED, has_machine_text=False)
    item = present(replace(entry, language="en"), blog)
    assert item.language == "en"
    assert "Chưa có bản dịch" in item.body_html


def test_withdrawn_item_keeps_nothing_but_the_notice_and_the_reason():
    killed = make_entry(version=2, updated_at=NOW, pub_status=PubStatus.CANCELED, kill_reason="Wrong <person>")
    item = present(killed)
    assert item.title == "Withdrawn"
    assert item.media == ()
    assert item.body_html == (
        "<p>This entry has been withdrawn. Please remove it and do not use it.</p><p>Reason: Wrong &lt;person&gt;</p>"
    )
    assert "shook hands" not in item.body_text + item.summary


def test_correction_note_leads_the_body():
    item = present(make_entry(correction_note="It was 14, not 12."))
    assert item.body_html.startswith("<p><em>Correction: It was 14, not 12.</em></p>")


def test_attribution_line_follows_the_body_in_the_language_of_the_feed():
    item = present(attribution={"en": "From {provider} <x>. {url}", "vi": "no"})
    assert item.body_html.endswith(f"<p>From Example News &lt;x&gt;. {item.url}</p>")


def test_right_to_left_text_is_marked():
    assert present(blog=make_blog(language="ar")).body_html.startswith('<div dir="rtl">')


@pytest.mark.parametrize("subset", HtmlSubset)
def test_body_is_well_formed_in_every_subset(subset):
    entry = make_entry(blocks=(Paragraph(html='a &lt; b<br/><q>c</q> ]]&gt; <a href="https://e.org/?a&amp;b">d</a>'),))
    item = present(entry, html=subset, attribution={"en": "A & B"})
    text = "".join(etree.fromstring(f"<div>{item.body_html}</div>").itertext())
    assert "a < b" in text
    assert text.endswith("A & B")
