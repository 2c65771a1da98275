"""The top of the command line: help, start-up, and how commands end."""

import json
import os
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from syndication.cli.program import COMMANDS, program
from tests.syndication.cli.commands import COMMAND, PAGE, ROOT, the_line

ENGINES_AND_DATABASES = {"sqlalchemy", "alembic", "flask", "apiflask", "granian", "ctranslate2", "argostranslate"}
HEAVY = ENGINES_AND_DATABASES | {"lxml", "pydantic", "rich", "structlog", "httpx2"}


def command_paths() -> list[tuple[str, ...]]:
    """Return the path of every command and subcommand."""
    paths = []
    for name in COMMANDS:
        command = program.get_command(click.Context(program), name)
        paths.append((name,))
        if isinstance(command, click.Group):
            paths += [(name, below) for below in command.list_commands(click.Context(command))]
    return paths


def imported_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize("path", command_paths(), ids=" ".join)
def test_every_command_says_what_it_does(empty, path):
    said = empty.out(*path, "--help")
    about = said.partition("\n\n")[2].partition("\n\n")[0].strip()
    assert len(about.split()) > 2
    assert about.endswith(".")
    assert empty.out(*path, "-h") == said


@pytest.mark.parametrize("path", [(), *command_paths()], ids=" ".join)
def test_no_line_of_help_is_cut_in_80_columns(empty, path):
    assert "..." not in empty.out(*path, "--help").replace("ARGS]...", "").replace("FILES...", "")


def test_the_command_list_says_the_same_as_the_commands():
    for name, (_, _, about) in COMMANDS.items():
        command = program.get_command(click.Context(program), name)
        assert command is not None
        assert (command.help or "").partition("\n")[0] == about


@pytest.mark.parametrize("name", [path for path in command_paths() if path[-1] in {"list", "show", "doctor"}])
def test_whatever_lists_or_shows_can_print_json(empty, name):
    assert "--json" in empty.out(*name, "--help")


def test_importing_the_command_line_imports_nothing_heavy():
    assert imported_by("import syndication.cli") & HEAVY == set()


def test_no_help_imports_a_database_a_web_framework_or_an_engine():
    code = (
        "from syndication.cli.program import program\n"
        f"for path in {[(), *command_paths()]!r}:\n"
        "    try: program([*path, '--help'])\n"
        "    except SystemExit as end: assert not end.code"
    )
    assert imported_by(code) & ENGINES_AND_DATABASES == set()


def test_version_is_told(empty):
    assert empty.out("--version").startswith("syndication, version ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nope"], "No such command 'nope' (see syndication --help)"),
        (["--nope"], "No such option '--nope' (see syndication --help)"),
        (["blogs", "nope"], "No such command 'nope' (see syndication blogs --help)"),
        (["import"], "Missing argument 'FILES...' (see syndication import --help)"),
        (["entries", "kill", "x"], "Missing option '--reason' (see syndication entries kill --help)"),
        (["blogs", "show"], "Missing argument 'SLUG' (see syndication blogs show --help)"),
        (["blogs", "list", "more"], "Got unexpected extra argument (more) (see syndication blogs list --help)"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_status_2(empty, arguments, line):
    assert empty.error(*arguments, status=2) == line


@pytest.mark.parametrize("arguments", [[], ["blogs"], ["tokens"]], ids=" ".join)
def test_a_group_alone_shows_its_help_and_is_no_success(empty, arguments):
    result = empty.run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Commands:" in result.stderr


@pytest.mark.parametrize("command", ["entries show", "users link", "blogs show", "models remove"])
def test_an_argument_that_is_not_utf8_is_one_line(empty, command):
    empty.error(*command.split(), os.fsdecode(b"\xff"))


def test_a_fault_of_the_program_itself_shows_where_it_happened(empty, monkeypatch):
    monkeypatch.setitem(COMMANDS, "blogs", ("content", "no_such_object", "A mistake in the list."))
    with pytest.raises(AttributeError, match="no_such_object"):
        empty.run("blogs", "list")


def test_ctrl_c_is_one_line_and_status_130_and_leaves_nothing_half_done(empty, tmp_path):
    pipe = tmp_path / "page"
    subprocess.run(["mkfifo", pipe], check=True)
    importing = subprocess.Popen(
        [COMMAND, "import", PAGE, pipe, "--timezone", "Asia/Ho_Chi_Minh"],
        env=empty.process_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pipe.open("wb"):  # Opens as soon as the command reads from it, after the first file.
        importing.send_signal(signal.SIGINT)
        printed, errors = importing.communicate(timeout=30)
    assert importing.returncode == 130
    assert printed.decode().count(" -> ") == 1
    assert errors.decode().splitlines()[-1].startswith("Error: interrupted")
    assert "Traceback" not in errors.decode()
    assert [blog["languages"] for blog in empty.json("blogs", "list")] == [["en", "ko", "vi"]]


@pytest.mark.parametrize(
    "command", ["blogs show hanoi-summit --json", "export hanoi-summit --format newsmlg2"], ids=lambda c: c.split()[0]
)
def test_a_reader_that_has_enough_ends_a_command_without_a_word(sample, command):
    writing = subprocess.Popen(
        [COMMAND, *command.split()], env=sample.process_environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writing.stdout is not None
    assert writing.stderr is not None
    writing.stdout.close()
    assert writing.stderr.read() == b""
    writing.stderr.close()
    assert writing.wait(timeout=30) == 1


def test_what_a_terminal_has_no_letters_for_does_not_stop_a_command(sample):
    environ = sample.process_environ() | {"PYTHONIOENCODING": "latin-1"}
    run = [COMMAND, "profiles", "show", "mekong-daily", "live"]
    shown = subprocess.run(run, env=environ, capture_output=True, check=True)
    assert rb"Tr\u1ef1c" in shown.stdout


def test_json_loses_no_letter_wherever_it_is_printed(sample):
    environ = {"SYNDICATION_DATA": str(sample.data)}
    printed = CliRunner(charset="latin-1", env=environ).invoke(program, "profiles show mekong-daily live --json")
    assert json.loads(printed.stdout_bytes.decode("ascii"))["title"].startswith("Trực tiếp")


def test_a_full_disk_behind_stdout_is_one_line(sample):
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device, opened for writing and never replaced
        done = subprocess.run(
            [COMMAND, "export", "hanoi-summit", "--format", "rss"],
            env=sample.process_environ(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert the_line(done.stderr.decode()) == "No space left on device"


def test_every_command_is_in_the_documentation():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [" ".join(path) for path in command_paths() if f"syndication {' '.join(path)}" not in page] == []
