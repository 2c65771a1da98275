"""``syndication blogs`` and ``syndication entries``."""

import pytest

from feeds.codec import decode_blog, decode_entry
from feeds.writers import WRITERS
from tests.factories import NOW
from tests.syndication.cli.commands import SLUG, live_blog, write

DINNER = "'A nice private dinner'"


def guid_of(installation, headline):
    return next(row["guid"] for row in installation.json("entries", "list", SLUG) if row["headline"] == headline)


def test_an_empty_list_says_on_stderr_what_to_do(empty):
    result = empty.run("blogs", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "syndication import FILE" in result.stderr
    assert empty.json("blogs", "list") == []


def test_live_blogs_are_listed_the_one_changed_last_first(sample, tmp_path):
    sample.out("import", write(tmp_path / "x.json", live_blog("newer", "A")))
    assert [blog["slug"] for blog in sample.json("blogs", "list")] == ["newer", SLUG]
    heading, first, second = sample.out("blogs", "list").splitlines()
    assert heading.split() == ["slug", "title", "languages", "status", "updated", "at"]
    assert first.startswith("newer ")
    assert "Trump, Kim all smiles at Hanoi reunion" in second


def test_a_list_that_is_cut_says_so(sample, tmp_path):
    sample.out("import", write(tmp_path / "x.json", live_blog("newer", "A")))
    result = sample.run("blogs", "list", "--limit", "1", "--json")
    assert result.stdout.count('"slug"') == 1
    assert result.stderr == "There are more than these 1; --limit lists them.\n"
    assert sample.run("blogs", "list", "--limit", "2").stderr == ""


@pytest.mark.parametrize("limit", ["0", "-1", "x", "100001"])
def test_a_limit_that_is_none_is_a_wrong_command_line(sample, limit):
    assert "--limit" in sample.error("blogs", "list", "--limit", limit, status=2)


def test_a_live_blog_is_shown_with_the_addresses_of_its_feeds(sample):
    shown = sample.out("blogs", "show", SLUG, base_url="https://live.example.org")
    assert "entries       10\n" in shown
    assert "https://live.example.org/blogs/hanoi-summit/vi/feed.atom\n" in shown
    assert shown.count("/feed.") == 3 * len(WRITERS)


def test_a_live_blog_as_json_is_canonical(sample):
    blog = decode_blog(sample.out("blogs", "show", SLUG, "--json").encode(), now=NOW)
    assert len(blog.entries) == 10


def test_a_long_live_blog_is_shown_and_exported_whole(empty, tmp_path):
    empty.out("import", write(tmp_path / "x.json", live_blog("long", *(f"H{at}" for at in range(1010)))))
    assert len(empty.json("blogs", "show", "long")["entries"]) == 1010
    assert empty.out("export", "long", "--format", "canonical").count('"headline":"H') == 1010


def test_entries_are_listed_newest_first_with_what_is_unusual_about_them(sample):
    lines = sample.out("entries", "list", SLUG).splitlines()
    assert lines[0].split() == ["published", "at", "headline", "version", "marks", "guid"]
    assert len(lines) == 11
    assert "  summary pinned  tag:" in lines[1]
    assert "The two leaders exchanged smiles" in lines[1], "without a headline, the first sentence stands for it"
    assert lines[2].startswith("2019-02-27T13:54:00Z  Trump, Kim leave Hanoi Metropole Hotel ")


def test_entries_as_json_have_every_field_a_program_needs(sample):
    first = sample.json("entries", "list", SLUG)[0]
    assert set(first) == {"published_at", "kind", "headline", "version", "status", "pinned", "guid"}
    assert (first["kind"], first["headline"], first["pinned"]) == ("summary", None, True)


def test_an_entry_is_shown_with_its_text_and_history(sample):
    shown = sample.out("entries", "show", guid_of(sample, "Trump, Kim leave Hanoi Metropole Hotel"))
    fields, paragraph, *_, history = shown.split("\n\n")
    assert "blog          hanoi-summit\n" in fields
    assert paragraph.startswith("One hour and 42 minutes after")
    assert history.splitlines()[0].split() == ["version", "at", "what", "by"]
    assert history.splitlines()[1].split()[2:] == ["new", "sample"]


def test_an_entry_as_json_is_canonical(sample):
    guid = guid_of(sample, DINNER)
    entry = decode_entry(sample.out("entries", "show", guid, "--json").encode(), now=NOW)
    assert (entry.guid, entry.headline) == (guid, DINNER)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (("blogs", "show", "nope"), "there is no live blog 'nope'"),
        (("entries", "list", "nope"), "there is no live blog 'nope'"),
        (("entries", "show", "nope"), "there is no entry 'nope'"),
        (("entries", "kill", "nope", "--reason", "x"), "there is no entry 'nope'"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["table", "json"])
def test_what_does_not_exist_is_named(sample, command, line, form):
    assert sample.error(*command, *form) == line


def test_a_kill_withdraws_an_entry(sample):
    guid = guid_of(sample, DINNER)
    killed = sample.json("entries", "kill", guid, "--reason", "It was not nice")
    assert (killed["status"], killed["version"], killed["headline"]) == ("canceled", 2, None)
    assert "It was not nice" in sample.out("export", SLUG, "--format", "atom", "--language", "ko")
    assert "kill reason   It was not nice\n" in sample.out("entries", "show", guid)
    assert "canceled" in next(line for line in sample.out("entries", "list", SLUG).splitlines() if guid in line)


def test_a_second_kill_is_refused_and_keeps_the_first_reason(sample):
    guid = guid_of(sample, DINNER)
    sample.out("entries", "kill", guid, "--reason", "first")
    line = sample.error("entries", "kill", guid, "--reason", "second")
    assert line == f"{guid} was killed already, and keeps the reason given then"
    assert "kill reason   first\n" in sample.out("entries", "show", guid)


@pytest.mark.parametrize("reason", ["", "   ", "\t\n"])
def test_a_kill_without_a_reason_is_refused(sample, reason):
    guid = guid_of(sample, DINNER)
    assert sample.error("entries", "kill", guid, "--reason", reason).startswith("reason: a kill needs a reason")
    assert sample.json("entries", "show", guid)["pub_status"] == "usable"


def test_text_that_steers_a_terminal_is_printed_harmlessly(empty, tmp_path):
    blog = live_blog("x", "Red\u009b31m alert")
    empty.out("import", write(tmp_path / "x.json", blog))
    listed = empty.out("entries", "list", "x")
    assert "\u009b" not in listed
    assert r"Red\x9b31m alert" in listed
