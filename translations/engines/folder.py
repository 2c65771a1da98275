"""The packages folder on the disk: taking turns, unnamed and hidden work in progress, and changes in one step.

What has a name that starts with a dot is nobody's package: the lock, and folders on their way in or out. Such a folder
that is there when the lock has just been taken is the rest of a crash, and goes.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from translations.engines.errors import PackageStoreError
from translations.engines.installed import folders_of, generation
from translations.engines.languages import LanguagePair

_IN, _OUT = ".incoming-", ".outgoing-"


class PackagesFolder:
    """The packages folder; every :exc:`OSError` below it becomes a :exc:`PackageStoreError`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until no other thread or process changes the folder, and keep them out. Makes the folder."""
        with self.reporting():
            self.path.mkdir(parents=True, exist_ok=True)
            with (self.path / ".lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                for rest in [*self.path.glob(f"{_IN}*"), *self.path.glob(f"{_OUT}*")]:
                    shutil.rmtree(rest)
                yield

    @contextmanager
    def spool(self) -> Iterator[BinaryIO]:
        """Give a file without a name on the same disk; nothing is left of it, even after a crash. Makes the folder."""
        with self.reporting():
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path) as file:
                yield file

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Give a hidden folder to prepare a package in; what is still there afterwards is removed. Needs the lock."""
        folder = Path(tempfile.mkdtemp(prefix=_IN, dir=self.path))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, staged: Path, pair: LanguagePair) -> Path:
        """Make a prepared folder the package for a pair, in one step; then remove those before it. Needs the lock."""
        before = folders_of(self.path, pair)
        latest = max((generation(folder) for folder in before), default=0)
        target = self.path / f"{pair.source}_{pair.target}.{latest + 1}"
        # Readers may run under another account than the installer; mkdtemp lets in nobody else.
        staged.chmod(0o755)
        _sync(staged)
        staged.rename(target)
        _sync(self.path)
        for folder in before:
            self.discard(folder)
        return target

    def discard(self, folder: Path) -> None:
        """Make a folder disappear in one step, then delete it. Needs the lock."""
        hidden = self.path / f"{_OUT}{folder.name}"
        folder.rename(hidden)
        if hidden.is_symlink():
            hidden.unlink()
        else:
            shutil.rmtree(hidden)

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Turn what the operating system refuses into an error of ours."""
        try:
            yield
        except OSError as error:
            raise PackageStoreError(
                path=str(error.filename or self.path), reason=error.strerror or str(error)
            ) from error


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk; those in its subfolders, too."""
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
