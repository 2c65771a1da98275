"""What counts as the same sentence."""

import pytest

from tests.translations.factories import make_source, make_translation
from translations.hashes import fold_hash, source_hash, target_hash

SAME = [
    ("one  two\n three", "one two three"),
    (" one two three ", "one two three"),
    ("Vie\u0323\u0302t Nam", "Việt Nam"),
]
FOLDED = [
    ("“We’ll see,” he said", '"We\'ll see," he said'),
    ("«Non»", '"Non"'),
    ("talks – at last", "talks - at last"),
    ("talks -- at last", "talks — at last"),
    ("North\u00a0Korea", "North Korea"),
    ("6\u202f000", "6 000"),
    ("zero\u200bwidth", "zerowidth"),
]
DIFFERENT = [
    ("12 injured", "14 injured"),
    ("He left.", "He left"),
    ("He left.", "he left."),
    ("He left...", "He left…"),
    ("Có", "Co"),
    ("½", "1⁄2"),
    ("'quoted'", '"quoted"'),
    ("한국", "한극"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_runs_of_blanks_and_composition_do_not_make_a_sentence_another(one: str, other: str) -> None:
    assert source_hash(one) == source_hash(other)


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_quotes_dashes_and_spaces_are_folded_but_counted(one: str, other: str) -> None:
    assert fold_hash(one) == fold_hash(other)
    assert source_hash(one) != source_hash(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_case_digits_letters_and_sentence_ends_are_never_folded(one: str, other: str) -> None:
    assert fold_hash(one) != fold_hash(other)


MARKED = [
    ("<b>He</b> left.", "He left."),
    ("<b>He</b> left.", "He <b>left</b>."),
    ("<b>He</b> left.", "<i>He</i> left."),
    ('<a href="https://a.example/">He</a> left.', '<a href="https://b.example/">He</a> left.'),
    ('<a href="https://a.example/-">He</a> left.', '<a href="https://a.example/–">He</a> left.'),
]


@pytest.mark.parametrize(("one", "other"), MARKED)
def test_marks_their_places_and_addresses_belong_to_the_sentence(one: str, other: str) -> None:
    first, second = make_source(one), make_source(other)
    assert first.source_hash != second.source_hash
    assert first.fold_hash != second.fold_hash


def test_text_that_looks_like_a_mark_is_not_one() -> None:
    assert make_source("&lt;b&gt;He&lt;/b&gt; left.").source_hash != make_source("<b>He</b> left.").source_hash


def test_a_translation_is_known_by_its_text_and_marks() -> None:
    source = make_source()
    translation = make_translation("Họ <b>gặp</b> nhau.", source)
    assert target_hash(translation) == target_hash(make_translation("Họ <b>gặp</b> nhau.", source, author="Linh"))
    assert target_hash(translation) != target_hash(make_translation("Họ gặp <b>nhau</b>.", source))
    assert target_hash(None) == ""
