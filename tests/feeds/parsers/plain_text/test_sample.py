"""What must come of the sample live blog, fact by fact."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.model import Entry, EntryKind, LiveBlog, Media, MediaBlock, MediaKind, Paragraph
from feeds.parsers import Parsed
from feeds.sanitise import clean_blog
from tests.feeds.parsers.plain_text.reading import HANOI, read, texts_of

PAGE = Path(__file__).parents[4] / "samples" / "hanoi-summit.txt"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return read(PAGE.read_bytes())


def _media(parsed: Parsed) -> list[Media]:
    return [block.media for entry in parsed.blog.entries for block in entry.blocks if isinstance(block, MediaBlock)]


def _reread(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> LiveBlog:
    page = PAGE.read_text(encoding="utf-8")
    rewritten = re.sub(pattern, replacement, page)
    assert rewritten != page
    return read(rewritten).blog


def _clock(entry: Entry) -> str:
    return f"{entry.published_at.astimezone(ZoneInfo(HANOI)):%H:%M}"


def test_headline_and_standfirst_are_the_first_two_texts(parsed: Parsed) -> None:
    assert parsed.blog.title == "Trump, Kim all smiles at Hanoi reunion"
    assert parsed.blog.standfirst == (
        "Kim Jong-un lauds U.S. president for 'brave decision' as Trump offers help"
        " to develop North Korea in the future."
    )


def test_first_publication_is_the_stamp_in_pacific_time(parsed: Parsed) -> None:
    assert parsed.blog.published_at == datetime(2019, 2, 27, 9, 41, tzinfo=UTC)
    assert parsed.blog.coverage_start_at == parsed.blog.published_at


def test_head_has_byline_language_slug_and_zone(parsed: Parsed) -> None:
    blog = parsed.blog
    assert (blog.byline, blog.language, blog.timezone) == ("Staff reporters", "en", HANOI)
    assert blog.slug == "trump-kim-all-smiles-at-hanoi-reunion"


def test_ten_entries_stand_in_the_order_of_the_page(parsed: Parsed) -> None:
    assert [entry.headline for entry in parsed.blog.entries] == [
        None,
        "Trump, Kim leave Hanoi Metropole Hotel",
        "Getting along",
        "'A nice private dinner'",
        "261 days",
        "'Brave decision'",
        "Trump promises North Korea a 'tremendous future'",
        "Trump meets Kim for the second time",
        None,
        None,
    ]


def test_first_entry_is_a_pinned_summary_without_headline(parsed: Parsed) -> None:
    first, *others = parsed.blog.entries
    assert (first.kind, first.pinned, first.headline, first.time_is_exact) == (EntryKind.SUMMARY, True, None, False)
    assert {(entry.kind, entry.pinned) for entry in others} == {(EntryKind.UPDATE, False)}


def test_stated_times_are_exact(parsed: Parsed) -> None:
    stated = [_clock(entry) for entry in parsed.blog.entries if entry.time_is_exact]
    assert stated == ["20:54", "19:40", "18:33", "18:20", "17:59"]


def test_entries_without_a_time_stand_evenly_between_their_neighbours(parsed: Parsed) -> None:
    placed = {entry.headline: _clock(entry) for entry in parsed.blog.entries if not entry.time_is_exact}
    assert placed == {
        None: "20:54",
        "Getting along": "20:17",
        "261 days": "19:23",
        "'Brave decision'": "19:06",
        "Trump promises North Korea a 'tremendous future'": "18:49",
    }


def test_sorting_by_time_gives_the_order_of_the_page(parsed: Parsed) -> None:
    times = [entry.published_at for entry in parsed.blog.entries]
    assert times == sorted(set(times), reverse=True)


def test_seven_pictures_and_a_video_have_credits_and_no_renditions(parsed: Parsed) -> None:
    media = _media(parsed)
    pictures = [m.credit for m in media if m.kind is MediaKind.PICTURE]
    assert pictures == ["Luong Dung", "Giang Huy", "Reuters", "AFP", "Reuters", "Giang Huy", "Tuan Cao"]
    assert [m.credit for m in media if m.kind is MediaKind.VIDEO] == ["Reuters"]
    assert all(m.renditions == () for m in media)


def test_four_captions_are_told_from_the_text(parsed: Parsed) -> None:
    assert [m.caption for m in _media(parsed) if m.caption] == [
        "President Trump leaves the hotel in his car.",
        "The car carrying North Korean leader Kim leaves the hotel.",
        "Trump and Kim shake hands before a private dinner in Hanoi.",
        "Donald Trump and Kim Jong-un meet in Hanoi.",
    ]


def test_media_stand_in_their_place_among_the_paragraphs(parsed: Parsed) -> None:
    dinner = parsed.blog.entries[3]
    assert [block.type for block in dinner.blocks] == ["media", "paragraph", "paragraph", "media"]


def test_a_sentence_with_a_lone_credit_stays_a_paragraph_and_is_remarked_on(parsed: Parsed) -> None:
    arrival = parsed.blog.entries[8]
    assert isinstance(arrival.blocks[0], Paragraph)
    assert arrival.blocks[0].html == "Kim Jong-un arrives at Hanoi Metropole Hotel."
    assert [remark.location for remark in parsed.remarks] == ["line 74", "line 81"]


def test_five_background_paragraphs_are_the_body(parsed: Parsed) -> None:
    body = [block.html for block in parsed.blog.body if isinstance(block, Paragraph)]
    assert len(body) == len(parsed.blog.body) == 5
    assert body[0].startswith("U.S. President Donald Trump and North Korean leader Kim Jong-un will meet")
    assert body[-1].endswith("after reaching the capital city in the morning.")


def test_no_word_is_dropped_or_doubled(parsed: Parsed) -> None:
    page = PAGE.read_text(encoding="utf-8")
    structure = ["February", "27", "2019", "01", "41", "am", "PT"]
    structure += ["20h54", "19h40", "18h33", "18h20", "17h59"] + ["Photo", "by"] * 7 + ["Video", "by"]
    found = Counter(re.findall(r"\w+", "\n".join(texts_of(parsed)))) + Counter(structure)
    assert found == Counter(re.findall(r"\w+", page))


def test_texts_follow_one_another_as_on_the_page(parsed: Parsed) -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    places = [page.find(" ".join(text.split())) for text in texts_of(parsed) if text]
    assert -1 not in places
    # A credit such as "Reuters" may stand earlier in the page too, so only longer texts tell the order.
    long = [page.find(" ".join(text.split())) for text in texts_of(parsed) if len(text) > 20]
    assert long == sorted(long)


def test_reading_twice_gives_the_same(parsed: Parsed) -> None:
    assert read(PAGE.read_bytes()) == parsed


@pytest.mark.parametrize("bullet", ["*", "-", "–", "·", "▪", "●"])
def test_any_bullet_reads_the_same(parsed: Parsed, bullet: str) -> None:
    assert _reread("•", bullet) == parsed.blog


@pytest.mark.parametrize("written", [r"\1:\2", r"\1.\2", r"\1 giờ \2", r"\1시 \2분", r"[\1:\2]", r"\1:\2:00"])
def test_any_shape_of_time_reads_the_same(parsed: Parsed, written: str) -> None:
    assert _reread(r"(\d\d)h(\d\d)", written) == parsed.blog


@pytest.mark.parametrize("half", ["pm", " p.m.", " PM"])
def test_twelve_hour_times_read_the_same(parsed: Parsed, half: str) -> None:
    assert _reread(r"(\d\d)h(\d\d)", lambda time: f"{int(time[1]) - 12}.{time[2]}{half}") == parsed.blog


@pytest.mark.parametrize("divider", [" - ", ": ", " – ", " | ", ", "])
def test_title_on_the_line_of_its_time_reads_the_same(parsed: Parsed, divider: str) -> None:
    assert _reread(r"(\d\d)h(\d\d)\s+", rf"\1h\2{divider}") == parsed.blog


@pytest.mark.parametrize("written", [r"(\1: \2)", r"\1 courtesy of \2", r"\1 credit: \2.", r"[\1 by \2]", r"\1: \2"])
def test_any_shape_of_credit_reads_the_same(parsed: Parsed, written: str) -> None:
    assert _reread(r"(Photo|Video) by (.*)", written) == parsed.blog


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param(r"(?m)^ +", "", id="no indentation"),
        pytest.param(r"\n\s*\n+", "\n", id="no blank lines"),
        pytest.param(r"\n\s*", "\n", id="neither"),
        pytest.param(r"\n\n", "\n\n\n", id="more blank lines"),
        pytest.param(r"• ", "•\n    ", id="bullets on lines of their own"),
        pytest.param(r"(?m)^(?=.)", "        ", id="everything indented"),
        pytest.param(r"Staff reporters", "By Staff reporters", id="by"),
        pytest.param(r"\A(.*)\n\n(.*)\n", r"\2\n\1\n", id="stamp below the headline"),
    ],
)
def test_page_in_another_layout_reads_the_same(parsed: Parsed, pattern: str, replacement: str) -> None:
    assert _reread(pattern, replacement) == parsed.blog


def test_cleaning_at_the_border_changes_nothing(parsed: Parsed) -> None:
    assert clean_blog(parsed.blog) == parsed.blog
