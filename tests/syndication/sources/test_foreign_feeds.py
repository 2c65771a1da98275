"""Feeds as others make them: RSS without a modification time, Atom with tombstones, windows, whims."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from feeds.model import PubStatus
from syndication.sources.gone import Doubt
from syndication.sources.reading import Reading, ReadingOutcome
from tests.syndication.sources.newsroom import START, Newsroom, http_time

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def item(number: int, text: str = "", *, guid: bool = True) -> str:
    at = http_time(START - timedelta(hours=2) + timedelta(minutes=number))
    name = f'<guid isPermaLink="false">post-{number}</guid>' if guid else ""
    link = f"https://wire.example/live/{number}"
    body = text or f"What happened in minute {number}."
    return (
        f"<item><title>Update {number}</title><link>{link}</link>{name}<pubDate>{at}</pubDate>"
        f"<description>&lt;p&gt;{body}&lt;/p&gt;</description></item>"
    )


def rss(items: Iterable[str], *, built: str = "", more: str = "") -> bytes:
    head = "<title>Summit live</title><link>https://wire.example/live</link><description/><language>en</language>"
    built = f"<lastBuildDate>{built}</lastBuildDate>" if built else ""
    return f'<rss version="2.0"><channel>{head}{built}{more}{"".join(items)}</channel></rss>'.encode()


def reads(newsroom: Newsroom, document: bytes) -> Reading:
    newsroom.serve(document)
    return newsroom.read()


def follows(newsroom: Newsroom, document: bytes) -> Reading:
    newsroom.serve(document)
    return newsroom.follow()


def headlines(newsroom: Newsroom) -> list[str]:
    alive = (entry for entry in newsroom.blog().entries if entry.pub_status is not PubStatus.CANCELED)
    return [(entry.headline or "").removeprefix("Update ") for entry in alive]


def text_of(newsroom: Newsroom, number: int) -> str:
    entry = next(entry for entry in newsroom.blog().entries if entry.headline == f"Update {number}")
    return entry.blocks[0].html


@pytest.mark.parametrize("guid", [True, False], ids=["with guids", "without"])
def test_posts_edits_removals_and_a_window_of_rss(newsroom: Newsroom, guid: bool) -> None:
    follows(newsroom, rss(item(n, guid=guid) for n in (5, 4, 3, 2, 1)))

    edited = [item(6, guid=guid), item(5, guid=guid), item(4, "Three, not four.", guid=guid), item(3, guid=guid)]
    first = reads(newsroom, rss([*edited, item(2, guid=guid)]))
    second = reads(newsroom, rss([*edited[:1], *edited[2:], item(2, guid=guid)]))
    third = newsroom.read()

    assert (first.new, first.updated, len(first.out_of_view)) == (1, 1, 1)
    assert (len(second.suspects), len(third.removed)) == (1, 1)
    assert headlines(newsroom) == ["6", "4", "3", "2", "1"]
    assert text_of(newsroom, 4) == "Three, not four."


def test_the_newest_item_is_removed_within_minutes_though_that_makes_the_feed_look_older(newsroom: Newsroom) -> None:
    follows(newsroom, rss(map(item, (3, 2, 1))))

    readings = [reads(newsroom, rss(map(item, (2, 1))))]
    readings += [newsroom.read() for _ in range(6)]

    assert [reading.doubt for reading in readings] == [Doubt.OLDER] * 5 + [None, None]
    assert headlines(newsroom) == ["2", "1"]


def test_with_a_newer_post_it_is_removed_sooner(newsroom: Newsroom) -> None:
    follows(newsroom, rss(map(item, (3, 2, 1))))

    reads(newsroom, rss(map(item, (2, 1))))
    reads(newsroom, rss(map(item, (4, 2, 1))))
    newsroom.read()

    assert headlines(newsroom) == ["4", "2", "1"]


def test_a_sticky_item_on_top_does_not_make_the_window_reach_back_to_it(newsroom: Newsroom) -> None:
    follows(newsroom, rss([item(1), *map(item, (5, 4, 3, 2))]))
    for newest in (6, 7, 8):
        reads(newsroom, rss([item(1), *(item(n) for n in range(newest, newest - 4, -1))]))
    newsroom.read()

    assert headlines(newsroom) == ["8", "7", "6", "5", "4", "3", "2", "1"]


def test_a_feed_that_is_always_just_built_is_not_always_changed(newsroom: Newsroom) -> None:
    follows(newsroom, rss(map(item, (2, 1)), built=http_time(START)))

    reading = reads(newsroom, rss(map(item, (2, 1)), built=http_time(START + timedelta(minutes=5))))

    assert reading.outcome is ReadingOutcome.UNCHANGED


def test_an_item_that_can_no_longer_be_read_is_not_taken_for_removed(newsroom: Newsroom) -> None:
    follows(newsroom, rss(map(item, (4, 3, 2, 1))))
    nothing = '<item><guid isPermaLink="false">post-3</guid></item>'

    readings = [reads(newsroom, rss([item(4), nothing, item(2), item(1, text)])) for text in ("A.", "B.", "C.")]

    assert {reading.doubt for reading in readings} == {Doubt.UNREADABLE}
    assert headlines(newsroom) == ["4", "3", "2", "1"]


def test_what_a_channel_wishes_of_its_readers_is_respected(newsroom: Newsroom) -> None:
    follows(newsroom, rss([item(1)], more="<ttl>10</ttl>"))

    assert (newsroom.source().next_poll_at - newsroom.now).total_seconds() == 600


def test_half_a_document_is_no_document(newsroom: Newsroom) -> None:
    follows(newsroom, rss(map(item, (4, 3, 2, 1))))
    whole = rss(map(item, (4, 3, 2, 1)))

    readings = [reads(newsroom, whole[: len(whole) // 2]) for _ in range(3)]

    assert headlines(newsroom) == ["4", "3", "2", "1"]
    assert not any(reading.removed for reading in readings)


def test_a_document_may_change_its_encoding(newsroom: Newsroom) -> None:
    newsroom.serve(rss([item(1, "정상회담")]).decode().encode("utf-16"), **{"Content-Type": "text/xml"})
    newsroom.follow()
    korean = rss([item(1, "정상회담 시작")]).decode().encode("euc-kr")
    newsroom.serve(korean, **{"Content-Type": "text/xml; charset=euc-kr"})

    reading = newsroom.read()

    assert (reading.error, text_of(newsroom, 1)) == (None, "정상회담 시작")


def test_a_tombstone_of_atom_kills_at_once(newsroom: Newsroom) -> None:
    def entry(number: int) -> str:
        at = (START - timedelta(minutes=60 - number)).isoformat()
        names = f"<id>tag:wire.example,2019:{number}</id><title>Update {number}</title>"
        return (
            f"<entry>{names}<updated>{at}</updated><published>{at}</published><content>Text {number}</content></entry>"
        )

    def atom(*parts: str) -> bytes:
        head = "<id>tag:wire.example,2019:live</id><title>Live</title><updated>2019-02-27T14:00:00Z</updated>"
        names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en"'
        return f"<feed {names}>{head}{''.join(parts)}</feed>".encode()

    follows(newsroom, atom(*map(entry, (3, 2, 1))))
    tomb = (
        '<at:deleted-entry ref="tag:wire.example,2019:2" when="2019-02-27T13:59:00Z">'
        "<at:comment>Wrong names</at:comment></at:deleted-entry>"
    )
    reading = reads(newsroom, atom(entry(3), entry(1), tomb))

    assert (reading.killed, headlines(newsroom)) == (1, ["3", "1"])
    assert newsroom.blog().entries[1].kill_reason == "Wrong names"
