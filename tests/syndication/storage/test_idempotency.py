from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from syndication.storage.database import Database
from syndication.storage.idempotency import KeptReply, find_reply, keep_reply
from tests.factories import NOW

REPLY = KeptReply(request_hash="a" * 64, status=201, headers=(("Location", "/x"), ("ETag", '"1"')), body='{"a":"ệ"}')


def test_an_answer_is_found_under_its_caller_and_key(database: Database) -> None:
    with database.writing() as session:
        keep_reply(session, "desk tool", "key-1", REPLY, now=NOW)
    with database.reading() as session:
        assert find_reply(session, "desk tool", "key-1") == REPLY
        assert find_reply(session, "desk tool", "key-2") is None
        assert find_reply(session, "other tool", "key-1") is None


def test_a_key_is_answered_once(database: Database) -> None:
    with database.writing() as session:
        keep_reply(session, "desk tool", "key-1", REPLY, now=NOW)
    with pytest.raises(IntegrityError), database.writing() as session:
        keep_reply(session, "desk tool", "key-1", REPLY, now=NOW)


def test_an_answer_is_forgotten_after_a_day(database: Database) -> None:
    with database.writing() as session:
        keep_reply(session, "desk tool", "old", REPLY, now=NOW)
        keep_reply(session, "desk tool", "new", REPLY, now=NOW + timedelta(hours=24, seconds=1))
        assert find_reply(session, "desk tool", "old") is None
        assert find_reply(session, "desk tool", "new") == REPLY


def test_an_answer_goes_with_the_work_it_reports(database: Database) -> None:
    with database.writing() as session:
        keep_reply(session, "desk tool", "key-1", REPLY, now=NOW)
        session.rollback()
    with database.reading() as session:
        assert find_reply(session, "desk tool", "key-1") is None
