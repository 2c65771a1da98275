"""Turn a published OPUS-MT model into an ``.argosmodel`` file, which then installs like any other package.

The package holds CTranslate2's model with 8-bit weights, both SentencePiece models, ``metadata.json``, and the README
and licence of the model's authors, whose attribution the desk shows.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path

from babel import Locale, UnknownLocaleError

from translations.engines.archive import unpack_loose
from translations.engines.errors import InvalidPackageError, PackageStoreError, UnconvertibleError
from translations.engines.languages import LanguagePair, language_tag
from translations.engines.marian import convert_weights
from translations.engines.opus import OpusModel, pair_in_name, read_opus_model, version_in_name
from translations.engines.tokens import TARGET_PIECES

_ARGOS_VERSION = "1.9"
_DEFAULT_VERSION = "1.0"
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to come out. ``origin`` is the name or address of what is converted; languages, version and token that
    are left out are told from it and from the model.
    """

    origin: str
    pair: LanguagePair | None = None
    target_token: str | None = None
    version: str | None = None

    def languages(self) -> LanguagePair:
        """Return the pair; raises :exc:`UnconvertibleError` where nothing names it."""
        pair = self.pair or pair_in_name(self.origin)
        if pair is None:
            raise UnconvertibleError(f"{self.origin} does not say its languages; name them by --pair en-vi")
        return pair

    def file_name(self) -> str:
        """Return what packages of this pair and version are called."""
        pair = self.languages()
        return f"translate-{pair.source}_{pair.target}-{self.number().replace('.', '_')}.argosmodel"

    def number(self) -> str:
        """Return the version: as given, else the date in the model's name."""
        return self.version or version_in_name(self.origin) or _DEFAULT_VERSION


def convert_model(source: Path, out: Path, *, wanted: Wanted) -> Path:
    """Convert an archive or a folder and write the package to ``out``, whole or not at all; return ``out``.

    Raises :exc:`UnconvertibleError`, and :exc:`PackageStoreError` where a file cannot be read or written.
    """
    pair = wanted.languages()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="convert-", dir=out.parent) as work,
            _folder_of(source, Path(work)) as at,
        ):
            model = read_opus_model(at)
            converted = Path(work) / "model"
            token = convert_weights(at, converted, target=pair.target, target_token=wanted.target_token)
            package = Path(work) / "package"
            _write(package, model, converted, facts=_facts(wanted, pair, token, model), readme=_readme(wanted, model))
            package.replace(out)
    except OSError as error:
        raise PackageStoreError(path=str(error.filename or out), reason=error.strerror or str(error)) from error
    return out


@contextmanager
def _folder_of(source: Path, work: Path) -> Iterator[Path]:
    """Give the folder of the model: ``source`` itself, or what is unpacked of it."""
    if source.is_dir():
        yield source
        return
    unpacked = work / "unpacked"
    unpacked.mkdir()
    try:
        with source.open("rb") as archive:
            unpack_loose(archive, size_bytes=source.stat().st_size, into=unpacked)
    except InvalidPackageError as error:
        raise UnconvertibleError(error.reason) from error
    yield unpacked


def _facts(wanted: Wanted, pair: LanguagePair, token: str, model: OpusModel) -> dict[str, object]:
    names = [_english_name(code) for code in (pair.source, pair.target)]
    facts: dict[str, object] = {
        "package_version": wanted.number(),
        "argos_version": _ARGOS_VERSION,
        "type": "translate",
        "from_code": pair.source,
        "from_name": names[0],
        "to_code": pair.target,
        "to_name": names[1],
    }
    if token:
        facts["source_prefix"] = token
    if model.has_alignment:
        facts["guided_alignment"] = True
    return facts


def _english_name(code: str) -> str:
    try:
        return Locale.parse(language_tag(code), sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def _readme(wanted: Wanted, model: OpusModel) -> str:
    """Put together what must be said of the model: what was done to it, and what its authors say."""
    name = wanted.origin.rstrip("/").rsplit("/", 1)[-1]
    done = f"{name}, converted to CTranslate2 {version_of('ctranslate2')} with 8-bit weights. By its authors:"
    license_line = next((line.strip() for line in model.license.splitlines() if line.strip()), "")
    parts = (done, f"Licence: {license_line}" if license_line else "", model.readme)
    return "\n\n".join(part for part in parts if part) + "\n"


def _write(package: Path, model: OpusModel, converted: Path, *, facts: dict[str, object], readme: str) -> None:
    top = f"{facts['from_code']}_{facts['to_code']}"
    with zipfile.ZipFile(package, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _add_text(archive, f"{top}/metadata.json", json.dumps(facts, ensure_ascii=False, indent=1))
        _add_text(archive, f"{top}/README.md", readme)
        if model.license:
            _add_text(archive, f"{top}/LICENSE", model.license)
        _add_file(archive, f"{top}/sentencepiece.model", model.source_spm)
        if model.target_spm is not None:
            _add_file(archive, f"{top}/{TARGET_PIECES}", model.target_spm)
        for path in sorted(converted.iterdir()):
            _add_file(archive, f"{top}/model/{path.name}", path)
    with package.open("rb") as file:
        os.fsync(file.fileno())


def _add_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_info(name), text.encode())


def _add_file(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with path.open("rb") as source, archive.open(_info(name, size=path.stat().st_size), "w") as sink:
        while piece := source.read(1 << 20):
            sink.write(piece)


def _info(name: str, *, size: int = 0) -> zipfile.ZipInfo:
    """Describe a member without the time, so that the same model gives the same bytes."""
    info = zipfile.ZipInfo(name, _SAME_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.file_size = size
    return info
