"""``syndication models``: real packages, which hold a compiled word list and no trained weights, and a real index."""

import json
import signal
import subprocess

import pytest

from tests.marian_archive import marian_files, write_archive
from tests.syndication.cli.commands import COMMAND, PAGE, free_port, the_line, write
from tests.syndication.kept import wait_for
from tests.translations.engines.web_server import Answer, WebServer
from tests.wordlist_package import build_wordlist_package

WORDS = {"Kim": "Kim", "arrives": "đến", "hotel": "khách sạn"}


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """An English to Vietnamese package file."""
    return build_wordlist_package(WORDS, out=tmp_path_factory.mktemp("package") / "translate-en_vi.argosmodel")


@pytest.fixture
def index():
    """A package index on loopback, empty so far."""
    with WebServer() as server:
        server.answers["/index.json"] = Answer(body=b"[]")
        yield server


def offer(index, pair, answer):
    """List one package in the index."""
    source, target = pair.split("-")
    listed = {
        "package_version": "1.0",
        "from_code": source,
        "to_code": target,
        "links": [index.url("/package")],
    }
    index.answers["/index.json"] = Answer(body=json.dumps([listed]).encode())
    index.answers["/package"] = answer


def installed_pairs(installation):
    return [row["pair"] for row in installation.json("models", "list")]


def test_without_packages_it_is_said_what_to_do_and_what_waits(sample):
    result = sample.run("models", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    missing = "45 sentences wait for translation from en into {0}: syndication models install en-{0}, "
    assert result.stderr.splitlines() == [
        "No packages yet. Get one: syndication models install en-ko",
        missing.format("ko") + "or import a translation memory",
        missing.format("vi") + "or import a translation memory",
    ]
    assert sample.run("models", "list", "--json").stdout == "[]\n"


def test_a_file_is_installed_listed_and_removed(sample, package):
    row = sample.json("models", "install", package)
    assert (row["pair"], row["version"], row["origin"], row["texts_queued"]) == ("en-vi", "1.0", package.name, 11)
    assert row["canaries"] == f"{7 - len(row['problems'])} of 7 passed"
    assert all(": " in problem for problem in row["problems"])
    listed = sample.run("models", "list")
    assert listed.stdout.splitlines()[1].startswith("en-vi  1.0      ")
    assert "into vi: the worker drafts them with the package that is installed\n" in listed.stderr
    assert sample.out("models", "remove", "en-vi") == "removed\nen_vi.1\n"
    assert installed_pairs(sample) == []


def test_texts_in_a_variety_of_the_language_are_drafted_with_the_same_package(empty, package):
    empty.out("import", PAGE, "--timezone", "Asia/Ho_Chi_Minh", "--language", "en-GB", languages="vi,zh-Hant,sr-Latn")
    advice = empty.run("models", "list").stderr
    assert "from en-GB into vi: syndication models install en-vi," in advice
    assert "from en-GB into zh-Hant: syndication models install en-zt," in advice
    assert "from en-GB into sr-Latn: import a translation memory; there are no packages" in advice
    assert empty.json("models", "install", package)["texts_queued"] == 11


def test_a_pair_is_installed_from_the_index_of_the_settings(empty, package, index):
    offer(index, "en-vi", Answer(body=package.read_bytes()))
    index_url = index.url("/index.json")
    (offered, *_) = empty.json("models", "list", "--available", index_url=index_url)
    assert offered == {"pair": "en-vi", "version": "1.0", "size_bytes": None, "from": index.url("/package")}
    assert empty.json("models", "install", "en-vi", index_url=index_url)["origin"] == index.url("/package")
    assert installed_pairs(empty) == ["en-vi"]


def test_an_index_that_refuses_is_one_line(empty):
    index_url = f"http://127.0.0.1:{free_port()}/index.json"
    for command in (["models", "list", "--available"], ["models", "install", "en-sv"]):
        line = empty.error(*command, index_url=index_url)
        assert f"cannot download {index_url}: " in line
        assert "Connection refused" in line


def test_a_pair_that_the_index_lacks_is_one_line(empty, index):
    line = empty.error("models", "install", "en-sv", index_url=index.url("/index.json"))
    assert line.startswith("no package for en-sv can be had: ")
    assert "lists no package for en-sv" in line


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the archive is broken"),
        (b"PK no zip at all", "the archive is broken"),
        (b"\x00" * 100_000, "the archive is broken"),
    ],
)
def test_a_file_that_is_no_package_is_refused(empty, tmp_path, content, says):
    line = empty.error("models", "install", write(tmp_path / "bad.argosmodel", content))
    assert line.startswith("the package was not installed: ")
    assert says in line
    assert installed_pairs(empty) == []


def test_a_file_with_another_hash_is_refused(empty, package):
    line = empty.error("models", "install", package, "--sha256", "abc")
    assert line.endswith("expected abc")
    assert installed_pairs(empty) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("nope.argosmodel", "nope.argosmodel: there is no such file"),
        ("no/such/file", "no/such/file: there is no such file"),
        ("/", "/ is a folder, not a package file"),
        ("xx", "'xx' does not name a language pair; write it as en-ko, or as en:zh-Hant"),
        ("en-en", "'en-en' does not name a language pair; write it as en-ko, or as en:zh-Hant"),
        ("", "'' does not name a language pair; write it as en-ko, or as en:zh-Hant"),
    ],
)
def test_what_is_neither_a_file_nor_a_pair_is_named(empty, name, line):
    assert empty.error("models", "install", name) == line


def test_a_hash_for_a_download_is_a_wrong_command_line(empty):
    line = empty.error("models", "install", "en-sv", "--sha256", "abc", status=2)
    assert line.startswith("--sha256 is for files")


@pytest.mark.parametrize("name", ["en-ko", "nope", "..", ""])
def test_what_is_not_installed_cannot_be_removed(empty, name):
    assert empty.error("models", "remove", name) == f"no installed package is called {name!r}"


def test_a_packages_folder_that_is_a_file_is_named(empty, tmp_path, package):
    file = write(tmp_path / "file", "")
    for command in (["models", "list"], ["models", "install", package], ["models", "remove", "en-vi"]):
        assert str(file) in empty.error(*command, packages=str(file))


def test_a_folder_that_was_only_copied_there_is_told_on_stderr(empty):
    (empty.data / "packages" / "translate-en_vi").mkdir(parents=True)
    result = empty.run("models", "list", "--json")
    assert result.stdout == "[]\n"
    assert result.stderr.startswith("translate-en_vi: it was not installed by this service")
    assert empty.out("models", "remove", "translate-en_vi") == "removed\ntranslate-en_vi\n"


def test_a_broken_database_is_told_before_a_download_begins(empty, index):
    offer(index, "en-sv", Answer(body=b"never asked for"))
    write(empty.data / "syndication.db", b"This is not a database. " * 1000)
    assert "not a database" in empty.error("models", "install", "en-sv", index_url=index.url("/index.json"))
    assert index.requests == []


def test_ctrl_c_during_a_download_leaves_nothing(empty, index):
    offer(index, "en-sv", Answer(body=b"PK\x03\x04", announced_bytes=1_000_000, hangs=True))
    installing = subprocess.Popen(
        [COMMAND, "models", "install", "en-sv"],
        env=empty.process_environ(index_url=index.url("/index.json")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for(lambda: "/package" in index.requests)
    installing.send_signal(signal.SIGINT)
    printed, errors = installing.communicate(timeout=30)
    assert (installing.returncode, printed) == (130, b"")
    assert the_line(errors.decode()).startswith("interrupted")
    assert list((empty.data / "packages").iterdir()) == []


@pytest.fixture(scope="session")
def marian(tmp_path_factory):
    """A published Marian model for English to Vietnamese, which wants a target token."""
    files = marian_files(WORDS, target_token=">>vie<<", more_tokens=(">>vie_Hani<<",))
    return write_archive(tmp_path_factory.mktemp("marian") / "opus+bt-2021-04-10.zip", files)


def test_one_command_makes_a_published_model_translate(sample, marian, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    row = sample.json("models", "convert", marian, "--pair", "en-vi", "--target-token", ">>vie<<", "--install")
    assert (row["pair"], row["version"], row["texts_queued"]) == ("en-vi", "2021.4.10", 11)
    assert row["attribution"].startswith("opus+bt-2021-04-10.zip, converted to CTranslate2 ")
    assert installed_pairs(sample) == ["en-vi"]
    assert list(tmp_path.glob("*.argosmodel")) == []


def test_a_published_model_is_fetched_from_its_address(empty, marian, index):
    index.answers["/eng-vie/opus+bt-2021-04-10.zip"] = Answer(body=marian.read_bytes())
    address = index.url("/eng-vie/opus+bt-2021-04-10.zip")
    row = empty.json("models", "convert", address, "--install", index_url=index.url("/index.json"))
    assert (row["pair"], row["version"]) == ("en-vi", "2021.4.10")
    refused = empty.error("models", "convert", index.url("/nothing/en-vi.zip"), "--install")
    assert refused.endswith("127.0.0.1 is not a public address")


def test_a_converted_package_is_written_where_it_is_wanted(empty, marian, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    named = empty.json("models", "convert", marian, "--pair", "en-vi", "-o", tmp_path / "mine.argosmodel")
    assert named == {
        "package": str(tmp_path / "mine.argosmodel"),
        "size_bytes": (tmp_path / "mine.argosmodel").stat().st_size,
    }
    assert empty.json("models", "convert", marian, "--pair", "en-vi", "--version", "7")["package"] == (
        "translate-en_vi-7.argosmodel"
    )
    assert installed_pairs(empty) == []


def test_a_model_that_cannot_be_converted_is_one_line(empty, marian, tmp_path):
    assert empty.error("models", "convert", tmp_path / "nope.zip").endswith("nope.zip: there is no such file or folder")
    assert "does not say its languages" in empty.error("models", "convert", marian)
    broken = write(tmp_path / "en-vi.zip", b"PK no zip at all")
    assert "the archive is broken" in empty.error("models", "convert", broken)
    assert "the model has no token '>>kor<<'" in empty.error(
        "models", "convert", marian, "--pair", "en-ko", "--target-token", ">>kor<<"
    )


def test_where_a_server_is_set_up_nobody_is_told_to_install_a_package(sample):
    told = sample.run("models", "list", libretranslate_url="http://127.0.0.1:5000").stderr
    assert "from en into vi: the worker asks libretranslate for them\n" in told
    assert "models install en-vi" not in told
