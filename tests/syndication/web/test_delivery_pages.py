"""Deliveries on the desk."""

from typing import Any

import pytest
from apiflask import APIFlask
from lxml import html

from syndication.delivery.model import DeliveryState, Kind
from syndication.rights import Role
from syndication.storage.channels import ChannelRecord, note_progress
from syndication.storage.database import Database
from syndication.storage.deliveries import save_delivery
from syndication.storage.wanted_deliveries import list_waiting
from tests.syndication.outlets import (
    channel_now,
    keep_channel,
    keep_delivery,
    keep_partner,
    keep_two_entries,
    keep_wish,
)
from tests.syndication.web.people import Person, alert, text

PAGE = "/desk/deliveries/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def editor(app: APIFlask, database: Database) -> Person:
    return Person(app, database, "Minh", Role.EDITOR)


@pytest.fixture
def reader(app: APIFlask, database: Database) -> Person:
    return Person(app, database, "Ana", Role.READER)


@pytest.fixture
def guids(database: Database) -> tuple[str, str]:
    """Two entries that were there before any channel, so that nobody wants them."""
    return keep_two_entries(database)


@pytest.fixture
def channel(database: Database, guids: tuple[str, str]) -> ChannelRecord:
    keep_partner(database)
    return keep_channel(database)


def section(page: Any, title: str) -> str:
    (found,) = page.xpath(f"//section[h2[@id='{title}']]")
    return text(found)


def test_an_empty_page_tells_what_to_do_next(app: APIFlask, database: Database, reader: Person) -> None:
    assert "An admin can add one" in section(reader.page(PAGE), "channels-title")
    admin = Person(app, database, "Hana", Role.ADMIN)
    assert "syndication profiles import FILE" in section(admin.page(PAGE), "add-title")
    assert "Nothing was sent yet" in section(admin.page(PAGE), "log-title")


def test_a_channel_is_shown_with_its_number_queue_and_trouble(
    reader: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    keep_delivery(database, channel, guids[0])
    keep_wish(database, channel, guids[1])
    with database.writing() as session:
        note_progress(session, channel.id, {"failures": 2, "last_error": "the partner answered 503"})
    shown = section(reader.page(PAGE), "channels-title")
    assert "daily/push" in shown
    assert "Last number1" in shown
    assert "Waiting1 oldest" in shown
    assert "Failed 2 times in a row: the partner answered 503. The partner's server is in trouble" in shown
    assert "Pause" not in shown


def test_an_editor_pauses_and_resumes(editor: Person, database: Database, channel: ChannelRecord) -> None:
    paused = editor.send(f"{PAGE}pause", partner="daily", channel="push", at="channel-1")
    assert (paused.status_code, paused.headers["Location"]) == (303, f"{PAGE}#channel-1")
    assert channel_now(database).state_reason == "by Minh"
    assert "Paused by Minh" in section(editor.page(PAGE), "channels-title")
    editor.send(f"{PAGE}resume", partner="daily", channel="push")
    assert channel_now(database).state == "active"


def test_a_button_for_a_channel_that_is_gone_says_so(editor: Person, channel: ChannelRecord) -> None:
    refused = editor.send(f"{PAGE}pause", partner="daily", channel="nothing\0")
    assert refused.status_code == 422
    assert alert(refused) == "The partner 'daily' has no channel 'nothing'."


def test_a_reader_presses_nothing(reader: Person, channel: ChannelRecord) -> None:
    for path in ("pause", "resume", "retry", "dead-letters/1/retry", "dead-letters/1/discard"):
        assert reader.send(f"{PAGE}{path}", partner="daily", channel="push").status_code == 403


def test_dead_letters_are_tried_again_one_or_all_or_discarded(
    editor: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    letters = [keep_wish(database, channel, guid, error="the partner answered 422", is_dead=True) for guid in guids]
    shown = section(editor.page(PAGE), "dead-title")
    assert "the partner answered 422 The partner has read it and finds a fault in it" in shown
    assert editor.send(f"{PAGE}dead-letters/{letters[0].id}/retry").status_code == 303
    assert dead(database) == [letters[1].id]
    editor.send(f"{PAGE}dead-letters/{letters[1].id}/discard")
    assert dead(database) == []
    # A second click, or one of somebody else, does no harm.
    assert editor.send(f"{PAGE}dead-letters/{letters[1].id}/discard").status_code == 303
    keep_wish(database, channel, guids[1], error="no", is_dead=True)
    editor.send(f"{PAGE}retry", partner="daily", channel="push")
    assert dead(database) == []


def dead(database: Database) -> list[int]:
    with database.reading() as session:
        return [letter.wanted.id for letter in list_waiting(session, only_dead=True)]


def test_a_delivery_is_shown_with_its_attempts_headers_bytes_and_what_differs(
    editor: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    keep_delivery(database, channel, guids[0], b'{"title":"Leaders meet"}')
    second = keep_delivery(database, channel, guids[0], b'{"title":"Leaders met"}', kind=Kind.UPDATE, version=2)
    page = editor.page(f"{PAGE}{second}")
    assert text(page.xpath("//h1")[0]) == "Number 2"
    assert "accepted, HTTP 200, 0.20 s" in section(page, "attempts-title")
    headers = section(page, "headers-title")
    assert "Syndication-Sequence2" in headers
    assert "Webhook-Signaturev1,… (is kept nowhere)" in headers
    assert '"title": "Leaders met"' in section(page, "bytes-title")
    assert [text(one) for one in page.xpath("//pre//del")] == ["meet"]
    assert [text(one) for one in page.xpath("//pre//ins")] == ["met"]
    (link,) = page.xpath("//a[contains(., 'very bytes')]/@href")
    assert editor.client.get(link).data == b'{"title":"Leaders met"}'


def test_a_first_delivery_and_one_whose_bytes_are_gone_say_so(
    editor: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    first = keep_delivery(database, channel, guids[0])
    assert "It is the first of this text" in section(editor.page(f"{PAGE}{first}"), "difference-title")
    with database.writing() as session:
        save_delivery(session, first, {"body": None})
    assert "not kept any more" in section(editor.page(f"{PAGE}{first}"), "bytes-title")
    assert editor.client.get(f"{PAGE}{first}/body").status_code == 404


def test_a_reader_sees_the_delivery_and_not_the_text(
    reader: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    delivery = keep_delivery(database, channel, guids[0], b'{"title":"under embargo"}')
    answer = reader.client.get(f"{PAGE}{delivery}")
    assert answer.status_code == 200
    assert "under embargo" not in answer.text
    assert reader.client.get(f"{PAGE}{delivery}/body").status_code == 403


def test_what_was_sent_and_what_a_partner_answered_cannot_run_here(
    editor: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    delivery = keep_delivery(
        database, channel, guids[0], HOSTILE.encode(), media_type=HOSTILE, state=DeliveryState.REFUSED, error=HOSTILE
    )
    keep_wish(database, channel, guids[1], error=HOSTILE, is_dead=True)
    for path in (f"{PAGE}{delivery}", PAGE, f"{PAGE}log?blog={HOSTILE}&guid={HOSTILE}"):
        answer = editor.client.get(path)
        assert answer.status_code == 200
        scripts = html.document_fromstring(answer.data).xpath("//script/text()")
        assert scripts == []
        assert "&lt;script&gt;" in answer.text


def test_the_log_is_searched_and_paged(
    editor: Person, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    for at in range(52):
        keep_delivery(database, channel, guids[0], version=at + 1)
    page = editor.page(f"{PAGE}log?channel=daily/push&state=accepted&kind=new&blog=hanoi")
    assert len(page.xpath("//tbody/tr")) == 50
    (older,) = page.xpath("//a[contains(., 'Older')]/@href")
    assert len(editor.page(older).xpath("//tbody/tr")) == 2
    assert "No delivery is like that" in editor.client.get(f"{PAGE}log?state=refused").text
    assert len(editor.page(f"{PAGE}log?state=nonsense&before=x&kind=%00").xpath("//tbody/tr")) == 50


@pytest.mark.parametrize("path", ["7", "7/body", "99999999999999999999"])
def test_a_delivery_that_is_not_there_is_not_found(editor: Person, path: str) -> None:
    assert editor.client.get(f"{PAGE}{path}").status_code == 404
