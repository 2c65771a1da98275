"""Errors as the API tells them: problem bodies (RFC 9457) that list everything that is wrong at once."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from apiflask import HTTPError
from flask import Response, request
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from feeds.errors import FieldProblem, InvalidDocument
from syndication import errors
from syndication.delivery_errors import InvalidChannel, SecretUnreadable
from syndication.shaping.errors import ProfileInUse
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.problem_kinds import ProblemKind

API_PREFIX = "/api/"

_CONTENT_TYPE = "application/problem+json"
_RETRY_AFTER_S = 5

# Werkzeug's own errors, by status, where the API has a kind of its own for them.
_KIND_OF_STATUS = {
    400: kinds.BAD_REQUEST,
    401: kinds.UNAUTHENTICATED,
    403: kinds.FORBIDDEN,
    404: kinds.NOT_FOUND,
    405: kinds.METHOD_NOT_ALLOWED,
    415: kinds.UNSUPPORTED_MEDIA_TYPE,
    500: kinds.INTERNAL,
    503: kinds.UNAVAILABLE,
}


class Problem(Exception):
    """An answer that is not a success. ``members`` are extension members of the body (RFC 9457 §3.2)."""

    def __init__(
        self,
        kind: ProblemKind,
        detail: str,
        *,
        errors: tuple[FieldProblem, ...] = (),
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.members = dict(members or {})
        self.headers = dict(headers or {})
        super().__init__(detail)

    def response(self) -> Response:
        """Return the problem as it is sent."""
        kind = self.kind
        body: dict[str, Any] = {
            "type": kind.address,
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [{"path": problem.path, "reason": problem.reason} for problem in self.errors]
        # A detail may quote what was sent, lone surrogates included, which UTF-8 cannot hold.
        text = json.dumps(body | self.members, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Cache-Control": "no-store"} | self.headers
        return Response(text, status=kind.status, headers=headers, content_type=_CONTENT_TYPE)


def invalid_field(path: str, reason: str) -> Problem:
    """Return the problem of one field of a body that is not valid."""
    return Problem(kinds.INVALID_DOCUMENT, "One field is not valid.", errors=(FieldProblem(path, reason),))


def is_api_request() -> bool:
    """Say whether the request at hand gets problem bodies: everything under ``/api/``, unknown addresses included."""
    return request.path.startswith(API_PREFIX)


def problem_response(error: Exception) -> Response:
    """Answer an API request that raised ``error``. What nobody expected is logged and told without details."""
    match error:
        case Problem():
            return error.response()
        case HTTPError():
            return _invalid_parameters(error).response()
        case RequestEntityTooLarge():
            limit = request.max_content_length
            detail = f"A body may have at most {limit:,} bytes."
            return Problem(kinds.TOO_LARGE, detail, members={"limit": limit}).response()
        case HTTPException():
            return _from_http(error)
    problem = _problem_of(error)
    if problem is None:
        structlog.get_logger().exception("api_request_failed", method=request.method, path=request.path)
        problem = Problem(kinds.INTERNAL, "Something went wrong inside the service; it has been logged.")
    return problem.response()


def _problem_of(error: Exception) -> Problem | None:
    """Translate what the layers below raise; ``None`` for what only a bug can raise."""
    match error:
        case InvalidDocument() | InvalidChannel():
            count = len(error.problems)
            detail = f"{count} fields are not valid." if count > 1 else "One field is not valid."
            return Problem(kinds.INVALID_DOCUMENT, detail, errors=error.problems)
        case errors.NotFound():
            return Problem(kinds.NOT_FOUND, str(error))
        case errors.VersionConflict():
            current = error.current_version
            members, headers = {"current_version": current}, {"ETag": f'"{current}"'}
            return Problem(kinds.VERSION_MISMATCH, str(error), members=members, headers=headers)
        case errors.GuidTaken() | errors.SlugTaken() | errors.NameTaken():
            return Problem(kinds.ALREADY_EXISTS, str(error))
        case IntegrityError():
            return Problem(kinds.ALREADY_EXISTS, "Another request took the same slug or guid a moment ago.")
        case ProfileInUse():
            return Problem(kinds.IN_USE, str(error))
        case errors.EntryKilled() | errors.BlogKilled():
            return Problem(kinds.KILLED, str(error))
        case SecretUnreadable():
            return Problem(kinds.SECRET_UNREADABLE, f"{error}.")
        case errors.LastAdmin():
            return Problem(kinds.LAST_ADMIN, str(error))
        case errors.TooLarge():
            return Problem(kinds.TOO_LARGE, str(error), members={"limit": error.limit})
        case OperationalError():
            # A lock held too long or a full disk: nothing was changed, and it may work again in a moment.
            structlog.get_logger().warning("database_unavailable", error=str(error.orig), path=request.path)
            return unavailable("The database cannot take this at the moment.")
    return None


def unavailable(detail: str) -> Problem:
    """Return the problem of a service that is too busy right now."""
    return Problem(kinds.UNAVAILABLE, detail, headers={"Retry-After": str(_RETRY_AFTER_S)})


def _invalid_parameters(error: HTTPError) -> Problem:
    """Translate APIFlask's report on query parameters and headers: location, field name, messages."""
    found = [
        FieldProblem(_parameter_name(location, name), message.removeprefix("Value error, "))
        for location, fields in error.detail.items()
        for name, messages in fields.items()
        for message in messages
    ]
    detail = "; ".join(f"{problem.path}: {problem.reason}" for problem in found)
    return Problem(kinds.INVALID_PARAMETERS, detail, errors=tuple(found))


def _parameter_name(location: str, name: str) -> str:
    return name.replace("_", "-").title() if location == "headers" else name


def _from_http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    kind = _KIND_OF_STATUS.get(status) or ProblemKind("", status, HTTPStatus(status).phrase, "")
    # What Werkzeug adds beside its own HTML page: Allow, WWW-Authenticate, Retry-After.
    headers = {name: value for name, value in error.get_headers(request.environ) if name != "Content-Type"}
    return Problem(kind, error.description or kind.title, headers=headers).response()
