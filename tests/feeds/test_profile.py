"""What a profile may say, and what is refused when it is read."""

import json

import pytest
from lxml import etree

from feeds.codec import decode_profile, encode
from feeds.errors import InvalidProfile
from feeds.html import is_web_url
from feeds.model import PubStatus
from feeds.profile import OutputProfile
from feeds.render import render
from feeds.writers import WRITERS
from tests.factories import NOW, make_blog, make_entry, make_links, make_site

MOST_HOURS = 1_000_000


def read(**wishes: object) -> OutputProfile:
    return decode_profile({"name": "p"} | wishes)


def refusal(**wishes: object) -> str:
    with pytest.raises(InvalidProfile) as caught:
        read(**wishes)
    return str(caught.value)


def test_defaults_are_what_the_public_feeds_use():
    assert read() == OutputProfile(name="p")


@pytest.mark.parametrize(
    "template",
    [
        "{page_url}#{anchor}",
        "{page_url}?utm_source={partner}&utm_medium=feed#{anchor}",
        "https://partner.example.com/{language}/{slug}?a=%20b#{anchor}",
        "http://localhost:8000/r?to={page_url}",
    ],
)
def test_link_template_may_be_any_address_with_or_without_placeholders(template):
    profile = read(link_template=template)
    entry = make_entry()
    assert profile.link_template == template
    assert decode_profile(json.loads(encode(profile))) == profile
    body = render(
        [make_blog(entries=(entry,))], profile, now=NOW, site=make_site(), links=make_links(), partner="tribune"
    ).body
    (link,) = etree.fromstring(body).xpath("//*[local-name()='entry']/*[@rel='alternate']/@href")
    assert is_web_url(link)


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{slug}",
        "/blogs/{slug}",
        "//example.org/{slug}",
        "javascript:alert(1)//{page_url}",
        "ftp://example.org/{slug}",
        "https:///{slug}",
        "https://example.org:port/{slug}",
        "x{page_url}",
        "{page_url} #{anchor}",
        "{page_url}\x0b#{anchor}",
        "{page_url}#a#{anchor}",
        "https://example.org/{slug}?q=50%",
        "https://example.org/tin-tức/{slug}",
        'https://example.org/"><{slug}',
    ],
)
def test_link_template_that_makes_no_address_is_refused(template):
    assert refusal(link_template=template).startswith("link_template: expected an http or https address")


def language(**rule: object) -> list[dict[str, object]]:
    return [{"tag": "vi"} | rule]


def test_a_timer_goes_out_and_in_with_its_policy():
    profile = read(languages=language(policy="reviewed_or_machine_after", after_min=10))
    assert (profile.languages[0].policy, profile.languages[0].after_min) == ("reviewed_or_machine_after", 10)
    assert decode_profile(json.loads(encode(profile))) == profile


@pytest.mark.parametrize("minutes", [1, 10_080])
def test_a_timer_runs_from_a_minute_to_a_week(minutes):
    assert read(languages=language(policy="reviewed_or_machine_after", after_min=minutes))


@pytest.mark.parametrize("minutes", [0, -1, 10_081, 1.5, "10", True])
def test_any_other_time_is_refused(minutes):
    said = refusal(languages=language(policy="reviewed_or_machine_after", after_min=minutes))
    assert said.startswith("languages[0].after_min: ")


def test_the_policy_with_a_timer_needs_one_and_no_other_takes_one():
    assert "languages[0]: after_min (1 to 10,080 minutes) is needed with the policy reviewed_or_machine_after" in (
        refusal(languages=language(policy="reviewed_or_machine_after"))
    )
    for policy in ("machine", "reviewed", "reviewed_or_source", "off"):
        assert f"languages[0]: after_min goes with the policy reviewed_or_machine_after only, not with {policy}" in (
            refusal(languages=language(policy=policy, after_min=10))
        )


@pytest.mark.parametrize("name", ["by", "by line", "", "byline.name", "BYLINE"])
def test_placeholder_that_will_never_be_filled_is_refused(name):
    assert "unknown placeholder" in refusal(credit_line=f"Von {{{name}}}")
    assert "unknown placeholder" in refusal(attribution={"de": f"Von {{{name}}}"})


@pytest.mark.parametrize("format_name", sorted(WRITERS))
def test_characters_that_no_document_can_carry_harm_no_feed(format_name):
    profile = read(
        format=format_name, title="Tin\x0b nóng\n", credit_line="a\x00 {byline}", attribution={"en": "\ufffex\ty"}
    )
    document = render([make_blog()], profile, now=NOW, site=make_site(), links=make_links())
    assert document.left_out == ()
    assert (profile.title, profile.credit_line, profile.attribution) == ("Tin nóng", "a {byline}", {"en": "x y"})


@pytest.mark.parametrize("setting", ["max_age_h", "withdrawn_shown_h"])
@pytest.mark.parametrize("hours", [-1, 0, MOST_HOURS + 1, 10**30, 1.5, True, "24"])
def test_hours_are_whole_and_do_not_leave_the_calendar(setting, hours):
    assert refusal(window={setting: hours}).startswith(f"window.{setting}: ")


def test_longest_windows_there_may_be_can_be_rendered():
    profile = read(window={"max_age_h": MOST_HOURS, "withdrawn_shown_h": MOST_HOURS})
    far_away = make_entry().published_at.replace(year=9000)
    entries = tuple(
        make_entry(version=2, published_at=far_away, updated_at=far_away, pub_status=status) for status in PubStatus
    )
    document = render([make_blog(entries=entries)], profile, now=far_away, site=make_site(), links=make_links())
    assert document.body.count(b"<entry") == 3
