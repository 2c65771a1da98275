"""Request bodies: JSON read strictly, in bounded size, before any field is looked at."""

import json
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from feeds.errors import FieldProblem, InvalidDocument
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.problems import Problem

Body = TypeVar("Body", bound=BaseModel)

MAX_BODY_BYTES = 16 * 1024 * 1024
"""The largest body taken: a live blog with all its entries. An entry's own limits are the store's."""

MAX_FORM_BYTES = 5 * 1024 * 1024
"""The largest form taken: an entry as large as one may be, each letter of it written as nine (``%E1%BB%87``)."""


def json_body() -> bytes:
    """Return the body of the request at hand, proven to be one JSON object in UTF-8.

    A field given twice is refused, since readers of JSON disagree on which one counts (RFC 8259 §4), and so are NaN and
    Infinity. Raises :exc:`~syndication.web.api.problems.Problem`, and Werkzeug's errors for a wrong type or size.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(f"Content-Type must be application/json, not {request.mimetype or 'left out'}.")
    data = request.get_data()
    parse_object(data)
    return data


def json_body_if_any() -> bytes:
    """Return the body of the request at hand as :func:`json_body` does, or an empty object where none was sent.

    For bodies that say how to do something: many clients send no body with ``DELETE`` until they are told to.
    """
    return json_body() if request.get_data() else b"{}"


def parse_body(of: type[Body], data: bytes) -> Body:
    """Read what :func:`json_body` returned as a small request model.

    Raises :exc:`~feeds.errors.InvalidDocument` with every field that is wrong.
    """
    # A lone surrogate may be escaped in JSON text; UTF-8 cannot hold it, so it is dropped as in canonical documents.
    text = json.dumps(parse_object(data), ensure_ascii=False).encode("utf-8", "ignore")
    try:
        return of.model_validate_json(text)
    except ValidationError as cause:
        raise InvalidDocument(tuple(_field_problem(error["loc"], error["msg"]) for error in cause.errors())) from cause


def parse_object(data: bytes) -> dict[str, Any]:
    """Parse one JSON object strictly; raises the problem of anything else."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError) as cause:
        raise Problem(kinds.NOT_JSON, f"The body is not JSON: {cause}.") from cause
    if not isinstance(value, dict):
        raise Problem(kinds.NOT_JSON, "The body must be one JSON object.")
    return value


def _field_problem(place: tuple[int | str, ...], message: str) -> FieldProblem:
    return FieldProblem(".".join(str(part) for part in place), message.removeprefix("Value error, "))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the field {name!r} is given twice")
        found[name] = value
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
