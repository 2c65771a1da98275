"""Machine translation: the engines there are, and how to get one for a language pair.

Importing this is cheap; the libraries behind an engine are imported when its model is first needed. To add an engine,
write a module with a factory and add it to :data:`ENGINES`.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from translations.engines.argos import find_argos_engine
from translations.engines.engine import Engine, EngineDraft, EngineFactory, EngineFailure, EngineInfo, Link
from translations.engines.errors import EngineError, PackageError

ENGINES: Mapping[str, EngineFactory] = MappingProxyType({"argos": find_argos_engine})
"""Every engine by name, in the order in which they are asked."""


def find_engine(source: str, target: str, packages_dir: Path) -> Engine | None:
    """Return an engine for two language tags, or ``None`` if nobody serves this pair, which is a normal state.

    No model is loaded yet, and every call makes a new engine with a model of its own: keep what you get, or use
    :class:`translations.engines.shelf.EngineShelf`.
    """
    found = (factory(source, target, packages_dir) for factory in ENGINES.values())
    return next((engine for engine in found if engine is not None), None)


__all__ = [
    "ENGINES",
    "Engine",
    "EngineDraft",
    "EngineError",
    "EngineFactory",
    "EngineFailure",
    "EngineInfo",
    "Link",
    "PackageError",
    "find_engine",
]
