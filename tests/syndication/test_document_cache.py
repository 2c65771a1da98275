"""What is kept between requests, how long, and how much of it."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.item import FeedLinks
from feeds.profile import LanguageRule, OutputProfile
from feeds.render import LeftOut
from syndication.document_cache import BoundedCache, DocumentCache
from syndication.documents import Plan, Served, Source
from tests.factories import make_site

NOW = datetime(2019, 2, 27, 14, 0, tzinfo=UTC)


def plan(revision: int = 1, slug: str = "hanoi") -> Plan:
    return Plan(
        key=("public", slug, "en", "atom"),
        sources=(Source(slug=slug, revision=revision),),
        rule=LanguageRule(tag="en"),
        profile=OutputProfile(name="public"),
        profile_version=0,
        profile_updated_at=None,
        partner="public",
        links=FeedLinks(feed_url="https://example.org/feed.atom", page_url="https://example.org/"),
        site=make_site(),
    )


def served(etag: str = "1-a", changed_at: datetime = NOW, valid_until: datetime | None = None) -> Served:
    return Served(
        body=b"<feed/>",
        media_type="application/atom+xml",
        etag=etag,
        last_modified_at=changed_at,
        valid_until=valid_until,
        url="https://example.org/feed.atom",
    )


def test_a_document_is_found_again_for_an_equal_plan() -> None:
    cache = DocumentCache().as_of(1)
    cache.keep(plan(), served())
    assert cache.find(plan(), NOW) == served()


def test_a_document_of_an_older_revision_is_not_served() -> None:
    cache = DocumentCache().as_of(1)
    cache.keep(plan(revision=1), served())
    assert cache.find(plan(revision=2), NOW) is None


def test_a_document_is_not_served_when_its_time_is_over() -> None:
    cache = DocumentCache().as_of(1)
    cache.keep(plan(), served(valid_until=NOW + timedelta(minutes=5)))
    assert cache.find(plan(), NOW + timedelta(minutes=4)) is not None
    assert cache.find(plan(), NOW + timedelta(minutes=5)) is None


def test_a_document_is_dated_by_the_look_that_found_it_current() -> None:
    cache = DocumentCache()
    cache.as_of(7).keep(plan(), served())
    cache.as_of(9).find(plan(), NOW)
    kept = cache.lookup(plan().key)
    assert kept is not None
    assert kept.data_version == 9


def test_a_look_that_found_it_out_of_date_does_not_date_it() -> None:
    cache = DocumentCache()
    cache.as_of(7).keep(plan(), served())
    cache.as_of(9).find(plan(revision=2), NOW)
    kept = cache.lookup(plan().key)
    assert kept is not None
    assert kept.data_version == 7


def test_a_second_change_within_a_second_is_modified_later_than_the_first() -> None:
    cache = DocumentCache().as_of(1)
    first = cache.keep(plan(1), served("1-a", NOW.replace(microsecond=100_000)))
    second = cache.keep(plan(2), served("2-b", NOW.replace(microsecond=900_000)))
    third = cache.keep(plan(3), served("3-c", NOW.replace(microsecond=950_000)))
    seconds = [document.last_modified_at.replace(microsecond=0) for document in (first, second, third)]
    assert seconds == [NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=2)]


def test_a_change_at_another_time_keeps_its_time() -> None:
    cache = DocumentCache().as_of(1)
    cache.keep(plan(1), served("1-a", NOW))
    later = NOW + timedelta(minutes=1)
    assert cache.keep(plan(2), served("2-b", later)).last_modified_at == later


def test_making_the_same_document_again_does_not_modify_it() -> None:
    cache = DocumentCache().as_of(1)
    cache.keep(plan(), served())
    assert cache.keep(plan(), served()).last_modified_at == NOW


def test_an_entry_left_out_is_news_once_per_document() -> None:
    cache = DocumentCache().as_of(1)
    left_out = LeftOut(guid="tag:example.org,2019:1", reason="a bad character")
    assert cache.report(left_out, plan())
    assert not cache.report(left_out, plan(revision=2))
    assert cache.report(left_out, plan(slug="other"))
    assert cache.report(replace(left_out, reason="another reason"), plan())


def test_a_bounded_cache_forgets_what_was_not_used_for_longest() -> None:
    cache: BoundedCache[str, bytes] = BoundedCache(limit=10, weigh=len)
    cache["a"], cache["b"] = b"1234", b"1234"
    assert cache["a"] == b"1234"
    cache["c"] = b"1234"
    assert sorted(cache) == ["a", "c"]


def test_a_bounded_cache_weighs_a_replaced_value_once() -> None:
    cache: BoundedCache[str, bytes] = BoundedCache(limit=10, weigh=len)
    for _ in range(5):
        cache["a"] = b"12345"
    cache["b"] = b"12345"
    assert len(cache) == 2


def test_a_value_heavier_than_the_whole_cache_is_not_kept() -> None:
    cache: BoundedCache[str, bytes] = BoundedCache(limit=10, weigh=len)
    cache["a"] = b"12345678901"
    assert len(cache) == 0
    with pytest.raises(KeyError):
        cache["a"]


def test_deleting_makes_room() -> None:
    cache: BoundedCache[str, bytes] = BoundedCache(limit=10, weigh=len)
    cache["a"], cache["b"] = b"12345", b"12345"
    del cache["a"]
    cache["c"] = b"12345"
    assert sorted(cache) == ["b", "c"]
    with pytest.raises(KeyError):
        del cache["a"]


def test_a_bounded_cache_bears_many_threads() -> None:
    cache: BoundedCache[int, bytes] = BoundedCache(limit=200, weigh=len)

    def use(number: int) -> None:
        for turn in range(2_000):
            cache[(number * turn) % 50] = b"1234567890"
            cache.get(turn % 50)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < len(cache) <= 20
