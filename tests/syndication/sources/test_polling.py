"""Readings from end to end: what a source answers, when it is asked again, and what happens to those cut short."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from syndication.errors import NameTaken, SourceBusy, UnknownSource
from syndication.sources.managing import claim_due_sources, pause_source, remove_source, resume_source
from syndication.sources.poller import LEASE, SourcePoller, new_claim
from syndication.sources.reading import ReadingOutcome
from syndication.storage.jobs import Priority
from syndication.storage.sources import SourceState, count_sources, list_sources
from syndication.storage.tables import jobs
from tests.syndication.kept import wait_for
from tests.syndication.sources.newsroom import SLUG, Newsroom, guid_of
from tests.syndication.sources.upstream import ADDRESS, Reply, Request

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def waits_s(newsroom: Newsroom) -> float:
    return (newsroom.source().next_poll_at - newsroom.now).total_seconds()


def test_edits_removals_and_what_leaves_the_window_arrive(newsroom: Newsroom) -> None:
    newsroom.publish(5, 4, 3, 2, 1)
    newsroom.follow()

    newsroom.reads(6, 5, 3, 2)
    newsroom.read()

    assert newsroom.alive() == [6, 5, 3, 2, 1]
    assert guid_of(4) not in newsroom.rows()


def test_what_follows_the_first_reading_is_drafted_before_what_came_with_it(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.reads(2, 1)

    with newsroom.database.reading() as session:
        priorities = dict(session.execute(select(jobs.c.guid, jobs.c.priority)).all())
    assert (priorities[guid_of(1)], priorities[guid_of(2)]) == (Priority.BACKLOG, Priority.LIVE)


def test_a_reading_that_lost_its_claim_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    slow = newsroom.claim()
    newsroom.now += timedelta(minutes=6)
    newsroom.reads(2, 1)
    newsroom.publish(3, 2, 1)

    reading = newsroom.reader.read(slow)

    assert (reading.outcome, newsroom.alive()) == (ReadingOutcome.DROPPED, [2, 1])


def test_a_source_is_read_by_one_at_a_time(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.claim()

    with pytest.raises(SourceBusy):
        newsroom.claim()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_that_look_at_once_claim_different_sources(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    later = newsroom.now + timedelta(minutes=9)
    with newsroom.database.writing() as first, newsroom.database.writing() as second:
        claims = [
            claim_due_sources(session, new_claim=new_claim, now=later, lease=LEASE, limit=9)
            for session in (first, second)
        ]

    assert [len(claimed) for claimed in claims] == [1, 0]


def test_a_live_blog_has_one_source(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()

    with pytest.raises(NameTaken):
        newsroom.follow()


def test_a_source_is_paused_resumed_and_removed(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()

    with newsroom.database.writing() as session:
        pause_source(session, SLUG)
    assert newsroom.source().state is SourceState.PAUSED
    with newsroom.database.writing() as session:
        resume_source(session, SLUG, now=newsroom.now)
    assert (newsroom.source().state, waits_s(newsroom)) == (SourceState.ACTIVE, 0)
    with newsroom.database.writing() as session:
        remove_source(session, SLUG)

    with newsroom.database.reading() as session:
        assert list_sources(session) == ()
    assert newsroom.alive() == [1]
    with pytest.raises(UnknownSource), newsroom.database.writing() as session:
        pause_source(session, SLUG)


@only_sqlite
def test_a_reading_under_way_is_dropped_when_its_source_is_paused(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    claimed = newsroom.claim()
    with newsroom.database.writing() as session:
        pause_source(session, SLUG)
    newsroom.publish(2, 1)

    assert newsroom.reader.read(claimed).outcome is ReadingOutcome.DROPPED
    assert newsroom.alive() == [1]
    assert newsroom.source().state is SourceState.PAUSED


@only_sqlite
def test_the_pauses_follow_what_happens(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow(interval_s=60)
    pauses = [waits_s(newsroom)]
    for entries in ([1], [1], [2, 1], [2, 1]):
        newsroom.reads(*entries)
        pauses.append(waits_s(newsroom))

    assert pauses == [60, 90, 135, 60, 90]


@only_sqlite
def test_what_is_suspect_is_looked_at_again_soon(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()
    newsroom.read()
    newsroom.reads(3, 1)

    assert waits_s(newsroom) == 60


@only_sqlite
def test_an_answer_that_is_fresh_for_longer_is_not_asked_for_before(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    body = newsroom.upstream.answers["/feed"](Request(path="/feed", headers={})).body  # type: ignore[operator, union-attr]
    newsroom.serve(body, **{"Cache-Control": "public, max-age=600"})
    newsroom.follow()

    assert waits_s(newsroom) == 600


def test_failures_are_counted_told_and_spaced_out_and_forgotten_by_a_success(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.upstream.answers["/feed"] = Reply(status=500)
    waits = []
    for _ in range(4):
        reading = newsroom.read()
        waits.append(waits_s(newsroom))

    source = newsroom.source()
    assert waits == [60, 120, 240, 480]
    assert (source.failures, source.last_status, source.last_error) == (4, 500, "the answer is 500 So")
    assert (reading.outcome, reading.error) == (ReadingOutcome.FAILED, source.last_error)
    with newsroom.database.reading() as session:
        counts = count_sources(session)
    assert (counts.active, counts.failing) == (1, 1)
    newsroom.reads(2, 1)
    source = newsroom.source()
    assert (source.failures, source.last_error, source.last_status) == (0, None, 200)


@only_sqlite
def test_a_busy_server_is_asked_again_when_it_says(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.upstream.answers["/feed"] = Reply(status=429, headers={"Retry-After": "1000"})
    newsroom.read()

    assert waits_s(newsroom) == 1000


def test_a_source_that_is_gone_is_not_asked_again(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.upstream.answers["/feed"] = Reply(status=410)

    reading = newsroom.read()
    newsroom.now += timedelta(days=3)

    assert (reading.outcome, newsroom.source().state) == (ReadingOutcome.ENDED, SourceState.GONE)
    assert "gone for good" in (newsroom.source().last_error or "")
    assert SourcePoller(newsroom.database, newsroom.reader, clock=lambda: newsroom.now).run_once() == 0
    assert newsroom.alive() == [1]


@only_sqlite
def test_a_source_that_has_moved_for_good_is_asked_at_its_new_place(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.upstream.answers["/feed"] = Reply(status=301, headers={"Location": "/new"})
    newsroom.publish(2, 1, path="/new")

    newsroom.read()
    newsroom.upstream.requests.clear()
    newsroom.read()

    assert newsroom.source().moved_to == newsroom.upstream.url("/new")
    assert [request.path for request in newsroom.upstream.requests] == ["/new"]
    assert newsroom.upstream.requests[0].headers["if-none-match"]


@only_sqlite
def test_a_place_that_has_nothing_to_read_is_not_moved_to(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.upstream.answers["/feed"] = Reply(status=301, headers={"Location": "/log-in"})
    newsroom.upstream.answers["/log-in"] = Reply(body=b"<html><title>Log in</title></html>")

    assert newsroom.read().outcome is ReadingOutcome.FAILED
    assert newsroom.source().moved_to is None


@only_sqlite
@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"<rss", b"{", b"Service unavailable", b"\xff\xfe\x00", b"[" * 100_000, b'{"entries": 1}'),
        b'{"slug": "x", "title": "", "language": "en", "timezone": "UTC", "entries": []}',
        b'{"slug": "x", "title": "x", "language": "vi", "timezone": "UTC", "entries": []}',
    ],
)
def test_a_document_that_cannot_be_used_is_a_failure_and_changes_nothing(newsroom: Newsroom, body: bytes) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    revision = newsroom.blog().revision
    newsroom.serve(body)

    reading = newsroom.read()

    assert (reading.outcome, reading.error is None) == (ReadingOutcome.FAILED, False)
    assert newsroom.blog().revision == revision


@only_sqlite
def test_who_asks_is_told_without_letters_that_headers_lack(newsroom: Newsroom) -> None:
    newsroom.settings = newsroom.settings.__class__(
        **{name: getattr(newsroom.settings, name) for name in newsroom.settings.__slots__}
        | {"site_name": "Tòa soạn (Hà Nội)", "base_url": "https://news.example"}
    )
    newsroom.publish(1)
    newsroom.follow()

    agent = newsroom.upstream.requests[0].headers["user-agent"]
    assert agent.startswith("syndication/")
    assert agent.endswith(" (+https://news.example; Ta son H Ni)")


def test_the_poller_reads_what_is_due_and_a_broken_source_costs_the_others_nothing(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.publish(7, path="/two", guid="tag:wire.example,2019:two")
    newsroom.follow()
    newsroom.follow(slug="two", path="/two")
    newsroom.upstream.answers["/feed"] = Reply(body=b"<rss")
    newsroom.publish(8, 7, path="/two", guid="tag:wire.example,2019:two")
    newsroom.now += timedelta(minutes=5)
    poller = SourcePoller(newsroom.database, newsroom.reader, clock=lambda: newsroom.now)

    assert poller.run_once() == 2

    assert len(newsroom.blog("two").entries) == 2
    assert newsroom.source().failures == 1
    assert poller.run_once() == 0


@only_sqlite
def test_a_fault_of_our_own_is_counted_against_its_source_alone(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.publish(2, 1)
    newsroom.now += timedelta(minutes=5)

    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("syndication.sources.polling.prepare", broken)
    SourcePoller(newsroom.database, newsroom.reader, clock=lambda: newsroom.now).run_once()

    assert (newsroom.source().failures, newsroom.source().last_error) == (1, "a fault")


@only_sqlite
def test_a_poller_that_is_stopped_gives_back_what_it_was_reading(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    asked, stop = threading.Event(), threading.Event()

    def hang(_request: Request) -> Iterator[bytes]:
        asked.set()
        newsroom.upstream.closing.wait()
        yield b""

    newsroom.upstream.answers["/feed"] = hang
    newsroom.now += timedelta(minutes=5)
    poller = SourcePoller(newsroom.database, newsroom.reader, clock=lambda: newsroom.now)
    running = threading.Thread(target=poller.run, args=(stop,))
    running.start()
    assert asked.wait(timeout=30)
    stop.set()
    running.join(timeout=30)

    source = newsroom.source()
    assert not running.is_alive()
    assert (source.claimed_by, source.failures, source.next_poll_at) == (None, 0, newsroom.now)


PROGRAM = """
import os, signal, threading
from syndication.config import read_settings
from syndication.worker import Worker

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
print("ready", flush=True)
Worker(read_settings(os.environ)).run(stop)
"""


def worker(newsroom: Newsroom) -> subprocess.Popen[str]:
    environ = os.environ | {
        "SYNDICATION_DATA": str(newsroom.settings.data_dir),
        "SYNDICATION_DATABASE_URL": newsroom.settings.database_url,
        "SYNDICATION_ALLOW_PRIVATE_NETWORKS": ADDRESS,
    }
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environ, cwd=root, text=True, stderr=subprocess.DEVNULL
    )


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_ends_in_the_middle_of_a_document_has_taken_in_nothing(
    newsroom: Newsroom, end: signal.Signals
) -> None:
    newsroom.publish(1)
    newsroom.follow(url=newsroom.upstream.url(host=ADDRESS))
    newsroom.publish(3, 2, 1)
    whole = newsroom.upstream.answers["/feed"](Request(path="/feed", headers={}))  # type: ignore[operator]
    asked, go_on = threading.Event(), threading.Event()

    def halting(_request: Request) -> Iterator[bytes]:
        head, body = whole.pieces()  # type: ignore[union-attr]
        yield head + body[:100]
        asked.set()
        go_on.wait(timeout=30)
        yield body[100:]

    newsroom.upstream.answers["/feed"] = halting
    process = worker(newsroom)
    try:
        assert asked.wait(timeout=60)
        process.send_signal(end)
        assert process.wait(timeout=30) == (0 if end is signal.SIGTERM else -end)
    finally:
        process.kill()
        process.wait()
        go_on.set()

    assert newsroom.alive() == [1]
    source = newsroom.source()
    if end is signal.SIGTERM:
        assert (source.claimed_by, source.failures) == (None, 0)
    else:
        assert source.claimed_by is not None
        # Whatever ended it may do so again: it counts as a failure, and is not tried at once.
        assert (source.failures, source.next_poll_at > source.created_at) == (1, True)


@only_sqlite
def test_a_worker_reads_what_is_due(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow(url=newsroom.upstream.url(host=ADDRESS))
    newsroom.publish(2, 1)
    process = worker(newsroom)
    try:
        wait_for(lambda: newsroom.alive() == [2, 1])
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
