"""``syndication export`` and the files that commands write."""

import json
import os
import stat
import threading

import pytest

from feeds.writers import WRITERS
from syndication.exporting import export_archive, export_feed
from tests.factories import NOW
from tests.syndication.cli.commands import SLUG, spoil_an_entry


def exported(installation, **wanted):
    database = installation.database
    with database.reading() as session:
        body = export_feed(session, installation.settings, SLUG, **{"language": None, **wanted}, now=NOW)
    database.close()
    return body


@pytest.mark.parametrize("name", [*WRITERS, "canonical"])
def test_a_feed_goes_to_stdout_byte_for_byte(sample, name):
    result = sample.run("export", SLUG, "--format", name, "--language", "vi")
    assert result.exit_code == 0
    assert result.stdout_bytes == exported(sample, format_name=name, language="vi")
    assert result.stderr == ""


def test_a_partner_s_feed_takes_its_format_and_language_from_the_profile(sample):
    said = sample.run("export", SLUG, "--profile", "mekong-daily/live").stdout_bytes
    assert said == exported(sample, format_name=None, profile="mekong-daily/live")
    assert b"Mekong" in said or b"mekong-daily" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nope", "--format", "rss"), "there is no live blog 'nope'"),
        ((SLUG, "--format", "nope"), f"unknown format 'nope'; known: {', '.join(WRITERS)}, canonical"),
        ((SLUG, "--format", "rss", "--language", "fr"), "there is no fr of hanoi-summit; known: en, ko, vi"),
        ((SLUG, "--profile", "nope"), "'nope' does not name one profile; candidates: mekong-daily/archive"),
        ((SLUG, "--profile", "live", "--format", "rss"), "profile mekong-daily/live is in atom"),
        ((SLUG, "--profile", "live", "--language", "ko"), "does not deliver 'hanoi-summit' in ko"),
    ],
)
def test_what_cannot_be_exported_is_one_line(sample, arguments, says):
    assert says in sample.error("export", *arguments)


def test_an_archive_document_goes_to_stdout_byte_for_byte(long):
    database = long.database
    with database.reading() as session:
        body = export_archive(session, long.settings, "hanoi", 2, format_name="atom", language="vi", now=NOW)
    database.close()
    arguments = ("export", "hanoi", "--format", "atom", "--language", "vi", "--archive", "2")
    assert long.run(*arguments).stdout_bytes == body
    assert b"?archive=2" in body


@pytest.mark.parametrize(
    ("arguments", "says", "status"),
    [
        (
            ("--format", "rss", "--archive", "3"),
            "the en feed of 'hanoi' has no archive document 3; there is: 1 to 2",
            1,
        ),
        (("--format", "rss", "--archive", "0"), "0 is not in the range x>=1", 2),
        (("--format", "rss", "--archive", "1.1"), "'1.1' is not a valid integer range", 2),
        (("--format", "canonical", "--archive", "1"), "only public feeds have archive documents", 2),
        (("--profile", "any", "--archive", "1"), "only public feeds have archive documents", 2),
    ],
)
def test_an_archive_document_that_cannot_be_exported_is_one_line(long, arguments, says, status):
    assert says in long.error("export", "hanoi", *arguments, status=status)


def test_neither_format_nor_profile_is_a_wrong_command_line(sample):
    assert sample.error("export", SLUG, status=2).startswith("name a --format or a --profile")


def test_a_file_is_written_whole_and_nothing_beside_it(sample, tmp_path):
    out = tmp_path / "feeds" / "feed.rss"
    out.parent.mkdir()
    assert sample.out("export", SLUG, "--format", "rss", "-o", out) == ""
    assert out.read_bytes() == exported(sample, format_name="rss")
    assert [path.name for path in out.parent.iterdir()] == ["feed.rss"]


def test_an_older_file_is_replaced_and_keeps_its_rights(sample, tmp_path):
    out = tmp_path / "feed.rss"
    out.write_text("old")
    out.chmod(0o604)
    sample.out("export", SLUG, "--format", "rss", "-o", out)
    assert out.read_bytes().startswith(b"<?xml")
    assert stat.S_IMODE(out.stat().st_mode) == 0o604


def test_a_failed_export_leaves_the_older_file_alone(sample, tmp_path):
    out = tmp_path / "feed.rss"
    out.write_text("old")
    sample.error("export", SLUG, "--format", "rss", "--language", "fr", "-o", out)
    assert out.read_text() == "old"


def test_a_link_stays_a_link(sample, tmp_path):
    link, target = tmp_path / "link.rss", tmp_path / "target.rss"
    link.symlink_to(target)
    sample.out("export", SLUG, "--format", "rss", "-o", link)
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"<?xml")


def test_a_pipe_is_written_to_and_not_replaced(sample, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    sample.out("export", SLUG, "--format", "rss", "-o", pipe)
    reader.join()
    assert read == [exported(sample, format_name="rss")]
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", [("export", SLUG, "--format", "rss"), ("profiles", "export")], ids=lambda c: c[0])
def test_a_place_that_cannot_be_written_is_named(sample, tmp_path, command):
    out = tmp_path / "no" / "such" / "folder"
    assert sample.error(*command, "-o", out) == f"{out}: No such file or directory"
    below_file = sample.data / "syndication.db" / "x"
    assert sample.error(*command, "-o", below_file) == f"{below_file}: Not a directory"


def test_a_folder_as_output_is_a_wrong_command_line(sample, tmp_path):
    assert "is a directory" in sample.error("export", SLUG, "--format", "rss", "-o", tmp_path, status=2)


def test_canonical_json_of_one_installation_comes_into_another(sample, empty, tmp_path):
    out = tmp_path / "blog.json"
    sample.out("export", SLUG, "--format", "canonical", "-o", out)
    (report,) = empty.json("import", out)
    assert report["result"]["guid"] == json.loads(out.read_text())["guid"]
    assert len(report["result"]["entries"]) == 10


def test_an_entry_that_cannot_be_written_is_told_on_stderr_and_the_feed_stands(sample):
    """A log line among the bytes of a feed would break it; so this is the real program with its real streams."""
    guid = spoil_an_entry(sample)
    done = sample.process("export", SLUG, "--format", "atom")
    assert done.returncode == 0
    assert done.stdout.startswith(b"<?xml")
    assert done.stdout.rstrip().endswith(b"</feed>")
    assert guid not in done.stdout.decode()
    assert "entry_left_out" in done.stderr.decode()
    assert guid in done.stderr.decode()
