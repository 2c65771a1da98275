"""Switches for receivers that lose what they do not know, and settings that must not stand together."""

import json

import pytest

from feeds.codec import decode_profile, encode
from feeds.errors import InvalidProfile
from feeds.profile import EmbedMode, HtmlSubset, MediaMode, OutputProfile
from feeds.profile_form import control_of, form_values, profile_from_form
from feeds.ready import ready_profiles


def read(**wishes: object) -> OutputProfile:
    return decode_profile({"name": "p"} | wishes)


def refusal(**wishes: object) -> tuple[str, str]:
    with pytest.raises(InvalidProfile) as caught:
        read(**wishes)
    (problem,) = caught.value.problems
    return problem.path, problem.reason


def test_a_switch_sets_what_nobody_chose():
    profile = read(safe_for="wordpress", format="rss")
    assert (profile.html, profile.media.mode, profile.embeds) == (HtmlSubset.BASIC, MediaMode.LINK, EmbedMode.LINK)
    assert profile.titles.max_characters == 120
    desk = read(safe_for="superdesk", format="newsmlg2")
    assert (desk.html, desk.media.mode) == (HtmlSubset.PLAIN, MediaMode.INLINE)


def test_a_switch_leaves_alone_what_was_chosen_and_is_as_safe():
    profile = read(
        safe_for="wordpress",
        format="atom",
        html="plain",
        media={"mode": "none", "largest_width": 800},
        embeds="none",
        titles={"max_characters": 60},
    )
    assert (profile.html, profile.media.mode, profile.embeds) == (HtmlSubset.PLAIN, MediaMode.NONE, EmbedMode.NONE)
    assert (profile.media.largest_width, profile.titles.max_characters) == (800, 60)


@pytest.mark.parametrize("switch", ["superdesk", "wordpress"])
def test_a_profile_with_a_switch_says_itself_what_it_does(switch):
    profile = read(safe_for=switch, format={"superdesk": "newsmlg2", "wordpress": "rss"}[switch])
    assert decode_profile(json.loads(encode(profile))) == profile
    assert decode_profile(profile_from_form(form_values(profile))) == profile


@pytest.mark.parametrize(
    ("wishes", "path", "reason"),
    [
        ({"safe_for": "superdesk"}, "format", "safe_for = superdesk needs newsmlg2, not atom"),
        ({"safe_for": "wordpress", "format": "json"}, "format", "safe_for = wordpress needs rss or atom, not json"),
        (
            {"safe_for": "superdesk", "format": "newsmlg2", "html": "basic"},
            "html",
            "safe_for = superdesk needs plain, not basic",
        ),
        ({"media": {"refused": "replace"}}, "media.replacement_url", "needed where refused pictures are replaced"),
        (
            {
                "territories": ["VN"],
                "embargo": {"lifts": [{"territory": "KR", "at": "06:00", "timezone": "Asia/Seoul"}]},
            },
            "embargo.lifts[0].territory",
            "KR is not among the territories of this profile",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused_where_they_are_to_be_changed(wishes, path, reason):
    assert refusal(**wishes) == (path, reason)


def test_problems_between_settings_have_a_control_in_the_form():
    values = {
        "name": ["p"],
        "embargo.lifts[4].territory": ["kr"],
        "embargo.lifts[4].at": ["06:00"],
        "embargo.lifts[4].timezone": ["Asia/Seoul"],
        "media.refused": ["replace"],
    }
    with pytest.raises(InvalidProfile) as caught:
        decode_profile(profile_from_form(values))
    controls = [control_of(problem.path, values) for problem in caught.value.problems]
    assert controls == ["media.replacement_url", "embargo.lifts[4].territory"]


@pytest.mark.parametrize(
    ("wishes", "path"),
    [
        ({"territories": ["Korea"]}, "territories[0]"),
        ({"campaign": {"utm source": "x"}}, "campaign.utm source.[key]"),
        ({"campaign": {"utm_source": "{anchor}"}}, "campaign.utm_source"),
        ({"rights_lines": {"vi": "{anchor}"}}, "rights_lines.vi"),
        ({"media": {"replacement_url": "/none.png"}}, "media.replacement_url"),
        ({"without": ["everything"]}, "without[0]"),
        ({"embargo": {"offset_min": -1}}, "embargo.offset_min"),
        (
            {
                "territories": ["KR"],
                "embargo": {"lifts": [{"territory": "KR", "at": "6:00", "timezone": "Asia/Seoul"}]},
            },
            "embargo.lifts[0].at",
        ),
    ],
)
def test_impossible_values_are_refused_with_their_path(wishes, path):
    assert refusal(**wishes)[0] == path


def test_ready_profiles_use_the_switches_that_are_made_for_them():
    assert ready_profiles()["superdesk"].profile.safe_for == "superdesk"
    assert ready_profiles()["wordpress"].profile.safe_for == "wordpress"
