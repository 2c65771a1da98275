"""Writing and reading JSON documents in tests, and validating them as strictly as their schemas mean it.

The validator skips formats for which an optional library is missing, so those that our schemas name are checked here.
"""

import json
import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from jsonschema import FormatChecker
from jsonschema.validators import validator_for

from feeds.item import Feed
from feeds.writers import WRITERS
from tests.conftest import schema_path

SCHEMAS = {
    ("json", "1.1"): "jsonfeed/schema-v1.1.json",
    ("ninjs", "3.1"): "ninjs/ninjs-schema_3.1.json",
    ("ninjs", "2.2"): "ninjs/ninjs-schema_2.2.json",
}
"""The published schema of each format and version."""

_FORMATS = FormatChecker(formats=())
# RFC 3986 §2 and §3.1; at most one fragment.
_PART = r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})*"
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{_PART}(?:#{_PART})?")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@_FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(_URI.fullmatch(value))


@_FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    datetime.fromisoformat(value)
    return bool(_DATE_TIME.fullmatch(value))


def check(schema: dict[str, Any], value: object) -> None:
    """Fail with what a JSON schema says against a value, formats included."""
    validator = validator_for(schema)
    errors = validator(schema, format_checker=_FORMATS).iter_errors(value)
    if said := [f"{error.json_path}: {error.message}" for error in errors]:
        pytest.fail("\n".join(said))


@cache
def published_schema(format_name: str, version: str) -> dict[str, Any]:
    schema = json.loads(schema_path(SCHEMAS[format_name, version]).read_text(encoding="utf-8"))
    validator_for(schema).check_schema(schema)
    return schema


def check_document(format_name: str, document: bytes) -> None:
    """Validate a document with the schema of the very version that it claims to be in."""
    table = read(document)
    named = table["version"].removeprefix("https://jsonfeed.org/version/") if format_name == "json" else ninjs(table)
    check(published_schema(format_name, named), table)


def ninjs(table: dict[str, Any]) -> str:
    """Return the version that a ninjs document names, if its schema is that version's."""
    standard = table["standard"]
    assert standard["schema"] == published_schema("ninjs", standard["version"])["$id"]
    return standard["version"]


def read(document: bytes) -> dict[str, Any]:
    """Read a document as the strictest reader would: UTF-8, each name once, no constants that JSON has not."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def refuse(name: str) -> None:
        pytest.fail(f"{name} is not JSON")

    return json.loads(document.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)


def in_version(feed: Feed, version: str | None) -> Feed:
    """Return the feed as a partner gets it that asked for a version."""
    items = tuple(replace(item, format_version=version) for item in feed.items)
    return replace(feed, items=items, format_version=version)


def write(format_name: str, feed: Feed) -> bytes:
    writer = WRITERS[format_name]
    return writer.head(feed) + writer.separator().join(map(writer.fragment, feed.items)) + writer.tail(feed)
