"""Try a package in a process of its own, so that a model that crashes, hangs or eats memory takes nobody along.

``python -m translations.engines.trial FOLDER`` loads the package in ``FOLDER``, asks the canary sentences, and prints
the results as JSON.
"""

import os
import subprocess
import sys
from pathlib import Path

from pydantic import TypeAdapter

from translations.engines.argos import ArgosEngine
from translations.engines.canaries import CanaryResult, ask, have_all_failed
from translations.engines.errors import EngineError, InvalidPackageError
from translations.engines.installed import read_metadata

TIMEOUT_S = 120.0
_RESULTS = TypeAdapter(tuple[CanaryResult, ...])


def try_package(folder: Path, *, timeout_s: float = TIMEOUT_S) -> tuple[CanaryResult, ...]:
    """Load the package in ``folder`` and ask it the canary sentences, in a new process.

    Raises :exc:`InvalidPackageError` if it does not load, crashes, takes longer than ``timeout_s`` seconds, or answers
    nothing at all.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-P", "-m", "translations.engines.trial", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a folder that we made
            command, capture_output=True, check=False, timeout=timeout_s, env=environment, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidPackageError(reason=f"its model did not answer within {timeout_s:g} seconds") from error
    if done.returncode < 0:
        raise InvalidPackageError(reason=f"its model crashed (signal {-done.returncode})")
    if done.returncode > 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        raise InvalidPackageError(reason=f"its model does not work: {lines[-1]}")
    results = _RESULTS.validate_json(done.stdout)
    if have_all_failed(results):
        raise InvalidPackageError(reason=f"its model translates nothing: {results[0].problem}")
    return results


def _main(folder: Path) -> int:
    try:
        results = ask(ArgosEngine(folder, metadata=read_metadata(folder), sha256=""))
    except EngineError as error:
        sys.stderr.write(f"{error.reason}\n")
        return 1
    sys.stdout.buffer.write(_RESULTS.dump_json(results))
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
