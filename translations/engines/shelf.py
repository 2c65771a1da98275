"""Keep one engine a language pair in memory, for as long as its package stays the same."""

import threading
from pathlib import Path

from translations.engines import find_engine
from translations.engines.engine import Engine


class EngineShelf:
    """The engines of one process. Share one shelf between its threads, and make it after a fork, never before."""

    def __init__(self, packages_dir: Path) -> None:
        self._packages_dir = packages_dir
        self._lock = threading.Lock()
        self._engines: dict[tuple[str, str], Engine] = {}

    def find(self, source: str, target: str) -> Engine | None:
        """Return the engine for two language tags; the same one, until its package is upgraded or removed.

        Looks into the packages folder at every call, so a package that was installed a moment ago is found.
        """
        found = find_engine(source, target, self._packages_dir)
        key = (source, target)
        with self._lock:
            if found is None:
                self._engines.pop(key, None)
                return None
            kept = self._engines.get(key)
            if kept is not None and kept == found:
                return kept
            self._engines[key] = found
            return found
