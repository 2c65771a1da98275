import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.glossary import Term, TermIndex, TermStatus, search_key


def term(source: str, target: str = "x", **more) -> Term:
    return Term(source_language="en", target_language="vi", source_text=source, target_text=target, **more)


def found(text: str, *sources: str) -> list[str]:
    return [one.source_text for one in TermIndex(map(term, sources)).candidates(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hà Nội", "ha noi"),
        ("Ha\u0300 No\u0323\u0302i", "hà nội"),
        ("Đà Nẵng", "da nang"),
        ("“Juche”", '"juche"'),
        ("Kim\u00a0Jong–un", "kim jong-un"),
        ("  북한 ", "북한"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_one_term_have_one_key(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_other_terms_have_other_keys() -> None:
    assert search_key("북한") != search_key("한국")
    assert search_key("Kim 1") != search_key("Kim 2")


def test_terms_are_found_whatever_their_length_and_case() -> None:
    text = "The U.S. and N. Korea met; the EU’s envoy came from HÀ NỘI."
    assert found(text, "U.S.", "EU", "n. korea", "Hanoi", "Hà Nội", "envoy", "envoys", "met") == [
        "U.S.",
        "n. korea",
        "met",
        "EU",
        "envoy",
        "Hà Nội",
    ]


def test_a_term_is_found_before_a_korean_particle() -> None:
    assert found("북한은 오늘 미사일을 발사했다.", "북한", "미사일", "로켓") == ["북한", "미사일"]


def test_a_short_text_and_an_empty_one_hold_what_they_hold() -> None:
    assert found("EU", "EU", "E", "EUR") == ["E", "EU"]
    assert found("", "EU") == []


def test_what_is_never_written_is_found_everywhere() -> None:
    never = term("", "tồi tệ", status=TermStatus.FORBIDDEN)
    assert TermIndex([never, term("EU")]).candidates("Nothing here.") == (never,)


@given(st.text(max_size=40), st.text(min_size=1, max_size=12), st.text(max_size=40))
def test_no_term_that_stands_in_a_text_is_missed(before: str, source: str, after: str) -> None:
    key = search_key(source)
    if key and key in search_key(before + source + after):
        assert source in found(before + source + after, source)
