"""Figures about the desk's work, against figures worked out by hand and against sacrebleu's own of the same corpus."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from translations.measuring import Measurement, measure, signatures
from translations.numbers import (
    CHRF_ORDER,
    Spread,
    chrf,
    count_words,
    hter,
    pace,
    per_thousand,
    percentile,
    spread,
    sums,
)

CORPUS = [
    ("Cảnh sát đóng đường.", "Cảnh sát phong tỏa đường."),
    ("Họ ôm nhau", "Họ đã ôm nhau."),
    ("경찰이 도로를 폐쇄했다.", "경찰은 도로를 막았다."),
    ("首脳が会談した。", "両首脳が会談した。"),
    ("Ông Trump đến.", "Ông Trump đến."),
    ("12 & <b>", "Mười hai và “b”"),
    ("a", "b"),
]


def measured(draft: str, final: str) -> Measurement:
    found = measure(draft, final)
    assert found is not None
    return found


def sacrebleu_of(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Return TER and chrF of a corpus as sacrebleu itself counts them."""
    drafts, finals = [draft for draft, _ in pairs], [final for _, final in pairs]
    make: Any = TER
    ter: Any = make(normalized=True, asian_support=True, case_sensitive=True)
    make = CHRF
    plain: Any = make()
    return ter.corpus_score(drafts, [finals]).score, plain.corpus_score(drafts, [finals]).score


def ours_of(pairs: list[tuple[str, str]]) -> tuple[float | None, float | None]:
    each = [measured(draft, final) for draft, final in pairs]
    ter = hter(sum(one.edits for one in each), sum(one.reference_words for one in each))
    return ter, chrf(sums([one.chrf_statistics for one in each]))


def test_figures_of_a_corpus_are_those_of_sacrebleu() -> None:
    assert ours_of(CORPUS) == pytest.approx(sacrebleu_of(CORPUS))


words = st.text(st.sampled_from("abc ơđ가나.,!?<&"), min_size=1, max_size=20).filter(str.strip)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=5))
def test_sums_of_any_sentences_give_what_sacrebleu_gives_for_all_of_them(pairs: list[tuple[str, str]]) -> None:
    stripped = [(draft.strip(), final.strip()) for draft, final in pairs]
    ter, letters = ours_of(stripped)
    theirs = sacrebleu_of(stripped)
    assert letters == pytest.approx(theirs[1])
    assert ter is None or ter == pytest.approx(theirs[0])


def test_one_word_for_another_of_four_is_a_quarter() -> None:
    one = measured("Họ đã ôm nhau", "Họ sẽ ôm nhau")
    assert (one.edits, one.reference_words) == (1.0, 4.0)
    assert hter(one.edits, one.reference_words) == 25.0


def test_a_draft_that_was_taken_as_it_is_has_no_edits_and_all_letters() -> None:
    one = measured("Họ ôm nhau.", "Họ ôm nhau.")
    assert one.edits == 0
    assert chrf(one.chrf_statistics) == pytest.approx(100)


def test_letters_are_counted_by_hand_in_a_short_text() -> None:
    # "ab" and "ac": of runs of one letter 2, 2 and 1 in common; of two 1, 1 and 0; longer ones there are none.
    assert measured("ab", "ac").chrf_statistics[:6] == (2, 2, 1, 1, 1, 0)
    # Precision and recall are (1/2 + 0) / 2 both, and so is their mean, however recall is weighed.
    assert chrf(measured("ab", "ac").chrf_statistics) == pytest.approx(25)


def test_how_it_was_counted_is_told() -> None:
    ter, letters = signatures()
    assert ter.startswith("nrefs:1|case:mixed|tok:tercom|norm:yes|punct:yes|asian:yes|version:")
    assert letters.startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:")


@pytest.mark.parametrize(("draft", "final"), [("", "a"), ("a", " "), ("x " * 500, "a"), ("a", "字" * 900)])
def test_what_is_empty_or_no_sentence_any_more_is_not_measured(draft: str, final: str) -> None:
    assert measure(draft, final) is None


def test_nothing_gives_no_figure() -> None:
    assert hter(0, 0) is None
    assert chrf(()) is None
    assert chrf((0,) * 3 * CHRF_ORDER) is None
    assert spread([]) is None
    assert pace([]) is None
    assert per_thousand(0, 0) is None
    assert sums([]) == ()


def test_statistics_of_another_kind_are_left_out_of_a_sum() -> None:
    assert sums([(1,) * 18, (2,) * 18, (5, 5)]) == (3,) * 18


@pytest.mark.parametrize(("percent", "value"), [(0, 1.0), (50, 3.0), (90, 4.6), (100, 5.0), (25, 2.0), (95, 4.8)])
def test_a_percentile_between_two_values_is_in_proportion(percent: float, value: float) -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0, 5.0], percent) == pytest.approx(value)


def test_a_spread_tells_the_median_the_90th_percentile_and_of_how_many() -> None:
    assert spread([30.0, 10.0, 20.0]) == Spread(median_s=20.0, p90_s=pytest.approx(28.0), count=3)
    assert spread([7.0]) == Spread(median_s=7.0, p90_s=7.0, count=1)


def test_times_at_work_that_say_nothing_are_dropped() -> None:
    times = [(1.0, 10), (2.5, 10), (20.0, 10), (300.0, 10), (301.0, 10), (5.0, 0)]
    # 0.1 s a word was waved through, 30.1 s a word was a pause, and no words are no pace.
    assert pace(times) == Spread(median_s=2.0, p90_s=pytest.approx(24.4), count=3)


@pytest.mark.parametrize(
    ("text", "count"),
    [("Police closed 3 streets.", 4), ("경찰이 도로를 폐쇄했다.", 3), ("首脳が会談した。", 4), ("— !", 0), ("", 0)],
)
def test_words_are_counted_in_every_script(text: str, count: int) -> None:
    assert count_words(text) == count
