import zipfile
from pathlib import Path

import pytest

from tests.translations.engines.altered_archives import add_link, add_twice, alter, flip_bit, understate_size
from translations.engines.archive import unpack
from translations.engines.errors import InvalidPackageError

MEGABYTE = 1_000_000


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "hostile.argosmodel"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "outer" / "inner"
    folder.mkdir(parents=True)
    return folder


def unpack_file(path: Path, into: Path) -> None:
    with path.open("rb") as file:
        unpack(file, size_bytes=path.stat().st_size, into=into)


def test_the_content_of_the_one_folder_is_unpacked(archive: Path, into: Path) -> None:
    unpack_file(archive, into)

    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            assert (into / name.removeprefix("en_vi/")).read_bytes() == opened.read(name)


@pytest.mark.parametrize(
    "name",
    [
        "en_vi/../../escaped",
        "../escaped",
        "/escaped",
        "en_vi/..",
        "en_vi\\..\\..\\escaped",
        "en_vi/a\nb",
        "en_vi/\x1b[2J",
        "en_vi/" + "a" * 300,
    ],
)
def test_a_name_that_is_not_a_plain_path_is_refused(archive: Path, out: Path, into: Path, name: str) -> None:
    with pytest.raises(InvalidPackageError, match="not a safe file name"):
        unpack_file(alter(archive, out, {name: b"x"}), into)

    assert not list(into.parent.parent.rglob("escaped"))


@pytest.mark.parametrize("target", ["/etc/passwd", "model", "../../.."])
def test_a_link_is_refused(archive: Path, out: Path, into: Path, target: str) -> None:
    with pytest.raises(InvalidPackageError, match="link or a special file"):
        unpack_file(add_link(archive, out, name="en_vi/link", to=target), into)


def test_two_folders_at_the_top_are_refused(archive: Path, out: Path, into: Path) -> None:
    with pytest.raises(InvalidPackageError, match="2 folders, not one"):
        unpack_file(alter(archive, out, {"en_ko/metadata.json": b"{}"}), into)


def test_a_file_beside_the_folder_is_refused(archive: Path, out: Path, into: Path) -> None:
    with pytest.raises(InvalidPackageError, match="outside of a folder"):
        unpack_file(alter(archive, out, {"metadata.json": b"{}"}), into)


def test_a_name_that_comes_twice_is_refused(archive: Path, out: Path, into: Path) -> None:
    with pytest.raises(InvalidPackageError, match="twice"):
        unpack_file(add_twice(archive, out, name="en_vi/metadata.json"), into)


def test_a_file_in_the_place_of_a_folder_is_refused(archive: Path, out: Path, into: Path) -> None:
    with pytest.raises(InvalidPackageError, match="below a file"):
        unpack_file(alter(archive, out, {"en_vi/metadata.json/x": b"x"}), into)


def test_an_empty_archive_is_refused(out: Path, into: Path) -> None:
    zipfile.ZipFile(out, "w").close()

    with pytest.raises(InvalidPackageError, match="0 folders"):
        unpack_file(out, into)


def test_too_many_files_are_refused(archive: Path, out: Path, into: Path) -> None:
    with pytest.raises(InvalidPackageError, match="files, more than"):
        unpack_file(alter(archive, out, {f"en_vi/{number}": b"" for number in range(600)}), into)


def test_a_bomb_is_refused_before_it_fills_the_disk(archive: Path, out: Path, into: Path) -> None:
    bomb = alter(archive, out, {"en_vi/zeros": bytes(200 * MEGABYTE)})
    assert bomb.stat().st_size < MEGABYTE

    with pytest.raises(InvalidPackageError, match="bomb"):
        unpack_file(bomb, into)

    assert sum(path.stat().st_size for path in into.rglob("*")) < 80 * MEGABYTE


def test_many_small_bombs_are_counted_together(archive: Path, out: Path, into: Path) -> None:
    bomb = alter(archive, out, {f"en_vi/zeros{number}": bytes(10 * MEGABYTE) for number in range(20)})

    with pytest.raises(InvalidPackageError, match="bomb"):
        unpack_file(bomb, into)


def test_a_bomb_that_lies_about_its_size_is_refused(archive: Path, out: Path, into: Path) -> None:
    liar = understate_size(archive, out, name="en_vi/model/model.bin", declared_bytes=10)

    with pytest.raises(InvalidPackageError):
        unpack_file(liar, into)

    assert sum(path.stat().st_size for path in into.rglob("*")) < MEGABYTE


@pytest.mark.parametrize("at", [0.0, 0.2, 0.5, 0.8, 0.999])
def test_a_flipped_bit_is_noticed_wherever_it_is(archive: Path, out: Path, into: Path, at: float) -> None:
    with pytest.raises(InvalidPackageError):
        unpack_file(flip_bit(archive, out, at=at), into)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_archive_is_broken(archive: Path, out: Path, into: Path, part: float) -> None:
    data = archive.read_bytes()
    out.write_bytes(data[: int(len(data) * part)])

    with pytest.raises(InvalidPackageError, match="broken"):
        unpack_file(out, into)


def test_an_encrypted_archive_is_broken(archive: Path, out: Path, into: Path) -> None:
    data = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    out.write_bytes(data)

    with pytest.raises(InvalidPackageError, match="broken"):
        unpack_file(out, into)
