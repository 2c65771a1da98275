"""Installing, listing and removing packages: real archives, a real server on loopback, real processes."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.translations.engines.altered_archives import add_link, alter, flip_bit
from tests.translations.engines.web_server import Answer, WebServer
from tests.wordlist_package import build_wordlist_package
from translations.engines.argos import find_argos_engine
from translations.engines.engine import EngineDraft
from translations.engines.errors import (
    DownloadError,
    HashMismatchError,
    InvalidPackageError,
    InvalidPairError,
    PackageError,
    PackageNotFoundError,
    PackageStoreError,
    PackageUnavailableError,
)
from translations.engines.installed import FolderProblem
from translations.engines.known import KnownPackage
from translations.engines.packages import PackageStore

ROOT = Path(__file__).parents[3]
MODEL = "en_vi/model/model.bin"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hello(packages_dir: Path) -> str:
    """Translate "hello" with what is installed now."""
    engine = find_argos_engine("en", "vi", packages_dir)
    assert engine is not None
    (draft,) = engine.translate(["hello"])
    assert isinstance(draft, EngineDraft)
    return draft.text


def left_in(packages_dir: Path) -> set[str]:
    return {path.name for path in packages_dir.iterdir()} - {".lock"}


def publish(server: WebServer, archive: Path, **changes: object) -> str:
    """Serve an archive and an index that lists it; return the index's address."""
    server.answers["/package"] = Answer(body=archive.read_bytes())
    listed = {
        "package_version": "1.0",
        "from_code": "en",
        "to_code": "vi",
        "links": [server.url("/package")],
        **changes,
    }
    server.answers["/index.json"] = Answer(body=json.dumps([listed]).encode())
    return server.url("/index.json")


def known(pair: str, archive: Path, *addresses: str, version: str = "1.0") -> KnownPackage:
    """Describe an archive as a known package."""
    return KnownPackage(
        pair=pair,
        version=version,
        size_bytes=archive.stat().st_size,
        sha256=sha256(archive),
        addresses=addresses,
        attribution="",
    )


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
        ({"en_vi/sentencepiece.model": None}, "does not load"),
        ({"en_vi/sentencepiece.model": b"garbage"}, "does not load"),
        ({MODEL: None}, "does not load"),
        ({MODEL: b"garbage"}, "does not load"),
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


def test_a_model_that_translates_nothing_is_refused(store: PackageStore, tmp_path: Path) -> None:
    useless = build_wordlist_package({"hello": "xin chào"}, positions=1, out=tmp_path / "useless")

    with pytest.raises(InvalidPackageError, match="position"):
        store.install_file(useless)


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


@pytest.mark.parametrize("file", ["install.json", "metadata.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]"])
def test_a_broken_folder_is_reported_and_not_used(
    filled_store: PackageStore, packages_dir: Path, file: str, content: bytes
) -> None:
    (packages_dir / "en_vi.1" / file).write_bytes(content)

    (problem,) = filled_store.problems()

    assert file in problem.reason
    assert find_argos_engine("en", "vi", packages_dir) is None


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


def test_a_pair_is_downloaded_from_the_index(
    store: PackageStore, packages_dir: Path, server: WebServer, archive: Path
) -> None:
    seen: list[tuple[int, int | None]] = []

    installed = store.install_pair(
        "en-vi", index_url=publish(server, archive), progress=lambda *counts: seen.append(counts)
    )

    assert installed.record.origin == server.url("/package")
    assert installed.record.sha256 == sha256(archive)
    assert seen[-1] == (archive.stat().st_size, archive.stat().st_size)
    assert hello(packages_dir) == "xin chào"


def test_the_next_address_is_tried_when_one_is_gone(store: PackageStore, server: WebServer, archive: Path) -> None:
    index_url = publish(server, archive, links=[server.url("/gone"), server.url("/package")])

    assert store.install_pair("en-vi", index_url=index_url).record.origin == server.url("/package")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), "404"),
        (Answer(body=b"PK", announced_bytes=100), "without sending complete"),
        (Answer(body=b"PK\x03\x04 no zip"), "broken"),
        (Answer(status=302, headers={"Location": "/package"}), "redirects more than"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "only http and https"),
    ],
)
def test_when_no_address_works_the_error_says_what_each_answered(
    store: PackageStore, packages_dir: Path, server: WebServer, archive: Path, answer: Answer, reason: str
) -> None:
    index_url = publish(server, archive)
    server.answers["/package"] = answer

    with pytest.raises(PackageUnavailableError, match=reason) as caught:
        store.install_pair("en-vi", index_url=index_url)

    assert len(caught.value.attempts) == 1
    assert left_in(packages_dir) == set()


def test_a_silent_server_is_given_up(packages_dir: Path, server: WebServer, archive: Path) -> None:
    index_url = publish(server, archive)
    server.answers["/package"] = Answer(body=b"PK", announced_bytes=100, hangs=True)
    impatient = PackageStore(packages_dir, known=(), silence_s=0.1, allow_private=True)

    with pytest.raises(PackageUnavailableError, match="timed out"):
        impatient.install_pair("en-vi", index_url=index_url)


def test_a_pair_that_nobody_has_is_said_to_be_missing_from_the_index(
    store: PackageStore, server: WebServer, archive: Path
) -> None:
    with pytest.raises(PackageUnavailableError, match="lists no package for en-ko") as caught:
        store.install_pair("en-ko", index_url=publish(server, archive))

    assert "from a file" in str(caught.value)


def test_without_an_index_the_error_names_the_index(store: PackageStore, server: WebServer) -> None:
    with pytest.raises(PackageUnavailableError, match=server.url("/index.json")):
        store.install_pair("en-vi", index_url=server.url("/index.json"))


def test_an_index_that_serves_other_bytes_for_a_known_version_installs_nothing(
    packages_dir: Path, server: WebServer, archive: Path, upgrade: Path
) -> None:
    store = PackageStore(packages_dir, known=[known("en-vi", archive)], allow_private=True)

    with pytest.raises(PackageUnavailableError, match=f"expected {sha256(archive)}"):
        store.install_pair("en-vi", index_url=publish(server, upgrade))

    assert left_in(packages_dir) == set()


def test_a_package_that_the_index_lacks_is_fetched_from_where_it_once_was(
    packages_dir: Path, server: WebServer, archive: Path, korean_archive: Path
) -> None:
    server.answers["/old"] = Answer(body=korean_archive.read_bytes())
    once = known("en-ko", korean_archive, server.url("/gone"), server.url("/old"))
    store = PackageStore(packages_dir, known=[once], allow_private=True)

    installed = store.install_pair("en-ko", index_url=publish(server, archive))

    assert installed.record.origin == server.url("/old")


def test_a_known_package_that_is_gone_everywhere_is_said_to_be_gone(
    packages_dir: Path, server: WebServer, archive: Path, korean_archive: Path
) -> None:
    once = known("en-ko", korean_archive, server.url("/gone"))
    store = PackageStore(packages_dir, known=[once], allow_private=True)

    with pytest.raises(PackageUnavailableError, match="404") as caught:
        store.install_pair("en-ko", index_url=publish(server, archive))

    assert len(caught.value.attempts) == 2


def test_an_address_that_the_index_and_the_known_packages_share_is_asked_once(
    packages_dir: Path, server: WebServer, archive: Path
) -> None:
    store = PackageStore(packages_dir, known=[known("en-vi", archive, server.url("/package"))], allow_private=True)
    index_url = publish(server, archive)
    del server.answers["/package"]

    with pytest.raises(PackageUnavailableError):
        store.install_pair("en-vi", index_url=index_url)

    assert server.requests == ["/index.json", "/package"]


@pytest.mark.parametrize("pair", ["", "en", "nonsense", "en-en", "../.."])
def test_a_pair_must_be_one(store: PackageStore, server: WebServer, pair: str) -> None:
    with pytest.raises(InvalidPairError):
        store.install_pair(pair, index_url=server.url("/index.json"))

    assert server.requests == []


def test_a_private_network_is_not_asked_unless_allowed(packages_dir: Path, server: WebServer, archive: Path) -> None:
    index_url = publish(server, archive)

    with pytest.raises(PackageUnavailableError, match="not a public address"):
        PackageStore(packages_dir, known=()).install_pair("en-vi", index_url=index_url)
    with pytest.raises(DownloadError, match="not a public address"):
        PackageStore(packages_dir).available(index_url)

    assert server.requests == []


def test_what_is_available_is_the_index_and_what_is_known_besides(
    packages_dir: Path, server: WebServer, archive: Path, korean_archive: Path
) -> None:
    store = PackageStore(packages_dir, known=[known("en-ko", korean_archive)], allow_private=True)

    available = store.available(publish(server, archive))

    assert [(str(package.pair), package.is_in_index) for package in available] == [("en-vi", True), ("en-ko", False)]


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
