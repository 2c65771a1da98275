"""Installing packages: real archives, trials and processes. See also test_package_folder and test_package_downloads."""

import shutil
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.translations.engines.altered_archives import add_link, alter, flip_bit
from tests.translations.engines.store_facts import hello, known, left_in, sha256
from tests.wordlist_package import build_wordlist_package
from translations.engines.errors import (
    DownloadError,
    HashMismatchError,
    InvalidPackageError,
    InvalidPairError,
    PackageError,
    PackageStoreError,
)
from translations.engines.packages import PackageStore

ROOT = Path(__file__).parents[3]
MODEL = "en_vi/model/model.bin"


def test_a_file_is_installed_and_translates(store: PackageStore, packages_dir: Path, archive: Path) -> None:
    installed = store.install_file(archive)

    assert store.installed() == [installed]
    assert store.problems() == []
    assert left_in(packages_dir) == {installed.name}
    assert hello(packages_dir) == "xin chào"


def test_what_was_installed_is_recorded(store: PackageStore, archive: Path) -> None:
    installed = store.install_file(archive)

    assert installed.record.sha256 == sha256(archive)
    assert installed.record.size_bytes == archive.stat().st_size
    assert installed.record.origin == archive.name
    assert installed.record.installed_at.utcoffset() is not None
    assert [canary.name for canary in installed.record.canaries] == [
        *("plain", "numbers", "all_caps", "empty", "blank", "link", "long"),
    ]
    assert all(canary.problem == "" for canary in installed.record.canaries)


def test_another_account_can_read_what_was_installed(store: PackageStore, archive: Path) -> None:
    folder = store.install_file(archive).folder

    assert all(path.stat().st_mode & stat.S_IROTH for path in (folder, *folder.rglob("*")))


def test_the_readme_is_the_attribution(store: PackageStore, tmp_path: Path, archive: Path) -> None:
    credited = alter(
        archive, tmp_path / "credited", {"en_vi/README.md": "# Của ai?\n\nBy somebody, CC BY 4.0\n".encode()}
    )

    assert store.install_file(credited).attribution == "# Của ai?\n\nBy somebody, CC BY 4.0"


def test_progress_is_told(store: PackageStore, archive: Path) -> None:
    seen: list[tuple[int, int | None]] = []

    store.install_file(archive, progress=lambda *counts: seen.append(counts))

    assert seen[-1] == (archive.stat().st_size, archive.stat().st_size)


def test_installing_the_same_file_again_changes_nothing(filled_store: PackageStore, archive: Path) -> None:
    before = filled_store.installed()

    assert [filled_store.install_file(archive)] == before == filled_store.installed()


def test_an_upgrade_takes_the_place_of_the_old_version(
    filled_store: PackageStore, packages_dir: Path, upgrade: Path
) -> None:
    installed = filled_store.install_file(upgrade)

    assert [package.metadata.package_version for package in filled_store.installed()] == ["1.1"]
    assert left_in(packages_dir) == {installed.name}
    assert hello(packages_dir) == "chào"


def test_an_older_version_can_be_put_back(
    filled_store: PackageStore, packages_dir: Path, archive: Path, upgrade: Path
) -> None:
    filled_store.install_file(upgrade)
    filled_store.install_file(archive)

    assert hello(packages_dir) == "xin chào"


def test_packages_for_two_pairs_stand_side_by_side(filled_store: PackageStore, korean_archive: Path) -> None:
    filled_store.install_file(korean_archive)

    assert [str(package.pair) for package in filled_store.installed()] == ["en-ko", "en-vi"]


def test_an_archive_that_names_another_packages_folder_does_not_harm_it(
    filled_store: PackageStore, packages_dir: Path, tmp_path: Path
) -> None:
    disguised = build_wordlist_package({"hello": "안녕하세요"}, target="ko", out=tmp_path / "ko")
    disguised.write_bytes(disguised.read_bytes().replace(b"en_ko/", b"en_vi/"))

    assert str(filled_store.install_file(disguised).pair) == "en-ko"
    assert hello(packages_dir) == "xin chào"


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_the_expected_hash_may_be_in_either_case(store: PackageStore, archive: Path, case: object) -> None:
    store.install_file(archive, expect_sha256=case(sha256(archive)))

    assert len(store.installed()) == 1


def test_a_wrong_hash_installs_nothing(store: PackageStore, packages_dir: Path, archive: Path) -> None:
    with pytest.raises(HashMismatchError, match=sha256(archive)):
        store.install_file(archive, expect_sha256="0" * 64)

    assert store.installed() == []
    assert left_in(packages_dir) == set()


def test_a_package_for_another_pair_than_wanted_is_refused(store: PackageStore, archive: Path) -> None:
    with pytest.raises(InvalidPackageError, match="for en-vi, not for en-ko"):
        store.install_file(archive, want="en-ko")


def test_other_bytes_than_those_of_a_known_version_are_refused(
    packages_dir: Path, archive: Path, tmp_path: Path
) -> None:
    store = PackageStore(packages_dir, known=[known("en-vi", archive)])
    forged = build_wordlist_package({"hello": "chào"}, out=tmp_path / "forged")

    with pytest.raises(HashMismatchError, match=sha256(archive)):
        store.install_file(forged)

    assert left_in(packages_dir) == set()
    assert store.install_file(archive).record.sha256 == sha256(archive)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"en_vi/metadata.json": None}, "no metadata.json"),
        ({"en_vi/metadata.json": b"{"}, "metadata.json: Invalid JSON"),
        ({"en_vi/metadata.json": b'{"from_code": "en", "to_code": "vi"}'}, "metadata.json package_version"),
        ({"en_vi/metadata.json": b'{"package_version": "1", "from_code": "en", "to_code": "../x"}'}, "language code"),
        (
            {"en_vi/metadata.json": b'{"package_version": "1", "from_code": "en", "to_code": "vi", "type": "sbd"}'},
            "type 'sbd'",
        ),
        ({"en_vi/sentencepiece.model": None}, "does not work"),
        ({"en_vi/sentencepiece.model": b"garbage"}, "does not work"),
        ({MODEL: None}, "does not work"),
        ({MODEL: b"garbage"}, "does not work"),
    ],
)
def test_a_broken_package_is_refused_and_leaves_the_old_one(
    filled_store: PackageStore,
    packages_dir: Path,
    archive: Path,
    tmp_path: Path,
    changes: dict[str, bytes | None],
    reason: str,
) -> None:
    before = filled_store.installed()

    with pytest.raises(InvalidPackageError, match=reason):
        filled_store.install_file(alter(archive, tmp_path / "broken", changes))

    assert filled_store.installed() == before
    assert left_in(packages_dir) == {"en_vi.1"}


def test_a_model_that_crashes_takes_only_its_trial_along(store: PackageStore, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        weights = bytearray(opened.read(MODEL))
    heads = weights.find(b"encoder/num_heads") + len("encoder/num_heads") + 7
    weights[heads] = 0  # a division by zero in the library

    with pytest.raises(InvalidPackageError, match="its model crashed"):
        store.install_file(alter(archive, tmp_path / "crashing", {MODEL: bytes(weights)}))

    assert store.installed() == []


def test_a_model_that_can_translate_nothing_is_refused(store: PackageStore, tmp_path: Path) -> None:
    useless = build_wordlist_package({"hello": "xin chào"}, positions=1, out=tmp_path / "useless")

    with pytest.raises(InvalidPackageError, match=r"does not work: .*position"):
        store.install_file(useless)


def test_a_model_that_writes_only_blanks_is_refused(store: PackageStore, tmp_path: Path) -> None:
    blank = build_wordlist_package({"hello": "xin chào"}, loops_at=0, positions=120, out=tmp_path / "blank")

    with pytest.raises(InvalidPackageError, match="translates nothing"):
        store.install_file(blank)


def test_a_model_that_fails_some_canaries_is_installed_with_its_faults_on_record(
    store: PackageStore, tmp_path: Path
) -> None:
    weak = build_wordlist_package({"hello": "xin chào"}, positions=100, out=tmp_path / "weak")

    problems = {canary.name: canary.problem for canary in store.install_file(weak).record.canaries}

    assert "position" in problems["long"]
    assert problems["plain"] == "the sentence came back untranslated"
    assert problems["empty"] == ""


def test_a_flipped_bit_leaves_the_old_package(
    store: PackageStore, archive: Path, upgrade: Path, tmp_path: Path
) -> None:
    before = store.install_file(archive)

    with pytest.raises(InvalidPackageError):
        store.install_file(flip_bit(upgrade, tmp_path / "flipped", at=0.5))

    assert store.installed() == [before]


@pytest.mark.parametrize("name", ["../escaped", "/escaped", "en_vi/../../escaped"])
def test_an_archive_that_wants_out_of_its_folder_installs_nothing(
    store: PackageStore, packages_dir: Path, archive: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InvalidPackageError, match="safe file name"):
        store.install_file(alter(archive, tmp_path / "hostile", {name: b"x"}))

    assert left_in(packages_dir) == set()
    assert not (tmp_path / "escaped").exists()


def test_an_archive_with_a_link_installs_nothing(
    store: PackageStore, packages_dir: Path, archive: Path, tmp_path: Path
) -> None:
    with pytest.raises(InvalidPackageError, match="link"):
        store.install_file(add_link(archive, tmp_path / "hostile", name="en_vi/README", to="/etc/passwd"))

    assert left_in(packages_dir) == set()


def test_a_file_that_is_none_is_an_error_with_its_path(store: PackageStore, tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(PackageStoreError, match=str(path)):
            store.install_file(path)


def test_a_folder_that_cannot_be_made_is_an_error_with_its_path(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(PackageStoreError, match="file"):
        PackageStore(tmp_path / "file" / "packages").install_file(archive)


def test_the_rest_of_a_crashed_installation_is_cleared_away(
    store: PackageStore, packages_dir: Path, archive: Path
) -> None:
    for rest in (".incoming-abc", ".outgoing-en_vi.1"):
        (packages_dir / rest / "model").mkdir(parents=True)

    installed = store.install_file(archive)

    assert left_in(packages_dir) == {installed.name}


def test_a_killed_upgrade_leaves_the_higher_generation_in_use(
    filled_store: PackageStore, packages_dir: Path, upgrade: Path, installed_dir: Path
) -> None:
    filled_store.install_file(upgrade)
    shutil.copytree(installed_dir / "en_vi.1", packages_dir / "en_vi.1")

    assert hello(packages_dir) == "chào"
    assert filled_store.remove("en-vi") == ["en_vi.1", "en_vi.2"]


def test_threads_that_install_at_once_leave_one_whole_package(packages_dir: Path, archive: Path, upgrade: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(PackageStore(packages_dir).install_file, path) for path in (archive, upgrade) * 2]

    assert [future.exception() for future in futures] == [None] * 4
    store = PackageStore(packages_dir)
    assert (len(store.installed()), store.problems()) == (1, [])
    assert left_in(packages_dir) == {store.installed()[0].name}
    assert hello(packages_dir) in {"xin chào", "chào"}


def test_processes_that_install_at_once_leave_one_whole_package(
    packages_dir: Path, archive: Path, upgrade: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from translations.engines.packages import PackageStore;"
        "PackageStore(Path(sys.argv[1])).install_file(Path(sys.argv[2]))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(packages_dir), str(path)], cwd=ROOT)
        for path in (archive, upgrade)
    ]

    assert [process.wait(timeout=60) for process in running] == [0, 0]
    store = PackageStore(packages_dir)
    assert (len(store.installed()), store.problems()) == (1, [])
    assert left_in(packages_dir) == {store.installed()[0].name}


def test_every_error_of_packages_is_one_family() -> None:
    assert all(
        issubclass(error, PackageError)
        for error in (DownloadError, HashMismatchError, InvalidPackageError, InvalidPairError, PackageStoreError)
    )
