"""The form of a profile: made of the profile's own definition, and the same profile comes back from it."""

import dataclasses
from collections.abc import Iterator
from enum import StrEnum
from typing import get_args

import pytest
from hypothesis import given, settings

from feeds.codec import decode_profile
from feeds.errors import InvalidProfile
from feeds.profile import OutputProfile
from feeds.profile_form import FormField, Kind, control_of, form_sections, form_values, profile_from_form
from feeds.profile_option import Setting, settings_of, unwrapped
from feeds.ready import ready_profiles
from feeds.writers import WRITERS
from tests.strategies import any_profiles


def all_settings(part: type = OutputProfile, path: str = "") -> Iterator[tuple[str, Setting]]:
    """Every setting with its path, those of parts and of rows included."""
    for setting in settings_of(part):
        yield f"{path}{setting.name}", setting
        inner = [setting.type, *(unwrapped(one)[0] for one in get_args(setting.type))]
        for one in filter(dataclasses.is_dataclass, inner):
            mark = "." if one is setting.type else "[]."
            yield from all_settings(one, f"{path}{setting.name}{mark}")


def all_fields() -> dict[str, FormField]:
    fields = [field for section in form_sections() for field in section.fields]
    return {field.path: field for field in [*fields, *(column for field in fields for column in field.columns)]}


SETTINGS = dict(all_settings())
LEAVES = {path: one for path, one in SETTINGS.items() if not dataclasses.is_dataclass(one.type)}


def problems(values: dict[str, list[str]]) -> dict[str | None, str]:
    """What is told of a form, by the control beside which it is told."""
    with pytest.raises(InvalidProfile) as caught:
        decode_profile(profile_from_form(values))
    return {control_of(one.path, values): one.reason for one in caught.value.problems}


@given(any_profiles())
@settings(max_examples=200, deadline=None)
def test_every_profile_comes_back_from_its_form(profile):
    assert decode_profile(profile_from_form(form_values(profile))) == profile


@pytest.mark.parametrize("name", ready_profiles())
def test_ready_profiles_come_back_from_their_form(name):
    profile = ready_profiles()[name].profile
    assert decode_profile(profile_from_form(form_values(profile))) == profile


def test_every_setting_has_a_field_and_every_field_a_setting():
    columns = {f"{path}[].{end}" for path, one in LEAVES.items() if one.option.columns for end in ("key", "value")}
    fields = all_fields()
    assert set(LEAVES) <= set(fields)
    assert set(fields) - set(LEAVES) <= columns
    assert all(field.label for field in fields.values())


@pytest.mark.parametrize("path", SETTINGS)
def test_choices_are_those_of_the_type_each_in_words(path):
    setting = SETTINGS[path]
    inner = [setting.type, *(unwrapped(one)[0] for one in get_args(setting.type))]
    for one in inner:
        if isinstance(one, type) and issubclass(one, StrEnum):
            assert list(setting.option.words) == [choice.value for choice in one]
            return
    assert path == "format" or not setting.option.words


def test_formats_are_those_with_a_writer():
    assert set(SETTINGS["format"].option.words) == set(WRITERS)
    assert all(set(one.option.formats) <= set(WRITERS) for one in SETTINGS.values())


def test_an_empty_form_is_the_profile_of_the_public_feeds():
    empty = {path: [""] for path, field in all_fields().items() if field.kind is not Kind.FLAG}
    on = {path: ["on"] for path, field in all_fields().items() if field.kind is Kind.FLAG and field.default}
    assert decode_profile(profile_from_form(empty | on | {"name": ["p"]})) == OutputProfile(name="p")


def test_rows_count_when_something_is_typed_into_them_and_their_numbers_may_have_gaps():
    values = {
        "name": ["p"],
        "languages[0].policy": ["machine"],
        "languages[7].tag": ["ko"],
        "languages[10].tag": ["vi"],
        "attribution[2].key": ["vi"],
        "attribution[2].value": ["Theo {provider}"],
        "attribution[4].key": [""],
        "attribution[4].value": [" "],
    }
    profile = decode_profile(profile_from_form(values))
    assert [rule.tag for rule in profile.languages] == ["ko", "vi"]
    assert profile.attribution == {"vi": "Theo {provider}"}


def test_texts_come_one_in_a_line_or_one_in_a_control():
    values = {"name": ["p"], "selection.subjects": ["a:1\r\n\r\n b:2 ", "c:3"], "selection.kinds": ["summary"]}
    selection = decode_profile(profile_from_form(values)).selection
    assert selection.subjects == ("a:1", "b:2", "c:3")
    assert selection.kinds == ("summary",)


def test_a_time_without_a_zone_is_in_utc():
    values = {"name": ["p"], "selection.published_since": ["2026-02-01T07:30"]}
    since = decode_profile(profile_from_form(values)).selection.published_since
    assert since.isoformat() == "2026-02-01T07:30:00+00:00"


def test_each_problem_is_told_beside_the_control_that_made_it():
    told = problems(
        {
            "name": ["Not A Name"],
            "window.max_entries": ["many"],
            "window.max_age_h": ["0"],
            "selection.kinds": ["update", "rumour"],
            "selection.published_since": ["yesterday"],
            "languages[3].tag": ["vi"],
            "languages[3].policy": ["perhaps"],
            "languages[5].tag": ["not a tag"],
            "languages[8].tag": ["ko"],
            "languages[8].after_min": ["3"],
            "attribution[1].key": ["vi"],
            "attribution[1].value": ["{foo}"],
            "attribution[6].key": ["x y"],
            "attribution[6].value": ["z"],
            "timezone": ["Mars/Base"],
        }
    )
    assert set(told) == {
        "name",
        "window.max_entries",
        "window.max_age_h",
        "selection.kinds",
        "selection.published_since",
        "languages[3].policy",
        "languages[5].tag",
        "languages[8].tag",
        "attribution[1].value",
        "attribution[6].key",
        "timezone",
    }


def test_a_language_that_is_there_twice_in_a_mapping_is_told_beside_the_second():
    values = {f"attribution[{n}].{part}": ["vi"] for n in (0, 2) for part in ("key", "value")}
    with pytest.raises(InvalidProfile) as caught:
        profile_from_form({"name": ["p"], **values})
    (problem,) = caught.value.problems
    assert control_of(problem.path, values) == "attribution[2].key"


def test_a_missing_name_is_told_beside_its_control_and_what_is_no_field_for_the_whole_form():
    assert problems({"name": [" "]}) == {"name": "Field required"}
    assert control_of("nothing", {}) is None
    assert control_of("", {}) is None
