"""What a test asks of a packages folder, and how it describes an archive."""

import hashlib
from pathlib import Path

from translations.engines.argos import find_argos_engine
from translations.engines.engine import EngineDraft, EngineSettings
from translations.engines.known import KnownPackage


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hello(packages_dir: Path) -> str:
    """Translate "hello" with what is installed now."""
    engine = find_argos_engine("en", "vi", EngineSettings(packages_dir=packages_dir))
    assert engine is not None
    (draft,) = engine.translate(["hello"])
    assert isinstance(draft, EngineDraft)
    return draft.text


def left_in(packages_dir: Path) -> set[str]:
    return {path.name for path in packages_dir.iterdir()} - {".lock"}


def known(pair: str, archive: Path, *addresses: str, version: str = "1.0") -> KnownPackage:
    """Describe an archive as a known package."""
    return KnownPackage(
        pair=pair,
        version=version,
        size_bytes=archive.stat().st_size,
        sha256=sha256(archive),
        addresses=addresses,
        attribution="",
    )
