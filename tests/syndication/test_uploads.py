import io
import os
import stat
import time
from pathlib import Path

import pytest

from syndication.errors import TooLarge
from syndication.uploads import WORK_PREFIX, drop_forgotten, drop_upload, find_upload, keep_upload, uploads_dir


def names(data_dir: Path) -> set[str]:
    return {path.name for path in uploads_dir(data_dir).iterdir()}


def age(path: Path, hours: float) -> Path:
    then = time.time() - 3600 * hours
    os.utime(path, (then, then))
    return path


def test_an_upload_is_kept_whole_for_the_account_of_the_service_alone(tmp_path: Path) -> None:
    content = os.urandom(3 << 20)
    path = find_upload(tmp_path, keep_upload(io.BytesIO(content), tmp_path))
    assert path is not None
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_more_than_the_limit_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        keep_upload(io.BytesIO(bytes(11)), tmp_path, limit=10)
    assert names(tmp_path) == set()
    keep_upload(io.BytesIO(bytes(10)), tmp_path, limit=10)


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        keep_upload(Broken(), tmp_path)
    assert names(tmp_path) == set()


def test_an_upload_that_is_done_with_is_removed(tmp_path: Path) -> None:
    name = keep_upload(io.BytesIO(b"x"), tmp_path)
    drop_upload(tmp_path, None)
    drop_upload(tmp_path, "nothing.upload")
    drop_upload(tmp_path, name)
    drop_upload(tmp_path, name)
    assert names(tmp_path) == set()


def test_what_was_broken_off_goes_after_a_while_and_what_is_wanted_stays(tmp_path: Path) -> None:
    wanted, forgotten, new = (keep_upload(io.BytesIO(b"x"), tmp_path) for _ in range(3))
    for name in (wanted, forgotten):
        age(uploads_dir(tmp_path) / name, 2)
    left = uploads_dir(tmp_path) / f"{WORK_PREFIX}left"
    left.mkdir()
    (left / "model").write_bytes(b"x")
    age(left, 2)
    (uploads_dir(tmp_path) / f"{WORK_PREFIX}running").mkdir()
    drop_forgotten(tmp_path, [wanted])
    assert names(tmp_path) == {wanted, new, f"{WORK_PREFIX}running"}
