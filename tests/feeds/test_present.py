"""Entries after a profile has been applied."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from feeds.codec import decode_profile
from feeds.errors import InvalidProfile, WriteError
from feeds.identity import IdScheme, anchor
from feeds.item import LanguageLink
from feeds.model import MediaBlock, MediaKind, Paragraph, PubStatus, Rights, Subject, TranslationState
from feeds.present import Presenter, fill
from feeds.profile import HtmlSubset, LabelPlace, MediaRule, OutputProfile, TagStyle
from tests.factories import (
    NOW,
    make_blog,
    make_entry,
    make_links,
    make_picture,
    make_rendition,
    make_site,
    make_translation,
)

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


def test_link_is_an_address_whatever_is_filled_in():
    blog = make_blog(slug='hà nội/"?#&', language="en")
    presenter = Presenter(
        profile=replace(PROFILE, link_template="https://p.example/{slug}?p={partner}#{anchor}"),
        site=make_site(),
        links=make_links(sibling_pages=(LanguageLink(language="vi", url=""),)),
        partner="a&b",
    )
    item = presenter.item(blog, make_entry())
    here = anchor(make_entry().guid)
    assert item.url == f"https://p.example/h%C3%A0%20n%E1%BB%99i%2F%22%3F%23%26?p=a%26b#{here}"
    assert item.alternates[0].url == f"https://example.org/blogs/h%C3%A0%20n%E1%BB%99i%2F%22%3F%23%26/vi/#{here}"


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


def test_source_of_an_entry_in_a_third_language_is_on_the_page_of_its_live_blog():
    entry, blog = variant(source_language="ar")
    blog = replace(blog, translation=make_translation(source_language="en"))
    assert present(entry, blog).source_url.startswith("https://example.org/blogs/hanoi/en/#")


@pytest.mark.parametrize("html", ["a & b", "<b>not closed", "&nbsp;", "<b>\x0b</b>", "<b>\ud800</b>"])
@pytest.mark.parametrize("subset", HtmlSubset)
def test_block_that_is_not_well_formed_is_an_error_of_its_entry(html, subset):
    with pytest.raises(WriteError) as caught:
        present(make_entry(blocks=(Paragraph(html=html),)), html=subset)
    assert caught.value.guid == make_entry().guid


def test_source_text_standing_in_is_marked_with_its_own_language():
    entry, blog = variant(state=TranslationState.UNTRANSLATED, has_machine_text=False)
    item = present(replace(entry, language="en"), blog)
    assert item.language == "en"
    assert item.body_html == (
        '<div lang="vi"><p><em>Chưa có bản dịch; hiển thị bằng ngôn ngữ gốc.</em></p></div>'
        "<p>Hai nhà lãnh đạo bắt tay.</p>"
    )


def test_line_in_the_language_of_the_feed_says_so_under_a_text_in_another():
    item = present(make_entry(language="en"), make_blog(language="vi"), attribution={"vi": "Nguồn: {provider}"})
    assert item.body_html.endswith('</p><div lang="vi"><p>Nguồn: Example News</p></div>')


@pytest.mark.parametrize("subset", [HtmlSubset.BASIC, HtmlSubset.PLAIN])
def test_small_subsets_have_no_element_for_a_language(subset):
    item = present(make_entry(language="en"), make_blog(language="vi"), attribution={"vi": "x"}, html=subset)
    assert item.body_html.endswith("</p><p>x</p>")


def test_withdrawn_item_keeps_nothing_but_the_notice_and_the_reason():
    killed = make_entry(version=2, updated_at=NOW, pub_status=PubStatus.CANCELED, kill_reason="Wrong <person>")
    item = present(killed)
    assert item.title == "Withdrawn"
    assert item.media == ()
    assert item.body_html == (
        "<p>This entry has been withdrawn. Please remove it and do not use it.</p><p>Reason: Wrong &lt;person&gt;</p>"
    )
    assert "shook hands" not in item.body_text + item.summary


@pytest.mark.parametrize("status", [PubStatus.WITHHELD, PubStatus.CANCELED])
def test_nothing_that_an_entry_said_is_left_in_a_withdrawn_item(status):
    secret = "Secret"
    rights = Rights(holder=secret, notice=secret, usage_terms=secret)
    entry = make_entry(
        version=2,
        pub_status=status,
        headline=secret,
        blocks=(Paragraph(html=secret), MediaBlock(media=make_picture(caption=secret, rights=rights))),
        byline=secret,
        language="ar",
        subjects=(Subject(qcode="x:Secret", name=secret),),
        correction_note=secret,
        rights=rights,
        translation=make_translation(is_stale=True, engines=(secret,), memories=(secret,), reviewers=(secret,)),
    )
    item = present(entry, make_blog(language="vi"), credit_line="{byline}", language_tags=TagStyle.TRANSFORMED)
    assert secret not in repr(item)
    assert (item.byline, item.credit_line) == ("Staff reporters", "Staff reporters")
    assert (item.language, item.language_tag, item.is_right_to_left) == ("vi", "vi", False)
    assert item.translation_source_guid == make_entry().guid


def test_reason_belongs_to_kills_only():
    held = make_entry(version=2, pub_status=PubStatus.WITHHELD, kill_reason="Secret")
    assert "Secret" not in repr(present(held))


def test_kill_is_told_whatever_characters_its_reason_has():
    killed = make_entry(version=2, pub_status=PubStatus.CANCELED, kill_reason="Wrong \x0b photo")
    assert present(killed).kill_reason == "Wrong  photo"
    assert present(killed).body_text.endswith("Reason: Wrong  photo")


def test_scheduled_entry_is_new_when_it_appears():
    written_at = make_entry().published_at - timedelta(hours=3)
    scheduled = make_entry(created_at=written_at, updated_at=written_at)
    assert present(scheduled).updated_at == make_entry().published_at


def test_correction_note_leads_the_body():
    item = present(make_entry(correction_note="It was 14, not 12."))
    assert item.body_html.startswith("<p><em>Correction: It was 14, not 12.</em></p>")


def test_correction_note_is_no_title_and_no_summary():
    item = present(make_entry(headline=None, correction_note="It was 14, not 12."))
    assert item.title == item.summary == "The two leaders shook hands before dinner."


def test_text_of_a_body_says_all_that_its_html_says():
    entry, blog = variant(is_stale=True)
    item = present(replace(entry, correction_note="14"), blog, attribution={"vi": "Theo {provider}"})
    assert item.body_text.split("\n\n") == [
        "Bản dịch máy, chưa được biên tập viên kiểm duyệt.",
        "Bản gốc đã thay đổi sau khi bản dịch này được thực hiện.",
        "Đính chính: 14",
        "Hai nhà lãnh đạo bắt tay.",
        "Theo Example News",
    ]


def test_machine_made_headline_without_a_text_is_labelled_too():
    entry, blog = variant()
    assert "Bản dịch máy" in present(replace(entry, blocks=()), blog).body_html
    assert present(replace(entry, blocks=(), headline=None), blog).body_html == ""


def test_entry_of_nothing_but_a_picture_is_named_by_its_caption():
    item = present(make_entry(headline=None, blocks=(MediaBlock(media=make_picture()),)))
    assert item.title == item.summary == "The hotel on Wednesday"


def test_summary_of_an_entry_that_begins_with_a_picture_is_its_text():
    item = present(make_entry(blocks=(MediaBlock(media=make_picture()), Paragraph(html="They met."))))
    assert item.summary == "They met."


def test_attribution_line_follows_the_body_in_the_language_of_the_feed():
    item = present(attribution={"en": "From {provider} <x>. {url}", "vi": "no"})
    assert item.body_html.endswith(f"<p>From Example News &lt;x&gt;. {item.url}</p>")


def test_right_to_left_text_is_marked_with_all_that_belongs_to_it():
    item = present(blog=make_blog(language="ar"), attribution={"ar": "x"})
    assert item.body_html == ('<div dir="rtl"><p>The two leaders <b>shook hands</b> before dinner.</p><p>x</p></div>')
    assert item.is_right_to_left


def test_each_part_of_a_body_has_the_direction_of_its_language():
    entry, blog = variant(state=TranslationState.UNTRANSLATED, has_machine_text=False)
    in_arabic = present(replace(entry, language="ar"), blog)
    assert in_arabic.body_html == (
        '<div lang="vi" dir="ltr"><p><em>Chưa có bản dịch; hiển thị bằng ngôn ngữ gốc.</em></p></div>'
        '<div dir="rtl"><p>Hai nhà lãnh đạo bắt tay.</p></div>'
    )
    assert in_arabic.is_right_to_left
    in_english = present(make_entry(language="en"), make_blog(language="ar"))
    assert in_english.body_html.startswith('<div dir="ltr">')


@pytest.mark.parametrize("subset", [HtmlSubset.BASIC, HtmlSubset.PLAIN])
def test_small_subsets_have_no_element_for_a_direction(subset):
    assert present(blog=make_blog(language="ar"), html=subset).body_html.startswith("<p>The")


@pytest.mark.parametrize("subset", HtmlSubset)
def test_body_is_well_formed_in_every_subset(subset):
    entry = make_entry(blocks=(Paragraph(html='a &lt; b<br/><q>c</q> ]]&gt; <a href="https://e.org/?a&amp;b">d</a>'),))
    item = present(entry, html=subset, attribution={"en": "A & B"})
    text = "".join(etree.fromstring(f"<div>{item.body_html}</div>").itertext())
    assert "a < b" in text
    assert text.endswith("A & B")


def test_every_form_of_a_picture_goes_along():
    renditions = (
        make_rendition(width=2400),
        make_rendition(width=1200),
        make_rendition(width=200, role="rnd:thumbnail"),
    )
    entry = make_entry(blocks=(MediaBlock(media=make_picture(renditions=renditions)),))
    [media] = present(entry).media
    assert media.renditions == renditions


def test_forms_wider_than_the_profile_takes_stay_behind():
    wide, fitting, unknown = make_rendition(width=2400), make_rendition(width=1200), make_rendition(width=None)
    entry = make_entry(blocks=(MediaBlock(media=make_picture(renditions=(wide, fitting, unknown))),))
    [media] = present(entry, media=MediaRule(largest_width=1600)).media
    assert media.renditions == (fitting, unknown)
    [media] = present(entry, media=MediaRule(largest_width=1600, unknown_width=False)).media
    assert media.renditions == (fitting,)


def test_campaign_parameters_stand_before_the_anchor_of_item_links_alone():
    campaign = {"utm_source": "{partner}", "utm_medium": "feed & more", "p": "twice"}
    item = present(
        make_entry(blocks=(MediaBlock(media=make_picture()),)),
        campaign=campaign,
        link_template="{page_url}?p={language}#{anchor}",
        credit_line="{url}",
    )
    plain = present(
        make_entry(blocks=(MediaBlock(media=make_picture()),)), link_template="{page_url}?p={language}#{anchor}"
    )
    bare, _, fragment = plain.url.partition("#")
    assert item.url == f"{bare}&utm_source=mekong&utm_medium=feed%20%26%20more#{fragment}"
    assert item.credit_line == item.url
    assert (item.guid, item.media) == (plain.guid, plain.media)


def test_a_rights_line_stands_under_the_body_and_behind_the_notice():
    lines = {"en": "For {blog} only. {byline}"}
    stated = Rights(holder="Holder", notice="© Holder", usage_terms="Terms")
    item = present(make_entry(rights=stated, byline="Ann"), rights_lines=lines)
    line = f"For {item.blog_title} only. Ann"
    assert item.body_text.endswith(f"\n\n{line}")
    assert item.rights == replace(stated, notice=f"© Holder. {line}")
    assert present(make_entry(byline="Ann"), rights_lines=lines).rights.notice == line
    assert present(make_entry(byline="Ann"), rights_lines={"ko": "x"}).rights is None


def test_film_that_is_too_wide_is_not_replaced_by_a_picture_of_it():
    film = make_rendition(width=1920, mimetype="video/mp4")
    poster = make_rendition(width=320, role="rnd:thumbnail")
    entry = make_entry(blocks=(MediaBlock(media=make_picture(kind=MediaKind.VIDEO, renditions=(film, poster))),))
    [media] = present(entry, media=MediaRule(largest_width=640)).media
    assert media.renditions == ()


def test_form_without_an_address_does_not_go_along():
    entry = make_entry(blocks=(MediaBlock(media=make_picture(renditions=(make_rendition(href=None),))),))
    [media] = present(entry).media
    assert media.renditions == ()
