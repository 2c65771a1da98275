"""Install, list and remove Argos packages, in a way that leaves either the old state or the new one.

An archive is copied to an unnamed file in the packages folder while it is hashed, unpacked into a hidden folder beside
its place, tried in a process of its own, and renamed into its place.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from translations.engines.archive import unpack
from translations.engines.download import Fetched, Limits, Progress, fetch
from translations.engines.errors import (
    DownloadError,
    HashMismatchError,
    InvalidPackageError,
    InvalidPairError,
    PackageError,
    PackageNotFoundError,
    PackageStoreError,
    PackageUnavailableError,
)
from translations.engines.folder import PackagesFolder
from translations.engines.index import MOST_INDEX_BYTES, AvailablePackage, fetch_index, known_but_unlisted, packages_for
from translations.engines.installed import (
    FolderProblem,
    InstalledPackage,
    InstallRecord,
    Metadata,
    folders_of,
    read_metadata,
    read_package,
    scan,
    write_record,
)
from translations.engines.known import KnownPackage, known_packages
from translations.engines.languages import LanguagePair, parse_pair
from translations.engines.trial import try_package

MOST_ARCHIVE_BYTES = 4 << 30
_PIECE_BYTES = 1 << 20


class PackageStore:
    """The packages folder. It need not exist: the first installation makes it. Threads and processes may share it.

    ``known`` are the packages whose exact bytes are known, by default those of ``known_packages.toml``; ``silence_s``
    is how long a server may be silent; ``allow_private`` lets addresses in private networks be fetched.
    """

    def __init__(
        self,
        packages_dir: Path,
        *,
        known: Sequence[KnownPackage] | None = None,
        silence_s: float = 30.0,
        allow_private: bool = False,
    ) -> None:
        self._folder = PackagesFolder(packages_dir)
        self._known = known_packages() if known is None else known
        self._silence_s = silence_s
        self._allow_private = allow_private

    def installed(self) -> list[InstalledPackage]:
        """List the packages in use, by pair. Raises :exc:`PackageStoreError` if the folder cannot be read."""
        with self._folder.reporting():
            return scan(self._folder.path)[0]

    def problems(self) -> list[FolderProblem]:
        """List the folders among the packages that are broken, or that this service did not install."""
        with self._folder.reporting():
            return scan(self._folder.path)[1]

    def available(self, index_url: str) -> list[AvailablePackage]:
        """List what the index has, then the known packages it lacks; raises :exc:`DownloadError`."""
        index = fetch_index(index_url, known=self._known, limits=self._limits(MOST_INDEX_BYTES))
        return index + known_but_unlisted(index=index, known=self._known)

    def install_file(
        self,
        path: Path,
        *,
        expect_sha256: str | None = None,
        want: str | None = None,
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> InstalledPackage:
        """Install an ``.argosmodel`` file, in place of the package for the same pair if there is one.

        ``want`` is the pair that the file must be for, as ``en-ko``; ``origin`` is kept as where it came from, by
        default the file's name. Raises :exc:`HashMismatchError`,
        :exc:`InvalidPackageError`, :exc:`InvalidPairError` or :exc:`PackageStoreError`, and then nothing has changed.
        """
        wanted = parse_pair(want) if want is not None else None
        with self._folder.spool() as archive:
            fetched = _copy(path, archive, progress)
            return self._install(archive, fetched, origin=origin or path.name, sha256=expect_sha256, wanted=wanted)

    def install_pair(self, pair: str, *, index_url: str, progress: Progress | None = None) -> InstalledPackage:
        """Download and install the package for a pair, as ``en-ko``: from the index, else from where it once was.

        Raises :exc:`InvalidPairError`, :exc:`PackageStoreError`, or :exc:`PackageUnavailableError`, which says what
        every place answered; then nothing has changed.
        """
        wanted = parse_pair(pair)
        attempts: dict[str, str] = {}
        index = self._index(index_url, wanted, attempts)
        for package in packages_for(wanted, index=index, known=self._known):
            for address in package.addresses:
                if address in attempts:
                    continue
                try:
                    return self._install_from(address, package, progress)
                except PackageStoreError:
                    raise
                except DownloadError as error:
                    attempts[address] = str(error)
                except PackageError as error:
                    attempts[address] = f"{address}: {error}"
        raise PackageUnavailableError(pair=str(wanted), attempts=tuple(attempts.values()))

    def remove(self, name: str) -> list[str]:
        """Remove what is installed for a pair, as ``en-ko``, or a folder by its name; return the folders' names.

        Raises :exc:`PackageNotFoundError` if there is no such thing.
        """
        with self._folder.locked():
            packages, problems = scan(self._folder.path)
            names = {name} & {*(package.name for package in packages), *(problem.name for problem in problems)}
            names.update(folder.name for folder in self._folders_of(name))
            for found in sorted(names):
                self._folder.discard(self._folder.path / found)
        if not names:
            raise PackageNotFoundError(name=name)
        return sorted(names)

    def _folders_of(self, pair: str) -> list[Path]:
        try:
            return folders_of(self._folder.path, parse_pair(pair))
        except InvalidPairError:
            return []

    def _limits(self, most_bytes: int) -> Limits:
        return Limits(most_bytes=most_bytes, silence_s=self._silence_s, allow_private=self._allow_private)

    def _index(self, index_url: str, wanted: LanguagePair, attempts: dict[str, str]) -> list[AvailablePackage]:
        """Fetch the index; without one, packages that are known can still be had."""
        try:
            index = fetch_index(index_url, known=self._known, limits=self._limits(MOST_INDEX_BYTES))
        except DownloadError as error:
            attempts[index_url] = str(error)
            return []
        if not any(package.pair == wanted for package in index):
            attempts[index_url] = f"{index_url} lists no package for {wanted}"
        return index

    def _install_from(self, address: str, package: AvailablePackage, progress: Progress | None) -> InstalledPackage:
        limits = self._limits(package.size_bytes or MOST_ARCHIVE_BYTES)
        with self._folder.spool() as archive:
            fetched = fetch(address, archive, limits=limits, progress=progress)
            return self._install(archive, fetched, origin=address, sha256=package.sha256, wanted=package.pair)

    def _install(
        self, archive: BinaryIO, fetched: Fetched, *, origin: str, sha256: str | None, wanted: LanguagePair | None
    ) -> InstalledPackage:
        _check_hash(fetched, sha256)
        with self._folder.locked():
            same = [package for package in self.installed() if package.record.sha256 == fetched.sha256]
            if same and wanted in {None, same[0].pair}:
                return same[0]
            with self._folder.staging() as staged:
                unpack(archive, size_bytes=fetched.size_bytes, into=staged)
                metadata = _checked_metadata(staged, wanted)
                for known in self._known:
                    if (known.languages, known.version) == (metadata.pair, metadata.package_version):
                        _check_hash(fetched, known.sha256)
                canaries = try_package(staged)
                record = InstallRecord(
                    sha256=fetched.sha256,
                    size_bytes=fetched.size_bytes,
                    installed_at=datetime.now(UTC),
                    origin=origin,
                    canaries=canaries,
                )
                write_record(staged, record)
                return read_package(self._folder.put(staged, metadata.pair))


def _copy(path: Path, into: BinaryIO, progress: Progress | None) -> Fetched:
    if not path.is_file():
        raise PackageStoreError(path=str(path), reason="it is not a file")
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        total = path.stat().st_size
        while piece := file.read(_PIECE_BYTES):
            size += len(piece)
            digest.update(piece)
            into.write(piece)
            if progress is not None:
                progress(size, total)
    return Fetched(size_bytes=size, sha256=digest.hexdigest())


def _check_hash(fetched: Fetched, expected: str | None) -> None:
    if expected is not None and fetched.sha256 != expected.strip().lower():
        raise HashMismatchError(expected=expected.strip().lower(), actual=fetched.sha256)


def _checked_metadata(folder: Path, wanted: LanguagePair | None) -> Metadata:
    """Read what the package is, before anything of it is loaded."""
    try:
        metadata = read_metadata(folder)
    except FileNotFoundError as error:
        raise InvalidPackageError(reason="it has no metadata.json") from error
    except ValueError as error:
        raise InvalidPackageError(reason=str(error)) from error
    if wanted not in {None, metadata.pair}:
        raise InvalidPackageError(reason=f"it is for {metadata.pair}, not for {wanted}")
    return metadata
