"""Published Marian models become packages: real weights through the real converter, and what must not be let in."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.marian_archive import LICENSE, VOCABULARY, WEIGHTS, marian_files, write_archive, write_folder
from tests.translations.engines.altered_archives import add_link, add_twice, flip_bit
from translations.engines.argos import find_argos_engine
from translations.engines.conversion import Wanted, convert_model
from translations.engines.engine import EngineDraft, EngineSettings
from translations.engines.errors import PackageStoreError, UnconvertibleError
from translations.engines.languages import LanguagePair
from translations.engines.opus import pair_in_name, version_in_name
from translations.engines.packages import PackageStore

WORDS = {
    "hello": "xin chào",
    "world": ["thế giới", "toàn cầu"],
    "leaders": "các nhà lãnh đạo",
    "met": "đã gặp nhau",
    "the": "",
    "today": "hôm nay",
}
EN_VI = LanguagePair("en", "vi")
ORIGIN = "https://models.example/eng-vie/opus+bt-2021-04-10.zip"


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """A model that wants ``>>vie<<`` before every sentence, and knows another token for Hán characters."""
    return marian_files(WORDS, target_token=">>vie<<", more_tokens=(">>vie_Hani<<",))


@pytest.fixture(scope="session")
def plain_files() -> dict[str, bytes]:
    """A model of one language, which wants no token."""
    return marian_files(WORDS)


def convert(source: Path, out: Path, *, origin: str = ORIGIN, **wanted: object) -> Path:
    return convert_model(source, out / "package.argosmodel", wanted=Wanted(origin=origin, **wanted))  # type: ignore[arg-type]


def refusal(source: Path, out: Path, **wanted: object) -> str:
    """Return why a conversion is refused; nothing may be left of it."""
    before = sorted(out.iterdir())
    with pytest.raises(UnconvertibleError) as raised:
        convert(source, out, **wanted)
    assert sorted(out.iterdir()) == before
    assert "\n" not in str(raised.value)
    return raised.value.reason


def metadata(package: Path) -> dict[str, object]:
    with zipfile.ZipFile(package) as archive:
        found: dict[str, object] = json.loads(archive.read("en_vi/metadata.json"))
    return found


def test_a_published_archive_becomes_a_package_that_installs_and_translates(
    files: dict[str, bytes], tmp_path: Path, store: PackageStore, packages_dir: Path
) -> None:
    archive = write_archive(tmp_path / "model.zip", files)
    installed = store.install_file(convert(archive, tmp_path))
    assert (installed.pair, installed.metadata.package_version) == (EN_VI, "2021.4.10")
    assert installed.metadata.source_prefix == ">>vie<<"
    assert installed.metadata.guided_alignment
    assert {canary.name for canary in installed.record.canaries if not canary.problem} >= {"plain", "numbers", "link"}
    engine = find_argos_engine("en", "vi", EngineSettings(packages_dir=packages_dir))
    assert engine is not None
    drafts = engine.translate(["Hello world.", "The leaders met today."])
    assert [draft.text for draft in drafts if isinstance(draft, EngineDraft)] == [
        "Xin chào thế giới.",
        "các nhà lãnh đạo đã gặp nhau hôm nay.",
    ]
    assert all(isinstance(draft, EngineDraft) and draft.mean_log_probability is not None for draft in drafts)


def test_the_authors_keep_their_attribution_and_licence(files: dict[str, bytes], tmp_path: Path) -> None:
    with zipfile.ZipFile(convert(write_archive(tmp_path / "model.zip", files), tmp_path)) as package:
        readme = package.read("en_vi/README.md").decode()
        assert package.read("en_vi/LICENSE").decode() == LICENSE.strip()
    assert readme.startswith("opus+bt-2021-04-10.zip, converted to CTranslate2 ")
    assert "Licence: Attribution 4.0 International" in readme
    assert "# A compiled word list" in readme


def test_weights_are_kept_with_eight_bits(files: dict[str, bytes], tmp_path: Path) -> None:
    with zipfile.ZipFile(convert(write_archive(tmp_path / "model.zip", files), tmp_path)) as package:
        converted = package.getinfo("en_vi/model/model.bin").file_size
    assert converted < len(files[WEIGHTS]) / 3


def test_the_same_model_gives_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "model.zip", files)
    once = convert(archive, tmp_path).read_bytes()
    assert convert(archive, tmp_path).read_bytes() == once


@pytest.mark.parametrize("folder", ["", "eng-vie/"])
def test_files_may_lie_loose_or_in_one_folder(plain_files: dict[str, bytes], tmp_path: Path, folder: str) -> None:
    archive = write_archive(tmp_path / "model.zip", plain_files, folder=folder)
    assert "source_prefix" not in metadata(convert(archive, tmp_path))


def test_an_unpacked_folder_is_converted_as_it_lies(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "eng-vie", plain_files)
    before = sorted(folder.iterdir())
    assert metadata(convert(folder, tmp_path))["to_code"] == "vi"
    assert sorted(folder.iterdir()) == before


def test_a_model_with_pieces_of_its_own_for_the_target_writes_them_whole(
    plain_files: dict[str, bytes], tmp_path: Path, store: PackageStore
) -> None:
    package = convert(write_archive(tmp_path / "model.zip", plain_files), tmp_path)
    with zipfile.ZipFile(package) as archive:
        assert archive.read("en_vi/target.spm") == plain_files["target.spm"]
    plain = next(canary for canary in store.install_file(package).record.canaries if canary.name == "plain")
    assert plain.output == "các nhà lãnh đạo đã gặp nhau in Hanoi hôm nay."


def test_no_other_machine_learning_framework_is_loaded(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "eng-vie", plain_files)
    code = (
        "import sys\nfrom translations.engines import marian\n"
        f"status = marian._main({str(folder)!r}, {str(tmp_path / 'model')!r}, 'vi', '', str(4 << 30))\n"
        "print(status, sorted({'torch', 'transformers', 'tensorflow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_token_for_the_language_is_found_and_another_may_be_chosen(files: dict[str, bytes], tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "model.zip", files)
    assert metadata(convert(archive, tmp_path))["source_prefix"] == ">>vie<<"
    assert metadata(convert(archive, tmp_path, target_token=">>vie_Hani<<"))["source_prefix"] == ">>vie_Hani<<"


def test_a_model_of_several_languages_asks_for_the_token(files: dict[str, bytes], tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "model.zip", files)
    assert refusal(archive, tmp_path, pair=LanguagePair("en", "ko")) == (
        "the model writes several languages; name one by --target-token: >>vie<<, >>vie_Hani<<"
    )
    assert refusal(archive, tmp_path, target_token=">>kor<<") == (
        "the model has no token '>>kor<<'; it has >>vie<<, >>vie_Hani<<"
    )


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("https://models.example/Tatoeba/eng-vie/opus+bt-2021-04-10.zip", "en-vi"),
        ("opus-mt-en-vi", "en-vi"),
        ("en_vi.zip", "en-vi"),
        ("eng-kor", "en-ko"),
        ("opus+bt-2021-04-10.zip", None),
        ("model.zip", None),
    ],
)
def test_the_languages_are_told_by_the_name(name: str, pair: str | None) -> None:
    found = pair_in_name(name)
    assert (str(found) if found else None) == pair


def test_the_version_is_the_date_in_the_name() -> None:
    assert version_in_name("opus+bt-2021-04-10.zip") == "2021.4.10"
    assert version_in_name("model.zip") is None


def test_languages_that_nothing_names_are_asked_for(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "model.zip", plain_files)
    reason = refusal(archive, tmp_path, origin="model.zip")
    assert reason == "model.zip does not say its languages; name them by --pair en-vi"


@pytest.mark.parametrize("missing", ["decoder.yml", WEIGHTS, VOCABULARY, "source.spm"])
def test_a_model_without_one_of_its_files_is_refused(
    plain_files: dict[str, bytes], tmp_path: Path, missing: str
) -> None:
    files = {name: content for name, content in plain_files.items() if name != missing}
    assert refusal(write_archive(tmp_path / "model.zip", files), tmp_path) == f"it has no file {missing}"


def test_a_model_that_nobody_signs_is_refused(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    files = {name: content for name, content in plain_files.items() if name not in {"README.md", "LICENSE"}}
    assert "neither a README nor a LICENSE" in refusal(write_archive(tmp_path / "model.zip", files), tmp_path)


@pytest.mark.parametrize(
    ("decoder", "says"),
    [
        (b"models: [../../../etc/passwd]\nvocabs: [a]\n", "is not the name of a file in the model's own folder"),
        (b"models: [/etc/passwd]\nvocabs: [a]\n", "is not the name of a file in the model's own folder"),
        (b"models: []\nvocabs: [a]\n", "decoder.yml has no list of models"),
        (b"models: {a: b}\n", "decoder.yml has no list of models"),
        (b"just words", "decoder.yml names neither models nor vocabularies"),
        (b"{", "decoder.yml is not YAML"),
        (b"\xff\xfe", "decoder.yml is not YAML"),
        (b"!!python/object/apply:os.system ['true']", "decoder.yml is not YAML"),
        (b"#" * 100_000, "decoder.yml is far too large"),
        (b"[" * 50_000, "decoder.yml is not YAML"),
    ],
)
def test_a_decoder_file_that_leads_nowhere_is_refused(
    plain_files: dict[str, bytes], tmp_path: Path, decoder: bytes, says: str
) -> None:
    archive = write_archive(tmp_path / "model.zip", {**plain_files, "decoder.yml": decoder})
    assert says in refusal(archive, tmp_path)


def test_paths_links_and_doubles_in_an_archive_are_refused(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    good = write_archive(tmp_path / "good.zip", plain_files)
    outside = write_archive(tmp_path / "outside.zip", {**plain_files, "../outside": b""})
    assert "is not a safe file name" in refusal(outside, tmp_path)
    link = add_link(good, tmp_path / "link.zip", name="README", to="/etc/passwd")
    assert "is a link or a special file" in refusal(link, tmp_path)
    twice = add_twice(good, tmp_path / "twice.zip", name="decoder.yml")
    assert "holds a file twice" in refusal(twice, tmp_path)


def test_links_in_a_folder_are_refused(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "eng-vie", plain_files)
    (folder / "source.spm").unlink()
    (folder / "source.spm").symlink_to("/etc/passwd")
    assert refusal(folder, tmp_path) == "source.spm is a link"


def test_an_archive_that_unpacks_to_far_too_much_is_refused(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    bomb = write_archive(tmp_path / "bomb.zip", {**plain_files, "zeros": bytes(120 << 20)})
    assert "it may be a bomb" in refusal(bomb, tmp_path)


def test_weights_that_unpack_to_far_too_much_are_refused(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    weights = io.BytesIO()
    np.savez_compressed(weights, Wemb=np.zeros(40 << 20, np.float32))
    archive = write_archive(tmp_path / "bomb.zip", {**plain_files, WEIGHTS: weights.getvalue()})
    assert refusal(archive, tmp_path) == f"{WEIGHTS} unpacks to far more than its size: it may be a bomb"


def test_weights_that_lie_about_their_size_do_not_take_the_memory(
    plain_files: dict[str, bytes], tmp_path: Path
) -> None:
    lie = io.BytesIO()
    np.save(lie, np.zeros(4, np.float32))
    header = lie.getvalue().replace(b"(4,), }        ", b"(400000000000,)}")
    weights = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain_files[WEIGHTS])) as old, zipfile.ZipFile(weights, "w") as new:
        for name in old.namelist():
            new.writestr(name, header if name == "encoder_Wemb.npy" else old.read(name))
    archive = write_archive(tmp_path / "lie.zip", {**plain_files, WEIGHTS: weights.getvalue()})
    reason = refusal(archive, tmp_path)
    assert "do not fit into memory" in reason or "Unable to allocate" in reason or "is not a Marian model" in reason


def test_weights_are_never_unpickled(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    weights = io.BytesIO()
    np.savez(weights, **{"special:model.yml": np.array([Trap()], dtype=object)})
    archive = write_archive(tmp_path / "trap.zip", {**plain_files, WEIGHTS: weights.getvalue()})
    assert "is not a Marian model that can be converted" in refusal(archive, tmp_path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (WEIGHTS, b"no weights", "does not hold the weights of a Marian model"),
        (VOCABULARY, b"no vocabulary at all\n", "is not a Marian model that can be converted"),
        (VOCABULARY, b'"</s>": 0\n"<unk>": 1\n', "source.spm belongs to another model"),
        ("source.spm", b"no pieces", "source.spm is not a SentencePiece model"),
        ("target.spm", b"no pieces", "target.spm is not a SentencePiece model"),
    ],
)
def test_a_part_that_is_broken_is_named(
    plain_files: dict[str, bytes], tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    archive = write_archive(tmp_path / "model.zip", {**plain_files, name: content})
    assert says in refusal(archive, tmp_path)


@pytest.mark.parametrize("at", [0.001, 0.3, 0.6, 0.99])
def test_an_archive_with_a_flipped_bit_is_refused_or_whole(
    plain_files: dict[str, bytes], tmp_path: Path, at: float
) -> None:
    broken = flip_bit(write_archive(tmp_path / "good.zip", plain_files), tmp_path / "broken.zip", at=at)
    try:
        package = convert(broken, tmp_path)
    except UnconvertibleError:
        assert not (tmp_path / "package.argosmodel").exists()
    else:
        assert zipfile.ZipFile(package).testzip() is None


@pytest.mark.parametrize("content", [b"", b"PK no zip at all", bytes(100_000)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(content)
    assert "the archive is broken" in refusal(path, tmp_path)


def test_an_output_that_cannot_be_written_is_named(plain_files: dict[str, bytes], tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "model.zip", plain_files)
    with pytest.raises(PackageStoreError):
        convert_model(archive, tmp_path / "nowhere" / "package.argosmodel", wanted=Wanted(origin=ORIGIN))
