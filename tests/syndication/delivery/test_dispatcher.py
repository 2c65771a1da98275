"""Deliveries from the change to the partner, with a real receiver: order, numbers, retries, kills, embargoes."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from feeds.model import Entry, Paragraph, PubStatus
from feeds.profile import LanguageRule, PublishPolicy, Selection
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.delivery.dispatcher import Dispatcher
from syndication.delivery.model import ChannelState, DeliveryState, Kind, Outcome
from syndication.delivery.wanting import TextChange, want_deliveries
from syndication.delivery.webhook import signature_of
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry
from syndication.memory import import_memory
from syndication.storage.blogs import find_blog
from syndication.storage.channels import hurry, save_channel
from syndication.storage.database import Database
from syndication.storage.deliveries import list_accepted_after, list_attempts, list_deliveries, load_body
from syndication.storage.wanted_deliveries import list_waiting, postpone_wanted, retry_wanted
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.delivery.channels import KEY, channel_of, dispatch, keep_channel, local_settings
from tests.syndication.delivery.receiver import Answer, Received, Receiver, receiving
from tests.syndication.kept import SLUG, approve_all, keep_blog, kept_entry, memory_of, raw_entry, wait_for

ENGLISH = (LanguageRule(tag="en"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return local_settings(tmp_path)


def webhook(database: Database, settings: Settings, receiver: Receiver, **profile: object) -> None:
    keep_channel(database, settings, given={"url": receiver.url, "timeout_s": 1}, **{"languages": ENGLISH} | profile)


def post(database: Database, text: str = "They met.", **changes: object) -> Entry:
    with database.writing() as session:
        return accept_entry(session, SLUG, raw_entry(text, **changes), actor="Linh", now=utc_now())


def edit(database: Database, entry: Entry, text: str, **changes: object) -> Entry:
    said = replace(entry, blocks=(Paragraph(html=text),), **changes)
    with database.writing() as session:
        return replace_entry(session, entry.guid, said, if_version=None, actor="Linh", now=utc_now())


def kill(database: Database, entry: Entry) -> None:
    with database.writing() as session:
        kill_entry(session, entry.guid, "It was not so.", actor="Linh", now=utc_now())


def at_once(database: Database) -> None:
    """Let the channel forget how long it was to wait."""
    channel = channel_of(database)
    with database.writing() as session:
        retry_wanted(session, channel_id=channel.id, now=utc_now())
        hurry(session, [channel.id], at=utc_now())


def texts(received: list[Received]) -> list[tuple[int, str, int]]:
    return [(one.sequence, one.event, one.version) for one in received]


def test_what_is_posted_arrives_signed_and_numbered(database: Database, settings: Settings, receiver: Receiver) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    first, second = post(database, "One."), post(database, "Two.")
    dispatch(database, settings)
    assert [one.guid for one in receiver.accepted] == [first.guid, second.guid]
    assert texts(receiver.accepted) == [(1, "new", 1), (2, "new", 1)]
    for one in receiver.accepted:
        signature = signature_of(KEY, one.event_id, one.headers["Webhook-Timestamp"], one.body)
        assert one.headers["Webhook-Signature"] == signature
        assert f"<transmitId>mekong-daily/wire/{one.sequence}</transmitId>".encode() in one.body
        assert one.headers["Content-Type"].startswith("application/")
    channel = channel_of(database)
    assert (channel.sequence, channel.failures, channel.due_at) == (2, 0, None)
    with database.reading() as session:
        logged = list_accepted_after(session, channel.id, 0)
        bodies = [load_body(session, one.delivery.id) for one in logged]
    assert bodies == [one.body for one in receiver.accepted]
    assert [one.delivery.body_hash for one in logged] == [
        hashlib.sha256(one.body).hexdigest() for one in receiver.accepted
    ]


def test_an_event_holds_the_document_and_passes_the_partners_own_check(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    keep_channel(database, settings, given={"url": receiver.url, "payload": "event"}, languages=ENGLISH)
    post(database, "Họ gặp nhau 👋.")
    dispatch(database, settings)
    (received,) = receiver.accepted
    headers = {name.lower(): value for name, value in received.headers.items()}
    event = Webhook(KEY).verify(received.body, headers)
    assert (event["type"], event["data"]["sequence"]) == ("entry.new", 1)
    assert "Họ gặp nhau 👋." in event["data"]["document"]
    assert hashlib.sha256(event["data"]["document"].encode()).hexdigest() == event["data"]["sha256"]
    forged = received.body.replace(b"entry.new", b"entry.old")
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY).verify(forged, headers)


def test_only_the_newest_version_is_sent_of_what_changed_while_it_waited(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    entry = edit(database, edit(database, post(database), "They met twice."), "They met three times.")
    dispatch(database, settings)
    assert texts(receiver.accepted) == [(1, "new", 3)]
    assert b"three times" in receiver.accepted[0].body
    edit(database, entry, "They met four times.", correction_note="The number was wrong.")
    dispatch(database, settings)
    assert texts(receiver.accepted) == [(1, "new", 3), (2, "correction", 4)]


def test_a_kill_goes_before_what_waits_and_cancels_older_versions(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    killed = post(database, "Wrong.")
    dispatch(database, settings)
    edit(database, killed, "Wrong again.")
    later = post(database, "Later.")
    corrected = edit(database, later, "Later, right.", correction_note="It was wrong.")
    kill(database, killed)
    dispatch(database, settings)
    assert texts(receiver.accepted) == [(1, "new", 1), (2, "kill", 3), (3, "new", 2)]
    assert corrected.guid == receiver.accepted[2].guid
    assert b"Wrong" not in receiver.accepted[1].body


def test_a_kill_is_for_those_alone_who_may_have_the_entry(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    entry = post(database)
    kill(database, entry)
    dispatch(database, settings)
    assert receiver.requests == []


def test_a_kill_passes_every_filter(database: Database, settings: Settings, receiver: Receiver) -> None:
    keep_blog(database)
    webhook(database, settings, receiver, selection=Selection(only_highlighted=True))
    entry = post(database, highlighted=True)
    other = post(database, "Not for them.")
    dispatch(database, settings)
    edited = edit(database, entry, "No longer highlighted.", highlighted=False)
    dispatch(database, settings)
    kill(database, edited)
    kill(database, other)
    dispatch(database, settings)
    assert texts(receiver.accepted) == [(1, "new", 1), (2, "update", 2), (3, "kill", 3)]


def test_the_kill_of_a_live_blog_kills_each_entry_that_was_sent(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    post(database, "One."), post(database, "Two.")
    dispatch(database, settings)
    with database.writing() as session:
        kill_blog(session, SLUG, "None of it was so.", actor="Linh", now=utc_now())
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new", "new", "kill", "kill"]


def test_a_hold_takes_an_entry_back_and_its_release_sends_it_again(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    entry = post(database, "To be checked.")
    dispatch(database, settings)
    held = edit(database, entry, "To be checked.", pub_status=PubStatus.WITHHELD)
    dispatch(database, settings)
    edit(database, held, "Checked.", pub_status=PubStatus.USABLE)
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new", "withhold", "update"]
    assert b"To be checked" not in receiver.accepted[1].body


def test_nothing_leaves_before_its_embargo_and_all_of_it_soon_after(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    now = utc_now()
    with database.writing() as session:
        entry = raw_entry("Embargoed.", published_at=now, embargoed_until=now + timedelta(seconds=2))
        accept_entry(session, SLUG, entry, actor="Linh", now=now)
    dispatch(database, settings)
    assert receiver.requests == []
    channel = channel_of(database)
    assert channel.due_at == now + timedelta(seconds=2)
    dispatcher = Dispatcher(settings, database, clock=lambda: now + timedelta(seconds=2))
    dispatcher.run_once()
    assert texts(receiver.accepted) == [(1, "new", 1)]


def test_an_entry_that_is_embargoed_again_is_taken_back_and_follows_when_its_time_comes(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    entry = post(database, "Too early.")
    dispatch(database, settings)
    until = utc_now() + timedelta(minutes=10)
    held = edit(database, entry, "Too early.", embargoed_until=until)
    dispatch(database, settings)
    edit(database, held, "Still too early.")
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new", "withhold"]
    assert b"oo early" not in receiver.accepted[1].body
    assert channel_of(database).due_at == until
    Dispatcher(settings, database, clock=lambda: until).run_once()
    assert [one.event for one in receiver.accepted] == ["new", "withhold", "update"]
    assert b"Still too early" in receiver.accepted[2].body


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 301, 307])
def test_what_may_pass_is_tried_again_under_the_same_id_and_number(
    database: Database, settings: Settings, receiver: Receiver, status: int
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    receiver.behave = lambda _request: Answer(status, {"Location": "/elsewhere"})
    post(database)
    dispatch(database, settings)
    channel = channel_of(database)
    assert (channel.sequence, channel.failures, channel.state) == (0, 1, ChannelState.ACTIVE)
    assert channel.retry_at is not None
    receiver.behave = lambda _request: Answer()
    at_once(database)
    dispatch(database, settings)
    assert len({one.event_id for one in receiver.requests}) == 1
    assert [one.sequence for one in receiver.requests] == [1, 1]
    assert channel_of(database).sequence == 1


def test_retry_after_is_kept(database: Database, settings: Settings, receiver: Receiver) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    receiver.behave = lambda _request: Answer(429, {"Retry-After": "120"})
    post(database)
    before = utc_now()
    dispatch(database, settings)
    channel = channel_of(database)
    assert channel.retry_at is not None
    assert channel.retry_at >= before + timedelta(seconds=120)
    assert channel.due_at == channel.retry_at


@pytest.mark.parametrize("behaviour", [Answer(0), Answer(204, hang=True)], ids=["closes early", "hangs"])
def test_what_may_have_arrived_is_sent_again_before_anything_else(
    database: Database, settings: Settings, receiver: Receiver, behaviour: Answer
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    post(database, "First.")
    receiver.behave = lambda _request: behaviour
    dispatch(database, settings)
    post(database, "Second.")
    receiver.behave = lambda _request: Answer()
    at_once(database)
    dispatch(database, settings)
    first, again, second = receiver.requests[0], *receiver.accepted[-2:]
    assert (again.event_id, again.sequence, again.body) == (first.event_id, first.sequence, first.body)
    assert second.sequence == 2


def test_what_is_refused_is_a_dead_letter_and_its_number_the_next_ones(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    receiver.behave = lambda request: Answer(422) if b"Bad" in request.body else Answer()
    bad, good = post(database, "Bad."), post(database, "Good.")
    dispatch(database, settings)
    assert [(one.guid, one.sequence) for one in receiver.accepted] == [(good.guid, 1)]
    with database.reading() as session:
        (dead,) = list_waiting(session, only_dead=True)
    assert (dead.wanted.guid, dead.partner, dead.wanted.last_error) == (
        bad.guid,
        "mekong-daily",
        "the partner answered 422",
    )
    receiver.behave = lambda _request: Answer()
    with database.writing() as session:
        assert retry_wanted(session, wanted_id=dead.wanted.id, now=utc_now()) == 1
    dispatch(database, settings)
    assert [(one.guid, one.sequence) for one in receiver.accepted] == [(good.guid, 1), (bad.guid, 2)]


def test_a_dead_letter_rises_with_the_next_version(database: Database, settings: Settings, receiver: Receiver) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    receiver.behave = lambda request: Answer(400) if b"Bad" in request.body else Answer()
    bad = post(database, "Bad.")
    dispatch(database, settings)
    edit(database, bad, "Better.")
    dispatch(database, settings)
    assert texts(receiver.accepted) == [(1, "new", 2)]


def test_a_partner_that_is_gone_stops_its_channel_and_loses_nothing(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    receiver.behave = lambda _request: Answer(410)
    post(database)
    dispatch(database, settings)
    channel = channel_of(database)
    assert (channel.state, channel.sequence) == (ChannelState.STOPPED, 0)
    with database.reading() as session:
        assert len(list_waiting(session)) == 1


def test_a_paused_channel_keeps_what_waits_and_sends_the_newest_when_it_goes_on(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    channel = channel_of(database)
    with database.writing() as session:
        save_channel(session, channel.id, {"state": ChannelState.PAUSED}, now=utc_now())
    entry = post(database, "One.")
    dispatch(database, settings)
    edit(database, entry, "Two.")
    assert receiver.requests == []
    with database.writing() as session:
        save_channel(session, channel.id, {"state": ChannelState.ACTIVE}, now=utc_now())
    dispatch(database, settings)
    assert texts(receiver.accepted) == [(1, "new", 2)]


def test_one_that_always_fails_lets_others_pass_and_is_given_up_in_the_end(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    receiver.behave = lambda request: Answer(500) if b"Poison" in request.body else Answer()
    poison = post(database, "Poison.")
    for number in range(12):
        post(database, f"Entry {number}.")
        at_once_keeping_attempts(database)
        dispatch(database, settings)
    assert [one.sequence for one in receiver.accepted] == list(range(1, 13))
    with database.reading() as session:
        (dead,) = list_waiting(session, only_dead=True)
    assert dead.wanted.guid == poison.guid


def at_once_keeping_attempts(database: Database) -> None:
    channel = channel_of(database)
    with database.writing() as session:
        for waiting in list_waiting(session, channel_id=channel.id):
            # As if its time had come; the attempts stay.
            postpone_wanted(session, waiting.wanted, until=utc_now(), reason=waiting.wanted.last_error or "")
        hurry(session, [channel.id], at=utc_now())


def test_a_limit_a_minute_is_kept_and_no_kill_waits_for_it(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    keep_channel(database, settings, given={"url": receiver.url}, max_per_min=2, languages=ENGLISH)
    first = post(database, "One.")
    post(database, "Two."), post(database, "Three.")
    dispatch(database, settings)
    assert len(receiver.accepted) == 2
    kill(database, first)
    dispatch(database, settings)
    assert [one.event for one in receiver.accepted] == ["new", "new", "kill"]
    channel = channel_of(database)
    assert channel.due_at is not None
    assert utc_now() + timedelta(seconds=40) < channel.due_at < utc_now() + timedelta(seconds=61)


def test_a_text_nobody_may_see_yet_in_a_language_goes_once_it_is_approved(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    rule = LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED)
    webhook(database, settings, receiver, languages=(rule,))
    with database.writing() as session:
        import_memory(session, memory_of({"They met.": "Họ gặp nhau."}), name="mine", now=NOW)
    entry = post(database, "They met.", headline=None)
    Worker(settings, database=database).run_once()
    dispatch(database, settings)
    assert receiver.requests == []
    approve_all(database, entry.guid)
    dispatch(database, settings)
    assert [(one.headers["Syndication-Language"], one.event) for one in receiver.accepted] == [("vi", "new")]
    assert "Họ gặp nhau." in receiver.accepted[0].body.decode()


def test_a_slow_partner_keeps_nobody_waiting(database: Database, settings: Settings, receiver: Receiver) -> None:
    keep_blog(database)
    with receiving() as slow:
        slow.behave = lambda _request: Answer(204, hang=True)
        keep_channel(database, settings, partner="slow", given={"url": slow.url, "timeout_s": 20}, languages=ENGLISH)
        webhook(database, settings, receiver)
        post(database)
        stop = threading.Event()
        thread = threading.Thread(target=Dispatcher(settings, database).run, args=(stop,))
        thread.start()
        try:
            wait_for(lambda: len(receiver.accepted) == 1, within_s=10)
        finally:
            stop.set()
            thread.join(30)
    assert not thread.is_alive()
    with database.reading() as session:
        (sending,) = list_deliveries(session, partner="slow")
        (attempt,) = list_attempts(session, sending.delivery.id)
    assert (sending.delivery.state, attempt.outcome) == (DeliveryState.SENDING, Outcome.UNKNOWN)


def test_an_entry_that_is_unchanged_for_a_partner_is_not_sent_again(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    keep_blog(database)
    webhook(database, settings, receiver)
    entry = post(database)
    dispatch(database, settings)
    assert kept_entry(database, entry.guid).version == 1
    with database.writing() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        change = TextChange(guid=entry.guid, kind=Kind.UPDATE, revision=blog.revision, languages=("en",))
        want_deliveries(session, blog, [change], now=utc_now())
    dispatch(database, settings)
    assert len(receiver.requests) == 1
    with database.reading() as session:
        assert list_waiting(session) == ()
