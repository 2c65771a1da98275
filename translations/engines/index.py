"""The Argos package index: a JSON list of packages with the addresses of their archives."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from translations.engines.download import Limits, fetch
from translations.engines.errors import DownloadError
from translations.engines.known import KnownPackage
from translations.engines.languages import LanguagePair, is_argos_code

DEFAULT_INDEX_URL = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
MOST_INDEX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailablePackage:
    """A package that can be asked for. ``sha256`` and ``size_bytes`` are ``None`` unless its exact bytes are known.

    ``is_in_index`` is false for a package that only the list of known packages still has: it may be gone.
    """

    pair: LanguagePair
    version: str
    addresses: tuple[str, ...]
    sha256: str | None
    size_bytes: int | None
    is_in_index: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    from_code: str
    to_code: str
    package_version: str
    links: tuple[str, ...]
    type: str = "translate"


_ENTRY = TypeAdapter(_Entry)


def fetch_index(index_url: str, *, known: Sequence[KnownPackage], limits: Limits) -> list[AvailablePackage]:
    """Fetch and read the index; raises :exc:`DownloadError`. Entries that are broken or of no use are left out."""
    body = io.BytesIO()
    fetch(index_url, body, limits=limits)
    try:
        entries = json.loads(body.getvalue())
    except (ValueError, RecursionError) as error:
        raise DownloadError(url=index_url, reason="it is not a package index: no JSON") from error
    if not isinstance(entries, list):
        raise DownloadError(url=index_url, reason="it is not a package index: no list")
    packages = (_read(entry, known) for entry in entries)
    return [package for package in packages if package is not None]


def packages_for(
    pair: LanguagePair, *, index: Sequence[AvailablePackage], known: Sequence[KnownPackage]
) -> list[AvailablePackage]:
    """Return the packages for a pair, best first: those of the index, newest first, then those known of old."""
    listed = [package for package in index if package.pair == pair]
    listed.sort(key=lambda package: _version_key(package.version), reverse=True)
    return listed + [_available(package) for package in known if package.languages == pair]


def known_but_unlisted(*, index: Sequence[AvailablePackage], known: Sequence[KnownPackage]) -> list[AvailablePackage]:
    """Return the known packages for pairs that the index lacks."""
    listed = {package.pair for package in index}
    return [_available(package) for package in known if package.languages not in listed]


def _read(entry: object, known: Sequence[KnownPackage]) -> AvailablePackage | None:
    try:
        read = _ENTRY.validate_python(entry)
    except ValidationError:
        return None
    links = tuple(link for link in read.links if link.startswith(("https://", "http://")))
    if read.type != "translate" or not links or not (is_argos_code(read.from_code) and is_argos_code(read.to_code)):
        return None
    pair = LanguagePair(read.from_code, read.to_code)
    same = next((it for it in known if (it.languages, it.version) == (pair, read.package_version)), None)
    return AvailablePackage(
        pair=pair,
        version=read.package_version,
        addresses=links,
        sha256=same.sha256 if same else None,
        size_bytes=same.size_bytes if same else None,
        is_in_index=True,
    )


def _available(known: KnownPackage) -> AvailablePackage:
    return AvailablePackage(
        pair=known.languages,
        version=known.version,
        addresses=known.addresses,
        sha256=known.sha256,
        size_bytes=known.size_bytes,
        is_in_index=False,
    )


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]{1,9}", version))
