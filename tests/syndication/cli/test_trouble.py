"""What is wrong with settings, folders and databases is one line that names it, whichever command meets it."""

import re
import signal
import socket
import sqlite3
import subprocess

import pytest

from syndication.cli.setting import actor
from tests.syndication.cli.commands import COMMAND, Installation, free_port, write

COMMANDS = [
    "blogs list",
    "entries list x",
    "export x --format rss",
    "tokens create --name n --role reader",
    "users list",
]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("port", "abc", "'abc' is not a port number"),
        ("port", "0", "'0' is not a port number"),
        ("languages", "vi,x!", "'x!' is not a language tag"),
        ("timezone", "Hanoi", "'Hanoi' is not an IANA time zone"),
        ("base_url", "example.org", "'example.org' is not an http or https address"),
        ("index_url", "ftp://example.org/", "is not an http or https address"),
        ("authority", "a b", "'a b' is not a domain name"),
        ("log_format", "xml", "'xml' is not console or json"),
        ("database_url", "mysql://root@localhost/x", "not an address such as postgresql://"),
        ("database_url", "postgresql://me:secret@localhost:port/x", "not an address such as postgresql://"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(empty, variable, value, says):
    line = empty.error("blogs", "list", **{variable: value})
    assert line.startswith(f"SYNDICATION_{variable.upper()}: ")
    assert says in line
    assert "secret" not in line


@pytest.mark.parametrize("command", COMMANDS)
def test_a_data_folder_that_is_a_file_is_named(tmp_path, command):
    file = write(tmp_path / "file", "")
    assert Installation(file).error(*command.split()) == f"SYNDICATION_DATA: {file} is not a folder"


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    below = write(tmp_path / "file", "") / "below"
    line = Installation(below).error("blogs", "list")
    assert line == f"SYNDICATION_DATA: cannot make the folder {below}: Not a directory"


@pytest.mark.parametrize("command", [*COMMANDS, "memory list", "profiles list", "partners list", "tokens list"])
def test_a_file_that_is_no_database_is_named(empty, command):
    file = write(empty.data / "syndication.db", b"This is not a database. " * 1000)
    assert empty.error(*command.split()) == f"the database {file}: file is not a database"


def test_a_database_that_lost_its_end_is_named(sample):
    file = sample.data / "syndication.db"
    write(file, file.read_bytes()[:30_000])
    assert sample.error("blogs", "list") == f"the database {file}: database disk image is malformed"


def test_a_read_only_database_can_be_read_and_not_written(sample):
    url = f"sqlite:///file:{sample.data / 'syndication.db'}?mode=ro&uri=true"
    assert [blog["slug"] for blog in sample.json("blogs", "list", database_url=url)] == ["hanoi-summit"]
    line = sample.error("tokens", "create", "--name", "n", "--role", "reader", database_url=url)
    assert line.endswith("attempt to write a readonly database")


def test_a_database_of_a_newer_version_is_named(empty):
    with sqlite3.connect(empty.data / "syndication.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'f00d'")
    connection.close()
    line = empty.error("blogs", "list")
    assert "tables were made by another version of this program" in line
    assert "f00d" in line


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_server_that_refuses_is_named_without_its_password(empty, command):
    line = empty.error(*command.split(), database_url="postgresql://me:secret@127.0.0.1:1/news")
    assert line.startswith("the database postgresql+psycopg://me:***@127.0.0.1:1/news: connection")
    assert line.endswith("Connection refused")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_commands_that_keep_running_do_not_start_without_a_database(empty, command):
    write(empty.data / "syndication.db", b"This is not a database. " * 1000)
    assert empty.error(command, port=str(free_port())).endswith("syndication.db: file is not a database")


def test_a_port_in_use_is_named_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = Installation(tmp_path / "data").error("serve", port=str(port))
    assert line.startswith(f"cannot listen on 127.0.0.1:{port}: ")
    assert not (tmp_path / "data").exists()


def test_worker_stops_at_a_signal_with_status_0(empty):
    running = subprocess.Popen([COMMAND, "worker"], env=empty.process_environ(), stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    with running.stderr as lines:
        assert any("worker_started" in line for line in iter(lines.readline, ""))
        running.send_signal(signal.SIGTERM)
        assert "worker_stopped" in lines.read()
    assert running.wait(timeout=30) == 0


def test_an_account_without_a_name_can_give_commands(monkeypatch):
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 4_000_000_123)
    assert actor() == "user 4000000123 (command line)"


def test_the_change_log_names_the_account(sample):
    guid = sample.json("entries", "list", "hanoi-summit")[0]["guid"]
    sample.out("entries", "kill", guid, "--reason", "a test")
    history = sample.out("entries", "show", guid)
    assert re.search(r"2 +\S+Z +kill +.+ \(command line\)", history)
