"""Several engines as one: a real package and a real server on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.translations.engines.translation_server import Request, TranslationServer, words
from tests.wordlist_package import build_wordlist_package
from translations.engines import Engine, EngineSettings
from translations.engines.engine import EngineDraft, EngineFailure
from translations.engines.errors import PairNotServed
from translations.engines.packages import PackageStore
from translations.engines.shelf import EngineShelf

BOTH = ("argos", "libretranslate")


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with TranslationServer() as running:
        yield running


@pytest.fixture
def settings(installed_dir: Path, server: TranslationServer) -> EngineSettings:
    return EngineSettings(packages_dir=installed_dir, libretranslate_url=server.url)


def ask(engine: Engine | None, *sentences: str) -> list[tuple[str, str]]:
    """Return the texts with the name of the engine that made each."""
    assert engine is not None
    drafts = [draft for draft in engine.translate(sentences) if isinstance(draft, EngineDraft)]
    return [(draft.text, (draft.made_by or engine.info).name) for draft in drafts]


def test_the_first_engine_in_the_order_is_asked(settings: EngineSettings, server: TranslationServer) -> None:
    shelf = EngineShelf(settings)
    assert ask(shelf.find("en", "vi", order=BOTH), "Hello.") == [("Xin chào.", "argos")]
    assert server.requests == []
    assert ask(shelf.find("en", "vi", order=BOTH[::-1]), "Hello.") == [("vi(Hello.)", "libretranslate")]


def test_an_engine_that_is_not_in_the_order_is_not_asked(settings: EngineSettings) -> None:
    shelf = EngineShelf(settings)
    assert ask(shelf.find("en", "vi", order=("libretranslate",)), "Hello.") == [("vi(Hello.)", "libretranslate")]
    assert shelf.find("en", "vi", order=()) is None
    assert ask(shelf.find("en", "vi", order=("nobody", "argos")), "Hello.") == [("Xin chào.", "argos")]


def test_models_stay_in_memory_whatever_the_order(settings: EngineSettings) -> None:
    shelf = EngineShelf(settings)
    (first, _) = shelf.find_all("en", "vi", order=BOTH)
    shelf.find_all("en", "vi", order=("libretranslate",))
    assert shelf.find_all("en", "vi", order=BOTH[::-1])[1] is first


def test_what_one_engine_cannot_do_the_next_one_does(tmp_path: Path, server: TranslationServer) -> None:
    short = build_wordlist_package({"hello": "xin chào"}, positions=30, out=tmp_path / "en_vi.argosmodel")
    PackageStore(tmp_path / "packages").install_file(short)
    settings = EngineSettings(packages_dir=tmp_path / "packages", libretranslate_url=server.url)
    long = "hello " * 40 + "hello."
    done = ask(EngineShelf(settings).find("en", "vi", order=BOTH), "Hello.", long, "Hello.")
    assert [name for _, name in done] == ["argos", "libretranslate", "argos"]
    assert server.requests[-1].body["q"] == [long]


def test_a_server_that_is_away_does_not_keep_the_package_from_working(
    settings: EngineSettings, server: TranslationServer
) -> None:
    server.handlers = [lambda request: request.answer_bytes(b"", status=503, Retry_After="120")]
    engine = EngineShelf(settings).find("en", "vi", order=BOTH[::-1])
    assert ask(engine, "Hello.") == [("Xin chào.", "argos")]
    assert ask(engine, "Hello.") == [("Xin chào.", "argos")]
    assert len(server.requests) == 1


def test_an_empty_translation_is_left_to_the_next_engine(settings: EngineSettings, server: TranslationServer) -> None:
    def silent(request: Request) -> None:
        if request.path == "/languages":
            words(request)
        else:
            request.answer({"translatedText": [" " for _ in request.body["q"]]})

    server.handlers = [silent]
    assert ask(EngineShelf(settings).find("en", "vi", order=BOTH[::-1]), "Hello.", "") == [
        ("Xin chào.", "argos"),
        ("", "libretranslate"),
    ]


def test_where_all_engines_fail_it_is_said_why_each_did(
    tmp_path: Path, installed_dir: Path, server: TranslationServer
) -> None:
    (tmp_path / "packages").symlink_to(installed_dir)
    settings = EngineSettings(packages_dir=tmp_path / "packages", libretranslate_url=server.url)
    server.handlers = [lambda request: request.answer_bytes(b"", status=503, Retry_After="120")]
    engine = EngineShelf(settings).find("en", "vi", order=BOTH)
    (tmp_path / "packages").unlink()
    assert engine is not None
    (failure,) = engine.translate(["Hello."])
    assert isinstance(failure, EngineFailure)
    assert failure.reason.startswith("argos: ")
    assert failure.reason.endswith("; libretranslate: it answered 503")
    assert failure.retry_after_s == pytest.approx(120, abs=5)


def test_a_pair_that_no_engine_serves_has_no_engine(tmp_path: Path, server: TranslationServer) -> None:
    settings = EngineSettings(packages_dir=tmp_path, libretranslate_url=server.url)
    alone = EngineShelf(settings).find("en", "ko")
    assert alone is not None
    with pytest.raises(PairNotServed):
        alone.translate(["Hello."])
