"""How alike texts are by their words."""

import pytest

from feeds.similarity import Likeness, content_words, pair_in_gaps, pair_similar, shared_part

HALF = Likeness(share=0.5, words=1)


def _sets(*texts: str) -> list[frozenset[str]]:
    return [content_words([text]) for text in texts]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Two leaders, at 6!", {"the", "two", "leaders", "6"}),
        ("Đà Nẵng vẫn mưa", {"nẵng", "vẫn", "mưa"}),
        ("정상은", {"정상", "상은"}),
        ("河内", {"河内"}),
        ("...", set()),
    ],
)
def test_words_that_carry_meaning_are_counted(text: str, words: set[str]) -> None:
    assert content_words([text]) == words


def test_part_is_that_of_the_smaller_set() -> None:
    small, large = _sets("red green", "red blue white black")
    assert shared_part(small, large) == 0.5
    assert shared_part(small, frozenset()) == 0.0


def test_most_alike_are_paired_first_and_each_once() -> None:
    left = _sets("red green blue", "red green white")
    right = _sets("red green white black", "red green blue")
    assert pair_similar(left, right, HALF) == [(0, 1), (1, 0)]


def test_too_little_in_common_is_no_pair() -> None:
    assert pair_similar(_sets("red green blue"), _sets("red white black"), HALF) == []
    assert pair_similar(_sets("red"), _sets("red"), Likeness(share=0.5, words=2)) == []


def test_preferred_pair_comes_before_a_better_one() -> None:
    left, right = _sets("red green blue"), _sets("red green blue", "red green white")
    assert pair_similar(left, right, HALF, prefer=lambda _one, other: other == 1) == [(0, 1)]


def test_among_equals_the_nearest_is_paired() -> None:
    same = _sets(*["red green"] * 3)
    assert sorted(pair_similar(same, same, HALF)) == [(0, 0), (1, 1), (2, 2)]


def test_what_is_alone_between_the_same_neighbours_is_paired() -> None:
    def anything(_one: int, _other: int) -> bool:
        return True

    assert pair_in_gaps(3, 3, [(0, 0), (2, 2)], anything) == [(1, 1)]
    assert pair_in_gaps(2, 2, [(1, 1)], anything) == [(0, 0)]
    assert pair_in_gaps(1, 1, [], anything) == [(0, 0)]
    assert pair_in_gaps(3, 4, [(0, 0), (2, 3)], anything) == []
    assert pair_in_gaps(3, 3, [(0, 2), (2, 0)], anything) == []
    assert pair_in_gaps(3, 3, [(0, 0), (2, 2)], lambda _one, _other: False) == []
