import pytest

from translations.engines.errors import InvalidPairError
from translations.engines.languages import LanguagePair, argos_codes, language_tag, pairs_for, parse_pair


@pytest.mark.parametrize(
    ("tag", "codes"),
    [
        ("en", ("en",)),
        ("en-GB", ("en",)),
        ("EN-us", ("en",)),
        ("vi-VN", ("vi",)),
        ("ko-Kore-KR", ("ko",)),
        ("zh", ("zh",)),
        ("zh-CN", ("zh",)),
        ("zh-Hant", ("zt",)),
        ("zh-TW", ("zt",)),
        ("zh-Hans-HK", ("zh",)),
        ("pt-BR", ("pb", "pt")),
        ("pt-PT", ("pt",)),
        ("es-419", ("es",)),
        ("no", ("nb", "no")),
        ("sr", ("sr",)),
        ("zt", ("zt",)),
    ],
)
def test_a_language_tag_is_served_by_these_codes(tag: str, codes: tuple[str, ...]) -> None:
    assert argos_codes(tag) == codes


@pytest.mark.parametrize("tag", ["sr-Latn", "vi-Hani", "ko-Latn"])
def test_a_model_does_not_serve_a_language_in_another_script(tag: str) -> None:
    assert argos_codes(tag) == ()


@pytest.mark.parametrize("tag", ["", "x", "english", "en_GB", "../..", "en-", "vi\n", "ｅｎ"])
def test_what_is_not_a_tag_is_served_by_nothing(tag: str) -> None:
    assert argos_codes(tag) == ()


@pytest.mark.parametrize("code", ["en", "vi", "ko", "zh", "zt", "pb", "nb"])
def test_the_tag_of_a_code_leads_back_to_the_code(code: str) -> None:
    assert argos_codes(language_tag(code))[0] == code


def test_a_language_is_not_translated_into_itself() -> None:
    assert pairs_for("en-GB", "en-US") == ()


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("en-ko", LanguagePair("en", "ko")),
        ("en_vi", LanguagePair("en", "vi")),
        ("en:zh-Hant", LanguagePair("en", "zt")),
        ("en-zt", LanguagePair("en", "zt")),
    ],
)
def test_a_pair_can_be_written_like_this(text: str, pair: LanguagePair) -> None:
    assert parse_pair(text) == pair


@pytest.mark.parametrize("text", ["", "en", "en-en", "en-zh-Hant", "../en-ko", "model.argosmodel", "en:", "a:b:c"])
def test_what_names_no_pair_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidPairError, match="write it as en-ko"):
        parse_pair(text)
