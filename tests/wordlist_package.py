"""Compile a word list into a real Argos package. It is a compiled word list, not machine translation.

Tests need a package that installs, loads and translates through the unmodified libraries, without trained weights and
without a network. So the weights of a small CTranslate2 Transformer are written by hand: it translates piece by piece,
in source order, copies what it does not know, and stops at the end of the source. Beam search, scores, alternatives
and attention are the library's own and mean what they mean for a trained model.

How it computes. Position ``t`` is a vector ``p(t)`` of cosines and sines, and every vocabulary entry has a random code.

1. The first encoder layer looks at the neighbours on both sides and finds out which pieces lie inside a longer word.
2. The second turns a piece's own code into its translation's code, unless it lies inside a longer word.
3. The decoder reads source position ``t`` at step ``t``; the output layer recognises the code it finds there.

Layer normalisation divides by a vector's length, so every vector is padded to the same length ("ballast"), and values
come in pairs ``(v, -v)`` so that their mean is zero.
"""

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ctranslate2.specs import TransformerSpec
from sentencepiece import sentencepiece_model_pb2 as sentencepiece_proto

Matrix = npt.NDArray[np.float32]
Words = Mapping[str, str | Sequence[str]]

README = "# A compiled word list\n\nNot machine translation: made for tests by tests/wordlist_package.py.\n"
BLANK = "▁"
NOTHING = "<nothing>"
SPECIAL = ("<unk>", "<s>", "</s>")
GLUE = frozenset("-_/@#&+*=%$€£₩~^'’")
MARKS = "⟦⟧.,;:!?()[]{}\"“”‘’'…–—-/&%$€£₩+*=@#~^|\\<>`0123456789"

# A perfect difference set modulo 993 (Singer 1938): the cosines at these 32 frequencies add up to the same small value
# at every distance but zero, so two different positions never look alike by more than 0.174.
PERIOD = 993
FREQUENCIES = (
    *(0, 1, 3, 22, 37, 57, 69, 143, 231, 257, 303, 308, 347, 351, 358, 449),
    *(458, 529, 596, 621, 634, 674, 753, 782, 798, 840, 857, 863, 871, 881, 933, 966),
)
POSITION = 2 * len(FREQUENCIES)
CODE = 128
POSITIONS = 640
SHARPNESS = 60.0  # attention logit of the wanted position; the next best has a sixth of it
CONFIDENCE = 14.0  # output logit of a known piece
RANK_DECAY = 0.7  # how much weaker each further translation of a word is

# The rows of the residual stream. Each flag takes two rows.
COPY = slice(POSITION, POSITION + CODE)
CHANGE = slice(COPY.stop, COPY.stop + CODE)
STARTS, ENDS, RIGHT_STARTS, LEFT_ENDS, INSIDE, BALLAST_ALL, BALLAST_COPY = range(CHANGE.stop, CHANGE.stop + 14, 2)
WIDTH = 336  # CHANGE.stop + 14, rounded up to a multiple of 16
HALF = WIDTH // 2


def build_wordlist_package(
    words: Words,
    *,
    source: str = "en",
    target: str = "vi",
    out: Path,
    version: str = "1.0",
    metadata: Mapping[str, object] | None = None,
    readme: str = README,
    positions: int = POSITIONS,
    loops_at: int | None = None,
    loops: int = POSITIONS,
    has_target_pieces: bool = False,
) -> Path:
    """Write an ``.argosmodel`` file for a word list to ``out`` and return ``out``. The same input gives the same bytes.

    ``words`` maps a source word, phrase or sentence to its translation or translations, best first; an empty one drops
    the word. ``metadata`` is added to the package's metadata: ``source_prefix`` and ``target_prefix`` are honoured by
    the model, too. A package with few ``positions`` raises on longer sentences. ``loops_at`` makes a faulty model: it
    writes the piece at this position ``loops`` times before it goes on; by default it never does. With
    ``has_target_pieces`` the package knows how its translations are cut, so that it can be told their beginning.
    """
    facts = {
        "package_version": version,
        "argos_version": "1.9",
        "type": "translate",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "guided_alignment": True,
        **(metadata or {}),
    }
    prefixes = [str(facts.get(key, "")) for key in ("source_prefix", "target_prefix")]
    vocabulary = _Vocabulary.from_translations(_translations(words), *prefixes)
    steps = np.arange(positions)
    if loops_at is not None:
        steps = np.where(steps < loops_at + loops, steps.clip(max=loops_at), steps - loops + 1)
    spec = _spec(vocabulary, _positions(steps + bool(prefixes[0]) - bool(prefixes[1])), positions)
    files = {
        "metadata.json": json.dumps(facts, indent=1).encode(),
        "README.md": readme.encode(),
        "sentencepiece.model": _sentencepiece(vocabulary.translations),
        **_saved(spec),
    }
    if has_target_pieces:
        files["target.spm"] = _sentencepiece(dict.fromkeys(vocabulary.target[len(SPECIAL) :], ()))
    return _zip(out, folder=f"{source}_{target}", files=files)


def _zip(out: Path, *, folder: str, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{folder}/{name}", (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return out


def _saved(spec: TransformerSpec) -> dict[str, bytes]:
    spec.validate()
    # Not 8-bit integers: without VNNI a processor adds two products in 16 bits, where such weights overflow.
    spec.optimize(quantization=None)
    with tempfile.TemporaryDirectory() as folder:
        spec.save(folder)
        return {f"model/{path.name}": path.read_bytes() for path in Path(folder).iterdir()}


@dataclass(frozen=True)
class _Vocabulary:
    """``translations`` of each source piece, best first; all pieces the model can read and write, and their codes."""

    translations: Mapping[str, Sequence[str]]
    source: Sequence[str]
    target: Sequence[str]
    codes: Mapping[str, Matrix]

    @classmethod
    def from_translations(
        cls, translations: Mapping[str, Sequence[str]], source_prefix: str, target_prefix: str
    ) -> "_Vocabulary":
        prefixes = [prefix for prefix in (source_prefix, target_prefix) if prefix]
        source = [*SPECIAL, *translations, *prefixes[: bool(source_prefix)]]
        written = [piece for read, best in translations.items() for piece in (read, *best)]
        target = list(dict.fromkeys([*SPECIAL, *written, *prefixes]))
        rng = np.random.default_rng(1)
        balanced = np.repeat(np.float32([1.0, -1.0]), CODE // 2)
        return cls(translations, source, target, {piece: rng.permutation(balanced) for piece in target})


def _translations(words: Words) -> dict[str, Sequence[str]]:
    """List every piece: as given, with a capital, each of them at the start of a word and glued on; then the marks."""
    pieces: dict[str, Sequence[str]] = {}

    def add(read: str, written: Sequence[str]) -> None:
        read = read.replace(" ", BLANK)
        written = [text.replace(" ", BLANK) for text in written]
        pieces.setdefault(BLANK + read, [BLANK + text if text else NOTHING for text in written])
        pieces.setdefault(read, [text or NOTHING for text in written])

    lists = {read: [written] if isinstance(written, str) else written for read, written in words.items()}
    for read, written in lists.items():
        add(read, written)
    for read, written in lists.items():
        add(read[0].upper() + read[1:], [text[:1].upper() + text[1:] for text in written])
    for mark in MARKS:
        add(mark, [mark])
    pieces[BLANK] = [BLANK]
    return pieces


def _sentencepiece(pieces: Mapping[str, Sequence[str]]) -> bytes:
    model = sentencepiece_proto.ModelProto()
    kinds = sentencepiece_proto.ModelProto.SentencePiece
    model.pieces.add(piece="<unk>", type=kinds.UNKNOWN)
    for name in ("<s>", "</s>", NOTHING):
        model.pieces.add(piece=name, type=kinds.CONTROL)
    for piece in pieces:  # equal scores: the segmentation with the fewest pieces wins
        model.pieces.add(piece=piece, score=-10.0, type=kinds.NORMAL)
    trainer = model.trainer_spec
    trainer.model_type, trainer.vocab_size = sentencepiece_proto.TrainerSpec.UNIGRAM, len(model.pieces)
    trainer.unk_id, trainer.bos_id, trainer.eos_id, trainer.pad_id = 0, 1, 2, -1
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    model.normalizer_spec.escape_whitespaces = True
    return model.SerializeToString(deterministic=True)


def _positions(steps: npt.NDArray[np.int64]) -> Matrix:
    angles = 2 * np.pi / PERIOD * np.outer(steps, FREQUENCIES)
    table = np.empty((len(steps), POSITION), np.float32)
    table[:, 0::2], table[:, 1::2] = np.cos(angles), np.sin(angles)
    return table


def _turn(steps: int) -> Matrix:
    """Return the matrix that takes ``p(t)`` to ``p(t + steps)``."""
    turn = np.zeros((POSITION, POSITION), np.float32)
    for row, angle in enumerate(2 * np.pi / PERIOD * steps * np.array(FREQUENCIES)):
        block = slice(2 * row, 2 * row + 2)
        turn[block, block] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return turn


def _embeddings(vocabulary: _Vocabulary) -> Matrix:
    table = np.zeros((len(vocabulary.source), WIDTH), np.float32)
    for row, piece in zip(table, vocabulary.source, strict=True):
        own = vocabulary.codes.get(piece, vocabulary.codes["<unk>"])
        if piece == "<unk>":  # a weak code: about one half, so that unknown words cost confidence
            own = own * np.log(len(vocabulary.target)) / CONFIDENCE
        ranked = enumerate(vocabulary.translations.get(piece, ()))
        translated = sum((vocabulary.codes[text] * RANK_DECAY**rank for rank, text in ranked), np.zeros(CODE))
        if translated.any():
            translated = translated * np.sqrt(CODE) / np.linalg.norm(translated)
        row[COPY] = own
        row[CHANGE] = (translated - own) if translated.any() else 0.0
        is_word = piece == "<unk>" or piece not in SPECIAL
        _set_flag(row, STARTS, is_word and _is_in_word(piece[0] if piece != "<unk>" else "u"))
        _set_flag(row, ENDS, is_word and _is_in_word(piece[-1] if piece != "<unk>" else "u"))
    _pad(table, BALLAST_COPY, to=CODE, rows=COPY)
    _pad(table, BALLAST_ALL, to=(table**2).sum(1).max(), rows=slice(0, WIDTH))
    return table


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character in GLUE


def _set_flag(row: Matrix, at: int, is_on: bool) -> None:
    row[at : at + 2] = [1.0, -1.0] if is_on else [-1.0, 1.0]


def _pad(table: Matrix, at: int, *, to: float, rows: slice) -> None:
    missing = (to - (table[:, rows] ** 2).sum(1)).clip(0)
    table[:, at], table[:, at + 1] = np.sqrt(missing / 2), -np.sqrt(missing / 2)


def _spec(vocabulary: _Vocabulary, decoder_positions: Matrix, positions: int) -> TransformerSpec:
    spec = TransformerSpec.from_config((2, 1), num_heads=2, pre_norm=True, alignment_layer=0, alignment_heads=2)
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(list(vocabulary.source))
    spec.register_target_vocabulary(list(vocabulary.target))
    embeddings = _embeddings(vocabulary)
    length = np.sqrt((POSITION / 2 + (embeddings[0] ** 2).sum()) / WIDTH)
    _write_encoder(spec.encoder, embeddings, _placed(_positions(np.arange(positions))), scale=length)
    _write_decoder(spec.decoder, vocabulary, _placed(decoder_positions))
    return spec


def _placed(positions: Matrix) -> Matrix:
    table = np.zeros((len(positions), WIDTH), np.float32)
    table[:, :POSITION] = positions
    return table


def _write_encoder(encoder: object, embeddings: Matrix, positions: Matrix, *, scale: float) -> None:
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = embeddings
    encoder.position_encodings.encodings = positions
    _normalise(encoder.layer_norm, scale)
    first, second = encoder.layer
    _write_neighbour_layer(first, scale=scale)
    _write_translation_layer(second, scale=scale)


def _write_neighbour_layer(layer: object, *, scale: float) -> None:
    """Head 0 reads the right neighbour, head 1 the left one; then INSIDE = word characters on both sides of a seam."""
    query, key = _look(_turn(1), _turn(-1))
    value, output = np.zeros((2, WIDTH, WIDTH), np.float32)
    value[0, STARTS] = value[HALF, ENDS] = 1.0
    for flag, head in ((RIGHT_STARTS, 0), (LEFT_ENDS, HALF)):
        output[flag, head], output[flag + 1, head] = 1.0, -1.0
    _normalise(layer.self_attention.layer_norm, scale)
    _linear(layer.self_attention.linear[0], np.concatenate([query, key, value]))
    _linear(layer.self_attention.linear[1], output)
    both, mark = np.zeros((8, WIDTH), np.float32), np.zeros((WIDTH, 8), np.float32)
    for unit, (own, neighbour) in enumerate([(ENDS, RIGHT_STARTS), (STARTS, LEFT_ENDS)]):
        both[unit, [own, neighbour]] = 1.0
        mark[INSIDE, unit], mark[INSIDE + 1, unit] = 1.0, -1.0
    _normalise(layer.ffn.layer_norm, scale)
    _linear(layer.ffn.linear_0, both, bias=np.float32([-1.0] * 2 + [0.0] * 6))
    _linear(layer.ffn.linear_1, mark)


def _write_translation_layer(layer: object, *, scale: float) -> None:
    """Add CHANGE to COPY, where INSIDE does not hold it back. Its attention does nothing."""
    _write_idle_attention(layer.self_attention, scale)
    gate, add = np.zeros((2 * CODE, WIDTH), np.float32), np.zeros((WIDTH, 2 * CODE), np.float32)
    gate[:CODE, CHANGE], gate[CODE:, CHANGE] = np.eye(CODE), -np.eye(CODE)
    gate[:, INSIDE] = -8.0
    add[COPY, :CODE], add[COPY, CODE:] = np.eye(CODE), -np.eye(CODE)
    _normalise(layer.ffn.layer_norm, scale)
    _linear(layer.ffn.linear_0, gate)
    _linear(layer.ffn.linear_1, add)


def _write_decoder(decoder: object, vocabulary: _Vocabulary, positions: Matrix) -> None:
    """Know nothing but the position; fetch the code at that source position, half of it by each head."""
    decoder.scale_embeddings = False
    decoder.embeddings.weight = np.zeros((len(vocabulary.target), WIDTH), np.float32)
    decoder.position_encodings.encodings = positions
    scale = np.sqrt(POSITION / 2 / WIDTH)
    layer = decoder.layer[0]
    _write_idle_attention(layer.self_attention, scale)
    query, key = _look(np.eye(POSITION), np.eye(POSITION))
    value, output = np.zeros((2, WIDTH, WIDTH), np.float32)
    carried = [*range(COPY.start, COPY.stop), BALLAST_COPY]
    for index, row in enumerate(carried):
        head = index if index < CODE // 2 else HALF + index
        value[head, row] = output[row, head] = 1.0
        if row == BALLAST_COPY:
            output[row + 1, head] = -1.0
    _normalise(layer.attention.layer_norm, scale)
    _linear(layer.attention.linear[0], query)
    _linear(layer.attention.linear[1], np.concatenate([key, value]))
    _linear(layer.attention.linear[2], output)
    _normalise(layer.ffn.layer_norm, 1.0)
    _linear(layer.ffn.linear_0, np.zeros((8, WIDTH), np.float32))
    _linear(layer.ffn.linear_1, np.zeros((WIDTH, 8), np.float32))
    _normalise(decoder.layer_norm, np.sqrt((POSITION / 2 + CODE) / WIDTH))
    projection = np.zeros((len(vocabulary.target), WIDTH), np.float32)
    projection[:, COPY] = np.stack([vocabulary.codes[piece] for piece in vocabulary.target]) * (CONFIDENCE / CODE)
    bias = np.zeros(len(vocabulary.target), np.float32)
    bias[SPECIAL.index("<s>")] = -30.0
    _linear(decoder.projection, projection, bias=bias)


def _look(first_head: Matrix, second_head: Matrix) -> tuple[Matrix, Matrix]:
    """Make queries and keys with which each head finds the position its matrix points at."""
    strength = np.sqrt(SHARPNESS / (POSITION / 2) * np.sqrt(HALF))
    query, key = np.zeros((2, WIDTH, WIDTH), np.float32)
    for start, matrix in ((0, first_head), (HALF, second_head)):
        rows = slice(start, start + POSITION)
        query[rows, :POSITION], key[rows, :POSITION] = matrix * strength, np.eye(POSITION) * strength
    return query, key


def _write_idle_attention(attention: object, scale: float) -> None:
    _normalise(attention.layer_norm, scale)
    _linear(attention.linear[0], np.zeros((3 * WIDTH, WIDTH), np.float32))
    _linear(attention.linear[1], np.zeros((WIDTH, WIDTH), np.float32))


def _normalise(spec: object, scale: float) -> None:
    spec.gamma, spec.beta = np.full(WIDTH, scale, np.float32), np.zeros(WIDTH, np.float32)


def _linear(spec: object, weight: Matrix, *, bias: Matrix | None = None) -> None:
    spec.weight = np.ascontiguousarray(weight, np.float32)
    spec.bias = np.zeros(len(weight), np.float32) if bias is None else bias
