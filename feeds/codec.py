"""Canonical JSON to model and back, and the hash that tells whether two entries say the same.

Decoding is strict: unknown fields are refused and every problem is reported with its path. What the service owns
(``version``, ``revision``, ``created_at``, ``updated_at``) may be present, since a client edits what it got, and is
overwritten at acceptance.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from feeds.dates import Time, rfc3339
from feeds.errors import FieldProblem, InvalidDocument, InvalidProfile
from feeds.model import Entry, LiveBlog
from feeds.profile import OutputProfile
from feeds.profile_checks import profile_problems

T = TypeVar("T")

# Names of union members that pydantic puts into the path of a block's problem; a client did not write them.
_UNION_TAGS = frozenset({"paragraph", "heading", "quote", "list", "table", "media", "embed"})

_DEFAULTED_TIMES = frozenset({"published_at", "created_at", "updated_at"})
_TIMES = _DEFAULTED_TIMES | {"embargoed_until", "coverage_start_at", "coverage_end_at"}
_NUMBER = re.compile(r"[-+]?[0-9.]+")

# Each part of a document may be wrong, and each wrong part costs a kilobyte while it is looked at: a document of 20 MB
# could have ten million of them. Neither an entry nor a head that can be taken in comes near these.
_MOST_PARTS = 100_000
_MOST_ENTRIES = 20_000
_MOST_PROBLEMS = 100


@cache
def _adapters() -> Mapping[type, TypeAdapter[Any]]:
    # Building one takes milliseconds, so it waits for the first document instead of slowing every import.
    return {of: TypeAdapter(of) for of in (Entry, LiveBlog, OutputProfile)}


def decode_entry(data: bytes, *, now: datetime) -> Entry:
    """Read one entry; ``published_at`` defaults to ``now``. Raises :exc:`~feeds.errors.InvalidDocument`."""
    return _validate(Entry, _entry_defaults(_json_object(data), now))


def decode_blog(data: bytes, *, now: datetime) -> LiveBlog:
    """Read a live blog with or without entries. Raises :exc:`~feeds.errors.InvalidDocument`.

    Of a document with very many problems the first entries' are told.
    """
    raw = _json_object(data)
    _time_defaults(raw, now)
    for field in ("summary", "body"):
        _number_blocks(raw.get(field))
    raw_entries = raw.get("entries")
    if not isinstance(raw_entries, list):
        return _validate(LiveBlog, raw)
    if len(raw_entries) > _MOST_ENTRIES:
        raise InvalidDocument((FieldProblem("entries", f"more than {_MOST_ENTRIES:,} entries in one document"),))
    problems: list[FieldProblem] = []
    head = _validated(LiveBlog, raw | {"entries": []}, problems)
    entries: list[Entry] = []
    for at, raw_entry in enumerate(raw_entries):
        if len(problems) > _MOST_PROBLEMS:
            break
        if isinstance(raw_entry, dict):
            _entry_defaults(raw_entry, now)
        if entry := _validated(Entry, raw_entry, problems, path=f"entries[{at}]"):
            entries.append(entry)
    if head is None or problems:
        raise InvalidDocument(tuple(problems))
    return replace(head, entries=tuple(entries))


def decode_profile(raw: object) -> OutputProfile:
    """Read an output profile from a decoded TOML or JSON table. Raises :exc:`~feeds.errors.InvalidProfile`."""
    try:
        profile = _validate(OutputProfile, _without_numbers_for_times(raw))
    except InvalidDocument as cause:
        raise InvalidProfile(cause.problems) from cause
    if problems := profile_problems(profile):
        raise InvalidProfile(problems)
    return profile


def encode(value: Entry | LiveBlog | OutputProfile) -> bytes:
    """Write canonical JSON: UTF-8, unset optional fields left out."""
    return _adapters()[type(value)].dump_json(value, exclude_none=True)


def as_table(value: Entry | LiveBlog | OutputProfile) -> dict[str, Any]:
    """Return what :func:`encode` writes as Python data, for TOML and for embedding in larger JSON."""
    table: dict[str, Any] = json.loads(encode(value))
    return table


def json_schema(of: type[Entry] | type[LiveBlog] | type[OutputProfile]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what decoding accepts: times that it fills in are not required."""
    schema: dict[str, Any] = _adapters()[of].json_schema(mode="validation")
    for part in (schema, *schema.get("$defs", {}).values()):
        if required := part.get("required"):
            part["required"] = [name for name in required if name not in _DEFAULTED_TIMES]
    return schema


def content_hash(value: Entry | LiveBlog) -> str:
    """Hash what readers can see of an entry, or of a blog's head: not its guid, version or service times.

    Two versions with one hash say the same, so accepting the second changes nothing. Hex SHA-256.
    """
    epoch = value.published_at
    bare = replace(value, guid="", version=0, created_at=epoch, updated_at=epoch, translation=None)
    if isinstance(bare, LiveBlog):
        bare = replace(bare, entries=(), revision=0)
    return hashlib.sha256(encode(bare)).hexdigest()


def _json_object(data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object)
    except (UnicodeDecodeError, ValueError, RecursionError) as cause:
        raise InvalidDocument((FieldProblem("", f"not JSON: {cause}"),)) from cause
    if not isinstance(raw, dict):
        raise InvalidDocument((FieldProblem("", "expected a JSON object"),))
    return raw


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object whose names are unique: programs differ on which of two equal ones counts (RFC 8259 §4)."""
    made = dict(pairs)
    if len(made) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the name {name!r} stands twice in one object")
    return made


def _entry_defaults(raw: dict[str, Any], now: datetime) -> dict[str, Any]:
    _time_defaults(raw, now)
    _number_blocks(raw.get("blocks"))
    return raw


def _time_defaults(raw: dict[str, Any], now: datetime) -> None:
    for field in _TIMES & raw.keys():
        # pydantic would take the text "20190227" for seconds since 1970. As a number it is refused.
        if isinstance(raw[field], str) and _NUMBER.fullmatch(raw[field]):
            raw[field] = 0
    published_at = raw.setdefault("published_at", rfc3339(now))
    missing = [field for field in ("created_at", "updated_at") if field not in raw]
    if missing:
        # One wrong time is one problem, not two more of fields that nobody has sent.
        at = published_at if _is_time(published_at) else rfc3339(now)
        raw.update(dict.fromkeys(missing, at))


def _without_numbers_for_times(raw: object) -> object:
    """Return the table of a profile with a number where its time is one in quotes, for the same reason."""
    if not (isinstance(raw, dict) and isinstance(selection := raw.get("selection"), dict)):
        return raw
    since = selection.get("published_since")
    is_number = isinstance(since, str) and _NUMBER.fullmatch(since)
    return {**raw, "selection": {**selection, "published_since": 0}} if is_number else raw


def _is_time(value: object) -> bool:
    try:
        _time_adapter().validate_python(value)
    except ValidationError:
        return False
    return isinstance(value, str)


@cache
def _time_adapter() -> TypeAdapter[datetime]:
    return TypeAdapter(Time)


def _number_blocks(blocks: object) -> None:
    """Give blocks that come without an id the first free one of b1, b2, ...; ids of others are kept."""
    if not isinstance(blocks, list):
        return
    given = (block.get("id") for block in blocks if isinstance(block, dict))
    taken = {name for name in given if isinstance(name, str)}
    free = (name for number in range(1, len(blocks) + len(taken) + 2) if (name := f"b{number}") not in taken)
    for block in blocks:
        if isinstance(block, dict) and block.get("id") in (None, ""):
            block["id"] = next(free)


def _validate(of: type[T], raw: object) -> T:
    # JSON text may escape a lone surrogate, which UTF-8 cannot hold; it is dropped like any character XML forbids.
    text = json.dumps(raw, ensure_ascii=False, default=str).encode("utf-8", "ignore")
    # A part is at least a character and a comma, so that most values need no counting.
    if len(text) > 2 * _MOST_PARTS and _has_too_many_parts(raw):
        raise InvalidDocument((FieldProblem("", f"more than {_MOST_PARTS:,} values"),))
    try:
        value: T = _adapters()[of].validate_json(text)
    except ValidationError as cause:
        raise InvalidDocument(tuple(_problems(cause))) from cause
    return value


def _validated(of: type[T], raw: object, problems: list[FieldProblem], *, path: str = "") -> T | None:
    """Return what ``raw`` says, or ``None`` and its problems added to those of the document that it stands in."""
    try:
        return _validate(of, raw)
    except InvalidDocument as cause:
        dotted = f"{path}." if path else ""
        problems += [FieldProblem(f"{dotted}{one.path}" if one.path else path, one.reason) for one in cause.problems]
        return None


def _has_too_many_parts(raw: object) -> bool:
    """Say whether there are more members and elements in a JSON value, at all depths, than are ever meant."""
    count, waiting = 0, [raw]
    while waiting and count <= _MOST_PARTS:
        value = waiting.pop()
        if isinstance(value, dict | list):
            count += len(value)
            waiting += value.values() if isinstance(value, dict) else value
    return count > _MOST_PARTS


def _problems(cause: ValidationError) -> Iterator[FieldProblem]:
    for error in cause.errors(include_url=False, include_input=False, include_context=False):
        place = error["loc"]
        parts = [p for at, p in enumerate(place) if not (p in _UNION_TAGS and at and isinstance(place[at - 1], int))]
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
        reason = "unknown field" if error["type"] == "unexpected_keyword_argument" else error["msg"]
        yield FieldProblem(path, reason.removeprefix("Value error, "))
