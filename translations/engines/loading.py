"""Load an installed Argos package: its tokenizer through ``argostranslate.package``, its model through CTranslate2.

Never through ``argostranslate.translate`` or ``.sbd``: they load a sentence splitter that downloads at first use, race
when several threads load, and start onnxruntime. Both libraries are imported here and nowhere else, when the first
model is loaded.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from translations.engines.tokens import TARGET_PIECES, Tokenizer, tokenizer_of

if TYPE_CHECKING:
    from argostranslate.package import Package

_FOLDERS = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
# The environment belongs to the whole process, so only one thread may change it for an import.
_IMPORT_LOCK = threading.Lock()


class Translation(Protocol):
    """What ``ctranslate2.TranslationResult`` holds per hypothesis, best first; attention by target and source token."""

    hypotheses: list[list[str]]
    scores: list[float]
    attention: list[list[list[float]]]


class Translator(Protocol):
    """What is used of ``ctranslate2.Translator``, which has no types of its own."""

    def translate_batch(self, source: list[list[str]], **options: object) -> Sequence[Translation]:
        """Translate tokenized sentences; from any thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedModel:
    """A model in memory. The prefixes are tokens that the model wants first, in the source or in the target.

    ``has_alignment`` says that the model was trained with guided alignment, so that its attention ties words to words.
    """

    translator: Translator
    tokenizer: Tokenizer
    source_prefix: tuple[str, ...]
    target_prefix: tuple[str, ...]
    has_alignment: bool


def load_model(folder: Path, *, source_prefix: str, has_alignment: bool) -> LoadedModel:
    """Load the package in ``folder``.

    Raises whatever the libraries raise for a package they cannot use: :exc:`OSError`, :exc:`RuntimeError`,
    :exc:`ValueError`, :exc:`AttributeError` (no tokenizer).
    """
    package = _argos_package(folder)
    import ctranslate2  # noqa: PLC0415 - see the module's docstring

    library: Any = ctranslate2
    return LoadedModel(
        # One thread a translator: with several of these pools, the default takes 25 times as long for a sentence. Two
        # of them share the weights: drafts are made by one, so that whoever types need not wait for them.
        translator=library.Translator(str(folder / "model"), device="cpu", intra_threads=1, inter_threads=2),
        tokenizer=tokenizer_of(package, folder / TARGET_PIECES),
        source_prefix=(source_prefix,) if source_prefix else (),
        target_prefix=(package.target_prefix,) if package.target_prefix else (),
        has_alignment=has_alignment,
    )


def _argos_package(folder: Path) -> "Package":
    with _IMPORT_LOCK, _harmless_environment():
        from argostranslate.package import Package  # noqa: PLC0415 - see the module's docstring

    return Package(folder)


@contextmanager
def _harmless_environment() -> Iterator[None]:
    """Let Argos make its folders in a place that is writable and goes away, and read no settings of a user.

    Importing it makes four folders, below the home folder unless told otherwise, and fails where it may not. Nothing is
    ever looked up in them here.
    """
    if "argostranslate.package" in sys.modules:
        yield
        return
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="argos-") as folder:
        for name in [name for name in kept if name.startswith("ARGOS_")]:
            del os.environ[name]
        # A service account may have no home at all; then asking for it raises.
        os.environ.update(dict.fromkeys(_FOLDERS, folder) | {"HOME": kept.get("HOME", folder)})
        try:
            yield
        finally:
            for name in (*_FOLDERS, "HOME"):
                del os.environ[name]
            os.environ.update({name: value for name, value in kept.items() if name not in os.environ})
