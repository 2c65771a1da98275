"""Finishing sentences with a real package, whose model is held to what was typed."""

import unicodedata
from pathlib import Path

import pytest

from tests.wordlist_package import build_wordlist_package
from translations.engines import EngineSettings
from translations.engines.argos import ArgosEngine, find_argos_engine
from translations.engines.completing import Completing, Completion
from translations.engines.packages import PackageStore

WORDS = {
    "hello": "xin chào",
    "world": ["thế giới", "toàn cầu"],
    "leaders": ["các nhà lãnh đạo", "lãnh đạo"],
    "met": ["đã gặp nhau", "hội đàm"],
    "today": "hôm nay",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ArgosEngine:
    folder = tmp_path_factory.mktemp("packages")
    archive = build_wordlist_package(WORDS, out=folder.parent / "words.argosmodel", has_target_pieces=True)
    PackageStore(folder).install_file(archive)
    found = find_argos_engine("en", "vi", EngineSettings(packages_dir=folder))
    assert found is not None
    return found


def texts(found: tuple[Completion, ...]) -> list[str]:
    return [one.text for one in found]


def test_an_argos_package_can_finish_sentences(engine: ArgosEngine) -> None:
    assert isinstance(engine, Completing)


@pytest.mark.parametrize("typed", ["", "X", "Xin", "Xin chào", "Xin chào ", "Xin chào th", "Xin chào thế giới"])
def test_the_likeliest_completion_begins_with_what_was_typed(engine: ArgosEngine, typed: str) -> None:
    best = engine.complete("Hello world.", typed)[0]
    assert best.text == "Xin chào thế giới."
    assert best.mean_log_probability > -0.1


def test_what_was_typed_decides_even_against_the_models_own_choice(engine: ArgosEngine) -> None:
    assert engine.translate(["Hello world."])[0].text == "Xin chào thế giới."  # type: ignore[union-attr]
    assert texts(engine.complete("Hello world.", "Xin chào toàn"))[0] == "Xin chào toàn cầu."
    assert texts(engine.complete("Leaders met today.", "Lãnh đạo hội "))[:1] in ([], ["Lãnh đạo hội đàm hôm nay."])
    assert texts(engine.complete("Leaders met today.", "Lãnh đạo "))[0] == "Lãnh đạo đã gặp nhau hôm nay."


def test_what_is_typed_decomposed_is_understood_and_kept(engine: ArgosEngine) -> None:
    typed = unicodedata.normalize("NFD", "Xin chào toàn")
    assert texts(engine.complete("Hello world.", typed))[0] == typed + " cầu."


def test_every_completion_is_another_one_and_says_more_than_was_typed(engine: ArgosEngine) -> None:
    for typed in ("", "Xin", "Xin chào ", "zzz", "Xin chào thế giới", "Xin chào thế giới.", "  Xin chào "):
        for ask in (engine.complete, engine.other_wordings):
            found = texts(ask("Hello world.", typed))
            assert len(set(found)) == len(found)
            assert all(text.startswith(typed) and len(text) > len(typed) for text in found)


def test_other_wordings_part_where_the_caret_is(engine: ArgosEngine) -> None:
    found = texts(engine.other_wordings("Leaders met today", "Các nhà lãnh đạo "))
    assert found[:2] == ["Các nhà lãnh đạo đã gặp nhau hôm nay", "Các nhà lãnh đạo hội đàm hôm nay"]
    assert texts(engine.other_wordings("Leaders met today", ""))[:2] == [
        "Các nhà lãnh đạo đã gặp nhau hôm nay",
        "Lãnh đạo đã gặp nhau hôm nay",
    ]


def test_a_sentence_without_a_full_stop_gets_none(engine: ArgosEngine) -> None:
    assert texts(engine.complete("Hello world", "Xin chào "))[0] == "Xin chào thế giới"


@pytest.mark.parametrize("sentence", ["", "   ", "***", "hello world " * 150, "Hello.\nWorld."])
def test_what_is_asked_in_parts_or_not_at_all_is_not_finished(engine: ArgosEngine, sentence: str) -> None:
    assert engine.complete(sentence, "Xin") == ()
    assert engine.other_wordings(sentence, "Xin") == ()


@pytest.mark.parametrize("typed", ["\ud800", "\0", "x" * 4000, "▁▁▁", "<unk>", "</s>", "́" * 300])
def test_nothing_that_is_typed_breaks_the_engine(engine: ArgosEngine, typed: str) -> None:
    for one in engine.complete("Hello world.", typed):
        assert len(one.text) > len(typed)


def test_drafts_of_many_sentences_are_the_same_as_one_by_one(engine: ArgosEngine, tmp_path: Path) -> None:
    sentences = [f"Hello world {number}." + " hello" * (number % 40) for number in range(150)]
    together = engine.translate(sentences)
    assert [draft.text for draft in together] == [engine.translate([one])[0].text for one in sentences]  # type: ignore[union-attr]
