"""Keep the engines of each language pair in memory, for as long as their packages stay the same."""

import threading
from collections.abc import Sequence

from translations.engines import ENGINES, find_engines
from translations.engines.engine import Engine, EngineSettings
from translations.engines.ordered import OrderedEngines


class EngineShelf:
    """The engines of one process. Share one shelf between its threads, and make it after a fork, never before."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._engines: dict[tuple[str, str], dict[str, Engine]] = {}

    def find(self, source: str, target: str, *, order: Sequence[str] = tuple(ENGINES)) -> Engine | None:
        """Return the engine for two language tags: several, in their order, are one that asks them in turn.

        Each is the same one until its package is upgraded or removed. Looks into the packages folder at every call, so
        a package that was installed a moment ago is found.
        """
        engines = self.find_all(source, target, order=order)
        return OrderedEngines(engines) if len(engines) > 1 else next(iter(engines), None)

    def find_all(self, source: str, target: str, *, order: Sequence[str] = tuple(ENGINES)) -> tuple[Engine, ...]:
        """Return the engines for two language tags, each by itself, in an order of names."""
        found = tuple(find_engines(source, target, self._settings, order=order))
        with self._lock:
            kept = self._engines.get((source, target), {})
            used = tuple(_same(kept.get(engine.info.name), engine) for engine in found)
            # What is not in this order may be in another's; what is gone or upgraded must let go of its memory.
            others = {name: engine for name, engine in kept.items() if name not in order}
            self._engines[source, target] = others | {engine.info.name: engine for engine in used}
            return used


def _same(kept: Engine | None, found: Engine) -> Engine:
    return kept if kept is not None and kept == found else found
