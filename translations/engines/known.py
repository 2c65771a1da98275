"""The packages whose exact bytes are known: ``known_packages.toml``, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from translations.engines.languages import LanguagePair, parse_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPackage:
    """One package: its pair as in ``en-ko``, the size and hexadecimal SHA-256 of its archive, and where it was seen."""

    pair: str
    version: str
    size_bytes: int
    sha256: str
    addresses: tuple[str, ...]
    attribution: str

    @property
    def languages(self) -> LanguagePair:
        """The pair, read."""
        return parse_pair(self.pair)


@dataclass(frozen=True, slots=True)
class _Manifest:
    packages: tuple[KnownPackage, ...]


@cache
def known_packages() -> tuple[KnownPackage, ...]:
    """Return every known package."""
    text = (files("translations.engines") / "known_packages.toml").read_text(encoding="utf-8")
    return TypeAdapter(_Manifest).validate_python(tomllib.loads(text)).packages


def known_by_hash(sha256: str) -> KnownPackage | None:
    """Return the known package with this hash."""
    return next((package for package in known_packages() if package.sha256 == sha256), None)
