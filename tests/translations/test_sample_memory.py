"""The sample live blog and its memories fit: every sentence is found, but those of the two entries left out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import LiveBlog
from feeds.parsers import ParseOptions, find_parser
from feeds.sanitise import clean_blog
from translations.exchange.tmx import memory_units, read_tmx
from translations.memory import MatchKind, lookup
from translations.segments import split_entry, split_head

SAMPLES = Path(__file__).parents[2] / "samples"

LEFT_OUT = [
    "261 days",
    (
        "Kim Jong-un told the press that the U.S. and North Korea have been able to overcome all the obstacles "
        "since he first met Trump, 261 days ago."
    ),
    '"That gives us hope that we will be successful this time," he said.',
    "Trump and Kim shake hands before a private dinner in Hanoi.",
    "Kim Jong-un arrives at Hanoi Metropole Hotel.",
]


@pytest.fixture(scope="module")
def sample() -> LiveBlog:
    options = ParseOptions(now=datetime(2019, 3, 1, tzinfo=UTC), timezone="Asia/Ho_Chi_Minh", slug="hanoi-summit")
    return clean_blog(find_parser("plain_text").read((SAMPLES / "hanoi-summit.txt").read_bytes(), options).blog)


@pytest.mark.parametrize("language", ["vi", "ko"])
def test_the_memories_hold_every_sentence_but_those_of_two_entries(sample: LiveBlog, language: str) -> None:
    file = read_tmx((SAMPLES / f"hanoi-summit.{language}.tmx").read_bytes())
    units = list(memory_units(file, memory="sample"))
    texts = [split_head(sample), *(split_entry(entry, sample.language) for entry in sample.entries)]
    matches = [(segment, lookup(segment, units)) for segments in texts for segment in segments]
    assert file.problems == ()
    assert {unit.target_language for unit in units} == {language}
    assert [segment.text for segment, found in matches if not found] == LEFT_OUT
    assert {found[0].kind for _, found in matches if found} == {MatchKind.EXACT}
    assert {found[0].unit.source_text for _, found in matches if found} == {unit.source_text for unit in units}
