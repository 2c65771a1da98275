import threading
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest

from syndication.errors import PasswordRefused, SignInBusy
from syndication.passwords import check_choice, hash_password, verify_password

GOOD = "bốn con mèo ngủ"


@pytest.mark.parametrize(
    "password", [GOOD, "x7Kq! 9zLm", "고양이 네 마리가 자요", "a" * 50 + "bcdef", "🐈🐕🐇🐎🐄🐖🐑🐐🦆🐓"]
)
def test_any_password_that_is_long_enough_is_taken(password: str) -> None:
    check_choice(password, user_name="Linh")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 10"),
        ("nine char", "at least 10"),
        ("x7" * 101, "at most 200"),
        ("ﷺ" * 20, "at most 200"),
        ("y" * 100_000, "at most 200"),
        ("Password123", "most common"),
        ("１２３４５６７８９０", "most common"),
        ("aaaaaaaaaaaaaa", "most common"),
        ("ababababababab", "most common"),
        ("Nguyễn Thị Linh", "your name"),
        ("nguyễnthịlinhNGUYỄNTHỊLINH", "your name"),
    ],
)
def test_a_password_that_is_short_or_easy_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(PasswordRefused, match=reason):
        check_choice(password, user_name="Nguyễn Thị Linh")


def test_a_password_is_right_however_its_letters_are_encoded() -> None:
    kept = hash_password("bố́n con mèo")
    assert verify_password(kept, "bố́n con mèo").is_right
    assert verify_password(hash_password("１２３ abc def"), "123 abc def").is_right


@pytest.mark.parametrize("wrong", ["", GOOD.upper(), GOOD + " ", "\ud800", "\0", "z" * 1_000_000])
def test_another_password_is_wrong(wrong: str) -> None:
    assert not verify_password(hash_password(GOOD), wrong).is_right


def test_two_hashes_of_one_password_differ_and_neither_tells_it() -> None:
    one, other = hash_password(GOOD), hash_password(GOOD)
    assert one != other
    assert one.startswith("$argon2id$")
    assert GOOD not in one


def test_somebody_without_a_password_is_never_right() -> None:
    assert not verify_password(None, "").is_right
    assert not verify_password("not a hash", GOOD).is_right


def test_a_hash_of_weaker_parameters_is_to_be_made_anew() -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD.encode())
    assert verify_password(weak, GOOD).needs_rehash
    assert not verify_password(hash_password(GOOD), GOOD).needs_rehash


def test_more_sign_ins_at_once_than_the_machine_bears_are_told_to_wait() -> None:
    start = threading.Barrier(16)

    def sign_in(_: int) -> str:
        start.wait()
        try:
            verify_password(None, GOOD)
        except SignInBusy:
            return "busy"
        return "wrong"

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(sign_in, range(16)))
    assert answers.count("wrong") >= 6
    assert answers.count("busy") >= 1
    assert not verify_password(None, GOOD).is_right
