"""What a live blog's page decides to show."""

from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.model import Entry, EntryKind, PubStatus, TranslationState
from syndication.web.live_page import EntryView, LivePage, make_live_page
from tests.factories import NOW, make_blog, make_entry, make_site, make_translation

ALL = ("en", "vi", "ko")


def page(*entries: Entry, now: datetime = NOW, **changes: Any) -> LivePage:
    blog = make_blog(**({"entries": entries} if entries else {}) | changes)
    return make_live_page(blog, ALL, site=make_site(), now=now)


def view(**changes: Any) -> EntryView:
    (only,) = page(make_entry(**changes)).entries
    return only


def test_times_are_told_in_the_zone_of_the_event() -> None:
    assert view().published.text == "18:33"
    assert view().published.iso == "2019-02-27T18:33:00+07:00"
    assert page().zone == "Indochina Time (GMT+07:00)"


def test_a_time_that_was_only_placed_says_so() -> None:
    assert view(time_is_exact=False).published.about == "about 18:33"
    assert view().published.about is None


def test_pinned_entries_come_first() -> None:
    older = make_entry(guid="a", pinned=True, published_at=NOW - timedelta(hours=4))
    newer = make_entry(guid="b", published_at=NOW - timedelta(hours=1))
    assert [entry.is_pinned for entry in page(newer, older).entries] == [True, False]


def test_an_embargoed_entry_is_not_there_before_its_time() -> None:
    entry = make_entry(embargoed_until=NOW + timedelta(hours=1))
    assert page(entry).entries == ()
    assert page(entry).standing.valid_until == NOW + timedelta(hours=1)
    assert len(page(entry, now=NOW + timedelta(hours=1)).entries) == 1


def test_a_withdrawn_entry_leaves_its_place_and_its_reason_and_nothing_else() -> None:
    gone = view(
        pub_status=PubStatus.CANCELED, blocks=(), headline=None, kill_reason="wrong photo", updated_at=NOW, version=2
    )
    assert gone.notice == ("This update has been withdrawn.", "Reason: wrong photo")
    assert gone.blocks == ()
    assert gone.headline is None
    assert gone.byline is None


def test_a_withheld_entry_shows_nothing_of_its_content() -> None:
    held = view(pub_status=PubStatus.WITHHELD, version=2, updated_at=NOW, pinned=True)
    assert held.notice == ("This update is on hold.",)
    assert held.headline is None
    assert held.blocks == ()
    assert held.text == ""
    assert not held.is_pinned


def test_an_edited_entry_tells_when() -> None:
    edited = view(version=2, updated_at=datetime(2019, 2, 27, 11, 45, tzinfo=UTC))
    assert edited.updated is not None
    assert edited.updated.text == "18:45"


def test_an_edit_on_another_day_tells_the_day_too() -> None:
    edited = view(version=2, updated_at=datetime(2019, 2, 28, 1, 5, tzinfo=UTC))
    assert edited.updated is not None
    assert edited.updated.text == "2019-02-28 08:05"


def test_a_first_version_is_not_called_updated() -> None:
    assert view(updated_at=NOW).updated is None


def test_a_better_translation_is_no_update_to_its_reader() -> None:
    assert view(version=3, updated_at=NOW, translation=make_translation(source_version=1)).updated is None
    assert view(version=3, updated_at=NOW, translation=make_translation(source_version=2)).updated is not None


def test_machine_text_is_labelled_and_marked_doubtful() -> None:
    entry = make_entry(translation=make_translation())
    (shown,) = page(entry, language="vi").entries
    assert shown.notes == ("Bản dịch máy, chưa được biên tập viên kiểm duyệt.",)
    assert shown.is_doubtful


def test_a_stale_translation_says_so() -> None:
    shown = view(translation=make_translation(state=TranslationState.REVIEWED, has_machine_text=False, is_stale=True))
    assert shown.notes == ("The original has changed since this translation was made.",)
    assert shown.is_doubtful


def test_a_reviewed_translation_needs_no_label() -> None:
    shown = view(translation=make_translation(state=TranslationState.REVIEWED, has_machine_text=False))
    assert shown.notes == ()
    assert not shown.is_doubtful


def test_a_text_in_another_language_than_the_page_is_marked_with_it() -> None:
    entry = make_entry(language="ar")
    (shown,) = page(entry).entries
    assert (shown.language, shown.is_rtl) == ("ar", True)
    assert view().language is None


def test_an_entry_of_a_variant_leads_to_its_source() -> None:
    entry = make_entry(translation=make_translation())
    (shown,) = page(entry, language="vi").entries
    assert shown.source_url == f"https://example.org/blogs/hanoi/en/#{shown.anchor}"


def test_summaries_and_key_events_wear_a_badge() -> None:
    assert view(kind=EntryKind.SUMMARY).badge == "Summary"
    assert view(kind=EntryKind.KEY_EVENT).badge == "Key event"
    assert view(highlighted=True).badge == "Key event"
    assert view().badge is None


def test_an_untitled_entry_has_a_title_for_lists_and_no_headline_on_the_page() -> None:
    shown = view(headline=None)
    assert shown.headline is None
    assert shown.title == "The two leaders shook hands before dinner."


def test_the_blogs_own_byline_is_not_repeated_at_each_entry() -> None:
    assert view(byline="Staff reporters").byline is None
    assert view(byline="Linh").byline == "Linh"


def test_a_blog_is_live_until_a_day_after_its_last_news() -> None:
    told = make_entry().published_at
    assert page(now=told + timedelta(hours=23)).standing.is_live
    assert page(now=told + timedelta(hours=23)).standing.valid_until == told + timedelta(hours=24)
    assert not page(now=told + timedelta(hours=24)).standing.is_live


def test_a_blog_ends_when_its_coverage_does() -> None:
    ends_at = NOW + timedelta(hours=1)
    assert page(coverage_end_at=ends_at).standing.valid_until == ends_at
    ended = page(coverage_end_at=ends_at, now=ends_at).standing
    assert (ended.is_live, ended.has_ended) == (False, True)


def test_a_killed_blog_is_neither_live_nor_readable() -> None:
    standing = page(pub_status=PubStatus.CANCELED).standing
    assert (standing.is_live, standing.is_killed) == (False, True)


def test_languages_are_named_by_their_own_speakers() -> None:
    assert [(language.name, language.is_current) for language in page(language="ko").languages] == [
        ("English", False),
        ("Tiếng Việt", False),
        ("한국어", True),
    ]


def test_a_variant_says_what_it_was_translated_from() -> None:
    assert page(language="vi", translation=make_translation()).translated_from == "Dịch từ tiếng Anh"
    untranslated = make_translation(state=TranslationState.UNTRANSLATED)
    assert page(language="vi", translation=untranslated).translated_from is None
    assert page().translated_from is None


def test_words_of_a_language_without_a_file_are_english() -> None:
    assert page(language="sw").words.pinned == "Pinned"


def test_a_day_is_named_where_the_blog_lasts_longer_than_one() -> None:
    first = make_entry(guid="a", published_at=datetime(2019, 2, 27, 16, 59, tzinfo=UTC))
    second = make_entry(guid="b", published_at=datetime(2019, 2, 27, 17, 1, tzinfo=UTC))
    later = NOW + timedelta(days=1)
    assert [entry.day for entry in page(second, first, now=later).entries] == [
        "Thursday, February 28, 2019",
        "Wednesday, February 27, 2019",
    ]
