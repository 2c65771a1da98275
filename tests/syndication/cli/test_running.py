"""``syndication serve`` before it serves; ``tests/whole`` and ``tests/syndication/web`` have the rest."""

import signal
import subprocess

from tests.syndication.cli.commands import COMMAND, SAMPLES, free_port


def greeting(installation, *arguments):
    """Start ``serve --no-worker``, stop it when it has said that it is ready, and return what it printed."""
    running = subprocess.Popen(
        [COMMAND, "serve", "--no-worker", *arguments],
        env=installation.process_environ(port=str(free_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    printed = []
    for line in iter(running.stdout.readline, ""):
        printed.append(line)
        if line == "ready\n":
            running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (0, "")
    return "".join(printed)


def test_a_first_user_who_was_disabled_gets_no_link_and_keeps_nobody_from_serving(sample):
    sample.out("users", "add", "admin", "--role", "admin")
    sample.out("users", "add", "Linh", "--role", "admin")
    sample.out("users", "disable", "admin")
    printed = greeting(sample, "--sample", str(SAMPLES))
    assert "/feed." in printed
    assert "/sign-in/" not in printed


def test_a_log_gets_neither_addresses_nor_a_link(sample):
    assert greeting(sample) == "ready\n"


def test_a_folder_without_the_sample_is_named(empty, tmp_path):
    folder = tmp_path / "nothing"
    assert "does not exist" in empty.error("serve", "--sample", folder, status=2)
    folder.mkdir()
    line = empty.error("serve", "--sample", folder, port=str(free_port()))
    assert line == f"{folder / 'hanoi-summit.txt'}: No such file or directory"
    assert empty.json("blogs", "list") == empty.json("memory", "list") == []
