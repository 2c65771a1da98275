"""Convert the weights of a Marian model by CTranslate2's own converter, in a process of its own.

``python -m translations.engines.marian FOLDER OUT TARGET TOKEN MEMORY_BYTES`` reads the OPUS-MT model in ``FOLDER``,
writes a model with 8-bit weights to ``OUT``, and prints the target token, which is empty for models that want none. It
ends with status 1 and one line where that cannot be done. No model of another framework is loaded, PyTorch neither.
"""

import contextlib
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from translations.engines.errors import UnconvertibleError
from translations.engines.opus import OpusModel, choose_target_token, read_opus_model

TIMEOUT_S = 1800.0
# What Python, NumPy and CTranslate2 take by themselves, and how often the weights are in memory while converted.
_OWN_MEMORY_BYTES = 3 << 30
_COPIES = 8
# A SentencePiece model of which fewer pieces than this share are in the vocabulary belongs to another model.
_LEAST_SHARED = 0.5
_SINGLE_THREADED = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def convert_weights(
    folder: Path, out: Path, *, target: str, target_token: str | None, timeout_s: float = TIMEOUT_S
) -> str:
    """Convert the model in ``folder`` into the new folder ``out`` and return its target token, or an empty text.

    Raises :exc:`UnconvertibleError`: also for a model whose conversion takes too long or too much memory, or crashes.
    """
    memory_bytes = _OWN_MEMORY_BYTES + _COPIES * read_opus_model(folder).weights.stat().st_size
    arguments = [str(folder), str(out), target, target_token or "", str(memory_bytes)]
    environment = {**os.environ, **_SINGLE_THREADED, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and what our own caller gave
            [sys.executable, "-P", "-m", "translations.engines.marian", *arguments],
            capture_output=True,
            check=False,
            timeout=timeout_s,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise UnconvertibleError(f"its weights were not converted within {timeout_s:g} seconds") from error
    if done.returncode < 0:
        raise UnconvertibleError(f"the conversion crashed (signal {-done.returncode})")
    if done.returncode > 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        raise UnconvertibleError(lines[-1][:500])
    return done.stdout.decode().strip()


def _convert(model: OpusModel, out: Path, *, target: str, wanted: str | None) -> str:
    from ctranslate2.converters import marian  # noqa: PLC0415 - for this process alone

    library: Any = marian
    vocabularies = [library.load_vocab(str(path)) for path in model.vocabularies]
    token = choose_target_token(vocabularies[0], wanted=wanted, target=target)
    _check_pieces(model.source_spm, vocabularies[0])
    if model.target_spm is not None:
        _check_pieces(model.target_spm, vocabularies[-1])
    converter = library.MarianConverter(str(model.weights), [str(path) for path in model.vocabularies])
    converter.convert(str(out), quantization="int8")
    return token


def _check_pieces(path: Path, vocabulary: list[str]) -> None:
    from sentencepiece import SentencePieceProcessor  # noqa: PLC0415 - for this process alone

    processor: Any = SentencePieceProcessor()
    try:
        processor.load(str(path))
    except (RuntimeError, OSError) as error:
        raise UnconvertibleError(f"{path.name} is not a SentencePiece model") from error
    pieces = {processor.id_to_piece(number) for number in range(processor.get_piece_size())}
    if len(pieces & set(vocabulary)) < _LEAST_SHARED * len(pieces):
        raise UnconvertibleError(f"{path.name} belongs to another model: its pieces are not in the vocabulary")


def _main(folder: str, out: str, target: str, token: str, memory_bytes: str) -> int:
    # What the files say about their own sizes decides how much is allocated; a lie must not take the machine along.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    try:
        print(_convert(read_opus_model(Path(folder)), Path(out), target=target, wanted=token or None))  # noqa: T201
    except UnconvertibleError as error:
        reason = error.reason
    except MemoryError:
        reason = "its arrays do not fit into memory"
    except Exception as error:  # The border of the process: whatever the converter dislikes is one line.
        reason = (
            f"it is not a Marian model that can be converted: {' '.join(str(error).split()) or type(error).__name__}"
        )
    else:
        return 0
    sys.stderr.write(f"{reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
