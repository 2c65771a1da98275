"""``syndication users`` and ``syndication tokens``."""

import re
from datetime import UTC, datetime

import pytest

from syndication.auth import Role, check_token, redeem_sign_in_link


def caller_of(installation, secret):
    database = installation.database
    with database.reading() as session:
        caller = check_token(session, secret, now=datetime.now(UTC))
    database.close()
    return caller


def test_a_token_is_printed_and_nothing_else(empty):
    result = empty.run("tokens", "create", "--name", "desk", "--role", "editor")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}\n", result.stdout)
    assert result.stderr == ""
    caller = caller_of(empty, result.stdout.strip())
    assert (caller.name, caller.role) == ("desk", Role.EDITOR)


def test_tokens_are_listed_without_their_secrets(sample):
    secret = sample.out("tokens", "create", "--name", "desk", "--role", "editor").strip()
    rows = {row["name"]: row for row in sample.json("tokens", "list")}
    assert (rows["desk"]["role"], rows["desk"]["partner"]) == ("editor", None)
    assert (rows["seoul-wire sample"]["role"], rows["seoul-wire sample"]["partner"]) == (None, "seoul-wire")
    assert secret not in sample.out("tokens", "list")


def test_a_revoked_token_is_of_no_use_and_its_name_free_again(empty):
    create = ("tokens", "create", "--name", "desk", "--role", "editor")
    secret = empty.out(*create).strip()
    assert empty.out("tokens", "revoke", "desk") == "Token desk is revoked.\n"
    assert caller_of(empty, secret) is None
    assert empty.error("tokens", "revoke", "desk") == "there is no token 'desk' in use"
    assert caller_of(empty, empty.out(*create).strip()) is not None


def test_users_are_added_listed_and_disabled(empty):
    added = empty.json("users", "add", "linh", "--role", "translator", "--languages", "VI, ko")
    assert added == {"name": "linh", "role": "translator", "languages": ["vi", "ko"]}
    (row,) = empty.json("users", "list")
    assert (row["name"], row["role"], row["disabled_at"]) == ("linh", "translator", None)
    assert (row["languages"], row["has_password"]) == (["vi", "ko"], False)
    assert empty.out("users", "disable", "linh") == "linh may no longer sign in.\n"
    assert empty.json("users", "list")[0]["disabled_at"] is not None
    assert empty.error("users", "disable", "linh") == "there is no user 'linh' who may sign in"


def test_a_user_gets_another_role_and_other_languages(empty):
    empty.out("users", "add", "linh", "--role", "translator", "--languages", "vi")
    assert empty.json("users", "set", "linh", "--languages", "*")["languages"] == ["*"]
    changed = empty.json("users", "set", "linh", "--role", "reviewer")
    assert changed == {"name": "linh", "role": "reviewer", "languages": ["*"]}


def test_a_token_has_languages(empty):
    secret = empty.out("tokens", "create", "--name", "night", "--role", "translator", "--languages", "ko").strip()
    assert caller_of(empty, secret).languages == ("ko",)
    assert empty.json("tokens", "list")[0]["languages"] == ["ko"]


def test_changing_nothing_of_a_user_is_a_mistake(empty):
    assert "name a --role, or --languages, or both" in empty.error("users", "set", "linh", status=2)


def test_a_link_signs_a_user_in_once(empty):
    empty.out("users", "add", "linh", "--role", "editor")
    link = empty.out("users", "link", "linh", base_url="https://live.example.org").strip()
    start = "https://live.example.org/sign-in/"
    assert link.startswith(start)
    database = empty.database
    with database.writing() as session:
        assert redeem_sign_in_link(session, link.removeprefix(start), now=datetime.now(UTC))
    database.close()


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("tokens create --name desk --role editor", "there is a token 'desk' already"),
        (
            "tokens create --name x --role boss",
            "unknown role 'boss'; known: reader, translator, reviewer, editor, admin",
        ),
        ("tokens revoke nope", "there is no token 'nope' in use"),
        ("users add linh --role editor", "there is a user 'linh' already"),
        ("users add x --role boss", "unknown role 'boss'; known: reader, translator, reviewer, editor, admin"),
        ("users disable nope", "there is no user 'nope' who may sign in"),
        ("users link nope", "there is no user 'nope' who may sign in"),
        ("users set nope --role editor", "there is no user 'nope' who may sign in"),
        ("users set boss --role editor", "'boss' is the last admin; make somebody else an admin first"),
        ("users disable boss", "'boss' is the last admin; make somebody else an admin first"),
        ("users add x --role editor --languages ,", "languages: name at least one language, or * for all"),
        (
            "tokens create --name x --role editor --languages viet_nam",
            "languages: 'viet_nam' is not a language tag such as en, vi, pt-BR or zh-Hant",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line(empty, command, line):
    empty.out("tokens", "create", "--name", "desk", "--role", "editor")
    empty.out("users", "add", "linh", "--role", "editor")
    empty.out("users", "add", "boss", "--role", "admin")
    assert empty.error(*command.split()) == line


@pytest.mark.parametrize("name", ["", "  ", "\n", "x" * 101])
def test_a_name_must_have_something_in_it_and_an_end(empty, name):
    assert "1 to 100 characters" in empty.error("tokens", "create", "--name", name, "--role", "reader")
    assert "1 to 100 characters" in empty.error("users", "add", name, "--role", "reader")


@pytest.mark.parametrize("command", ["tokens create", "users add"])
def test_help_names_every_role(empty, command):
    said = empty.out(*command.split(), "--help")
    assert [role.value for role in Role if role.value not in said] == []


@pytest.mark.parametrize("resource", ["users", "tokens"])
def test_an_empty_list_says_on_stderr_what_to_do(empty, resource):
    result = empty.run(resource, "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"syndication {resource} " in result.stderr
