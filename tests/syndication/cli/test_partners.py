"""``syndication partners`` and ``syndication profiles``."""

import tomllib

import pytest

from feeds.codec import decode_profile
from tests.syndication.cli.commands import SAMPLES, write
from tests.syndication.cli.test_people import caller_of

ONE = '[[partners]]\nslug = "a"\nname = "A"\n[[partners.profiles]]\nname = "live"\nformat = "{}"\n'


def test_partners_are_listed_with_their_profiles(sample):
    assert sample.json("partners", "list") == [
        {"slug": "mekong-daily", "name": "Mekong Daily", "profiles": ["archive", "live"]},
        {"slug": "seoul-wire", "name": "Seoul Wire", "profiles": ["desk", "ticker"]},
    ]
    assert "Seoul Wire    desk, ticker\n" in sample.out("partners", "list")


def test_a_partner_s_token_is_printed_and_nothing_else(sample):
    result = sample.run("partners", "token", "seoul-wire", "--name", "their system")
    caller = caller_of(sample, result.stdout.strip())
    assert (result.stderr, caller.name, caller.partner, caller.role) == ("", "their system", "seoul-wire", None)


def test_tokens_without_a_name_do_not_get_in_each_other_s_way(sample):
    assert len({sample.out("partners", "token", "seoul-wire") for _ in range(3)}) == 3
    assert sum(row["partner"] == "seoul-wire" for row in sample.json("tokens", "list")) == 4


def test_profiles_are_listed_with_the_addresses_of_their_feeds(sample):
    rows = sample.json("profiles", "list", base_url="https://live.example.org")
    assert rows[1] == {
        "partner": "mekong-daily",
        "profile": "live",
        "format": "atom",
        "languages": ["vi (machine)", "en (machine)"],
        "version": 1,
        "feed": "https://live.example.org/partners/mekong-daily/live",
    }
    assert [row["profile"] for row in sample.json("profiles", "list", "--partner", "seoul-wire")] == ["desk", "ticker"]


def test_a_publish_policy_with_a_timer_goes_in_and_out(empty, tmp_path):
    rule = 'languages = [{ tag = "vi", policy = "reviewed_or_machine_after", after_min = 10 }]\n'
    empty.json("profiles", "import", write(tmp_path / "a.toml", ONE.format("atom") + rule))
    assert empty.json("profiles", "list")[0]["languages"] == ["vi (reviewed_or_machine_after, 10 min)"]
    assert "after_min = 10\n" in empty.out("profiles", "show", "a", "live")


def test_a_timer_that_is_missing_or_too_much_is_told_with_its_place(empty, tmp_path):
    rule = 'languages = [{ tag = "vi", policy = "reviewed_or_machine_after" }]\n'
    result = empty.run("profiles", "import", write(tmp_path / "a.toml", ONE.format("atom") + rule))
    assert result.exit_code == 1
    assert "partners[0].profiles[0].languages[0]: after_min (1 to 10,080 minutes) is needed" in result.stderr


def test_a_profile_is_shown_as_the_toml_it_is_imported_from(sample):
    shown = sample.out("profiles", "show", "mekong-daily", "live")
    assert shown.startswith("# mekong-daily/live, version 1\n")
    as_json = sample.json("profiles", "show", "mekong-daily", "live")
    assert decode_profile(tomllib.loads(shown)) == decode_profile(as_json)
    assert as_json["title"] == "Trực tiếp: Hội nghị Hà Nội"


def test_what_is_exported_can_be_imported(sample, empty, tmp_path):
    file = tmp_path / "profiles.toml"
    assert sample.out("profiles", "export", "-o", file) == ""
    assert file.read_text(encoding="utf-8") == sample.out("profiles", "export")
    assert len(empty.json("profiles", "import", file)) == 4
    assert empty.out("profiles", "export") == sample.out("profiles", "export")
    only = tomllib.loads(sample.out("profiles", "export", "--partner", "seoul-wire"))
    assert [partner["slug"] for partner in only["partners"]] == ["seoul-wire"]


def test_an_unchanged_profile_keeps_its_version_and_a_changed_one_gets_the_next(empty, tmp_path):
    def versions(name):
        rows = empty.json("profiles", "import", write(tmp_path / "a.toml", ONE.format(name)))
        return [row["version"] for row in rows]

    assert [versions("rss"), versions("rss"), versions("atom")] == [[1], [1], [2]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "partners: expected [[partners]] tables"),
        (b'[[partners]]\nslug = "a\n', "not TOML: Illegal character '\\n' (at line 2, column 10)"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"a = " + b"[" * 100_000, "its parts are nested too deeply"),
        (b'[[partners]]\nslug = "A b"\nname = "A"', "partners[0].slug: expected up to 64 lower-case letters"),
        (ONE.format("nope").encode(), "partners[0].profiles[0].format: unknown format 'nope'"),
        (ONE.format("rss").encode() + b"colour = 1", "partners[0].profiles[0].colour: "),
        (b"#" * (4 * 2**20 + 1), "larger than 4 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(empty, tmp_path, content, says):
    file = write(tmp_path / "profiles.toml", content)
    line = empty.error("profiles", "import", file)
    assert line.startswith(f"{file}: ")
    assert says in line
    assert empty.json("partners", "list") == []


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("partners token nope", "there is no partner 'nope'"),
        ("profiles list --partner nope", "there is no partner 'nope'"),
        ("profiles export --partner nope", "there is no partner 'nope'"),
        ("profiles show nope live", "partner 'nope' has no profile 'live'"),
        ("profiles show seoul-wire live", "partner 'seoul-wire' has no profile 'live'"),
        ("profiles import nope.toml", "nope.toml: No such file or directory"),
        (f"profiles import {SAMPLES}", f"{SAMPLES}: Is a directory"),
    ],
)
def test_what_does_not_exist_is_named(sample, command, line):
    assert sample.error(*command.split()) == line


def test_a_token_s_name_can_be_used_once(sample):
    line = sample.error("partners", "token", "seoul-wire", "--name", "seoul-wire sample")
    assert line == "there is a token 'seoul-wire sample' already"


@pytest.mark.parametrize("resource", ["partners", "profiles"])
def test_an_empty_list_says_on_stderr_what_to_do(empty, resource):
    result = empty.run(resource, "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "syndication profiles import FILE" in result.stderr


def test_a_partner_is_added_shown_and_changed(sample):
    added = sample.json("partners", "add", "weekly", "The Weekly", "--contact", "Hana", "--requests-per-min", "60")
    assert added == {
        "slug": "weekly",
        "name": "The Weekly",
        "contact": "Hana",
        "requests_per_min": 60,
        "disabled_at": None,
        "profiles": [],
    }
    changed = sample.json("partners", "set", "weekly", "--contact", "", "--requests-per-min", "0", "--disabled")
    assert (changed["name"], changed["contact"], changed["requests_per_min"]) == ("The Weekly", None, None)
    assert changed["disabled_at"]
    assert sample.json("partners", "set", "weekly", "--enabled")["disabled_at"] is None
    shown = sample.json("partners", "show", "mekong-daily")
    assert (shown["profiles"], shown["waiting"], shown["owed"]) == (["archive", "live"], 0, 0)
    assert "Mekong Daily" in sample.out("partners", "show", "mekong-daily")


@pytest.mark.parametrize("slug", ["Weekly", "mekong-daily"])
def test_a_partner_that_cannot_be_added_is_refused_in_one_line(sample, slug):
    result = sample.run("partners", "add", slug, "The Weekly")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_versions_are_listed_and_rolled_back(sample, tmp_path):
    text = sample.out("profiles", "export", "--partner", "seoul-wire").replace(
        'timezone = "Asia/Seoul"', 'timezone = "UTC"'
    )
    sample.run("profiles", "import", str(write(tmp_path / "new.toml", text)))
    newest, first = sample.json("profiles", "versions", "seoul-wire", "desk")
    assert (newest["version"], newest["changed"], first["changed"]) == (2, "Time zone: Asia/Seoul → UTC", "made")
    back = sample.json("profiles", "rollback", "seoul-wire", "desk", "1", "--note", "too early")
    assert back == {"partner": "seoul-wire", "profile": "desk", "version": 3}
    assert sample.json("profiles", "versions", "seoul-wire", "desk")[0]["note"] == "Back to version 1. too early"
    assert sample.run("profiles", "rollback", "seoul-wire", "desk", "9").exit_code == 1


def test_a_profile_is_checked_and_previewed_before_it_is_kept(sample, tmp_path):
    report = sample.json("profiles", "validate", "mekong-daily", "live", "--blog", "hanoi-summit")
    assert report["is_valid"] is True
    assert "passed   Rules of the format" in sample.out("profiles", "validate", "mekong-daily", "live")
    trial = write(tmp_path / "trial.toml", 'format = "rss"\n[window]\nmax_entries = 1\n')
    trying = ("profiles", "preview", "mekong-daily", "live", "--file", str(trial), "--language", "en")
    assert sample.out(*trying).startswith("<?xml")
    assert sample.json(*trying)["media_type"] == "application/rss+xml"
    assert {row["fate"] for row in sample.json(*trying, "--difference")} >= {"gone"}
    broken = write(tmp_path / "broken.toml", 'format = "docx"\n')
    refused = sample.run("profiles", "validate", "mekong-daily", "live", "--file", str(broken))
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
