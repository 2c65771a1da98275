"""What a partner sees and does on its page."""

import base64
import hashlib
import io
import shlex
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from feeds.model import Entry
from syndication.auth import create_partner_token
from syndication.clock import utc_now
from syndication.delivery.model import ChannelState, DeliveryState, Kind
from syndication.ingest import kill_entry
from syndication.partner_keys import MOST_KEYS
from syndication.storage.channels import find_channel, note_progress
from syndication.storage.database import Database
from syndication.storage.delivery_tables import deliveries
from syndication.storage.wanted_deliveries import list_waiting
from tests.factories import NOW
from tests.syndication.delivered import Log, add_channel, add_key, add_partners
from tests.syndication.kept import keep_blog, kept_blog, raw_entry
from tests.syndication.web.partner_own.conftest import HOME, Visit, basic
from tests.syndication.web.people import alert, text

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{7*7654321}}"""


def told(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    (said,) = html.document_fromstring(answer.data).xpath("//main//*[@role='status']")
    return text(said)


def codes(page: object) -> list[str]:
    return [text(code) for code in page.xpath("//main//code")]  # type: ignore[attr-defined]


def key_ids(visit: Visit) -> list[str]:
    found = visit.page("-/keys/").xpath("//input[@name='key']/@value")
    return list(dict.fromkeys(map(str, found)))


def new_secret(answer: TestResponse) -> str:
    (code,) = html.document_fromstring(answer.data).xpath("//div[@role='status']//code")
    return str(text(code))


def test_each_line_fetches_its_feed(visit: Visit, client: FlaskClient, key: str) -> None:
    lines = [shlex.split(code) for code in codes(visit.page()) if code.startswith("curl") and "/channels/" not in code]
    # Both languages of the one profile, across all live blogs and of the one there is.
    assert len(lines) == 4
    for curl, flags, option, user, url in lines:
        assert (curl, flags, option, user) == ("curl", "-fsS", "--user", "mekong:$KEY")
        path = url.removeprefix("http://127.0.0.1:8000")
        assert client.get(path, headers=basic(key)).status_code == 200, url


def test_channels_say_how_they_do(visit: Visit, database: Database, log: Log) -> None:
    add_channel(database, "files", kind="webhook", state=ChannelState.PAUSED, state_reason="they move house")
    with database.writing() as session:
        channel = find_channel(session, "mekong", "stream")
        assert channel is not None
        failed = {"failures": 3, "last_error": "the partner answered 503", "last_failed_at": NOW + timedelta(hours=1)}
        note_progress(session, channel.id, failed)
    shown = text(visit.page().xpath("//section[@aria-labelledby='channels']")[0])
    assert "Paused by the newsroom: they move house" in shown
    assert "Failing, 3 in a row" in shown
    assert "The partner answered 503" in shown
    assert "Last number3, " in shown


def test_the_log_is_newest_first_and_filtered(visit: Visit, log: Log, entries: list[Entry]) -> None:
    def numbers(query: str) -> list[str]:
        return [text(cell) for cell in visit.page(f"-/log/{query}").xpath("//table//th[@scope='row']/a")]

    log.send(entries[0])
    assert numbers("") == ["4", "3", "2", "1"]
    assert numbers("?number=2") == ["2"]
    assert numbers(f"?guid={entries[0].guid}&channel=stream") == ["4", "1"]
    assert visit.client.get(f"{HOME}-/log/?channel=nobody%00").status_code == 422
    assert visit.client.get(f"{HOME}-/log/?number=x").status_code == 422


def test_a_long_log_has_pages(visit: Visit, log: Log, entries: list[Entry]) -> None:
    for _ in range(50):
        log.send(entries[0])
    page, seen = visit.page("-/log/"), []
    while True:
        seen += [int(text(cell)) for cell in page.xpath("//table//th[@scope='row']/a")]
        older = page.xpath("//a[@rel='next']/@href")
        if not older:
            break
        page = html.document_fromstring(visit.client.get(str(older[0])).data)
    assert seen == list(range(53, 0, -1))


def test_the_very_bytes_come_with_their_hash(visit: Visit, log: Log, entries: list[Entry]) -> None:
    body = "<entry>Việt Nam</entry>".encode()
    log.send(entries[0], body=body)
    page = visit.page("-/log/4/")
    assert hashlib.sha256(body).hexdigest() in codes(page)
    (path,) = page.xpath("//a[@download]/@href")
    sent = visit.client.get(str(path))
    assert sent.data == body
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    assert sent.headers["Content-Digest"] == f"sha-256=:{digest}:"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"


def test_bytes_of_a_killed_entry_are_gone_and_why(
    visit: Visit, log: Log, entries: list[Entry], database: Database
) -> None:
    with database.writing() as session:
        kill_entry(session, entries[1].guid, "not confirmed", actor="Linh", now=NOW)
    gone = visit.client.get(f"{HOME}-/log/2/bytes")
    assert (gone.status_code, gone.text) == (410, "It was killed since; do not use it. Reason: not confirmed\n")
    assert visit.client.get(f"{HOME}-/log/1/bytes").status_code == 200
    listed = visit.client.get(f"{HOME}-/log/").text
    assert entries[1].headline not in listed
    assert not visit.page("-/log/2/").xpath("//a[@download]")


def test_bytes_that_were_taken_back_on_the_channel_are_not_handed_out(
    visit: Visit, log: Log, entries: list[Entry]
) -> None:
    log.send(entries[0], kind=Kind.WITHHOLD)
    assert visit.client.get(f"{HOME}-/log/1/bytes").status_code == 410
    assert visit.client.get(f"{HOME}-/log/4/bytes").status_code == 200


def test_damaged_bytes_are_not_handed_out(app: APIFlask, visit: Visit, log: Log, database: Database) -> None:
    with database.writing() as session:
        session.execute(deliveries.update().where(deliveries.c.id == 1).values(body=b"something else"))
    app.testing = False
    assert visit.client.get(f"{HOME}-/log/1/bytes").status_code == 500


def test_other_partners_deliveries_are_not_there(visit: Visit, database: Database, log: Log) -> None:
    add_channel(database, "stream", partner="seoul", profile="all")
    Log(database, partner="seoul").send(kept_blog(database).entries[0])
    for path in ("-/log/4/", "-/log/4/bytes", "-/log/9223372036854775807/"):
        assert visit.client.get(HOME + path).status_code == 404
    assert visit.send("-/numbers/replay", channel="all", from_sequence="1").status_code == 422


def test_a_refused_delivery_tells_what_was_said(visit: Visit, log: Log, entries: list[Entry]) -> None:
    said = {"state": DeliveryState.REFUSED, "error": "the partner answered 422", "status": 422, "accepted_at": None}
    log.send(entries[0], **said)
    shown = text(visit.page("-/log/4/").xpath("//main")[0])
    assert "the partner answered 422" in shown
    assert "refused" in shown


def test_missing_numbers_are_told_and_sent_again(visit: Visit, database: Database, log: Log) -> None:
    answer = visit.send("-/numbers/check", channel="stream", have="1", since="1")
    page = html.document_fromstring(answer.data)
    assert text(page.xpath("//h2[@id='missing']")[0]) == "2 missing"
    (sequences,) = page.xpath("//input[@name='sequences']/@value")
    assert sequences == "2-3"
    assert "2 texts are sent again on stream" in told(visit.send("-/numbers/again", channel="stream", sequences="2-3"))
    with database.reading() as session:
        assert len(list_waiting(session)) == 2


def test_a_list_of_numbers_may_be_a_file(visit: Visit, log: Log) -> None:
    (csrf,) = visit.page("-/numbers/").xpath("(//input[@name='csrf_token']/@value)[1]")
    form = {"channel": "stream", "csrf_token": csrf, "list": (io.BytesIO(b"\xef\xbb\xbf1\r\n3\r\n"), "numbers.csv")}
    answer = visit.client.post(f"{HOME}-/numbers/check", data=form)
    page = html.document_fromstring(answer.data)
    assert text(page.xpath("//code[@class='own-numbers']")[0]) == "2"


@pytest.mark.parametrize("have", ["1-", "forty", "3-1", "0", HOSTILE])
def test_a_list_that_cannot_be_read_is_said_to_be_one(visit: Visit, log: Log, have: str) -> None:
    refused = visit.send("-/numbers/check", channel="stream", have=have)
    assert refused.status_code == 422
    assert alert(refused)
    assert "<script>alert" not in refused.text


def test_a_replay_says_how_many(visit: Visit, log: Log) -> None:
    assert "3 texts are sent again" in told(visit.send("-/numbers/replay", channel="stream", from_sequence="1"))
    assert "Nothing went out" in told(visit.send("-/numbers/replay", channel="stream", from_sequence="9"))
    assert visit.send("-/numbers/replay", channel="stream", from_sequence="-1").status_code == 422


def test_a_new_key_is_shown_once_and_works(visit: Visit, client: FlaskClient) -> None:
    made = visit.send("-/keys/make", name="  the   poller ")
    secret = new_secret(made)
    assert client.get("/partners/mekong/live", headers=basic(secret)).status_code == 200
    again = visit.page("-/keys/")
    assert secret not in html.tostring(again).decode()
    assert "the poller" in text(again)


def test_a_key_is_changed_while_its_program_goes_on(visit: Visit, app: APIFlask, key: str) -> None:
    poller = app.test_client()
    (key_id,) = key_ids(visit)
    changed = visit.send("-/keys/rotate", key=key_id, overlap_h="24")
    secret = new_secret(changed)
    assert "works for 24 hours more" in told(changed)
    assert [poller.get("/partners/mekong/live", headers=basic(one)).status_code for one in (key, secret)] == [200, 200]
    # The browser goes on with the new key.
    assert visit.client.get(HOME).status_code == 200
    shown = text(visit.page("-/keys/").xpath("//main")[0])
    assert "reader (2) opened this page" in shown


def test_a_key_may_be_changed_at_once(visit: Visit, app: APIFlask, key: str) -> None:
    (key_id,) = key_ids(visit)
    secret = new_secret(visit.send("-/keys/rotate", key=key_id, overlap_h="0"))
    poller = app.test_client()
    assert poller.get("/partners/mekong/live", headers=basic(key)).status_code == 401
    assert poller.get("/partners/mekong/live", headers=basic(secret)).status_code == 200
    assert visit.client.get(HOME).status_code == 200
    assert visit.send("-/keys/rotate", key=key_id, overlap_h="24").status_code == 422


def test_an_overlap_never_makes_a_key_live_longer(visit: Visit, database: Database) -> None:
    ends_at = utc_now() + timedelta(hours=1)
    with database.writing() as session:
        create_partner_token(session, "mekong", name="mekong/short", now=utc_now(), expires_at=ends_at)
    newest = key_ids(visit)[0]
    visit.send("-/keys/rotate", key=newest, overlap_h="72")
    assert f"{ends_at:%Y-%m-%d %H:%M} UTC" in text(visit.page("-/keys/"))


def test_revoking_the_key_one_came_with_ends_the_visit(visit: Visit) -> None:
    (key_id,) = key_ids(visit)
    revoked = visit.send("-/keys/revoke", key=key_id)
    assert revoked.status_code == 401
    assert "You have revoked the key" in revoked.text
    assert visit.client.get(HOME).status_code == 401


def test_a_partner_cannot_touch_keys_of_others_nor_have_too_many(visit: Visit, database: Database) -> None:
    add_key(database, "seoul")
    taken = visit.send("-/keys/revoke", key="2")
    assert taken.status_code == 422
    for number in range(MOST_KEYS - 1):
        add_key(database, name=f"k{number}")
    assert "20 keys work already" in alert(visit.send("-/keys/make", name="one more"))
    # Changing one for another is still possible; the old one may live on, but not one after the other.
    newest = key_ids(visit)[0]
    changed = [visit.send("-/keys/rotate", key=newest, overlap_h=hours).status_code for hours in ("1", "1", "0")]
    assert changed == [200, 422, 200]


@pytest.mark.parametrize(("form", "status"), [({"name": ""}, 422), ({"name": "x" * 200}, 422), ({}, 422)])
def test_a_key_needs_a_name(visit: Visit, form: dict[str, str], status: int) -> None:
    assert visit.send("-/keys/make", **form).status_code == status


def test_statistics_count_what_there_was(visit: Visit, database: Database, entries: list[Entry]) -> None:
    assert "Nothing was sent or fetched" in text(visit.page("-/statistics/"))
    log = Log(database)
    for entry in entries:
        log.send(entry, now=utc_now(), body=b"x" * 1000)
    shown = text(visit.page("-/statistics/").xpath("//main")[0])
    assert "Accepted3, 3.0 kB" in shown


def test_the_kit_is_there_for_the_partner(visit: Visit) -> None:
    sent = visit.client.get(f"{HOME}-/kits/live.zip")
    assert (sent.status_code, sent.mimetype) == (200, "application/zip")
    assert visit.client.get(f"{HOME}-/kits/nothing.zip").status_code == 404


def test_what_newsrooms_write_is_inert_here(app: APIFlask, database: Database) -> None:
    keep_blog(database, raw_entry(headline=HOSTILE), slug="hostile", title=HOSTILE)
    add_partners(database)
    add_channel(database, state=ChannelState.STOPPED, state_reason=HOSTILE, last_error=HOSTILE, last_failed_at=NOW)
    (entry,) = kept_blog(database, "hostile").entries
    refused = {"state": DeliveryState.REFUSED, "error": HOSTILE, "accepted_at": None}
    Log(database).send(entry, slug="hostile", file_name=f'../"{HOSTILE}', **refused)
    visit = Visit(app.test_client())
    visit.client.post(f"{HOME}-/sign-in", data={"key": add_key(database, name=HOSTILE[:60])})
    for path in ("", "-/log/", "-/log/1/", "-/numbers/", "-/keys/", f"-/log/?guid={HOSTILE}&channel={HOSTILE}"):
        shown = visit.client.get(HOME + path).text
        assert "<script>alert" not in shown, path
        assert "<img src=x" not in shown, path
        assert "53580247" not in shown, path
    name = visit.client.get(f"{HOME}-/log/1/bytes").headers["Content-Disposition"]
    assert "/" not in name.partition("filename=")[2].partition(";")[0]
