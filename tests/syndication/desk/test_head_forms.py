"""Forms of live blogs' heads."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from feeds.model import LiveBlog, Paragraph
from feeds.sanitise import clean_blog
from syndication.desk.head_forms import read_head, slug_of, write_head
from tests.factories import NOW, make_blog
from tests.strategies import live_blogs
from tests.syndication.desk.test_entry_forms import sent


@given(live_blogs(max_entries=0).map(clean_blog))
def test_a_form_that_nobody_touched_says_the_same_head(blog: LiveBlog) -> None:
    assert read_head(sent(write_head(blog)), blog, now=NOW).head == blog


def test_summary_and_background_are_told_apart() -> None:
    blog = make_blog(summary=(Paragraph(html="S", id="b1"),), body=(Paragraph(html="B", id="b1"),))
    read = read_head(write_head(blog) | {"body-k0.html": ["New"]}, blog, now=NOW)
    assert read.problems == ()
    assert read.head.summary == blog.summary
    assert read.head.body == (Paragraph(html="New", id="b1"),)


def test_another_zone_leaves_times_where_they_are() -> None:
    start = datetime(2019, 2, 27, 1, 0, tzinfo=UTC)
    blog = make_blog(timezone="Asia/Ho_Chi_Minh", coverage_start_at=start)
    moved = read_head(write_head(blog) | {"timezone": ["Asia/Seoul"]}, blog, now=NOW).head
    assert (moved.timezone, moved.coverage_start_at) == ("Asia/Seoul", start)
    typed = {"timezone": ["Asia/Seoul"], "coverage_start_at": ["2019-02-27T11:00"]}
    assert read_head(write_head(blog) | typed, blog, now=NOW).head.coverage_start_at == datetime(
        2019, 2, 27, 2, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("timezone", "Mars/Olympus"), ("coverage_end_at", "1990-01-01T00:00")]
)
def test_what_cannot_be_is_told_at_its_field(field: str, value: str) -> None:
    blog = make_blog(coverage_start_at=NOW)
    read = read_head(write_head(blog) | {field: [value]}, blog, now=NOW)
    assert [problem.path for problem in read.problems] == [field]


def test_a_new_live_blog_needs_a_title_and_nothing_else() -> None:
    read = read_head(
        {"title": ["Đà Nẵng: bão số 5"], "timezone": ["Asia/Ho_Chi_Minh"], "language": ["vi"]}, None, now=NOW
    )
    assert read.problems == ()
    assert (read.head.slug, read.head.language, read.head.published_at) == ("da-nang-bao-so-5", "vi", NOW)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Trump, Kim all smiles!", "trump-kim-all-smiles"),
        ("Straße & Łódź", "strasse-lodz"),
        ("북미 정상회담", f"live-{NOW:%Y-%m-%d}"),
        ("북미 정상회담 하노이 live", f"live-{NOW:%Y-%m-%d}"),
        ("", f"live-{NOW:%Y-%m-%d}"),
        ("word " * 40, "-".join(["word"] * 12)),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_name_for_addresses_is_made_from_the_title(title: str, slug: str) -> None:
    assert slug_of(title, NOW) == slug
