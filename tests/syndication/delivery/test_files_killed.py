"""What a partner sees of a sender that is killed while it sends: whole files, in order, without gaps."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.syndication.delivery.servers.ftp import PASSWORD, USER, ftp_server
from tests.syndication.delivery.servers.s3 import BUCKET, s3_server
from tests.syndication.delivery.servers.sender import is_whole
from tests.syndication.delivery.servers.sftp import sftp_server

LAST = 40
KILLS = 25
NAME = re.compile(r"(\d{12})-000001-update-[0-9a-f]{8}\.xml")

View = Callable[[], dict[str, bytes]]
"""What lies at a partner, by names, as its own program would find it."""


def disk(folder: Path) -> View:
    def look() -> dict[str, bytes]:
        names = [path for path in folder.iterdir() if not path.name.endswith(".part")] if folder.exists() else []
        return {path.name: path.read_bytes() for path in names}

    return look


@contextmanager
def into_a_folder(tmp_path: Path) -> Iterator[tuple[dict[str, Any], View]]:
    yield {"settings": {"path": "outlet"}, "secrets": {}}, disk(tmp_path / "folders" / "outlet")


@contextmanager
def by_ftp(tmp_path: Path) -> Iterator[tuple[dict[str, Any], View]]:
    with ftp_server(tmp_path / "partner") as server:
        settings = {"host": "files.outlet.test", "port": server.port, "user": USER, "tls": "none"}
        yield {"settings": settings, "secrets": {"password": PASSWORD}}, disk(server.root)


@contextmanager
def by_sftp(tmp_path: Path) -> Iterator[tuple[dict[str, Any], View]]:
    with sftp_server(tmp_path / "partner") as server:
        settings = {"host": "files.outlet.test", "port": server.port, "user": USER, "host_key": server.host_key}
        yield {"settings": settings, "secrets": {"password": PASSWORD}}, disk(server.root)


@contextmanager
def by_s3(_tmp_path: Path) -> Iterator[tuple[dict[str, Any], View]]:
    with s3_server() as server:

        def look() -> dict[str, bytes]:
            try:
                return {name: server.get(name)["content"] for name in server.names}
            except ClientError as error:
                raise AssertionError("what was listed cannot be read") from error

        settings = {"endpoint": server.url, "bucket": BUCKET, "key_id": server.key_id}
        yield {"settings": settings, "secrets": {"secret_key": server.secret}}, look


@pytest.mark.parametrize(
    ("kind", "partner"),
    [("folder", into_a_folder), ("ftp", by_ftp), ("sftp", by_sftp), ("s3", by_s3)],
    ids=["folder", "ftp", "sftp", "s3"],
)
def test_a_partner_sees_whole_files_in_order_whenever_the_sender_is_killed(
    tmp_path: Path, kind: str, partner: Callable[[Path], Any]
) -> None:
    with partner(tmp_path) as (how, look):
        task = how | {
            "kind": kind,
            "folders": str(tmp_path / "folders"),
            "note": str(tmp_path / "note"),
            "last": LAST,
            # Large enough to be caught in the middle of; a disk is faster than a network.
            "size": 8_000_000 if kind == "folder" else 400_000,
            "kills": KILLS,
            "seed": 7,
        }
        command = [sys.executable, "-m", "tests.syndication.delivery.servers.sender", json.dumps(task)]
        looks = 0
        with running(command) as sender:
            while sender.poll() is None:
                seen = look()
                assert all(is_whole(body) for body in seen.values())
                # A list that is made while files appear may lack one of those that have appeared meanwhile.
                numbers, again = numbers_of(seen), numbers_of(look())
                assert set(range(1, max(numbers, default=0) + 1)) <= again
                looks += 1
            _, said = sender.communicate()
        assert sender.returncode == 0, said
        seen = look()
    assert looks > 10
    assert len(seen) == LAST
    assert numbers_of(seen) == set(range(1, LAST + 1))
    assert all(is_whole(body) for body in seen.values())
    left = list(tmp_path.rglob("*.part"))
    assert left == []


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a program; end it and its children if it has not ended by itself."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def numbers_of(seen: dict[str, bytes]) -> set[int]:
    found = [NAME.fullmatch(name) for name in seen]
    assert all(found), sorted(seen)
    return {int(match[1]) for match in found if match}
