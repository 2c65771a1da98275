"""Titles and short texts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.profile import TitleRule, Untitled
from feeds.titles import first_sentences, make_title, shorten
from tests.factories import make_entry


def title(rule, *, text="Kim arrives. Trump waits.", **changes):
    entry = make_entry(**changes)
    return make_title(entry, text=text, blog_title="Hanoi", timezone="Asia/Ho_Chi_Minh", rule=rule)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (TitleRule(), "Kim arrives. Trump waits."),
        (TitleRule(untitled=Untitled.TIME), "18:33"),
        (TitleRule(untitled=Untitled.BLOG_AND_TIME), "Hanoi, 18:33"),
        (TitleRule(untitled=Untitled.FIRST_SENTENCE, time_prefix=True), "18:33 – Kim arrives. Trump waits."),
        (TitleRule(untitled=Untitled.TIME, time_prefix=True), "18:33"),
    ],
)
def test_entry_without_headline_gets_the_title_of_the_rule(rule, expected):
    assert title(rule, headline=None) == expected


def test_headline_wins_over_every_substitute():
    assert title(TitleRule(untitled=Untitled.TIME), headline="Talks begin") == "Talks begin"


def test_entry_without_any_text_is_named_after_its_blog_and_time():
    assert title(TitleRule(), headline=None, text="") == "Hanoi, 18:33"


def test_title_that_is_a_time_already_gets_none_before_it():
    assert title(TitleRule(time_prefix=True), headline=None, text="") == "Hanoi, 18:33"


def test_time_in_a_title_is_that_of_the_place_in_summer_and_in_winter():
    rule = TitleRule(untitled=Untitled.TIME)
    clock_goes_back = datetime(2019, 10, 27, 0, 30, tzinfo=UTC)
    times = [clock_goes_back + timedelta(hours=number) for number in range(3)]
    titles = [
        make_title(
            make_entry(headline=None, published_at=at), text="", blog_title="", timezone="Europe/Paris", rule=rule
        )
        for at in times
    ]
    assert titles == ["02:30", "02:30", "03:30"]


def test_first_sentences_stop_before_the_limit():
    assert first_sentences("One here. Two here. Three here.", 20) == "One here. Two here."


def test_a_decimal_point_does_not_end_a_sentence():
    assert first_sentences("It rose 3.5 percent on the day. Then fell.", 35) == "It rose 3.5 percent on the day."


LONG = "Trump sat down with Kim on Wednesday for a dinner that was to last for twenty minutes at most"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. President " + LONG, "U.S. President Trump sat down with Kim on Wednesday for a dinner that was to…"),
        ("Mr. " + LONG, "Mr. Trump sat down with Kim on Wednesday for a dinner that was to last for…"),
        ("1. " + LONG, "1. Trump sat down with Kim on Wednesday for a dinner that was to last for…"),
        ("2019. 2. 27. " + LONG, "2019. 2. 27. Trump sat down with Kim on Wednesday for a dinner that was to last…"),
        ("(Gen. " + LONG, "(Gen. Trump sat down with Kim on Wednesday for a dinner that was to last for…"),
        ("“It was good.” " + LONG, "“It was good.”"),
        ("It was in 2019. " + LONG, "It was in 2019."),
        ("두 정상이 악수했다. " + LONG, "두 정상이 악수했다."),
        ("Hai nhà lãnh đạo bắt tay! " + LONG, "Hai nhà lãnh đạo bắt tay!"),
        ("متى يصل الزعيم؟ " + LONG, "متى يصل الزعيم؟"),
        ("नेता पहुँचे। " + LONG, "नेता पहुँचे।"),
        ("首脳が到着した。" + "夕食会が始まった" * 12, "首脳が到着した。"),
        ("「行こう。」" + "夕食会が始まった" * 12, "「行こう。」"),
    ],
)
def test_sentence_ends_where_readers_of_its_language_see_it_end(text, expected):
    assert first_sentences(text, 80) == expected


def test_text_that_fits_is_kept_to_its_end_even_without_a_full_stop():
    assert first_sentences("Kim arrives. Crowds wave flags", 80) == "Kim arrives. Crowds wave flags"


def test_very_long_text_takes_no_longer_than_its_beginning():
    assert first_sentences("It went on. " * 300_000, 30) == "It went on. It went on."


WHOLE = {
    "skin tone": "👍🏽",
    "flag": "🇻🇳",
    "flag of a region": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycap": "1\ufe0f\u20e3",
    "family": "👩\u200d👩\u200d👧",
    "accent": "x\u0301",
    "Thai": "กี่",
    "Thai vowel": "กำ",
    "Hindi": "क्षि",
    "Hangul in parts": "\u1112\u1161\u11ab",
}


@pytest.mark.parametrize("character", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("before", range(8))
def test_shortened_text_ends_between_characters_as_people_see_them(character, before):
    cut = shorten("x" * before + character * 30, 24)
    shown = cut.removesuffix("…")[before:]
    assert shown == character * (len(shown) // len(character))
    assert shown


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 20, "short"),
        ("Trump and Kim shake hands in Hanoi", 20, "Trump and Kim shake…"),
        ("Supercalifragilisticexpialidocious", 10, "Supercali…"),
        ("하노이 정상회담에서 두 정상이 악수했다", 12, "하노이 정상회담에서…"),
        ("family 👩\u200d👩\u200d👧 here", 11, "family…"),
    ],
)
def test_shorten_cuts_at_a_word(text, limit, expected):
    assert shorten(text, limit) == expected


@given(st.text(), st.integers(min_value=20, max_value=60))
def test_shortened_text_never_exceeds_its_limit(text, limit):
    assert len(shorten(text, limit)) <= limit
