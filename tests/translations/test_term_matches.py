"""Where terms stand in a text."""

import pytest

from translations.term_matches import find_terms

WHERE = [
    ("North Korea met Korea.", ["Korea", "North Korea"], "en", ["North Korea", "Korea"]),
    ("South Korea Times", ["South Korea", "Times", "South Korea Times"], "en", ["South Korea Times"]),
    ("NORTH\u00a0KOREA’S", ["North Korea's"], "en", ["NORTH\u00a0KOREA’S"]),
    ("Koreans and Korean", ["Korea"], "en", []),
    ("two summits", ["summit"], "en", ["summit"]),
    ("They told us of the US.", ["US"], "en", ["US"]),
    ("Thành phố Hoà Bình", ["hòa bình"], "vi", ["Hoà Bình"]),
    ("Hàng Hàn", ["Hàn"], "vi", ["Hàn"]),
    ("북한군은 북한이", ["북한"], "ko", ["북한", "북한"]),
    ("Straße STRASSE", ["strasse"], "de", ["Straße", "STRASSE"]),
    ("Vie\u0323\u0302t Nam", ["Việt"], "vi", ["Vie\u0323\u0302t"]),
    ("", ["a"], "en", []),
    ("a", ["", " "], "en", []),
]


@pytest.mark.parametrize(("text", "wanted", "language", "found"), WHERE)
def test_terms_are_found_where_they_stand(text: str, wanted: list[str], language: str, found: list[str]) -> None:
    assert [text[slice(*match.span)] for match in find_terms(text, wanted, language)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("조선일보", 0), ("조선이 조선", 2), ("북조선", 0), ("‘조선’을", 1), ("조선에서는", 1), ("조선업", 0)],
)
def test_strictly_a_korean_term_is_a_whole_word_with_its_particle(text: str, found: int) -> None:
    assert len(find_terms(text, ["조선"], "ko", strictly=True)) == found


def test_acronym_may_be_looked_for_in_any_case() -> None:
    assert len(find_terms("us", ["US"], "en", in_any_case=True)) == 1
