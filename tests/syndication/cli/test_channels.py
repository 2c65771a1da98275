"""``syndication channels`` and ``syndication deliveries``."""

import base64
from pathlib import Path
from typing import Any

import pytest

from syndication.delivery.settings import open_secrets
from syndication.sealing import Sealer, sealer_of
from syndication.storage.channels import ChannelRecord, find_channel
from tests.syndication.cli.commands import Installation
from tests.syndication.delivery.test_trying import server_answering
from tests.syndication.kept import kept_blog
from tests.syndication.outlets import HOOK, keep_channel, keep_delivery, keep_partner, keep_two_entries, keep_wish

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
ADD = ("channels", "add", "daily", "push", "--profile", "live", "--set", f"url={HOOK}")
PUSH = ("daily", "push")


@pytest.fixture
def outlet(empty: Installation) -> Installation:
    """An installation with a partner and a live blog of two entries."""
    database = empty.database
    keep_partner(database)
    keep_two_entries(database)
    database.close()
    return empty


def channel_of(installation: Installation) -> ChannelRecord:
    database = installation.database
    with database.reading() as session:
        channel = find_channel(session, "daily", "push")
    database.close()
    assert channel is not None
    return channel


def secrets_of(installation: Installation) -> dict[str, str]:
    return open_secrets(sealer_of(installation.settings), channel_of(installation).secrets)


def test_without_channels_the_list_says_how_to_add_one(outlet: Installation) -> None:
    assert outlet.json("channels", "list") == []
    assert "syndication channels add PARTNER NAME" in outlet.run("channels", "list").stderr


def test_a_channel_is_added_and_its_key_printed_once(outlet: Installation) -> None:
    made = outlet.json(*ADD, "--max-per-min", "60", "--backfill")
    assert made["signing_key"] == secrets_of(outlet)["signing_key"]
    assert made["wanted"] >= 2
    (listed,) = outlet.json("channels", "list", "daily")
    assert (listed["name"], listed["waiting"], listed["max_per_min"]) == ("push", made["wanted"], 60)
    assert made["signing_key"] not in outlet.out("channels", "show", *PUSH)
    assert "daily/push" in outlet.out("channels", "list")


def test_a_key_comes_from_a_file_and_is_not_printed(outlet: Installation, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n", encoding="utf-8")
    assert KEY not in outlet.run(*ADD, "--secret-file", f"signing_key={path}").output
    assert secrets_of(outlet) == {"signing_key": KEY}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("channels", "add", "nobody", "x", "--profile", "live", "--set", f"url={HOOK}"), 1, "there is no partner"),
        (("channels", "add", "daily", "x", "--profile", "live"), 1, "settings.url: is needed"),
        (
            ("channels", "add", "daily", "x", "--profile", "no", "--set", f"url={HOOK}"),
            1,
            "profile: the partner has no",
        ),
        (("channels", "add", "daily", "x", "--profile", "live", "--kind", "pigeon"), 1, "unknown kind"),
        (("channels", "add", "daily", "x", "--profile", "live", "--set", "colour=red"), 2, "--set colour=red"),
        (("channels", "add", "daily", "x", "--profile", "live", "--set", "timeout_s"), 2, "expected NAME=VALUE"),
        (("channels", "show", "daily", "nothing"), 1, "has no channel 'nothing'"),
        (("channels", "list", "nobody"), 1, "there is no partner"),
        (("deliveries", "show", "7"), 1, "there is no delivery 7"),
        (("deliveries", "body", "7"), 1, "there is no delivery 7"),
        (("deliveries", "retry"), 2, "name one dead letter"),
        (("deliveries", "retry", "7"), 1, "there is no delivery 7 that waits"),
        (("deliveries", "discard", "7"), 1, "there is no delivery 7 that is a dead letter"),
        (("deliveries", "list", "--channel", "push"), 2, "--channel needs --partner"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    outlet: Installation, arguments: tuple[str, ...], status: int, words: str
) -> None:
    assert words in outlet.error(*arguments, status=status)


def test_settings_that_are_not_named_stay(outlet: Installation) -> None:
    outlet.out(*ADD)
    changed = outlet.json("channels", "set", *PUSH, "--set", "timeout_s=3", "--max-per-min", "9")
    assert (changed["settings"]["url"], changed["settings"]["timeout_s"], changed["max_per_min"]) == (HOOK, 3, 9)
    assert outlet.json("channels", "set", *PUSH, "--profile", "wire", "--max-per-min", "0")["profile"] == "wire"
    assert channel_of(outlet).max_per_min is None


def test_a_channel_is_paused_resumed_and_retired(outlet: Installation) -> None:
    outlet.out(*ADD)
    paused = outlet.json("channels", "pause", *PUSH)
    assert (paused["state"], paused["state_reason"].endswith("(command line)")) == ("paused", True)
    assert outlet.json("channels", "resume", *PUSH)["state"] == "active"
    assert outlet.json("channels", "retire", *PUSH) == {"channel": "daily/push", "outcome": "deleted"}


def test_a_key_is_changed_and_the_one_before_forgotten(outlet: Installation) -> None:
    outlet.out(*ADD)
    before = secrets_of(outlet)["signing_key"]
    new = outlet.out("channels", "secret", *PUSH, "signing_key", "--new").strip()
    assert secrets_of(outlet) == {"signing_key": new, "previous_signing_key": before}
    outlet.out("channels", "secret", *PUSH, "previous_signing_key", "--forget")
    assert secrets_of(outlet) == {"signing_key": new}


def test_a_channel_is_tried_out(outlet: Installation) -> None:
    with server_answering(200) as (url, asked):
        outlet.out("channels", "add", *PUSH, "--profile", "live", "--set", f"url={url}")
        refused = outlet.error("channels", "test", *PUSH)
        tried = outlet.json("channels", "test", *PUSH, allow_private_networks="127.0.0.0/8")
    assert "is not a public address" in refused
    assert (tried["is_well"], asked) == (True, ["HEAD"])


def test_what_is_there_is_sent_once(outlet: Installation) -> None:
    outlet.out(*ADD)
    assert outlet.json("channels", "backfill", *PUSH)["wanted"] >= 2
    assert outlet.json("channels", "backfill", *PUSH)["wanted"] == 0


def test_the_kinds_are_listed_with_their_settings(outlet: Installation) -> None:
    shown = outlet.out("channels", "kinds")
    assert "--set url=  The partner's endpoint" in shown
    assert {kind["name"] for kind in outlet.json("channels", "kinds")} >= {"webhook", "stream"}


@pytest.fixture
def sent(outlet: Installation) -> dict[str, Any]:
    """A delivery that was accepted, one that waits, and a dead letter."""
    database = outlet.database
    older, newer = guids_of(outlet)
    channel = keep_channel(database, sealer=sealer_of(outlet.settings))
    delivery = keep_delivery(database, channel, older, b'{"a":1}')
    dead = keep_wish(database, channel, newer, error="the partner answered 422", is_dead=True)
    database.close()
    return {"delivery": delivery, "dead": dead.id, "guid": newer}


def guids_of(installation: Installation) -> tuple[str, str]:
    database = installation.database
    newer, older = kept_blog(database).entries
    database.close()
    return older.guid, newer.guid


def test_the_log_is_listed_shown_and_its_bytes_written(
    outlet: Installation, sent: dict[str, Any], tmp_path: Path
) -> None:
    (listed,) = outlet.json("deliveries", "list", "--partner", "daily", "--channel", "push", "--state", "accepted")
    assert (listed["id"], listed["sequence"]) == (sent["delivery"], 1)
    assert outlet.json("deliveries", "list", "--kind", "kill") == []
    shown = outlet.json("deliveries", "show", str(sent["delivery"]))
    assert [one["outcome"] for one in shown["tries"]] == ["accepted"]
    assert "accepted" in outlet.out("deliveries", "show", str(sent["delivery"]))
    outlet.out("deliveries", "body", str(sent["delivery"]), "-o", tmp_path / "body")
    assert (tmp_path / "body").read_bytes() == b'{"a":1}'


def test_dead_letters_are_listed_tried_again_and_discarded(outlet: Installation, sent: dict[str, Any]) -> None:
    (dead,) = outlet.json("deliveries", "dead")
    assert (dead["id"], dead["last_error"]) == (sent["dead"], "the partner answered 422")
    assert "the partner answered 422" in outlet.out("deliveries", "dead")
    assert outlet.json("deliveries", "retry", str(sent["dead"])) == {"retried": 1}
    assert outlet.json("deliveries", "dead") == []
    assert [one["id"] for one in outlet.json("deliveries", "waiting")] == [sent["dead"]]
    assert outlet.json("deliveries", "retry", "--partner", "daily", "--channel", "push") == {"retried": 0}
    assert "that is a dead letter" in outlet.error("deliveries", "discard", str(sent["dead"]))


def test_doctor_tells_of_dead_letters_long_queues_and_secrets(outlet: Installation, sent: dict[str, Any]) -> None:
    database = outlet.database
    keep_channel(database, name="other", sealer=Sealer("of another machine"))
    older, _ = guids_of(outlet)
    keep_wish(database, channel_of(outlet), older)
    database.close()
    result = outlet.run("doctor")
    (line,) = (line for line in result.stdout.splitlines() if "channels" in line)
    assert result.exit_code == 1
    assert line.startswith("FAIL  channels: 2 channels, 0 paused, 1 deliveries waiting")
    assert "daily/push has 1 dead letters" in line
    assert "daily/other: their secrets cannot be read" in line
    assert "the oldest for" in line
    assert "is a worker running?" in line
