import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.engines.guards import Chunk, assemble, longest_loop, plan, replace_surrogates, strip_stop

ANY_TEXT = st.text(st.characters(codec=None), max_size=80)


def chunks_of(sentence: str, *, most_words: int = 1000, language: str = "en") -> tuple[Chunk, ...]:
    return plan(sentence, is_long=lambda part: len(part.split()) > most_words, language=language)


def texts_of(sentence: str, *, most_words: int = 1000, language: str = "en") -> list[str]:
    return [chunk.text for chunk in chunks_of(sentence, most_words=most_words, language=language)]


@pytest.mark.parametrize("sentence", ["", "   ", "\n\t ", "…", "😀😀", "— ***", "\u200b", "\u2028"])
def test_a_sentence_without_a_word_is_not_sent_to_the_model(sentence: str) -> None:
    assert chunks_of(sentence) == ()


def test_outer_blanks_are_not_sent_to_the_model() -> None:
    assert texts_of(" \u00a0Hello.\t") == ["Hello."]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028", "\x85", "\v", "\n \n"])
def test_lines_are_sent_one_by_one(line_break: str) -> None:
    assert texts_of(f"One.{line_break}Two.") == ["One.", "Two."]


@pytest.mark.parametrize(
    ("sentence", "sent"),
    [
        ("LEADERS MEET IN HANOI.", "Leaders meet in hanoi."),
        ("BREAKING: 14 INJURED!", "Breaking: 14 injured!"),
        ("“HÀ NỘI ĐÓN TIẾP”", "“Hà nội đón tiếp”"),
        ("İSTANBUL'DA TOPLANTI!", "İstanbul'da toplantı!".replace("ı", "i")),
    ],
)
def test_all_capitals_are_sent_in_sentence_case(sentence: str, sent: str) -> None:
    assert texts_of(sentence) == [sent]


@pytest.mark.parametrize("sentence", ["UN.", "USA, NATO.", "INTERPOL.", "The USA AND NATO AGREE.", "한국과 미국."])
def test_acronyms_and_mixed_case_are_left_alone(sentence: str) -> None:
    assert texts_of(sentence) == [sentence]


@pytest.mark.parametrize(
    ("sentence", "language", "sent"),
    [
        ("Leaders meet in Hanoi", "en", "Leaders meet in Hanoi."),
        ("Summit 2019", "en", "Summit 2019."),
        ("首脑会晤", "zh", "首脑会晤。"),
    ],
)
def test_a_line_that_ends_in_a_word_gets_a_full_stop(sentence: str, language: str, sent: str) -> None:
    assert texts_of(sentence, language=language) == [sent]


@pytest.mark.parametrize(
    "sentence", ["Done.", "Done!", "“Done.”", "See https://example.org/a", "By @vn_express", "Dinner:", "2019", "14-2"]
)
def test_other_line_ends_are_left_alone(sentence: str) -> None:
    assert texts_of(sentence) == [sentence]


@pytest.mark.parametrize(
    ("translation", "stripped"),
    [("Xin chào.", "Xin chào"), ("你好。", "你好"), ("Xin chào...", "Xin chào..."), ("", "")],
)
def test_the_full_stop_that_was_added_is_taken_off(translation: str, stripped: str) -> None:
    assert strip_stop(translation, Chunk(start=0, end=5, text="Hello.", has_stop=True)) == stripped


def test_a_full_stop_that_was_there_stays() -> None:
    assert strip_stop("Xin chào.", Chunk(start=0, end=6, text="Hello.")) == "Xin chào."


@pytest.mark.parametrize(
    ("sentence", "sent"),
    [
        ("a b c d e. f g, h i j.", ["a b c d e.", "f g, h i j."]),
        ("a b, c d e f; g h i j.", ["a b, c d e f;", "g h i j."]),
        ("a b c, d e f g h.", ["a b c,", "d e f g h."]),
        ("a b c d e f g h.", ["a b c d", "e f g h."]),
    ],
)
def test_a_long_sentence_is_halved_at_the_best_seam_near_its_middle(sentence: str, sent: list[str]) -> None:
    assert texts_of(sentence, most_words=6) == sent


def test_a_number_is_not_halved_at_its_comma() -> None:
    sent = plan("1,234,567,890 and 1,234,567,890.", is_long=lambda part: len(part) > 20, language="en")

    assert [chunk.text for chunk in sent] == ["1,234,567,890 and", "1,234,567,890."]


def test_text_without_blanks_is_halved_between_characters() -> None:
    sent = plan("ab" * 8, is_long=lambda part: len(part) > 5, language="en")

    assert [chunk.text for chunk in sent] == ["abab", "abab", "abab", "abab."]


def test_a_letter_is_not_halved_from_its_accents() -> None:
    sent = plan("a\u0323\u0302" * 5, is_long=lambda part: len(part) > 4, language="en")

    assert [chunk.text for chunk in sent] == ["a\u0323\u0302"] * 5


def test_ten_thousand_accents_on_one_letter_are_halved_too() -> None:
    sent = plan("a" + "\u0301" * 10_000, is_long=lambda part: len(part) > 100, language="en")

    assert max(len(chunk.text) for chunk in sent) <= 101


@pytest.mark.parametrize(
    ("tokens", "loops"),
    [("", 1), ("a", 1), ("a b", 1), ("a a", 2), ("x a b a b a b y", 3), ("a b c a b", 1), ("a a b a a b", 2)],
)
def test_repetition_is_counted(tokens: str, loops: int) -> None:
    assert longest_loop(tokens.split()) == loops


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    assert replace_surrogates("a\ud800b\udfff\U0001f600") == "a\ufffdb\ufffd\U0001f600"


@given(ANY_TEXT, st.integers(1, 5))
def test_every_character_is_either_in_one_chunk_or_kept(sentence: str, most_words: int) -> None:
    chunks = chunks_of(sentence, most_words=most_words)

    together, starts = assemble(sentence, chunks, [sentence[chunk.start : chunk.end] for chunk in chunks])

    assert together == sentence
    assert starts == tuple(chunk.start for chunk in chunks)


@given(ANY_TEXT, st.integers(1, 5))
def test_what_is_kept_holds_no_word(sentence: str, most_words: int) -> None:
    text, _ = assemble(sentence, chunks := chunks_of(sentence, most_words=most_words), [""] * len(chunks))

    assert not any(character.isalnum() for character in text)


@given(ANY_TEXT)
def test_preparing_keeps_every_character_in_its_place(sentence: str) -> None:
    for chunk in chunks_of(sentence):
        sent, own = chunk.text[: chunk.end - chunk.start], sentence[chunk.start : chunk.end]
        assert all(new in {old, old.lower()} for new, old in zip(sent, own, strict=True))
        assert len(chunk.text) == len(own) + chunk.has_stop
