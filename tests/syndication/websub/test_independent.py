"""An independent implementation, flask-websub: as subscriber of our hub, and as hub of our publisher.

Servers, worker and subscriber are processes and sockets of this machine; nothing of ours is called from here but what
an editor does.
"""

from pathlib import Path

import pytest
from flask_websub.errors import SubscriberError
from flask_websub.subscriber import discover

from syndication.clock import utc_now
from syndication.ingest import kill_entry, replace_entry
from syndication.storage.database import Database
from tests.syndication.delivery.servers.certificates import certificate_for
from tests.syndication.kept import raw_entry
from tests.syndication.web.live_server import running, until
from tests.syndication.websub.independent import before_with_tls, hub_of_others, reading

LOOPBACK = "127.0.0.0/8"


def edit(database: Database, guid: str, headline: str) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(headline=headline), if_version=None, actor="Linh", now=utc_now())


def test_it_discovers_subscribes_hears_of_changes_and_unsubscribes(
    database: Database, blog: str, tmp_path: Path
) -> None:
    with reading(tmp_path) as reader, running(tmp_path, with_worker=True, allow_private_networks=LOOPBACK) as server:
        feed = f"{server.url}/blogs/hanoi/en/feed.atom"
        found = discover(feed)
        assert found == {"hub_url": f"{server.url}/hub", "topic_url": feed}
        callback_id = reader.subscribe(**found, lease_seconds=3600)
        until(lambda: reader.confirmed == ["subscribe"], "the subscription")
        edit(database, blog, "Dinner is served")
        until(lambda: reader.documents != [], "a document")
        assert b"Dinner is served" in reader.documents[-1]
        with database.writing() as session:
            kill_entry(session, blog, reason="It is not true.", actor="Linh", now=utc_now())
        until(lambda: b"Dinner is served" not in reader.documents[-1], "the kill")
        heard = len(reader.documents)
        reader.unsubscribe(callback_id)
        until(lambda: reader.confirmed == ["subscribe", "unsubscribe"], "the end")
    assert heard == 2
    assert len(reader.documents) == heard
    assert reader.refused == []


def test_what_is_signed_with_its_secret_it_believes(database: Database, blog: str, tmp_path: Path) -> None:
    certificate = certificate_for("127.0.0.1", tmp_path)
    authority = tmp_path / "authority.pem"
    authority.write_text(certificate.authority)
    with (
        reading(tmp_path) as reader,
        running(tmp_path, with_worker=True, allow_private_networks=LOOPBACK) as server,
        before_with_tls(server.port, certificate) as port,
    ):
        reader.subscribe(
            topic_url=f"{server.url}/blogs/hanoi/en/feed.atom",
            hub_url=f"https://127.0.0.1:{port}/hub",
            secret="correct horse battery staple",
            requests_opts={"verify": str(authority)},
        )
        until(lambda: reader.confirmed == ["subscribe"], "the subscription")
        edit(database, blog, "Dinner is served")
        until(lambda: reader.documents != [], "a document that it believes")
    assert b"Dinner is served" in reader.documents[0]


def test_it_is_told_in_words_why_a_topic_is_refused(database: Database, tmp_path: Path) -> None:
    with (
        reading(tmp_path) as reader,
        running(tmp_path, allow_private_networks=LOOPBACK) as server,
        pytest.raises(SubscriberError, match=r"404.*no feed of this hub"),
    ):
        reader.subscribe(topic_url=f"{server.url}/blogs/nowhere/en/feed.atom", hub_url=f"{server.url}/hub")


def test_its_hub_is_told_of_changes_and_sends_our_feed_on(
    database: Database, blog: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        hub_of_others(tmp_path, monkeypatch) as hub,
        reading(tmp_path) as reader,
        running(tmp_path, with_worker=True, websub="off", websub_hubs=hub, allow_private_networks=LOOPBACK) as server,
    ):
        found = discover(f"{server.url}/blogs/hanoi/en/feed.atom")
        assert found["hub_url"] == hub
        reader.subscribe(**found)
        until(lambda: reader.confirmed == ["subscribe"], "the subscription")
        edit(database, blog, "Dinner is served")
        until(lambda: reader.documents != [], "a document")
    assert b"Dinner is served" in reader.documents[-1]
