from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from syndication.errors import SignInThrottled
from syndication.storage.database import Database
from syndication.storage.desk_tables import failed_sign_ins
from syndication.throttle import (
    MOST_OF_ADDRESS,
    MOST_OF_NAME,
    MOST_OF_NAME_AND_ADDRESS,
    WINDOW,
    Attempt,
    network_of,
)
from tests.factories import NOW

HERE = "203.0.113.7"


def attempt(database: Database, name: str = "Linh", address: str = HERE, now: datetime = NOW) -> Attempt:
    with database.writing() as session:
        return Attempt(session, name=name, address=address, now=now)


def test_a_name_is_guessed_from_one_address_a_few_times_only(database: Database) -> None:
    for second in range(MOST_OF_NAME_AND_ADDRESS):
        attempt(database, now=NOW + timedelta(seconds=second))
    with pytest.raises(SignInThrottled) as refused:
        attempt(database, name="LINH", now=NOW + timedelta(minutes=5))
    assert refused.value.retry_after_s == (WINDOW - timedelta(minutes=5)).total_seconds()
    attempt(database, address="203.0.113.8", now=NOW + timedelta(minutes=5))


def test_refused_attempts_do_not_make_the_wait_longer(database: Database) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        attempt(database)
    for minute in range(14):
        with pytest.raises(SignInThrottled):
            attempt(database, now=NOW + timedelta(minutes=minute))
    attempt(database, now=NOW + WINDOW)


def test_a_name_is_guessed_from_many_addresses_a_limited_number_of_times(database: Database) -> None:
    for number in range(MOST_OF_NAME):
        attempt(database, address=f"198.51.100.{number}")
    with pytest.raises(SignInThrottled):
        attempt(database, address="192.0.2.1")
    attempt(database, name="Minh", address="192.0.2.1")


def test_an_address_guesses_at_a_limited_number_of_names(database: Database) -> None:
    for number in range(MOST_OF_ADDRESS):
        attempt(database, name=f"person {number}")
    with pytest.raises(SignInThrottled):
        attempt(database, name="Linh")


def test_signing_in_forgets_what_went_wrong_for_that_person_only(database: Database) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS - 1):
        attempt(database)
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        attempt(database, name="Minh")
    last = attempt(database)
    with database.writing() as session:
        last.succeed(session)
    attempt(database)
    with pytest.raises(SignInThrottled):
        attempt(database, name="Minh")


def test_an_attempt_that_was_none_leaves_nothing(database: Database) -> None:
    only = attempt(database)
    with database.writing() as session:
        only.take_back(session)
        assert session.scalar(select(func.count()).select_from(failed_sign_ins)) == 0


def test_what_no_longer_counts_is_not_kept(database: Database) -> None:
    for number in range(10):
        attempt(database, name=f"person {number}")
    attempt(database, now=NOW + WINDOW)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(failed_sign_ins)) == 3


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("nonsense", "", True),
    ],
)
def test_an_address_of_version_6_counts_with_its_network(one: str, other: str, is_same: bool) -> None:
    assert (network_of(one) == network_of(other)) is is_same
