"""What operators' machines ask."""

from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.database import Database
from tests.syndication.kept import keep_blog, raw_entry
from tests.syndication.outlets import keep_channel, keep_delivery, keep_partner, keep_two_entries, keep_wish
from tests.syndication.web.test_desk import PARTNERS


def break_database(database: Database, folder: Path) -> None:
    database.close()
    for path in folder.glob("syndication.db*"):
        path.write_bytes(b"not a database at all" * 400)


def test_a_sound_installation_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_without_its_database_it_is_alive_but_not_ready(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    break_database(database, tmp_path)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_failure_is_a_page_that_tells_nothing_of_the_inside(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    break_database(database, tmp_path)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "sqlite" not in answer.text.lower()
    assert "Traceback" not in answer.text


def test_metrics_name_no_blog_and_no_partner(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), slug="secret-blog")
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())
    client.get("/blogs/secret-blog/en/feed.atom")
    client.get("/partners/mekong/live?key=secret-key")
    numbers = client.get("/metrics").text
    assert 'syndication_http_answers_total{area="partner_feeds",method="GET",status="401"} 1.0' in numbers
    assert 'syndication_jobs{state="waiting"}' in numbers
    assert 'syndication_sources{state="failing"} 0.0' in numbers
    assert 'syndication_websub{what="active"} 0.0' in numbers
    for name in ("secret-blog", "mekong", "secret-key"):
        assert name not in numbers


def test_metrics_tell_of_channels_queues_and_how_fast_partners_accept(client: FlaskClient, database: Database) -> None:
    now = utc_now()
    older, newer = keep_two_entries(database)
    keep_partner(database)
    channel = keep_channel(database)
    keep_delivery(database, channel, older, now=now)
    keep_wish(database, channel, older, now=now - timedelta(minutes=10))
    keep_wish(database, channel, newer, error="the partner answered 422", is_dead=True, now=now)
    found = {
        name: float(value)
        for line in client.get("/metrics").text.splitlines()
        if not line.startswith("#")
        for name, _, value in [line.rpartition(" ")]
    }
    assert found['syndication_channels{state="active"}'] == 1
    assert found['syndication_channels{state="stopped"}'] == 0
    assert (found["syndication_deliveries_waiting"], found["syndication_dead_letters"]) == (1, 1)
    assert 600 <= found["syndication_deliveries_oldest_waiting_seconds"] < 700
    assert found["syndication_deliveries_accepted"] == 1
    assert found['syndication_delivery_attempts_lately{outcome="accepted"}'] == 1
    assert found['syndication_delivery_attempts_lately{outcome="permanent"}'] == 0
    assert found['syndication_delivery_acceptance_seconds{quantile="0.95"}'] == 0
