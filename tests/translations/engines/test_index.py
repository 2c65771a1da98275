import json

import pytest

from tests.translations.engines.web_server import Answer, WebServer
from translations.engines.download import Limits
from translations.engines.errors import DownloadError
from translations.engines.index import AvailablePackage, fetch_index, known_but_unlisted, packages_for
from translations.engines.known import known_by_hash, known_packages
from translations.engines.languages import LanguagePair

EN_KO = LanguagePair("en", "ko")


def entry(**changes: object) -> dict[str, object]:
    return {
        "package_version": "1.0",
        "argos_version": "1.0",
        "from_code": "en",
        "from_name": "English",
        "to_code": "ko",
        "to_name": "Korean",
        "links": ["https://example.org/en_ko.argosmodel"],
        **changes,
    }


def index_of(server: WebServer, content: object) -> list[AvailablePackage]:
    """Publish an index, given as entries or as bytes, and fetch it."""
    server.answers["/index.json"] = Answer(body=content if isinstance(content, bytes) else json.dumps(content).encode())
    limits = Limits(most_bytes=100_000, silence_s=10.0, allow_private=True)
    return fetch_index(server.url("/index.json"), known=known_packages(), limits=limits)


def test_an_index_lists_packages_with_their_addresses(server: WebServer) -> None:
    packages = index_of(server, [entry(), entry(from_code="ko", to_code="en")])

    assert [(str(package.pair), package.version, package.addresses) for package in packages] == [
        ("en-ko", "1.0", ("https://example.org/en_ko.argosmodel",)),
        ("ko-en", "1.0", ("https://example.org/en_ko.argosmodel",)),
    ]
    assert all(package.is_in_index and package.sha256 is None for package in packages)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "text",
        {},
        {"type": "sbd", "from_codes": ["en"]},
        entry(type="sbd"),
        entry(links=[]),
        entry(links=["ipfs://Qm", "file:///etc/passwd"]),
        entry(from_code=None),
        entry(to_code="../../etc"),
        entry(package_version=1),
    ],
)
def test_an_entry_of_no_use_is_left_out_and_harms_no_other(server: WebServer, broken: object) -> None:
    assert [package.pair for package in index_of(server, [broken, entry()])] == [EN_KO]


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"{}", b"null", b"[" * 50_000, b'{"a": [1]}'])
def test_what_is_no_index_is_said_to_be_none(server: WebServer, content: bytes) -> None:
    with pytest.raises(DownloadError, match="not a package index"):
        index_of(server, content)


def test_an_index_that_is_too_large_is_not_read(server: WebServer) -> None:
    with pytest.raises(DownloadError, match="larger than"):
        index_of(server, b" " * 100_001)


def test_the_newest_version_comes_first_and_the_known_one_last(server: WebServer) -> None:
    index = index_of(server, [entry(package_version=version) for version in ("1.2", "1.10", "1.9.1")])

    found = packages_for(EN_KO, index=index, known=known_packages())

    assert [package.version for package in found] == ["1.10", "1.9.1", "1.2", "1.1"]
    assert [package.is_in_index for package in found] == [True, True, True, False]


def test_a_known_version_in_the_index_has_its_known_hash(server: WebServer) -> None:
    (package,) = index_of(server, [entry(package_version="1.1")])

    assert package.sha256 == "e03d8e65e6d44525ec5808c3409fcf8728c76c2c76925372b6d3dc3278de17fc"
    assert package.size_bytes == 120_789_009


def test_known_packages_that_the_index_lacks_are_told_apart(server: WebServer) -> None:
    unlisted = known_but_unlisted(index=index_of(server, [entry()]), known=known_packages())

    assert [(str(package.pair), package.version, package.is_in_index) for package in unlisted] == [
        ("en-vi", "1.9", False)
    ]


def test_every_known_package_is_described_in_full() -> None:
    for known in known_packages():
        assert str(known.languages) == known.pair
        assert len(bytes.fromhex(known.sha256)) == 32
        assert known.size_bytes > 1_000_000
        assert all(address.startswith("https://") for address in known.addresses)


def test_a_known_package_is_found_by_its_hash() -> None:
    assert [known_by_hash(known.sha256) for known in known_packages()] == list(known_packages())
    assert known_by_hash("0" * 64) is None


def test_the_vietnamese_package_is_credited_as_its_licence_asks() -> None:
    (vietnamese,) = [known for known in known_packages() if known.pair == "en-vi"]

    assert "CC BY 4.0" in vietnamese.attribution
    assert "OPUS-MT" in vietnamese.attribution
