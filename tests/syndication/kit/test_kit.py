"""The conformance kit: the story it tells is the one a receiver sees, in every format."""

import io
import json
import zipfile
from dataclasses import replace

import feedparser
import pytest

from feeds.model import PubStatus
from feeds.profile import Granularity, LanguageRule, OutputProfile, PublishPolicy, Selection, WhenMissing
from feeds.ready import ready_profiles
from feeds.writers import WRITERS
from syndication.kit import Kit, make_kit, zipped
from syndication.kit.readme import WHERE
from tests.factories import make_site
from tests.syndication.kept import defaults

ATOM = OutputProfile(name="live", format="atom")
BEFORE_REVIEW = ("new", "second", "edited", "corrected", "drafted")
AFTER_REVIEW = ("stale", "held", "released", "embargoed", "embargo-over", "killed", "notice-over")
STEPS = (*BEFORE_REVIEW, "reviewed", *AFTER_REVIEW)


def kit_of(profile: OutputProfile = ATOM) -> Kit:
    return make_kit(profile, partner="tribune", site=make_site(), settings=defaults())


def bodies(kit: Kit) -> dict[str, bytes]:
    return {file.name: file.body for file in kit.files}


def manifest(kit: Kit) -> dict[str, dict]:
    return {step["name"]: step for step in json.loads(bodies(kit)["manifest.json"])["steps"]}


@pytest.fixture(scope="module")
def kit() -> Kit:
    return kit_of()


def held(kit: Kit, step: str, language: str = "en") -> dict[str, tuple[int, str, str | None]]:
    return {
        one["guid"].rpartition("/")[2].partition(";")[0]: (one["version"], one["pub_status"], one["translation"])
        for one in manifest(kit)[step]["held"][language]
    }


def test_story_goes_through_every_change_of_state(kit: Kit) -> None:
    assert tuple(manifest(kit)) == STEPS


def test_source_entry_is_edited_and_corrected_under_one_id(kit: Kit) -> None:
    versions = [held(kit, step)["1"][0] for step in ("new", "edited", "corrected", "stale")]
    assert versions == [1, 2, 3, 4]


def test_entry_is_held_and_released_and_another_comes_after_its_embargo_and_is_killed(kit: Kit) -> None:
    assert held(kit, "held")["2"][1] == PubStatus.WITHHELD
    assert held(kit, "released")["2"][1] == PubStatus.USABLE
    assert "3" not in held(kit, "embargoed")
    assert held(kit, "embargo-over")["3"][1] == PubStatus.USABLE
    assert held(kit, "killed")["3"][1] == PubStatus.CANCELED
    assert "3" not in held(kit, "notice-over")


def test_translation_is_drafted_reviewed_and_outdated(kit: Kit) -> None:
    states = [held(kit, step, "vi")["1"][2] for step in ("corrected", "drafted", "reviewed", "stale")]
    assert states == ["untranslated", "machine", "reviewed", "untranslated"]


def test_documents_hold_what_the_manifest_says(kit: Kit) -> None:
    for step in manifest(kit).values():
        for language, name in step["documents"].items():
            read = feedparser.parse(bodies(kit)[name])
            assert [(entry.id, int(entry.syn_version)) for entry in read.entries] == [
                (one["guid"], one["version"]) for one in step["held"][language]
            ]


def test_words_of_the_killed_entry_are_in_no_document_after_the_kill_and_before_its_embargo_ends(kit: Kit) -> None:
    with_words = {name[3:].partition(".")[0] for name, body in bodies(kit).items() if b"expects a record" in body}
    assert with_words == {"embargo-over"}


def test_readme_names_every_step_and_every_document(kit: Kit) -> None:
    readme = bodies(kit)["README.md"].decode()
    assert all(f". {step}\n" in readme for step in STEPS)
    assert all(f"`{name}`" in readme for name in bodies(kit) if name[0].isdigit())
    assert "/partners/tribune/live/LIVE-BLOG" in readme


def test_same_profile_gives_the_same_bytes(kit: Kit) -> None:
    assert kit_of() == kit
    assert zipped(kit_of(), folder="kit") == zipped(kit, folder="kit")


def test_archive_holds_the_files_in_a_folder(kit: Kit) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(kit, folder="kit-x"))) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == {
            f"kit-x/{name}": body for name, body in bodies(kit).items()
        }


@pytest.mark.parametrize("format_name", WRITERS)
def test_every_format_has_a_kit_and_says_where_to_look(format_name: str) -> None:
    made = kit_of(replace(ATOM, format=format_name, languages=(LanguageRule(tag="en"),)))
    assert [name for name in bodies(made) if name.startswith("12-killed.en.")]
    assert WHERE[format_name].identity in bodies(made)["README.md"].decode()


@pytest.mark.parametrize("name", ready_profiles())
def test_every_ready_profile_has_a_kit(name: str) -> None:
    assert len(kit_of(ready_profiles()[name].profile).files) > len(STEPS)


def test_profile_that_takes_reviewed_text_only_sees_nothing_before_the_review() -> None:
    rule = LanguageRule(tag="ko", policy=PublishPolicy.REVIEWED, when_missing=WhenMissing.HOLD)
    made = kit_of(replace(ATOM, languages=(rule,)))
    assert held(made, "drafted", "ko") == {}
    assert held(made, "reviewed", "ko")["1"][2] == "reviewed"


def test_profile_that_waits_for_a_review_sees_what_is_reviewed_at_once() -> None:
    policy = PublishPolicy.REVIEWED_OR_MACHINE_AFTER
    rule = LanguageRule(tag="ko", policy=policy, when_missing=WhenMissing.HOLD, after_min=10_080)
    made = kit_of(replace(ATOM, languages=(rule,)))
    assert held(made, "drafted", "ko") == {}
    assert held(made, "reviewed", "ko")["1"][2] == "reviewed"


def test_selection_of_the_profile_hides_no_step() -> None:
    made = kit_of(replace(ATOM, selection=Selection(blogs=("another",), only_highlighted=True)))
    assert list(held(made, "second")) == ["2", "1"]


def test_whole_live_blog_is_one_item_that_grows() -> None:
    made = kit_of(replace(ATOM, granularity=Granularity.LIVE_BLOG, languages=(LanguageRule(tag="en"),)))
    for name, body in bodies(made).items():
        if name.endswith(".xml"):
            assert len(feedparser.parse(body).entries) == 1
    assert "one item" in bodies(made)["README.md"].decode()


def test_manifest_of_a_whole_live_blog_lists_the_one_item_as_the_documents_have_it() -> None:
    rules = (LanguageRule(tag="en"), LanguageRule(tag="vi"))
    made = kit_of(replace(ATOM, granularity=Granularity.LIVE_BLOG, languages=rules))
    for step in manifest(made).values():
        for language, name in step["documents"].items():
            [entry] = feedparser.parse(bodies(made)[name]).entries
            [one] = step["held"][language]
            assert (one["guid"], one["version"], one["pub_status"]) == (entry.id, int(entry.syn_version), "usable")
    assert manifest(made)["new"]["held"]["vi"][0]["translation"] == "untranslated"


def test_readme_of_a_whole_live_blog_says_so_before_the_steps() -> None:
    readme = bodies(kit_of(replace(ATOM, granularity=Granularity.LIVE_BLOG)))["README.md"].decode()
    assert readme.index("one item") < readme.index("## The steps")


def test_json_documents_have_one_ending() -> None:
    made = kit_of(replace(ATOM, format="json", languages=(LanguageRule(tag="en"),)))
    assert "01-new.en.json" in bodies(made)


def test_every_medium_is_in_the_documents_of_a_profile_with_a_limit_for_pictures() -> None:
    first = bodies(kit_of(ready_profiles()["wordpress"].profile))["01-new.en.rss.xml"]
    assert all(name in first for name in (b"/1-1200.jpg", b"/1.mp4", b"/1.mp3"))


def test_readme_of_a_profile_that_no_partner_has_names_no_partner() -> None:
    made = make_kit(ATOM, partner=None, site=make_site(), settings=defaults())
    assert "/partners/PARTNER/live/LIVE-BLOG" in bodies(made)["README.md"].decode()
