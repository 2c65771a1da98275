"""Write a compiled word list as a published Marian model: what OPUS-MT's archives hold, in Marian's own names.

The weights are those of :mod:`tests.wordlist_package`, so what is converted translates for real. Marian scales its
embeddings, counts positions alike in encoder and decoder, and keeps matrices the other way round.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests import wordlist_package as compiled
from tests.wordlist_package import Matrix, Words

WEIGHTS = "opus.spm32k-spm32k.transformer-align.model1.npz.best-perplexity.npz"
VOCABULARY = "opus.spm32k-spm32k.vocab.yml"
README = "# A compiled word list\n\nNot machine translation: made for tests by tests/marian_archive.py.\n"
LICENSE = "Attribution 4.0 International\n\nCreative Commons Corporation is not a law firm.\n"
OPTIONS = """\
dec-depth: 1
enc-depth: 2
transformer-decoder-autoreg: self-attention
transformer-ffn-activation: relu
transformer-guided-alignment-layer: last
transformer-heads: 2
transformer-no-projection: false
transformer-postprocess: da
transformer-postprocess-emb: d
transformer-postprocess-top: n
transformer-preprocess: n
type: transformer
"""


def marian_files(words: Words, *, target_token: str = "", more_tokens: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return the files of a model by name. With a ``target_token`` it wants that before every sentence."""
    vocabulary = compiled._Vocabulary.from_translations(compiled._translations(words), target_token, "")
    joint = tuple(dict.fromkeys([*vocabulary.target, *vocabulary.source, *more_tokens]))
    rng = np.random.default_rng(2)
    codes = {piece: rng.permutation(np.repeat(np.float32([1.0, -1.0]), compiled.CODE // 2)) for piece in joint}
    shared = replace(vocabulary, source=joint, target=joint, codes=codes | dict(vocabulary.codes))
    entries = "".join(f'"{_escaped(piece)}": {number}\n' for number, piece in enumerate(joint))
    return {
        WEIGHTS: _saved(_weights(shared, shift=bool(target_token))),
        VOCABULARY: entries.encode(),
        "source.spm": compiled._sentencepiece(vocabulary.translations),
        "target.spm": compiled._sentencepiece(
            dict.fromkeys(piece for piece in vocabulary.target if piece != target_token)
        ),
        "decoder.yml": f"models:\n  - {WEIGHTS}\nvocabs:\n  - {VOCABULARY}\n  - {VOCABULARY}\nbeam-size: 6\n".encode(),
        "README.md": README.encode(),
        "LICENSE": LICENSE.encode(),
        "preprocess.sh": b"#!/bin/sh\nexit 1\n",
    }


def write_archive(out: Path, files: Mapping[str, bytes], *, folder: str = "") -> Path:
    """Write files as a zip archive, loose or in a folder, and return its path."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}{name}", content)
    return out


def write_folder(out: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a new folder, and return it."""
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)
    return out


def _escaped(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace('"', '\\"')


def _saved(arrays: Mapping[str, Matrix]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _weights(vocabulary: compiled._Vocabulary, *, shift: bool) -> dict[str, Matrix]:
    steps = np.arange(compiled.POSITIONS)
    spec = compiled._spec(vocabulary, compiled._positions(steps), compiled.POSITIONS)
    # Marian has one table of positions; what the decoder reads one step further on, its attention must look for there.
    if shift:
        query, _ = compiled._look(compiled._turn(1), compiled._turn(1))
        compiled._linear(spec.decoder.layer[0].attention.linear[0], query)
    arrays: dict[str, Matrix] = {
        "special:model.yml": np.frombuffer(OPTIONS.encode() + b"\0", np.int8),
        "Wpos": spec.encoder.position_encodings.encodings,
        "encoder_Wemb": spec.encoder.embeddings[0].weight / np.sqrt(compiled.WIDTH),
        "decoder_Wemb": spec.decoder.embeddings.weight,
        "decoder_ff_logit_out_Wt": spec.decoder.projection.weight,
        "decoder_ff_logit_out_b": spec.decoder.projection.bias[np.newaxis],
    }
    for scope, side in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        arrays[f"{scope}_top_ln_scale"] = side.layer_norm.gamma[np.newaxis]
        arrays[f"{scope}_top_ln_bias"] = side.layer_norm.beta[np.newaxis]
        for number, layer in enumerate(side.layer, 1):
            _add_layer(arrays, f"{scope}_l{number}", layer)
    return arrays


def _add_layer(arrays: dict[str, Matrix], scope: str, layer: object) -> None:
    _add_attention(arrays, f"{scope}_self", layer.self_attention)
    if hasattr(layer, "attention"):
        _add_attention(arrays, f"{scope}_context", layer.attention)
    _add_norm(arrays, f"{scope}_ffn_ffn", layer.ffn.layer_norm)
    _add_linear(arrays, f"{scope}_ffn", "1", layer.ffn.linear_0.weight, layer.ffn.linear_0.bias)
    _add_linear(arrays, f"{scope}_ffn", "2", layer.ffn.linear_1.weight, layer.ffn.linear_1.bias)


def _add_attention(arrays: dict[str, Matrix], scope: str, attention: object) -> None:
    fused = np.concatenate([linear.weight for linear in attention.linear[:-1]])
    biases = np.concatenate([linear.bias for linear in attention.linear[:-1]])
    parts = zip("qkv", np.split(fused, 3), np.split(biases, 3), strict=True)
    for name, weight, bias in [*parts, ("o", attention.linear[-1].weight, attention.linear[-1].bias)]:
        _add_linear(arrays, scope, name, weight, bias)
    _add_norm(arrays, f"{scope}_Wo", attention.layer_norm)


def _add_linear(arrays: dict[str, Matrix], scope: str, name: str, weight: Matrix, bias: Matrix) -> None:
    arrays[f"{scope}_W{name}"] = np.ascontiguousarray(weight.T)
    arrays[f"{scope}_b{name}"] = bias[np.newaxis]


def _add_norm(arrays: dict[str, Matrix], scope: str, norm: object) -> None:
    arrays[f"{scope}_ln_scale_pre"] = norm.gamma[np.newaxis]
    arrays[f"{scope}_ln_bias_pre"] = norm.beta[np.newaxis]
