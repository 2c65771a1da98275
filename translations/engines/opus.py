"""A published OPUS-MT model as it lies in a folder: which files it has, and what they say about it.

An archive of OPUS-MT holds a Marian model (``*.npz``), its vocabulary (``*.vocab.yml``), the SentencePiece models
``source.spm`` and ``target.spm``, ``decoder.yml``, which names model and vocabularies, a README and mostly a LICENSE.
Nothing of it is trusted: a name leads to a plain file in the folder itself, or nowhere.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from babel.core import get_global

from translations.engines.archive import most_unpacked_bytes
from translations.engines.errors import InvalidPairError, UnconvertibleError
from translations.engines.languages import LanguagePair, parse_pair

_DECODER = "decoder.yml"
_MOST_DECODER_BYTES = 64 << 10
_MOST_README_BYTES = 64 << 10
_MOST_ARRAYS = 20_000
_README = ("README.md", "README", "README.txt")
_LICENSE = ("LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING")
_PAIR_IN_NAME = re.compile(r"(?<![a-z])(?=([a-z]{2,3})[-_]([a-z]{2,3})(?![a-z]))")
_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_LABEL = re.compile(r">>([A-Za-z_]+)<<")
_GUIDED = "transformer-align"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpusModel:
    """The files of a model. ``vocabularies`` are those of source and target, often the same; ``target_spm`` may lack.

    ``readme`` and ``license`` are texts, at least one of them not empty. ``has_alignment`` says that the model was
    trained with guided alignment, as its authors tell by its name.
    """

    weights: Path
    vocabularies: tuple[Path, ...]
    source_spm: Path
    target_spm: Path | None
    readme: str
    license: str
    has_alignment: bool


def read_opus_model(folder: Path) -> OpusModel:
    """Find the parts of a model in a folder; raises :exc:`UnconvertibleError` for one that is none, or unsafe."""
    decoder = _read_decoder(folder)
    weights = _file(folder, _names(decoder, "models")[0])
    readme, license_text = _text(folder, _README), _text(folder, _LICENSE)
    if not readme and not license_text:
        raise UnconvertibleError("it has neither a README nor a LICENSE: nobody could tell whose work it is")
    _check_arrays(weights)
    return OpusModel(
        weights=weights,
        vocabularies=tuple(_file(folder, name) for name in _names(decoder, "vocabs")),
        source_spm=_file(folder, "source.spm"),
        target_spm=_file(folder, "target.spm") if (folder / "target.spm").exists() else None,
        readme=readme,
        license=license_text,
        has_alignment=_GUIDED in weights.name or _GUIDED in readme,
    )


def pair_in_name(name: str) -> LanguagePair | None:
    """Return the last pair of languages that a path or an address names, such as ``eng-vie``, or ``None``."""
    for source, target in reversed(_PAIR_IN_NAME.findall(name)):
        codes = [_shortest_code(code) for code in (source, target)]
        if all(codes):
            try:
                return parse_pair("-".join(codes))
            except InvalidPairError:
                continue
    return None


def version_in_name(name: str) -> str | None:
    """Return the date in a name as a version, ``2021.4.10``, or ``None``."""
    dates = _DATE_IN_NAME.findall(name)
    return ".".join(str(int(part)) for part in dates[-1]) if dates else None


def choose_target_token(vocabulary: Sequence[str], *, wanted: str | None, target: str) -> str:
    """Return the token that tells the model which language to write; empty for a model of one language only.

    ``target`` is the package's target language. Raises :exc:`UnconvertibleError` where ``wanted`` is none of the
    model's, or where none is wanted and the model has none, or several, for this language.
    """
    labels = [token for token in vocabulary if _LABEL.fullmatch(token)]
    shown = ", ".join(labels[:12]) + (f" and {len(labels) - 12} more" if len(labels) > 12 else "")
    if wanted is not None:
        if wanted not in vocabulary:
            raise UnconvertibleError(f"the model has no token {wanted!r}; it has {shown or 'none for languages'}")
        return wanted
    if not labels:
        return ""
    fitting = [label for label in labels if _language_of(label) == target]
    if len(fitting) != 1:
        raise UnconvertibleError(f"the model writes several languages; name one by --target-token: {shown}")
    return fitting[0]


def _language_of(label: str) -> str:
    match = _LABEL.fullmatch(label)
    return _shortest_code(match[1]) if match else ""


def _shortest_code(code: str) -> str:
    """Return ``vi`` for ``vie``; empty for what CLDR knows no language of."""
    alias: str | None = get_global("language_aliases").get(code)
    return alias or (code if get_global("likely_subtags").get(code) else "")


def _read_decoder(folder: Path) -> dict[str, Any]:
    # PyYAML comes with CTranslate2, and like it is loaded where it is needed.
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415

    path = _file(folder, _DECODER)
    if path.stat().st_size > _MOST_DECODER_BYTES:
        raise UnconvertibleError(f"{_DECODER} is far too large")
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnconvertibleError(f"{_DECODER} is not YAML") from error
    if not isinstance(found, dict):
        raise UnconvertibleError(f"{_DECODER} names neither models nor vocabularies")
    return found


def _names(decoder: dict[str, Any], key: str) -> list[str]:
    names = decoder.get(key)
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise UnconvertibleError(f"{_DECODER} has no list of {key}")
    return names


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    if PurePosixPath(name).name != name or name in {".", ".."} or "\\" in name or not name.isprintable():
        raise UnconvertibleError(f"{name!r} is not the name of a file in the model's own folder")
    if path.is_symlink():
        raise UnconvertibleError(f"{name} is a link")
    if not path.is_file():
        raise UnconvertibleError(f"it has no file {name}")
    return path


def _text(folder: Path, names: Sequence[str]) -> str:
    for name in names:
        path = folder / name
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                return file.read(_MOST_README_BYTES).decode("utf-8", errors="replace").strip()
    return ""


def _check_arrays(weights: Path) -> None:
    """Look at the arrays of the model before anybody reads one: they, too, are a zip archive that may be a bomb."""
    try:
        with zipfile.ZipFile(weights) as arrays:
            members = arrays.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnconvertibleError(f"{weights.name} does not hold the weights of a Marian model: {error}") from error
    if not members or len(members) > _MOST_ARRAYS or not all(member.filename.endswith(".npy") for member in members):
        raise UnconvertibleError(f"{weights.name} does not hold the weights of a Marian model")
    if sum(member.file_size for member in members) > most_unpacked_bytes(weights.stat().st_size):
        raise UnconvertibleError(f"{weights.name} unpacks to far more than its size: it may be a bomb")
