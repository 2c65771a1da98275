"""The translation packages of this installation: where they are, where they come from, and which texts want them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.config import Settings
from syndication.storage.jobs import MissingPair, enqueue_missing, list_missing_pairs
from translations.engines.index import DEFAULT_INDEX_URL
from translations.engines.installed import InstalledPackage
from translations.engines.known import known_packages
from translations.engines.languages import LanguagePair, pairs_for
from translations.engines.packages import PackageStore


def package_store(settings: Settings) -> PackageStore:
    """Return the packages folder; who names an index of their own may keep it, and its packages, in their network."""
    return PackageStore(settings.packages_dir, allow_private=settings.index_url is not None)


def index_url_of(settings: Settings) -> str:
    """Return the address of the package index."""
    return settings.index_url or DEFAULT_INDEX_URL


def queue_waiting(session: Session, package: InstalledPackage, *, now: datetime) -> int:
    """Want drafts of all texts that a package can draft, also in varieties of its languages; return how many."""
    missing = list_missing_pairs(session)
    served = [pair for pair in missing if package.pair in pairs_for(pair.source, pair.target)]
    return sum(enqueue_missing(session, pair.source, pair.target, now=now) for pair in served)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPair:
    """A pair that is not installed: of known packages version and size, and how many sentences wait for it."""

    pair: str
    version: str | None
    size_bytes: int | None
    sentences: int


def known_pairs(installed: Sequence[InstalledPackage], missing: Sequence[MissingPair]) -> tuple[KnownPair, ...]:
    """Return the pairs that could be installed, those that most sentences wait for first; asks no index."""
    have = {package.pair for package in installed}
    waiting: Counter[LanguagePair] = Counter()
    for pair in missing:
        choices = pairs_for(pair.source, pair.target)
        if choices and not have.intersection(choices):
            waiting[choices[0]] += pair.segments
    known = {package.languages: package for package in known_packages() if package.languages not in have}
    pairs = sorted({*waiting, *known}, key=lambda pair: (-waiting[pair], pair))
    return tuple(
        KnownPair(
            pair=str(pair),
            version=known[pair].version if pair in known else None,
            size_bytes=known[pair].size_bytes if pair in known else None,
            sentences=waiting[pair],
        )
        for pair in pairs
    )
