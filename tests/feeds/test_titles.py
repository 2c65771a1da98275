"""Titles and short texts."""

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


def test_first_sentences_stop_before_the_limit():
    assert first_sentences("One here. Two here. Three here.", 20) == "One here. Two here."


def test_a_decimal_point_does_not_end_a_sentence():
    assert first_sentences("It rose 3.5 percent on the day. Then fell.", 35) == "It rose 3.5 percent on the day."


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
