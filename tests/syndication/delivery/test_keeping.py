"""The bytes of old deliveries are forgotten, and nothing else of them."""

from datetime import timedelta
from pathlib import Path

from feeds.profile import LanguageRule
from syndication.clock import utc_now
from syndication.delivery.keeping import LogKeeper
from syndication.ingest import accept_entry
from syndication.storage.database import Database
from syndication.storage.deliveries import list_accepted_after, load_body
from tests.syndication.delivery.channels import channel_of, dispatch, keep_channel, local_settings
from tests.syndication.kept import SLUG, keep_blog, raw_entry


def test_bytes_are_kept_for_their_days_and_hashes_for_ever(database: Database, tmp_path: Path) -> None:
    settings = local_settings(tmp_path)
    keep_blog(database)
    keep_channel(database, settings, kind="stream", languages=(LanguageRule(tag="en"),))
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry("They met."), actor="Linh", now=utc_now())
    dispatch(database, settings)
    channel_id = channel_of(database).id

    assert LogKeeper(database, days=90, clock=lambda: utc_now() + timedelta(days=89)).run_once() == 0
    with database.reading() as session:
        (before,) = list_accepted_after(session, channel_id, 0)
        assert load_body(session, before.delivery.id)

    assert LogKeeper(database, days=90, clock=lambda: utc_now() + timedelta(days=91)).run_once() == 1
    with database.reading() as session:
        assert list_accepted_after(session, channel_id, 0) == (before,)
        assert load_body(session, before.delivery.id) is None
