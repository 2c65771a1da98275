"""Machine translation: the engines there are, and how to get one for a language pair.

Importing this is cheap; the libraries behind an engine are imported when its model is first needed. To add an engine,
write a module with a factory and add it to :data:`ENGINES`.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from translations.engines.argos import find_argos_engine
from translations.engines.engine import (
    Engine,
    EngineDraft,
    EngineFactory,
    EngineFailure,
    EngineInfo,
    EngineSettings,
    Link,
)
from translations.engines.errors import EngineError, PackageError
from translations.engines.libretranslate import find_libretranslate_engine

ENGINES: Mapping[str, EngineFactory] = MappingProxyType(
    {
        "argos": find_argos_engine,
        "libretranslate": find_libretranslate_engine,
    }
)
"""Every engine by name, in the order in which they are asked where nobody has decided otherwise."""


def find_engine(source: str, target: str, settings: EngineSettings) -> Engine | None:
    """Return the first engine for two language tags, or ``None`` if nobody serves this pair, which is a normal state.

    No model is loaded yet, and every call makes a new engine with a model of its own: keep what you get, or use
    :class:`translations.engines.shelf.EngineShelf`.
    """
    return next(find_engines(source, target, settings), None)


def find_engines(
    source: str, target: str, settings: EngineSettings, *, order: Sequence[str] = tuple(ENGINES)
) -> Iterator[Engine]:
    """Yield the engines for two language tags in an order of names; names that nobody knows are passed over."""
    for name in order:
        factory = ENGINES.get(name)
        engine = factory(source, target, settings) if factory else None
        if engine is not None:
            yield engine


__all__ = [
    "ENGINES",
    "Engine",
    "EngineDraft",
    "EngineError",
    "EngineFactory",
    "EngineFailure",
    "EngineInfo",
    "EngineSettings",
    "Link",
    "PackageError",
    "find_engine",
    "find_engines",
]
