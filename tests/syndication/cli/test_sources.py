"""``syndication sources``."""

import json
from collections.abc import Iterator

import pytest

from tests.syndication.cli.commands import live_blog
from tests.syndication.sources.upstream import ADDRESS, Reply, Upstream

HEADLINES = ("Four", "Three", "Two", "One")


@pytest.fixture
def wire() -> Iterator[Upstream]:
    with Upstream() as server:
        publish(server, *HEADLINES)
        yield server


def publish(wire, *headlines, **fields):
    """Let the wire have these entries, newest first; an entry keeps guid and time by its headline."""
    blog = live_blog("wire-summit", *headlines, guid="tag:wire.example,2024:summit", **fields)
    for entry in blog["entries"]:
        entry["guid"] = f"tag:wire.example,2024:{entry['headline'].lower()}"
        entry["published_at"] = f"2024-01-09T12:0{4 - HEADLINES.index(entry['headline'])}:00Z"
    wire.answers["/feed"] = Reply(body=json.dumps(blog).encode())


def url_of(wire, **changes):
    return wire.url(host=ADDRESS, **changes)


@pytest.fixture
def newsroom(empty, monkeypatch):
    """An installation that may ask the wire."""
    run = empty.run

    def run_allowed(*arguments, **environ):
        return run(*arguments, allow_private_networks=ADDRESS, **environ)

    object.__setattr__(empty, "run", run_allowed)
    return empty


def test_what_an_address_holds_is_shown_and_then_followed(newsroom, wire):
    result = newsroom.run("sources", "add", url_of(wire), "--slug", "summit", "--interval", "30")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:3] == ["format      canonical", "title       Wire-Summit", "language    en"]
    assert "\nnew           4\n" in result.stdout
    assert [entry["headline"] for entry in newsroom.json("entries", "list", "summit")] == list(HEADLINES)
    (source,) = newsroom.json("sources", "list")
    assert (source["name"], source["state"], source["interval_s"]) == ("summit", "active", 30)


def test_a_source_has_the_document_s_own_name_by_default(newsroom, wire):
    added = newsroom.json("sources", "add", url_of(wire))

    assert (added["source"]["name"], added["found"]["entries"], added["reading"]["new"]) == ("wire-summit", 4, 4)


def test_once_takes_it_in_and_follows_nothing(newsroom, wire):
    added = newsroom.json("sources", "add", url_of(wire), "--once", "--slug", "summit")

    assert (added["source"], added["reading"]["new"]) == (None, 4)
    assert newsroom.json("sources", "list") == []
    assert len(newsroom.json("entries", "list", "summit")) == 4
    assert newsroom.json("sources", "add", url_of(wire), "--once", "--slug", "summit")["reading"]["new"] == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Reply(status=404), "the answer is 404"),
        (Reply(status=410), "gone for good"),
        (Reply(body=b"Nothing here"), "plain_text"),
        (Reply(body=b'{"slug": "x"}'), "title"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:8080/"}), "127.0.0.1 is not a public address"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line_that_names_the_address(newsroom, wire, answer, said):
    wire.answers["/feed"] = answer

    line = newsroom.error("sources", "add", url_of(wire).replace("http://", "http://linh:secret@"))

    assert line.startswith(url_of(wire).replace("http://", "http://linh:***@") + ": ")
    assert said in line
    assert newsroom.json("sources", "list") == []


def test_a_private_network_is_not_asked_unless_allowed(empty, wire):
    line = empty.error("sources", "add", url_of(wire))

    assert f"{ADDRESS} is not a public address; SYNDICATION_ALLOW_PRIVATE_NETWORKS can allow it" in line
    assert wire.requests == []


def test_everything_wrong_with_a_wish_is_told_at_once(newsroom):
    options = ("--slug", "A b", "--format", "docx", "--timezone", "Mars", "--interval", "1")
    line = newsroom.error("sources", "add", "ftp://wire.example/", *options)

    assert all(f"{field}: " in line for field in ("url", "slug", "format", "timezone", "interval_s"))


def test_a_live_blog_is_followed_once(newsroom, wire):
    newsroom.out("sources", "add", url_of(wire), "--slug", "summit")

    assert "there is a source 'summit' already" in newsroom.error("sources", "add", url_of(wire), "--slug", "summit")


def test_a_poll_tells_what_came_of_it(newsroom, wire):
    newsroom.out("sources", "add", url_of(wire), "--slug", "summit")
    publish(wire, "Four", "Two", "One")

    first = newsroom.out("sources", "poll", "summit")
    notable = newsroom.json("sources", "show", "summit")["notable"]
    second = newsroom.json("sources", "poll", "summit")

    assert "suspects      tag:wire.example,2024:three\n" in first
    assert [(row["headline"], row["presence"]) for row in notable] == [("Three", "suspect")]
    assert second["removed"] == ["tag:wire.example,2024:three"]
    shown = newsroom.out("entries", "show", "tag:wire.example,2024:three")
    assert "Removed at the source" in shown
    assert "source:summit" in shown


def test_a_poll_that_fails_ends_with_its_reason(newsroom, wire):
    newsroom.out("sources", "add", url_of(wire), "--slug", "summit")
    wire.answers["/feed"] = Reply(status=500)

    assert newsroom.error("sources", "poll", "summit").startswith("summit: the answer is 500")
    (source,) = newsroom.json("sources", "list")
    assert (source["failures"], source["last_status"]) == (1, 500)
    assert "the answer is 500" in newsroom.out("sources", "list")


def test_sources_are_paused_resumed_and_removed(newsroom, wire):
    newsroom.out("sources", "add", url_of(wire), "--slug", "summit")

    newsroom.out("sources", "pause", "summit")
    assert newsroom.json("sources", "show", "summit")["state"] == "paused"
    newsroom.out("sources", "resume", "summit")
    assert newsroom.json("sources", "show", "summit")["state"] == "active"
    newsroom.out("sources", "remove", "summit")
    assert newsroom.json("sources", "list") == []
    assert len(newsroom.json("entries", "list", "summit")) == 4


@pytest.mark.parametrize("command", ["show", "poll", "pause", "resume", "remove"])
def test_a_source_that_is_not_there_is_said_so(empty, command):
    assert empty.error("sources", command, "nothing") == "there is no source 'nothing'"


def test_an_empty_list_says_what_to_do(empty):
    assert empty.run("sources", "list").stderr == "No sources yet. Follow a live blog: syndication sources add URL\n"


def test_a_person_s_change_stays_until_the_source_is_let_win(newsroom, wire):
    newsroom.out("sources", "add", url_of(wire), "--slug", "summit")
    newsroom.out("sources", "remove", "summit")
    blog = newsroom.json("blogs", "show", "summit")
    blog["entries"][0]["headline"] = "Ours"
    file = newsroom.data / "ours.json"
    file.write_text(json.dumps(blog), encoding="utf-8")
    newsroom.out("import", file)
    publish(wire, *HEADLINES)

    newsroom.out("sources", "add", url_of(wire), "--slug", "summit")
    assert newsroom.json("entries", "list", "summit")[0]["headline"] == "Ours"
    assert newsroom.json("sources", "poll", "summit", "--source-wins")["updated"] == 1

    assert newsroom.json("entries", "list", "summit")[0]["headline"] == "Four"
