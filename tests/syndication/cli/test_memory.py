"""``syndication memory``."""

import json

import pytest

from tests.syndication.cli.commands import SAMPLES, write

TMX = SAMPLES / "hanoi-summit.vi.tmx"
HEAD = '<tmx version="1.4"><header srclang="en" segtype="sentence"/><body>'
UNIT = '<tu><tuv xml:lang="en"><seg>{0} en</seg></tuv><tuv xml:lang="vi"><seg>{0} vi</seg></tuv></tu>'
WITHOUT_TEXT = '<tu tuid="bad-{0}"><tuv xml:lang="en"><seg>{0} en</seg></tuv></tu>'


def test_a_file_comes_in_once_and_is_listed(empty):
    assert empty.json("memory", "import", TMX) == {"file": str(TMX), "units_added": 40, "problems": []}
    assert empty.json("memory", "import", TMX)["units_added"] == 0
    assert empty.json("memory", "list") == [
        {"name": "hanoi-summit.vi.tmx", "source": "en", "target": "vi", "units": 40},
    ]


def test_a_memory_can_be_given_a_name(empty):
    assert empty.out("memory", "import", TMX, "--name", "summits").endswith("units added  40\nproblems     0\n")
    assert [row["name"] for row in empty.json("memory", "list")] == ["summits"]


def test_units_that_cannot_be_used_are_told_beside_the_answer(empty, tmp_path):
    units = "\n".join([UNIT.format(0), *(WITHOUT_TEXT.format(at) for at in range(30))])
    file = write(tmp_path / "some.tmx", f"{HEAD}{units}</body></tmx>")
    result = empty.run("memory", "import", file, "--json")
    assert result.stderr == ""
    answer = json.loads(result.stdout)
    assert (answer["units_added"], len(answer["problems"])) == (1, 30)
    told = empty.run("memory", "import", file).stderr.splitlines()
    assert len(told) == 21
    assert told[0].startswith(f"{file}, line 2, unit bad-0: ")
    assert told[-1] == "There are more than these 20; --json lists them."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "tmx, line 1: Document is empty"),
        (b"\x00\x01\x02", "tmx, line 1: "),
        (b"<tmx", "tmx, line 1: "),
        (b"<tmx/>", "it has no tmx element with a header"),
        (b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><header/></tmx>', "entity declarations are not accepted"),
        (HEAD.encode() + b"<a>" * 100_000, "tmx, line 1: "),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(empty, tmp_path, content, says):
    file = write(tmp_path / "bad.tmx", content)
    line = empty.error("memory", "import", file)
    assert line.startswith(f"{file}: ")
    assert says in line


@pytest.mark.parametrize(("file", "reason"), [("nope.tmx", "No such file or directory"), (SAMPLES, "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(empty, file, reason):
    assert empty.error("memory", "import", file) == f"{file}: {reason}"


def test_an_empty_list_says_on_stderr_what_to_do(empty):
    result = empty.run("memory", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "syndication memory import" in result.stderr
