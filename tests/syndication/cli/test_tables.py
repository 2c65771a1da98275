"""Tables on a terminal of 80 columns and in a pipe, and progress that a person sees and a pipe does not."""

import os
import sys

from rich.cells import cell_len

from tests.syndication.cli.commands import COMMAND, PAGE, ROOT, SLUG, live_blog, write
from tests.syndication.cli.terminal import on_terminal

GUID = "tag:newsroom.example,2026-11-22:blog/2b8ba9e413b44dd3a5189297784eb278/entry/a41342630f2245939cb61a167f178f9c"
PRINT = """
from syndication.cli.tables import print_table
print_table(%r, shorten="title", below=("guid",))
"""


def printed(rows, columns):
    """Return the lines of a table on a terminal of this width."""
    command = [sys.executable, "-c", PRINT % rows]
    shown = on_terminal(command, columns=columns, environ=os.environ | {"PYTHONPATH": str(ROOT)})
    assert shown.status == 0, shown.text
    return shown.text.removesuffix("\r\n").split("\r\n")


def test_a_table_that_fits_is_not_touched():
    rows = [{"at": "12:00", "title": "One", "guid": "tag:x"}, {"at": "12:01", "title": "Another", "guid": "tag:y"}]
    assert printed(rows, 80) == [
        "at     title    guid",
        "12:00  One      tag:x",
        "12:01  Another  tag:y",
    ]


def test_a_long_guid_goes_below_its_row_where_it_can_be_copied_whole():
    assert printed([{"at": "12:00", "title": "One", "guid": GUID}], 80) == [
        "at     title",
        "12:00  One",
        f"    guid  {GUID}",
    ]


def test_a_long_title_is_cut_to_what_is_left():
    heading, row = printed([{"at": "12:00", "title": "A" * 100, "version": 1}], 40)
    assert heading == "at     title" + " " * 21 + "version"
    assert row == "12:00  " + "A" * 23 + "…  1"


def test_a_title_without_room_goes_below_as_well():
    assert printed([{"slug": "s" * 30, "title": "Leaders meet in Hanoi", "version": 1}], 40) == [
        "slug" + " " * 28 + "version",
        "s" * 30 + "  1",
        "    title  Leaders meet in Hanoi",
    ]


def test_korean_and_vietnamese_titles_keep_their_columns_straight():
    rows = [
        {"title": "하노이에서 두 정상이 만나다 " * 3, "version": 1},
        {"title": "Hội nghị thượng đỉnh Hà Nội " * 3, "version": 2},
        {"title": "Leaders", "version": 3},
    ]
    lines = printed(rows, 50)
    assert [cell_len(line[:-1]) for line in lines[1:]] == [43, 43, 43]
    assert all(cell_len(line) <= 50 for line in lines)


def test_entries_fit_into_80_columns(sample):
    shown = on_terminal([COMMAND, "entries", "list", SLUG], columns=80, environ=sample.process_environ())
    lines = shown.text.removesuffix("\r\n").split("\r\n")
    assert len(lines) == 1 + 2 * 10
    assert all(cell_len(line) <= 80 for line in [lines[0], *lines[1::2]])
    assert all(line.startswith("    guid  tag:") for line in lines[2::2])


def test_a_pipe_gets_whole_lines_without_blanks_at_their_ends(sample):
    lines = sample.out("entries", "list", SLUG).splitlines()
    assert len(lines) == 11
    assert [line for line in lines if line != line.rstrip()] == []
    assert all(" tag:newsroom.example," in line for line in lines[1:])


def test_import_of_many_files_shows_its_progress_to_a_person_and_then_nothing_of_it(empty, tmp_path):
    names = ("one", "two", "three")
    files = {name: str(write(tmp_path / f"{name}.json", live_blog(name, "A"))) for name in names}
    shown = on_terminal([COMMAND, "import", *files.values()], columns=200, environ=empty.process_environ())
    assert shown.status == 0
    assert all(f"{done}/3" in shown.text for done in range(3))
    assert shown.lines == [f"{file} -> {name}: 1 new (revision 2)" for name, file in files.items()]


def test_progress_does_not_get_into_a_pipe_though_stderr_is_a_terminal(empty, tmp_path):
    out = tmp_path / "out.json"
    command = f"{COMMAND} import {PAGE} --timezone Asia/Ho_Chi_Minh --json > {out}"
    shown = on_terminal(["sh", "-c", command], columns=80, environ=empty.process_environ())
    assert shown.status == 0
    assert out.read_text(encoding="utf-8").startswith("[\n  {\n")
    assert "0/1" in shown.text


def test_nothing_of_progress_is_printed_where_nobody_looks(empty):
    result = empty.run("import", PAGE, "--timezone", "Asia/Ho_Chi_Minh")
    assert "\x1b" not in result.output
    assert "0/1" not in result.output
