"""The engine on packages compiled from word lists: real models, real decoding; see tests/wordlist_package.py."""

import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wordlist_package import build_wordlist_package
from translations.engines import argos
from translations.engines.argos import ArgosEngine, find_argos_engine
from translations.engines.engine import EngineDraft, EngineFailure, EngineSettings
from translations.engines.errors import EngineError
from translations.engines.installed import read_metadata
from translations.engines.loading import LoadedModel, load_model
from translations.engines.packages import PackageStore

EIGHT_THREADS = 8


def translate(engine: ArgosEngine, sentence: str) -> EngineDraft:
    (draft,) = engine.translate([sentence])
    assert isinstance(draft, EngineDraft), draft
    return draft


def engine_of(tmp_path: Path, words: dict[str, str | list[str]], **faults: object) -> ArgosEngine:
    """Build a package and make an engine of it, without the trial that an installation is."""
    archive = build_wordlist_package(words, out=tmp_path / "package.argosmodel", **faults)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    return ArgosEngine(tmp_path / "en_vi", metadata=read_metadata(tmp_path / "en_vi"), sha256="0" * 64)


def test_sentences_are_translated_in_order(engine: ArgosEngine) -> None:
    drafts = engine.translate(["Hello world.", "Leaders met today.", "Hello."])

    assert [draft.text for draft in drafts] == [
        "Xin chào thế giới.",
        "Các nhà lãnh đạo đã gặp nhau hôm nay.",
        "Xin chào.",
    ]


def test_nothing_to_translate_gives_nothing(engine: ArgosEngine) -> None:
    assert engine.translate([]) == []


@pytest.mark.parametrize("sentence", ["", " ", "\n\t\u00a0", "…", "😀 😀", "\u200b"])
def test_what_holds_no_word_comes_back_as_it_is_and_without_confidence(engine: ArgosEngine, sentence: str) -> None:
    assert translate(engine, sentence) == EngineDraft(text=sentence, mean_log_probability=None)


def test_outer_blanks_and_line_breaks_stay_where_they_are(engine: ArgosEngine) -> None:
    assert translate(engine, " \tHello.\r\n\n  world \u2028").text == " \tXin chào.\r\n\n  thế giới \u2028"


@pytest.mark.parametrize(
    "kept",
    ["@vn_express", "__main__", "#Hà_Nội", "https://example.org/a_b?c=1&d=2#e", "snake_case_name", "a@example.org"],
)
def test_handles_and_links_come_through_unchanged(engine: ArgosEngine, kept: str) -> None:
    assert translate(engine, f"Hello {kept} today.").text == f"Xin chào {kept} hôm nay."


def test_a_headline_without_a_full_stop_gets_none(engine: ArgosEngine) -> None:
    assert translate(engine, "Leaders met today").text == "Các nhà lãnh đạo đã gặp nhau hôm nay"


def test_all_capitals_are_translated_as_a_sentence(engine: ArgosEngine) -> None:
    assert translate(engine, "LEADERS MET TODAY").text == "Các nhà lãnh đạo đã gặp nhau hôm nay"


def test_a_lone_surrogate_is_replaced_and_harms_nothing(engine: ArgosEngine) -> None:
    assert translate(engine, "Hello \ud83d world.").text == "Xin chào \ufffd thế giới."


def test_a_null_character_harms_nothing(engine: ArgosEngine) -> None:
    assert translate(engine, "Hello\0 world.").text.endswith("thế giới.")


def test_known_words_are_surer_than_unknown_ones(engine: ArgosEngine) -> None:
    known, unknown = translate(engine, "Hello world."), translate(engine, "Hello Xyzzy.")

    assert unknown.mean_log_probability is not None
    assert known.mean_log_probability is not None
    assert unknown.mean_log_probability < known.mean_log_probability <= 0


def test_confidence_is_a_mean_over_tokens_and_does_not_sink_with_length(engine: ArgosEngine) -> None:
    short, long = translate(engine, "hello world."), translate(engine, "hello world " * 20 + "hello world.")

    assert long.mean_log_probability == pytest.approx(short.mean_log_probability, abs=0.05)


def test_other_wordings_are_offered_best_first_and_none_twice(engine: ArgosEngine) -> None:
    draft = translate(engine, "  Hello world ")

    assert draft.text == "  Xin chào thế giới "
    assert draft.alternatives[0] == "  Xin chào toàn cầu "
    assert len({draft.text, *draft.alternatives}) == 1 + len(draft.alternatives) == 3


def test_a_wording_that_differs_only_where_nobody_sees_it_is_not_offered(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": ["xin chào", "xin chào "]})

    draft = translate(engine, "hello")

    assert draft.text == "xin chào"
    assert draft.text not in draft.alternatives


def test_links_tie_target_words_to_source_words(engine: ArgosEngine) -> None:
    source = " Hello @vn_express,\nworld"

    draft = translate(engine, source)

    tied = {draft.text[slice(*link.target)]: source[slice(*link.source)] for link in draft.links}
    assert tied == {"Xin chào": "Hello", "@": "@", "vn_express": "vn_express", ",": ",", "thế giới": "world"}
    assert all(0 < link.weight <= 1 for link in draft.links)


def test_a_package_that_does_not_claim_alignment_gives_no_links(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"}, metadata={"guided_alignment": False})

    assert translate(engine, "hello").links == ()


def test_a_sentence_of_a_thousand_words_loses_none(engine: ArgosEngine) -> None:
    source = ", ".join(f"leaders met on day {day}" for day in range(1, 301)) + "."

    draft = translate(engine, source)

    assert draft.text == ", ".join(f"các nhà lãnh đạo đã gặp nhau vào ngày {day}" for day in range(1, 301)) + "."
    assert not draft.is_cut


def test_links_of_a_long_sentence_point_to_the_right_places(engine: ArgosEngine) -> None:
    source = ", ".join(f"leaders met on day {day}" for day in range(1, 101)) + "."

    draft = translate(engine, source)

    tied = [(source[slice(*link.source)], draft.text[slice(*link.target)]) for link in draft.links]
    assert tied.count(("leaders", "các nhà lãnh đạo")) == 100
    assert all(word == translated for word, translated in tied if word.isdecimal())


def test_a_long_text_without_a_blank_loses_nothing(engine: ArgosEngine) -> None:
    source = "0123456789" * 200

    assert translate(engine, source).text == source


def test_a_translation_that_hits_the_length_limit_says_so(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"}, loops_at=0)

    draft = translate(engine, "hello")

    assert draft.is_cut
    assert draft.text.startswith("xin chào xin chào xin chào")


def test_the_length_limit_follows_the_length_of_the_source(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"}, loops_at=0)

    assert len(translate(engine, "hello").text.split()) < 200


def test_a_translation_that_goes_round_in_circles_is_tried_again_without(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": ["xin chào", "chào"], "world": "thế giới"}, loops_at=0, loops=12)

    draft = translate(engine, "hello world")

    assert "xin chào xin chào xin chào xin chào" not in draft.text
    assert draft.text.endswith("thế giới")


def test_repetition_that_is_in_the_source_is_kept(engine: ArgosEngine) -> None:
    assert translate(engine, "hello hello hello hello hello hello.").text == " ".join(["xin chào"] * 6) + "."


def test_a_sentence_the_model_cannot_take_harms_no_other(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"}, positions=12)

    drafts = engine.translate(["hello.", "hello " * 20, "hello hello."])

    assert [draft.text for draft in drafts if isinstance(draft, EngineDraft)] == ["xin chào.", "xin chào xin chào."]
    assert isinstance(drafts[1], EngineFailure)
    assert "position" in drafts[1].reason


def test_when_every_sentence_is_too_much_the_engine_is_not_to_blame(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"}, positions=30)

    assert all(isinstance(draft, EngineFailure) for draft in engine.translate(["hello " * 50, "hello " * 60]))


def test_a_model_that_can_translate_nothing_is_an_engine_error(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"}, positions=1)

    with pytest.raises(EngineError, match="translate-en_vi cannot translate"):
        engine.translate(["hello.", "hello world."])


def test_a_sentence_of_which_nothing_is_left_is_a_failure_not_an_empty_draft(engine: ArgosEngine) -> None:
    assert engine.translate(["the"]) == [EngineFailure("the model returned nothing")]


def test_a_package_whose_files_are_gone_is_an_engine_error(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào"})
    (tmp_path / "en_vi" / "model" / "model.bin").unlink()

    with pytest.raises(EngineError, match=r"model\.bin"):
        engine.translate(["hello"])


def test_a_target_token_that_the_package_asks_for_is_put_before_the_source(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào", "world": "thế giới"}, metadata={"source_prefix": ">>vie<<"})

    draft = translate(engine, "hello world")

    assert draft.text == "xin chào thế giới"
    assert [link.source for link in draft.links] == [(0, 5), (6, 11)]


def test_a_target_prefix_is_forced_and_does_not_show(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"hello": "xin chào", "world": "thế giới"}, metadata={"target_prefix": "__vi__"})

    draft = translate(engine, "hello world")

    assert draft.text == "xin chào thế giới"
    assert not draft.is_cut
    assert [draft.text[slice(*link.target)] for link in draft.links] == ["xin chào", "thế giới"]


def test_naughty_strings_are_translated_without_a_failure(
    engine: ArgosEngine, naughty_strings: tuple[str, ...]
) -> None:
    drafts = engine.translate(naughty_strings)

    assert [text for text, draft in zip(naughty_strings, drafts, strict=True) if isinstance(draft, EngineFailure)] == []


@given(st.lists(st.text(st.characters(codec=None), max_size=40), max_size=5))
def test_any_text_gives_one_encodable_result_each(engine: ArgosEngine, sentences: list[str]) -> None:
    drafts = engine.translate(sentences)

    assert len(drafts) == len(sentences)
    for draft in drafts:
        (draft.text if isinstance(draft, EngineDraft) else draft.reason).encode()


@given(st.text(max_size=60))
def test_links_always_lie_within_both_texts(engine: ArgosEngine, sentence: str) -> None:
    for draft in engine.translate([sentence]):
        for link in draft.links if isinstance(draft, EngineDraft) else ():
            assert 0 <= link.source[0] < link.source[1] <= len(sentence)
            assert 0 <= link.target[0] < link.target[1] <= len(draft.text)


def test_batching_does_not_change_a_translation(engine: ArgosEngine) -> None:
    sentences = [f"Leaders met {'hello ' * count}on day {count}." for count in range(40)]

    together = engine.translate(sentences)

    assert [draft.text for draft in together] == [translate(engine, sentence).text for sentence in sentences]


def test_eight_threads_load_the_model_once_and_translate_alike(
    installed_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Path] = []

    def load_and_count(folder: Path, **options: Any) -> LoadedModel:
        loads.append(folder)
        return load_model(folder, **options)

    monkeypatch.setattr(argos, "load_model", load_and_count)
    engine = argos.find_argos_engine("en", "vi", EngineSettings(packages_dir=installed_dir))
    assert engine is not None
    start = threading.Barrier(EIGHT_THREADS)

    def work(number: int) -> str:
        start.wait()
        return translate(engine, f"Hello world {number}.").text

    with ThreadPoolExecutor(EIGHT_THREADS) as pool:
        texts = list(pool.map(work, range(EIGHT_THREADS)))

    assert texts == [f"Xin chào thế giới {number}." for number in range(EIGHT_THREADS)]
    assert loads == [installed_dir / "en_vi.1"]


def test_the_facts_of_a_draft_name_package_version_hash_and_options(engine: ArgosEngine, installed_dir: Path) -> None:
    (package,) = PackageStore(installed_dir).installed()

    info = engine.info

    assert (info.name, info.package, info.version) == ("argos", "translate-en_vi", "1.0")
    assert info.sha256 == package.record.sha256
    assert (info.source_language, info.target_language) == ("en", "vi")
    assert "beam=4" in info.options


def test_a_regional_tag_finds_the_package_of_its_language(installed_dir: Path) -> None:
    assert find_argos_engine("en-GB", "vi-VN", EngineSettings(packages_dir=installed_dir)) is not None


@pytest.mark.parametrize(("source", "target"), [("en", "ko"), ("vi", "en"), ("en", "en"), ("", "vi"), ("en", "../..")])
def test_a_pair_without_a_package_has_no_engine(installed_dir: Path, source: str, target: str) -> None:
    assert find_argos_engine(source, target, EngineSettings(packages_dir=installed_dir)) is None
