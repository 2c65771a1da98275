"""What is installed in the packages folder: one folder a package, with a record of how it came there.

``<source>_<target>.<generation>/`` holds the files of an Argos package and our ``install.json``. A folder without a
readable record was not installed through this service: it is reported and never used. An upgrade installs the next
generation beside the old one, which goes away afterwards; the highest whole generation counts.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from translations.engines.canaries import CanaryResult
from translations.engines.known import known_by_hash
from translations.engines.languages import LanguagePair, is_argos_code, language_tag

RECORD = "install.json"
_FOLDER = re.compile(r"(?P<source>[a-z]{2,3})_(?P<target>[a-z]{2,3})\.(?P<generation>\d{1,9})")
_README_BYTES = 20_000
_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a package says of itself in ``metadata.json``, as far as it matters here.

    ``source_prefix`` (a token put before every source sentence, such as ``>>vie<<``) and ``guided_alignment`` are our
    own additions to the format; Argos ignores them.
    """

    package_version: str
    from_code: str
    to_code: str
    type: str = "translate"
    source_prefix: str = ""
    target_prefix: str = ""
    guided_alignment: bool = False

    @property
    def pair(self) -> LanguagePair:
        """The direction this package translates in."""
        return LanguagePair(self.from_code, self.to_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallRecord:
    """How a package came here: what the archive was, where it came from (an address or a file name), and its trial."""

    sha256: str
    size_bytes: int
    installed_at: datetime
    origin: str
    canaries: tuple[CanaryResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackage:
    """A package that can be used. ``attribution`` is its README, or what is known of it; empty if it says nothing."""

    folder: Path
    metadata: Metadata
    record: InstallRecord
    attribution: str

    @property
    def name(self) -> str:
        """The folder's name; it changes with every installation."""
        return self.folder.name

    @property
    def pair(self) -> LanguagePair:
        """The direction, in Argos codes."""
        return self.metadata.pair

    @property
    def source_language(self) -> str:
        """The source as a language tag."""
        return language_tag(self.metadata.from_code)

    @property
    def target_language(self) -> str:
        """The target as a language tag."""
        return language_tag(self.metadata.to_code)


@dataclass(frozen=True, slots=True)
class FolderProblem:
    """A folder among the packages that is none, or is broken; ``reason`` says what to do about it or what is wrong."""

    name: str
    reason: str


_METADATA = TypeAdapter(Metadata)
_RECORD = TypeAdapter(InstallRecord)


def read_metadata(folder: Path) -> Metadata:
    """Read ``metadata.json``; raises :exc:`OSError` if it cannot be read and :exc:`ValueError` if it is of no use."""
    metadata = _read_json(_METADATA, folder / "metadata.json")
    if metadata.type != "translate":
        raise ValueError(f"it is a package of type {metadata.type!r}, not for translation")
    for code in (metadata.from_code, metadata.to_code):
        if not is_argos_code(code):
            raise ValueError(f"{code!r} in its metadata is not a language code")
    return metadata


def write_record(folder: Path, record: InstallRecord) -> None:
    """Write ``install.json`` beside the metadata, and put it on the disk."""
    with (folder / RECORD).open("wb") as file:
        file.write(_RECORD.dump_json(record, indent=1))
        file.flush()
        os.fsync(file.fileno())


def read_package(folder: Path) -> InstalledPackage:
    """Read an installed package; raises :exc:`OSError` or :exc:`ValueError`, saying what is wrong with it."""
    match = _FOLDER.fullmatch(folder.name)
    if match is None or not (folder / RECORD).exists():
        raise ValueError("it was not installed by this service; install the package from its file")
    metadata = read_metadata(folder)
    record = _read_json(_RECORD, folder / RECORD)
    if metadata.pair != LanguagePair(match["source"], match["target"]):
        raise ValueError(f"it holds a package for {metadata.pair}")
    if not (folder / "model" / "model.bin").is_file():
        raise ValueError("it has no model")
    attribution = _attribution(folder, record.sha256)
    return InstalledPackage(folder=folder, metadata=metadata, record=record, attribution=attribution)


def scan(packages_dir: Path) -> tuple[list[InstalledPackage], list[FolderProblem]]:
    """List the packages in use, by pair, and the folders that are none. A missing packages folder is an empty one.

    Folders whose name starts with a dot are work in progress. Raises :exc:`OSError` if the folder cannot be read.
    """
    packages: dict[LanguagePair, InstalledPackage] = {}
    problems = []
    for folder in _folders(packages_dir):
        found = _read(folder)
        if isinstance(found, InstalledPackage):
            packages[found.pair] = found
        elif folder.exists():  # it may have been upgraded or removed while we looked
            problems.append(found)
    return [packages[pair] for pair in sorted(packages)], problems


def find(packages_dir: Path, pair: LanguagePair) -> InstalledPackage | None:
    """Return the package in use for a pair, or ``None``."""
    found = [package for package in scan(packages_dir)[0] if package.pair == pair]
    return found[0] if found else None


def folders_of(packages_dir: Path, pair: LanguagePair) -> list[Path]:
    """List the folders of every generation for a pair, whole or not."""
    matches = ((folder, _FOLDER.fullmatch(folder.name)) for folder in _folders(packages_dir))
    return [folder for folder, match in matches if match and LanguagePair(match["source"], match["target"]) == pair]


def generation(folder: Path) -> int:
    """Return the generation in a folder's name; 0 for a folder that is not ours."""
    match = _FOLDER.fullmatch(folder.name)
    return int(match["generation"]) if match else 0


def _folders(packages_dir: Path) -> Iterator[Path]:
    """List the folders, lower generations first, so that a later one replaces them."""
    if not packages_dir.exists():
        return
    paths = (path for path in packages_dir.iterdir() if path.is_dir() and not path.name.startswith("."))
    yield from sorted(paths, key=lambda path: (generation(path), path.name))


def _read(folder: Path) -> InstalledPackage | FolderProblem:
    if folder.is_symlink():
        return FolderProblem(folder.name, "it is a link, not a package")
    try:
        return read_package(folder)
    except (OSError, ValueError) as error:
        return FolderProblem(folder.name, str(error))


def _read_json(adapter: TypeAdapter[_Record], path: Path) -> _Record:
    try:
        return adapter.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " ".join([path.name, *(str(part) for part in first["loc"])])
        raise ValueError(f"{place}: {first['msg']}") from error


def _attribution(folder: Path, sha256: str) -> str:
    readme = folder / "README.md"
    if readme.is_file():
        with readme.open("rb") as file:
            text = file.read(_README_BYTES).decode("utf-8", errors="replace").strip()
        if text:
            return text
    known = known_by_hash(sha256)
    return known.attribution if known else ""
