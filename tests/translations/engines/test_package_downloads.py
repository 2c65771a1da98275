"""Packages by pair: a real server on loopback gives the index and the archives."""

import json
from pathlib import Path

import pytest

from tests.translations.engines.store_facts import hello, known, left_in, sha256
from tests.translations.engines.web_server import Answer, WebServer
from translations.engines.errors import DownloadError, InvalidPairError, PackageUnavailableError
from translations.engines.packages import PackageStore


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
