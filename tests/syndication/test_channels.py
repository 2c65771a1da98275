"""Channels as people set them up."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from syndication.channels import (
    ChannelChange,
    change_channel,
    create_channel,
    kind_of,
    pause_channel,
    resume_channel,
    retire_channel,
    rotate_signing_key,
    secrets_set,
    set_secrets,
)
from syndication.delivery.model import ChannelState
from syndication.delivery.settings import open_secrets, read_settings, seal_secrets
from syndication.delivery.webhook import PREVIOUS_SIGNING_KEY, SIGNING_KEY, WebhookSettings
from syndication.delivery_errors import InvalidChannel, SecretUnreadable, UnknownChannel
from syndication.errors import NameTaken, UnknownPartner, VersionConflict
from syndication.sealing import Sealer
from syndication.storage.channels import find_channel, note_progress
from syndication.storage.database import Database
from syndication.storage.delivery_tables import channels
from syndication.storage.wanted_deliveries import count_waiting
from tests.factories import NOW
from tests.syndication.outlets import (
    HOOK,
    SEALER,
    channel_now,
    keep_channel,
    keep_delivery,
    keep_partner,
    keep_two_entries,
    keep_wish,
    webhook,
)

LATER = NOW + timedelta(hours=1)
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest.fixture(autouse=True)
def partner(database: Database) -> None:
    keep_partner(database)


def problems_of(database: Database, **changes: Any) -> list[str]:
    with pytest.raises(InvalidChannel) as refused, database.writing() as session:
        create_channel(session, SEALER, "daily", webhook(**changes), now=NOW)
    return [problem.path for problem in refused.value.problems]


def test_a_channel_begins_active_with_nothing_sent_and_settings_as_its_kind_has_them(database: Database) -> None:
    channel = keep_channel(database)
    assert (channel.full_name, channel.state, channel.sequence, channel.version) == ("daily/push", "active", 0, 1)
    assert read_settings(kind_of(channel), channel.settings) == WebhookSettings(url=HOOK, timeout_s=10)


def test_a_signing_key_is_made_shown_once_and_kept_sealed(database: Database) -> None:
    with database.writing() as session:
        made = create_channel(session, SEALER, "daily", webhook(), now=NOW)
    assert made.signing_key is not None
    assert len(base64.b64decode(made.signing_key.removeprefix("whsec_"))) == 32
    assert open_secrets(SEALER, made.channel.secrets) == {SIGNING_KEY: made.signing_key}
    assert made.signing_key not in (made.channel.secrets or "")


def test_a_key_that_is_given_is_not_shown_again(database: Database) -> None:
    with database.writing() as session:
        made = create_channel(session, SEALER, "daily", webhook(secrets={SIGNING_KEY: KEY}), now=NOW)
    assert made.signing_key is None
    assert open_secrets(SEALER, made.channel.secrets) == {SIGNING_KEY: KEY}


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"settings": {}}, ["settings.url"]),
        ({"settings": {"url": "ftp://daily.example/"}}, ["settings.url"]),
        ({"settings": {"url": "https://linh:secret@daily.example/"}}, ["settings.url"]),
        ({"settings": {"url": HOOK, "timeout_s": 31}}, ["settings.timeout_s"]),
        ({"settings": {"url": HOOK, "timeout_s": "10"}}, ["settings.timeout_s"]),
        ({"settings": {"url": HOOK, "colour": "red"}}, ["settings.colour"]),
        ({"settings": {"url": HOOK + "x" * 300_000}}, ["settings"]),
        ({"name": "Über uns"}, ["name"]),
        ({"name": "a" * 65}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"profile": "nothing"}, ["profile"]),
        ({"kind": "pigeon"}, ["kind"]),
        ({"max_per_min": 0}, ["max_per_min"]),
        ({"max_per_min": 10_001}, ["max_per_min"]),
        ({"secrets": {"password": "x"}}, ["secrets.password"]),
        ({"secrets": {SIGNING_KEY: "short"}}, [f"secrets.{SIGNING_KEY}"]),
        ({"secrets": {SIGNING_KEY: "whsec_no base64"}}, [f"secrets.{SIGNING_KEY}"]),
        ({"secrets": {SIGNING_KEY: "whsec_AAAA"}}, [f"secrets.{SIGNING_KEY}"]),
        ({"secrets": {SIGNING_KEY: KEY, PREVIOUS_SIGNING_KEY: "x\0" * 20}}, [f"secrets.{PREVIOUS_SIGNING_KEY}"]),
        (
            {"name": "", "profile": "", "max_per_min": 0, "settings": {}},
            ["name", "profile", "max_per_min", "settings.url"],
        ),
    ],
)
def test_what_is_wrong_is_said_all_at_once_with_its_place(
    database: Database, changes: dict[str, Any], paths: list[str]
) -> None:
    assert problems_of(database, **changes) == paths
    with database.reading() as session:
        assert find_channel(session, "daily", "push") is None


def test_a_stream_needs_neither_settings_nor_secrets(database: Database) -> None:
    channel = keep_channel(database, kind="stream", settings={})
    assert channel.secrets is None


def test_a_name_is_used_once_per_partner(database: Database) -> None:
    keep_channel(database)
    with pytest.raises(NameTaken):
        keep_channel(database)


def test_a_channel_needs_a_partner(database: Database) -> None:
    with pytest.raises(UnknownPartner):
        keep_channel(database, partner="nobody")
    with pytest.raises(UnknownPartner), database.writing() as session:
        resume_channel(session, "nobody", "push", now=NOW)
    with pytest.raises(UnknownChannel), database.writing() as session:
        resume_channel(session, "daily", "push", now=NOW)


def test_settings_profile_and_limit_change_and_what_waits_is_tried_at_once(database: Database) -> None:
    channel = keep_channel(database)
    with database.writing() as session:
        note_progress(session, channel.id, {"failures": 7, "retry_at": LATER, "last_error": "no connection"})
        change = ChannelChange(profile="wire", settings={"url": HOOK + "/2"}, max_per_min=60)
        changed = change_channel(session, "daily", "push", change, now=NOW, if_version=1)
    assert (changed.version, changed.profile.name, changed.max_per_min) == (2, "wire", 60)
    assert (changed.failures, changed.retry_at, changed.due_at) == (0, None, NOW)
    assert changed.last_error == "no connection"


def test_a_channel_somebody_else_has_changed_stays_as_it_is(database: Database) -> None:
    keep_channel(database)
    with pytest.raises(VersionConflict), database.writing() as session:
        change_channel(session, "daily", "push", ChannelChange(profile="live", settings={}), now=NOW, if_version=2)
    with pytest.raises(InvalidChannel), database.writing() as session:
        change_channel(session, "daily", "push", ChannelChange(profile="x", settings={}), now=NOW)
    assert channel_now(database).version == 1


def test_a_new_signing_key_overlaps_with_the_one_before(database: Database) -> None:
    keep_channel(database, secrets={SIGNING_KEY: KEY})
    with database.writing() as session:
        channel, new = rotate_signing_key(session, SEALER, "daily", "push", now=NOW)
    assert open_secrets(SEALER, channel.secrets) == {SIGNING_KEY: new, PREVIOUS_SIGNING_KEY: KEY}
    with database.writing() as session:
        channel = set_secrets(session, SEALER, "daily", "push", {PREVIOUS_SIGNING_KEY: None}, now=NOW)
    assert open_secrets(SEALER, channel.secrets) == {SIGNING_KEY: new}
    assert secrets_set(SEALER, channel) == {SIGNING_KEY}


def test_a_needed_secret_cannot_be_forgotten(database: Database) -> None:
    keep_channel(database, secrets={SIGNING_KEY: KEY})
    with pytest.raises(InvalidChannel), database.writing() as session:
        set_secrets(session, SEALER, "daily", "push", {SIGNING_KEY: None}, now=NOW)


def test_a_stream_has_no_key_to_change(database: Database) -> None:
    keep_channel(database, kind="stream", settings={})
    with pytest.raises(InvalidChannel, match="signs nothing"), database.writing() as session:
        rotate_signing_key(session, SEALER, "daily", "push", now=NOW)


def test_secrets_of_another_key_are_left_behind_once_all_are_given_anew(database: Database) -> None:
    channel = keep_channel(database, sealer=Sealer("the key of another machine"))
    with pytest.raises(SecretUnreadable):
        secrets_set(SEALER, channel)
    with pytest.raises(SecretUnreadable), database.writing() as session:
        set_secrets(session, SEALER, "daily", "push", {PREVIOUS_SIGNING_KEY: None}, now=NOW)
    with database.writing() as session:
        channel, new = rotate_signing_key(session, SEALER, "daily", "push", now=NOW)
    assert open_secrets(SEALER, channel.secrets) == {SIGNING_KEY: new}


def test_a_channel_is_paused_and_resumed(database: Database) -> None:
    channel = keep_channel(database)
    with database.writing() as session:
        paused = pause_channel(session, "daily", "push", actor="Linh", now=NOW)
        note_progress(session, channel.id, {"failures": 3, "retry_at": LATER})
    assert (paused.state, paused.state_reason) == (ChannelState.PAUSED, "by Linh")
    with database.writing() as session:
        resumed = resume_channel(session, "daily", "push", now=LATER)
    assert (resumed.state, resumed.state_reason, resumed.failures) == (ChannelState.ACTIVE, None, 0)
    assert (resumed.retry_at, resumed.due_at) == (None, LATER)


def test_a_channel_the_partner_has_ended_is_resumed(database: Database) -> None:
    channel = keep_channel(database)
    with database.writing() as session:
        session.execute(update(channels).where(channels.c.id == channel.id).values(state="stopped"))
        assert resume_channel(session, "daily", "push", now=NOW).state is ChannelState.ACTIVE


def test_a_channel_on_which_nothing_was_sent_goes_with_all_that_waits(database: Database) -> None:
    channel = keep_channel(database)
    keep_wish(database, channel, keep_two_entries(database)[0])
    with database.writing() as session:
        assert retire_channel(session, "daily", "push", actor="Linh", now=NOW)
    with database.reading() as session:
        assert find_channel(session, "daily", "push") is None
        assert count_waiting(session) == {}


def test_a_channel_with_a_log_is_retired_keeps_its_number_and_comes_back(database: Database) -> None:
    older, newer = keep_two_entries(database)
    channel = keep_channel(database)
    keep_delivery(database, channel, older)
    keep_wish(database, channel, newer)
    with database.writing() as session:
        assert not retire_channel(session, "daily", "push", actor="Linh", now=NOW)
    retired = channel_now(database)
    assert (retired.state, retired.sequence) == (ChannelState.RETIRED, 1)
    with pytest.raises(InvalidChannel), database.writing() as session:
        pause_channel(session, "daily", "push", actor="Linh", now=NOW)
    with database.writing() as session:
        assert count_waiting(session) == {}
        assert resume_channel(session, "daily", "push", now=NOW).sequence == 1


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_secret_is_ever_found_in_what_is_kept_of_a_channel(first: str, second: str) -> None:
    secrets = {SIGNING_KEY: f"secret-{first}", PREVIOUS_SIGNING_KEY: f"secret-{second}"}
    sealed = seal_secrets(SEALER, {name: text.encode("utf-8", "ignore").decode() for name, text in secrets.items()})
    assert sealed is not None
    assert "secret-" not in sealed
    assert open_secrets(SEALER, sealed).keys() == secrets.keys()
