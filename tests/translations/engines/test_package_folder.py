"""Listing and removing what is in the packages folder, whole, broken or strange."""

from pathlib import Path

import pytest

from tests.translations.engines.store_facts import hello, left_in
from translations.engines.argos import find_argos_engine
from translations.engines.engine import EngineSettings
from translations.engines.errors import PackageNotFoundError
from translations.engines.installed import FolderProblem
from translations.engines.packages import PackageStore


def test_an_empty_or_missing_folder_has_no_packages(store: PackageStore) -> None:
    assert (store.installed(), store.problems()) == ([], [])


@pytest.mark.parametrize("name", ["notes", "translate-en_vi-1_0", "en_ko.1"])
def test_a_stray_folder_is_reported_and_harms_no_package(
    filled_store: PackageStore, packages_dir: Path, name: str
) -> None:
    (packages_dir / name).mkdir()
    (packages_dir / "README.txt").touch()

    (problem,) = filled_store.problems()

    assert problem.name == name
    assert "not installed by this service" in problem.reason
    assert [package.name for package in filled_store.installed()] == ["en_vi.1"]


def test_a_package_under_the_name_of_another_pair_is_reported(filled_store: PackageStore, packages_dir: Path) -> None:
    (packages_dir / "en_vi.1").rename(packages_dir / "en_ko.1")

    assert filled_store.problems() == [FolderProblem("en_ko.1", "it holds a package for en-vi")]
    assert filled_store.installed() == []


def test_a_link_to_a_package_is_reported_and_not_followed(
    filled_store: PackageStore, packages_dir: Path, tmp_path: Path
) -> None:
    (packages_dir / "en_vi.1").rename(tmp_path / "elsewhere")
    (packages_dir / "en_vi.1").symlink_to(tmp_path / "elsewhere")

    assert filled_store.problems() == [FolderProblem("en_vi.1", "it is a link, not a package")]
    assert filled_store.installed() == []


@pytest.mark.parametrize("file", ["install.json", "metadata.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]"])
def test_a_broken_folder_is_reported_and_not_used(
    filled_store: PackageStore, packages_dir: Path, file: str, content: bytes
) -> None:
    (packages_dir / "en_vi.1" / file).write_bytes(content)

    (problem,) = filled_store.problems()

    assert file in problem.reason
    assert find_argos_engine("en", "vi", EngineSettings(packages_dir=packages_dir)) is None


def test_a_broken_package_is_repaired_by_installing_it_again(
    filled_store: PackageStore, packages_dir: Path, archive: Path
) -> None:
    (packages_dir / "en_vi.1" / "model" / "model.bin").unlink()

    filled_store.install_file(archive)

    assert (len(filled_store.installed()), filled_store.problems()) == (1, [])
    assert hello(packages_dir) == "xin chào"


@pytest.mark.parametrize("name", ["en-vi", "en_vi", "en_vi.1"])
def test_a_package_is_removed_by_its_pair_or_name(filled_store: PackageStore, packages_dir: Path, name: str) -> None:
    assert filled_store.remove(name) == ["en_vi.1"]
    assert left_in(packages_dir) == set()


def test_a_stray_folder_is_removed_by_its_name(store: PackageStore, packages_dir: Path) -> None:
    (packages_dir / "notes").mkdir(parents=True)

    assert store.remove("notes") == ["notes"]
    assert left_in(packages_dir) == set()


def test_removing_a_link_leaves_what_it_points_to(store: PackageStore, packages_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    packages_dir.mkdir()
    (packages_dir / "link").symlink_to(tmp_path / "elsewhere")

    store.remove("link")

    assert (tmp_path / "elsewhere").is_dir()
    assert left_in(packages_dir) == set()


@pytest.mark.parametrize("name", ["", ".", "..", ".lock", "../outside", "/", "en-ko", "en_vi.2"])
def test_nothing_else_can_be_removed(filled_store: PackageStore, packages_dir: Path, name: str) -> None:
    (packages_dir.parent / "outside").mkdir()

    with pytest.raises(PackageNotFoundError):
        filled_store.remove(name)

    assert (packages_dir.parent / "outside").is_dir()
    assert len(filled_store.installed()) == 1
