"""House style of quotation marks and dashes."""

import pytest

from translations.typography import house_style

CASES = [
    ("vi", '"Tốt", ông nói.', "“Tốt”, ông nói."),
    ("ko", "그는 \"좋다\"고 '짧게' 말했다.", "그는 “좋다”고 ‘짧게’ 말했다."),
    ("en", '"Good," he said - "Vietnam\'s \'best\'."', "“Good,” he said – “Vietnam's ‘best’.”"),
    ("vi", "Trump – Kim", "Trump - Kim"),
    ("vi-VN", '("Tốt")', "(“Tốt”)"),
]
UNTOUCHED = [
    ("vi", "“Tốt”, ông nói."),
    ("en", "5'10\" tall"),
    ("en", 'An unbalanced " quote'),
    ("en", '" oddly spaced "'),
    ("en", "well-known"),
    ("fr", '"Oui" - non'),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_straight_quotes_and_dashes_become_those_of_the_language(language: str, text: str, expected: str) -> None:
    assert house_style(text, language) == expected
    assert len(expected) == len(text)


@pytest.mark.parametrize(("language", "text"), UNTOUCHED)
def test_what_is_not_surely_a_pair_of_quotation_marks_is_left_alone(language: str, text: str) -> None:
    assert house_style(text, language) == text
