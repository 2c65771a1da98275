"""Files in a folder of this machine: whole, durable, and nowhere else."""

import json
import os
import resource
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from syndication.delivery.folder import FOLDER, FolderSettings, probe, send
from syndication.delivery.model import Receipt
from syndication.delivery_errors import PermanentFailure, TemporaryFailure
from tests.syndication.delivery.parcels import make_carrier, make_parcel

NAME = "000000000012-000003-update-bf34ec99.xml"


def settings(**changes: Any) -> FolderSettings:
    return TypeAdapter(FolderSettings).validate_json(json.dumps({"path": "outlet/vi"} | changes))


def sent(folders: Path, parcel: Any = None, /, **changes: Any) -> Receipt:
    return send(parcel or make_parcel(), settings(**changes), {}, make_carrier(folders))


def names(folders: Path) -> list[str]:
    return sorted(str(path.relative_to(folders)) for path in folders.rglob("*") if not path.is_dir())


def test_a_delivery_is_a_file(tmp_path: Path) -> None:
    folders = tmp_path / "not" / "there"
    assert sent(folders) == Receipt(stored_as=f"outlet/vi/{NAME}")
    assert names(folders) == [f"outlet/vi/{NAME}"]
    assert (folders / "outlet/vi" / NAME).read_bytes() == make_parcel().body


def test_files_and_folders_are_for_their_group_to_read(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        sent(tmp_path / "folders")
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "folders").rglob("*")}
    assert modes[NAME] == 0o640
    assert modes["outlet"] & ~0o750 == 0


def test_folders_of_the_pattern_are_made_and_checksums_written(tmp_path: Path) -> None:
    sent(tmp_path, pattern="{blog}/{sequence}.{ext}", has_checksum=True)
    assert names(tmp_path / "outlet/vi/hanoi-summit") == ["000000000012.xml", "000000000012.xml.sha256"]


def test_sending_again_changes_nothing(tmp_path: Path) -> None:
    sent(tmp_path)
    before = (tmp_path / "outlet/vi" / NAME).stat().st_ino
    sent(tmp_path)
    assert (tmp_path / "outlet/vi" / NAME).stat().st_ino == before


def test_newer_versions_replace_older_ones_and_never_the_other_way(tmp_path: Path) -> None:
    pattern = "{guid}-{language}.{ext}"
    for version in (9, 10):
        sent(tmp_path, make_parcel(version=version, body=b"%d" % version), pattern=pattern)
    with pytest.raises(PermanentFailure, match="version 10 has been filed already"):
        sent(tmp_path, make_parcel(version=9, body=b"9"), pattern=pattern)
    (shown,) = (tmp_path / "outlet/vi").glob("[!.]*")
    assert shown.read_bytes() == b"10"


def test_a_version_note_that_was_cut_short_or_spoilt_is_no_obstacle(tmp_path: Path) -> None:
    pattern = "{guid}-{language}.{ext}"
    sent(tmp_path, pattern=pattern)
    (note,) = (tmp_path / "outlet/vi").glob(".*.version")
    for content in (b"", b"x", b"\xb2", b"9" * 5000):
        note.write_bytes(content)
        if not content.isdigit():
            sent(tmp_path, make_parcel(body=content or b"-"), pattern=pattern)


# Nowhere else.


@pytest.mark.parametrize("at", ["outlet", "outlet/vi", "outlet/vi/hanoi-summit"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, at: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "folders" / at
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    with pytest.raises(TemporaryFailure, match="links are not followed"):
        sent(tmp_path / "folders", pattern="{blog}/{sequence}")
    assert names(elsewhere) == []


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"as it was")
    folder = tmp_path / "folders/outlet/vi"
    folder.mkdir(parents=True)
    (folder / NAME).symlink_to(victim)
    (folder / "outlet-full-files-000000000012.part").symlink_to(victim)
    sent(tmp_path / "folders")
    assert victim.read_bytes() == b"as it was"
    assert not (folder / NAME).is_symlink()
    assert (folder / NAME).read_bytes() == make_parcel().body


def test_the_folder_of_all_folders_may_be_a_link_that_the_operator_made(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "folders").symlink_to(tmp_path / "disk")
    sent(tmp_path / "folders")
    assert names(tmp_path / "disk") == [f"outlet/vi/{NAME}"]


def test_a_pipe_in_the_place_of_a_file_does_not_hold_us_up(tmp_path: Path) -> None:
    folder = tmp_path / "outlet/vi"
    folder.mkdir(parents=True)
    pattern = "{guid}-{language}.{ext}"
    sent(tmp_path, pattern=pattern)
    (note,) = folder.glob(".*.version")
    note.unlink()
    os.mkfifo(note)
    sent(tmp_path, make_parcel(body=b"x"), pattern=pattern)
    assert note.read_text() == "3\n"


@pytest.mark.parametrize(
    "path", ["", "/", "..", "../x", "a/../b", "a//b", ".hidden", "a/.", " ", "a\0b", "a\nb", "x" * 501]
)
def test_a_path_that_could_leave_the_folder_is_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        settings(path=path)


def test_slashes_around_a_path_do_not_matter() -> None:
    assert settings(path="/outlet/vi/").path == "outlet/vi"


# What goes wrong.


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "outlet/vi" / NAME).mkdir(parents=True)
    with pytest.raises(TemporaryFailure, match="is a directory"):
        sent(tmp_path)


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "outlet").write_bytes(b"")
    with pytest.raises(TemporaryFailure, match="outlet is a link, or no folder"):
        sent(tmp_path)


@contextmanager
def room_for(size_bytes: int) -> Iterator[None]:
    """Let the system refuse to write further into any file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TemporaryFailure, match="file too large") as caught, room_for(100_000):
        sent(tmp_path, make_parcel(body=b"x" * 300_000))
    assert caught.value.is_outcome_known
    assert names(tmp_path) == []


@contextmanager
def without_rights() -> Iterator[None]:
    """Be somebody who may not write here."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_no_right_to_write_is_waited_for(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(TemporaryFailure, match="permission denied"), without_rights():
        sent(tmp_path)


def test_nothing_gets_its_name_when_the_process_is_to_end(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(TemporaryFailure, match="process is to end") as caught:
        send(make_parcel(), settings(), {}, make_carrier(tmp_path, stop=stop))
    assert caught.value.is_outcome_known
    assert names(tmp_path) == ["outlet/vi/outlet-full-files-000000000012.part"]


def test_trying_out_leaves_nothing(tmp_path: Path) -> None:
    assert probe(settings(), {}, make_carrier(tmp_path)) == f"Files can be written in {tmp_path / 'outlet/vi'}."
    assert names(tmp_path) == []
    assert FOLDER.secrets == {}
