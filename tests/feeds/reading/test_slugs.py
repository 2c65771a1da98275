"""Names for addresses."""

from datetime import date

import pytest
from hypothesis import given

from feeds.reading.slugs import make_slug, slug_from_url
from tests.strategies import any_text

DAY = date(2019, 2, 27)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Trump, Kim all smiles", "trump-kim-all-smiles"),
        ("Thượng đỉnh Hà Nội", "thuong-dinh-ha-noi"),
        ("하노이 정상회담", "live-blog-2019-02-27-1c221407"),
    ],
)
def test_headline_becomes_a_name(title, slug):
    assert make_slug(title, on=DAY) == slug


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://e.org/world/live/2019/feb/27/hanoi-talks-live", "hanoi-talks-live"),
        ("https://e.org/2019/02/27/trump-kim-summit/", "trump-kim-summit"),
        ("https://e.org/world/live-news/hanoi-02-27-19/index.html", "hanoi-02-27-19"),
        ("https://e.org/blogs/hanoi/en/", "hanoi"),
        ("https://e.org/th%C6%B0%E1%BB%A3ng-%C4%91%E1%BB%89nh.html?page=2#x", "thuong-dinh"),
        ("https://e.org/live/2019/02/27/", None),
        ("https://e.org/", None),
        ("https://[e.org/x", None),
        (None, None),
    ],
)
def test_address_gives_the_last_part_that_names_something(url, slug):
    assert slug_from_url(url) == slug


@given(any_text(60))
def test_whatever_comes_gives_a_name_that_the_service_takes(text):
    for slug in (make_slug(text, on=DAY), slug_from_url(f"https://e.org/{text}") or "x"):
        assert 0 < len(slug) <= 80
        assert slug.replace("-", "").isalnum()
        assert slug.isascii()
