"""Settings of channels: the dataclass of a kind as a form, as a schema, and as what is kept."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import Field

from feeds.model import STRICT
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelKind
from syndication.delivery.settings import (
    check_settings,
    form_values,
    open_secrets,
    read_settings,
    seal_secrets,
    setting_fields,
    settings_from_form,
    settings_schema,
)
from syndication.delivery.stream import keep
from syndication.delivery_errors import InvalidChannel, SecretUnreadable
from syndication.sealing import Sealer


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllSettings:
    """One setting of each sort."""

    __pydantic_config__ = STRICT

    host: Annotated[str, Field(title="Host", description="Where to.")]
    port: Annotated[int, Field(ge=1, le=65535, title="Port")] = 21
    colour: Annotated[Colour, Field(title="Colour", description="Which one.")] = Colour.RED
    is_safe: Annotated[bool, Field(title="Safe")] = True
    is_loud: Annotated[bool, Field(title="Loud")] = False
    certificate: Annotated[str, Field(max_length=65_536, title="Certificate")] = ""
    region: Annotated[str | None, Field(title="Region")] = None


ALL = ChannelKind(name="all", title="All", summary="", settings=AllSettings, secrets={}, send=keep)


def test_a_form_asks_for_each_setting_as_its_type_wants_it() -> None:
    fields = {field.name: field for field in setting_fields(ALL)}
    assert {name: field.control for name, field in fields.items()} == {
        "host": "text",
        "port": "number",
        "colour": "choice",
        "is_safe": "flag",
        "is_loud": "flag",
        "certificate": "long",
        "region": "text",
    }
    assert [name for name, field in fields.items() if field.is_required] == ["host"]
    assert (fields["host"].label, fields["host"].help, fields["host"].path) == ("Host", "Where to.", "settings.host")
    assert (fields["colour"].choices, fields["colour"].default, fields["colour"].label) == (
        ("red", "blue"),
        "red",
        "Colour",
    )
    assert (fields["port"].least, fields["port"].most, fields["port"].default) == (1, 65535, "21")


def test_a_form_that_is_filled_in_says_what_is_kept() -> None:
    sent = {
        "settings.host": " ftp.example ",
        "settings.port": "2121",
        "settings.colour": "blue",
        "settings.is_loud": "on",
        "settings.certificate": "-----\nline\n",
    }
    kept = check_settings(ALL, settings_from_form(ALL, sent))
    assert read_settings(ALL, kept) == AllSettings(
        host="ftp.example", port=2121, colour=Colour.BLUE, is_safe=False, is_loud=True, certificate="-----\nline\n"
    )
    again = form_values(ALL, kept)
    assert check_settings(ALL, settings_from_form(ALL, again)) == kept
    assert (again["settings.is_safe"], again["settings.region"]) == ("", "")


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_every_kind_has_a_form_that_explains_itself(kind: ChannelKind) -> None:
    for field in setting_fields(kind):
        assert field.label[:1].isupper(), field
        assert field.help.endswith("."), field
    assert kind.title
    assert kind.summary.endswith(".")
    assert settings_schema(kind)["type"] == "object"


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_a_form_shows_the_defaults_and_takes_them(kind: ChannelKind) -> None:
    values = settings_from_form(kind, form_values(kind))
    needed = {field.path for field in setting_fields(kind) if field.is_required}
    try:
        check_settings(kind, values)
        wrong = set()
    except InvalidChannel as invalid:
        wrong = {problem.path for problem in invalid.problems}
    assert wrong == needed


@pytest.mark.parametrize("number", ["", "x", "99999999999999999999", "1e3", "٣"])
def test_a_number_that_is_none_is_a_problem_and_no_crash(number: str) -> None:
    values = settings_from_form(ALL, {"settings.host": "h", "settings.port": number, "settings.is_safe": "on"})
    if number:
        with pytest.raises(InvalidChannel, match=r"settings\.port"):
            check_settings(ALL, values)
    else:
        assert read_settings(ALL, check_settings(ALL, values)).port == 21


def test_settings_that_a_newer_release_wants_otherwise_say_so() -> None:
    with pytest.raises(InvalidChannel, match=r"settings\.host: is needed"):
        read_settings(ALL, "{}")


def test_a_lone_surrogate_does_no_harm() -> None:
    assert read_settings(ALL, check_settings(ALL, {"host": "a\ud800b"})).host == "ab"


def test_secrets_are_sealed_and_read_by_the_same_key_alone() -> None:
    sealed = seal_secrets(Sealer("one"), {"password": "hush"})
    assert sealed is not None
    assert "hush" not in sealed
    assert open_secrets(Sealer("one"), sealed) == {"password": "hush"}
    with pytest.raises(SecretUnreadable):
        open_secrets(Sealer("another"), sealed)
    assert (seal_secrets(Sealer("one"), {}), open_secrets(Sealer("one"), None)) == (None, {})
