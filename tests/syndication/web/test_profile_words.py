"""Profiles in plain words."""

import pytest

from feeds.identity import IdScheme
from feeds.model import EntryKind
from feeds.profile import (
    EmbargoRule,
    EmbedMode,
    Extension,
    HtmlSubset,
    LanguageRule,
    Lift,
    MediaMode,
    MediaRule,
    OutputProfile,
    PublishPolicy,
    RefusedMedia,
    SafeFor,
    Selection,
    TagStyle,
    TitleRule,
    WhenStale,
    Window,
)
from syndication.retiring import only_withdrawals
from syndication.web.profile_words import describe
from tests.factories import NOW


def words(profile: OutputProfile) -> dict[str, str]:
    return {fact.name: fact.text for fact in describe(profile)}


def test_a_profile_that_chooses_nothing_says_what_everybody_gets() -> None:
    told = words(OutputProfile(name="public"))
    assert told["Languages"] == "every language, drafts labelled"
    assert told["Entries"] == "the newest 100, withdrawals shown for 72 hours"
    assert told["Media"] == "in the text"
    assert "Credit line" not in told


def test_every_choice_is_told() -> None:
    told = words(
        OutputProfile(
            name="desk",
            languages=(
                LanguageRule(tag="ko", policy=PublishPolicy.REVIEWED, when_stale=WhenStale.HOLD),
                LanguageRule(tag="vi", policy=PublishPolicy.OFF),
            ),
            selection=Selection(
                blogs=("hanoi",),
                kinds=(EntryKind.KEY_EVENT,),
                subjects=("medtop:11000000",),
                tags=("talks",),
                without_tags=("sport", "weather"),
                only_highlighted=True,
                published_since=NOW,
            ),
            window=Window(max_entries=20, max_age_h=48, withdrawn_shown_h=24, pinned_first=True),
            html=HtmlSubset.PLAIN,
            media=MediaRule(mode=MediaMode.LINK, largest_width=800),
            titles=TitleRule(max_characters=40, time_prefix=True),
            credit_line="{provider}",
            attribution={"ko": "제공: {provider}"},
            timezone="Asia/Seoul",
            id_scheme=IdScheme.UUID,
            language_tags=TagStyle.TRANSFORMED,
        )
    )
    assert told["Languages"].startswith("Korean: reviewed translations only")
    assert "outdated translations are taken back" in told["Languages"]
    assert told["Languages"].endswith("Vietnamese: not delivered")
    assert told["Entries"] == (
        "the newest 20, none older than 48 hours, of hanoi, only key event, about medtop:11000000, "
        "tagged talks, none tagged sport, weather, highlighted ones only, published since 2019-02-27, "
        "pinned ones first, withdrawals shown for 24 hours"
    )
    assert told["Media"] == "as links with their captions, at most 800 pixels wide"
    assert "at most 40 characters" in told["Titles"]
    assert "the time before each" in told["Titles"]
    assert told["Closing line"] == "제공: {provider}"
    assert (told["Times"], told["Ids"]) == ("Asia/Seoul", "UUID")
    assert "language tag says so" in told["Machine text"]


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 minute"), (10, "10 minutes"), (60, "1 hour"), (90, "90 minutes"), (2880, "48 hours")]
)
def test_the_time_a_text_waits_for_its_review_is_told(minutes: int, words: str) -> None:
    rule = LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED_OR_MACHINE_AFTER, after_min=minutes)
    (fact, *_) = describe(OutputProfile(name="x", languages=(rule,)))
    assert fact.text.startswith(f"Vietnamese: reviewed translations, drafts after {words}, untranslated entries in")


def test_the_width_of_media_that_are_left_out_is_not_told() -> None:
    media = MediaRule(mode=MediaMode.NONE, largest_width=800)
    assert words(OutputProfile(name="x", media=media))["Media"] == "left out"


def test_rights_embargo_and_what_is_left_out_are_said():
    told = words(
        OutputProfile(
            name="seoul",
            safe_for=SafeFor.SUPERDESK,
            format="newsmlg2",
            embeds=EmbedMode.NONE,
            media=MediaRule(
                largest_width=800,
                unknown_width=False,
                rendition="web",
                denied_credits=("AP", "Reuters"),
                refused=RefusedMedia.REPLACE,
                replacement_url="https://example.org/none.png",
            ),
            rights_lines={"ko": "© {provider}"},
            territories=("KR", "VN"),
            embargo=EmbargoRule(offset_min=120, lifts=(Lift(territory="KR", at="06:00", timezone="Asia/Seoul"),)),
            campaign={"utm_source": "{partner}"},
            without=(Extension.MEDIA, Extension.OWN),
        )
    )
    assert told["Text"] == "plain paragraphs without any mark-up, no embedded posts"
    assert told["Media"] == (
        "in the text, at most 800 pixels wide, none of unknown width, preferably as web, "
        "none credited to AP or Reuters, refused pictures replaced by https://example.org/none.png"
    )
    assert told["Rights line"] == "© {provider}"
    assert told["Territories"] == "published in South Korea and Vietnam, what is not for use there is withheld"
    assert told["Embargo"] == "embargoed entries 2 hours later, not before 06:00 in South Korea (Asia/Seoul)"
    assert told["Links"] == "{page_url}#{anchor}, with utm_source={partner}"
    assert told["Left out"] == "Media RSS, elements of our own"
    assert told["Made for"] == "Superdesk"


def test_retired_profile_is_said_to_be_and_names_no_day_that_never_comes() -> None:
    said = " ".join(words(only_withdrawals(OutputProfile(name="live", format="rss"))).values())
    assert "nothing but withdrawals: retired" in said
    assert "9000" not in said
