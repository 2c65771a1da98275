"""Language tags as people write them, and what is known about the languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.language import canonical_tag, display_name, is_right_to_left, machine_tag, news_language


@pytest.mark.parametrize(
    ("given_tag", "canonical"),
    [
        ("en", "en"),
        ("VI", "vi"),
        ("pt-br", "pt-BR"),
        ("ZH-HANT", "zh-Hant"),
        ("zh-hant-hk", "zh-Hant-HK"),
        ("es-419", "es-419"),
        ("fil", "fil"),
        ("de-CH-1996", "de-CH-1996"),
        ("SL-ROZAJ-BISKE", "sl-rozaj-biske"),
    ],
)
def test_tag_gets_its_usual_letter_case(given_tag, canonical):
    assert canonical_tag(given_tag) == canonical


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "english",
        "en_US",
        "en-",
        "-en",
        "en--US",
        "en US",
        "en\n",
        "ẽn",
        "12",
        "x-private",
        "en-x-a",
        "vi-t-en",
    ],
)
def test_what_is_no_plain_tag_is_refused(tag):
    with pytest.raises(ValueError, match="not a language tag"):
        canonical_tag(tag)


@given(st.from_regex(r"\A[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2})?\Z"))
def test_canonical_tag_stays_as_it_is(tag):
    assert canonical_tag(canonical_tag(tag)) == canonical_tag(tag)
    assert canonical_tag(tag).lower() == tag.lower()


def test_machine_tag_names_target_and_source():
    assert machine_tag(target="vi", source="en") == "vi-t-en-t0-und"
    assert machine_tag(target="zh-Hant", source="pt-BR") == "zh-Hant-t-pt-br-t0-und"


@pytest.mark.parametrize(
    "tag", ["ar", "ar-EG", "he", "he-US", "iw", "fa", "ur", "yi", "ckb", "dv", "az-Arab", "ku-arab", "ff-Adlm"]
)
def test_language_written_from_right_to_left_is_known(tag):
    assert is_right_to_left(tag)


@pytest.mark.parametrize(
    "tag", ["en", "vi", "ko", "zh-Hant", "az", "ku", "ar-Latn", "xx", "", "vi-t-ar-t0-und", "sd-Deva"]
)
def test_other_languages_run_from_left_to_right(tag):
    assert not is_right_to_left(tag)


def test_language_is_named_as_its_readers_call_it():
    assert display_name("vi", within="vi") == "Tiếng Việt"
    assert display_name("ko", within="en") == "Korean"
    assert display_name("pt-BR", within="en") == "Portuguese (Brazil)"


def test_language_with_an_unusual_region_is_named_without_it():
    assert display_name("he-US", within="en") == "Hebrew"


def test_unknown_language_is_named_by_its_tag():
    assert display_name("xx", within="en") == "xx"
    assert display_name("vi", within="xx") == "vi"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("pt-BR", "pt"),
        ("vi-t-en-t0-und", "vi"),
        ("fil", "fil"),
        ("zh", "zh-cn"),
        ("zh-Hans-HK", "zh-cn"),
        ("zh-SG", "zh-cn"),
        ("zh-Hant", "zh-tw"),
        ("zh-TW", "zh-tw"),
        ("zh-HK", "zh-tw"),
    ],
)
def test_languages_are_named_as_news_sitemaps_do(tag, language):
    assert news_language(tag) == language
