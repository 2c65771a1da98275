"""``syndication import``: live blogs come in from files, each file by itself."""

import json
import os
import threading

import pytest

from feeds.parsers import PARSERS
from tests.syndication.cli.commands import PAGE, live_blog, write

ZONE = ("--timezone", "Asia/Ho_Chi_Minh")


def test_a_page_comes_in_and_says_what_became_of_it(empty):
    result = empty.run("import", PAGE, *ZONE, "--slug", "summit")
    assert result.exit_code == 0
    assert result.stdout == f"{PAGE} -> summit: 10 new (revision 11)\n"
    assert result.stderr.startswith(f"{PAGE}, line 74: kept as a paragraph")
    assert len(empty.json("entries", "list", "summit")) == 10


def test_the_same_file_again_changes_nothing(sample):
    said = sample.out("import", PAGE, *ZONE, "--slug", "hanoi-summit")
    assert said == f"{PAGE} -> hanoi-summit: 10 unchanged (revision 11)\n"


def test_an_edited_copy_makes_a_version_of_what_was_edited(sample, tmp_path):
    text = PAGE.read_text(encoding="utf-8").replace("posed in front of flags", "posed in front of their flags")
    copy = write(tmp_path / "copy.txt", text)
    assert sample.out("import", copy, *ZONE, "--slug", "hanoi-summit").endswith(
        "-> hanoi-summit: 9 unchanged, 1 updated (revision 12)\n"
    )


def test_a_changed_title_is_told(empty, tmp_path):
    empty.out("import", write(tmp_path / "a.json", live_blog("talks", "One")))
    changed = write(tmp_path / "b.json", live_blog("talks", "One", title="Talks fail"))
    assert empty.out("import", changed).endswith("-> talks: 1 unchanged, head updated (revision 3)\n")


def test_json_tells_every_entry_and_remark(empty):
    (report,) = empty.json("import", PAGE, *ZONE)
    assert report["file"] == str(PAGE)
    assert report["error"] is None
    assert report["result"]["revision"] == 11
    assert {entry["happened"] for entry in report["result"]["entries"]} == {"new"}
    assert [remark["location"] for remark in report["remarks"]] == ["line 74", "line 81"]


def test_good_files_come_in_though_others_are_bad(empty, tmp_path):
    one = write(tmp_path / "one.json", live_blog("one", "A"))
    bad = write(tmp_path / "bad.json", '{"slug": 1}')
    missing = tmp_path / "missing.txt"
    two = write(tmp_path / "two.json", live_blog("two", "A", "B"))
    result = empty.run("import", one, bad, missing, tmp_path, two)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{one} -> one: 1 new (revision 2)",
        f"{two} -> two: 2 new (revision 3)",
    ]
    assert result.stderr.splitlines() == [
        f"Error: {bad}: canonical, slug: Input should be a valid string (and 3 more)",
        f"Error: {missing}: No such file or directory",
        f"Error: {tmp_path}: Is a directory",
    ]


def test_json_tells_good_and_bad_files(empty, tmp_path):
    good = write(tmp_path / "good.json", live_blog("good", "A"))
    bad = write(tmp_path / "bad.txt", "")
    result = empty.run("import", bad, good, "--json")
    assert result.exit_code == 1
    reports = json.loads(result.stdout)
    assert [(report["file"], report["result"] is None, report["error"]) for report in reports] == [
        (str(bad), True, f"{bad}: live blog: the document is empty"),
        (str(good), False, None),
    ]
    assert result.stderr == f"Error: {bad}: live blog: the document is empty\n"


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"", ZONE, "the document is empty"),
        (b" \n\t\n", ZONE, "the document is empty"),
        (b"\x00\xff\xfe\x01" * 100, ZONE, "it is not UTF-8 text"),
        (b"<unheard-of/>", ZONE, "this XML document (unheard-of) is not in a format that is read here"),
        (b'{"slug": "x", ', ZONE, "JSON, line 1: it is no JSON: "),
        (b'{"slug": "x"}', (), "canonical, "),
        (b"[]", ("--format", "canonical"), "expected a JSON object"),
        (b"A headline\n* 20h54 x", (), "--timezone Asia/Ho_Chi_Minh"),
        (b"A headline\n* 20h54 x", ("--timezone", "Hanoi"), "'Hanoi' is not an IANA time zone"),
        (PAGE.read_bytes(), (*ZONE, "--language", "x!"), "'x!' is not a language tag"),
        (PAGE.read_bytes(), (*ZONE, "--slug", "A b"), "slug: expected up to 128 lower-case letters"),
        (PAGE.read_bytes(), (*ZONE, "--slug", ""), "slug: expected up to 128 lower-case letters"),
        (PAGE.read_bytes(), (*ZONE, "--date", "0001-01-01"), "0001-01-01 is not a day of a live blog"),
    ],
)
def test_a_file_that_cannot_come_in_is_named_with_the_reason(empty, tmp_path, content, options, says):
    file = write(tmp_path / "file", content)
    line = empty.error("import", file, *options)
    assert line.startswith(f"{file}: ")
    assert says in line
    assert empty.json("blogs", "list") == []


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted(empty, tmp_path):
    blog = live_blog("x", *(f"H{at}" for at in range(50)))
    for entry in blog["entries"]:
        entry["guid"] = "not a guid"
    line = empty.error("import", write(tmp_path / "x.json", blog))
    assert line.count("entries[") == 5
    assert line.endswith("(and 94 more)")


@pytest.mark.parametrize("name", ["nope", ""])
def test_an_unknown_format_is_told_once_and_not_for_each_file(empty, name):
    line = f"unknown format {name!r}; known: {', '.join(PARSERS)}"
    assert empty.error("import", PAGE, PAGE, "--format", name) == line


def test_title_and_address_are_told_where_the_file_cannot(empty, tmp_path):
    entries = [
        {"id": "7", "type": "new", "render": "<p>They met.</p>", "timestamp": 1551267180, "entry_time": 1551267180}
    ]
    file = write(tmp_path / "entries.json", {"entries": entries})
    address = "https://news.example.org/wp-json/liveblog/v1/123/lazyload/0/0"
    given = ("--title", "Leaders meet", "--language", "en", "--url", address)

    assert empty.out("import", file, *given).endswith("-> leaders-meet: 1 new (revision 2)\n")
    assert empty.out("import", file, *given).endswith("-> leaders-meet: 1 unchanged (revision 2)\n")


def test_a_remark_on_a_whole_file_names_the_file_alone(empty, tmp_path):
    entry = {"id": "7", "type": "new", "render": "<p>They met.</p>", "timestamp": 1551267180, "entry_time": 1551267180}
    file = write(tmp_path / "entries.json", {"entries": [entry | {"share_link": "https://news.example.org/summit/#7"}]})

    said = empty.run("import", file, "--language", "en").stderr
    assert said == f"{file}: the entries do not name their live blog; its title is made of its address: Summit\n"


def test_a_date_that_is_none_is_a_wrong_command_line(empty):
    line = empty.error("import", PAGE, "--date", "2019-02-30", status=2)
    assert line.startswith("Invalid value for '--date': '2019-02-30'")


def test_one_slug_for_two_files_is_a_wrong_command_line(empty):
    line = empty.error("import", PAGE, PAGE, "--slug", "x", status=2)
    assert line.startswith("--slug names one live blog; import the files one by one")


def test_a_named_slug_wins_over_the_file_s_own(empty, tmp_path):
    file = write(tmp_path / "a.json", live_blog("own", "A"))
    empty.out("import", file, "--slug", "given")
    assert [blog["slug"] for blog in empty.json("blogs", "list")] == ["given"]


def test_the_zone_may_come_from_the_settings(empty):
    assert empty.run("import", PAGE, timezone="Asia/Ho_Chi_Minh").exit_code == 0


def test_a_live_blog_of_another_language_is_not_overwritten(sample):
    line = sample.error("import", PAGE, *ZONE, "--slug", "hanoi-summit", "--language", "fr")
    assert line.endswith("language: this live blog is in 'en', and stays so")


def test_an_endless_file_is_refused(empty):
    assert empty.error("import", "/dev/zero") == "/dev/zero: larger than 64 MB"


def test_a_pipe_can_be_read_like_a_file(empty, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = json.dumps(live_blog("piped", "A")).encode()
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    assert "-> piped: 1 new" in empty.out("import", pipe)
    writer.join()


def test_a_name_that_steers_a_terminal_is_printed_harmlessly(empty, tmp_path):
    file = write(tmp_path / "a\x1b[31m\nb.json", live_blog("x", "A"))
    said = empty.out("import", file)
    assert said.count("\n") == 1
    assert "\x1b" not in said
    assert r"a\x1b[31m b.json -> x: 1 new" in said


def test_a_name_that_is_not_utf8_can_be_imported_and_told_in_json(empty, tmp_path):
    file = write(tmp_path / os.fsdecode(b"\xff.json"), live_blog("x", "A"))
    (report,) = empty.json("import", file)
    assert report["file"] == str(tmp_path / "\N{REPLACEMENT CHARACTER}.json")


def test_an_entry_that_cannot_be_taken_in_costs_itself_only_and_is_told(empty, tmp_path):
    entries = [
        {"id": number, "type": "new", "entry_time": 1551267180, "share_link": f"https://e.org/{number}", "render": text}
        for number, text in enumerate(("<p>They met.</p>", "<p>x</p>" * 1001))
    ]
    file = write(tmp_path / "liveblog.json", json.dumps({"entries": entries}).encode())

    result = empty.run("import", file, "--title", "Leaders meet", "--language", "en")
    assert (result.exit_code, "1 new" in result.stdout) == (0, True)
    assert "blocks are more than the limit of 1,000" in result.stderr
