"""What a view tells the OpenAPI document about itself."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar, cast

from apiflask import APIBlueprint

from syndication.auth import Role
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.problem_kinds import ProblemKind
from syndication.web.authorisation import declared_access

View = TypeVar("View", bound=Callable[..., Any])

BODY_EXTENSION = "x-body"
"""Where a view notes the content of its request body until the document is finished."""

ROLE_EXTENSION = "x-role"
"""The role that an operation asks for."""

_TYPES = "described_types"

_ETAG = {"ETag": {"description": "Strong; names this state of the thing.", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "The path of what was created.", "schema": {"type": "string"}}}
REPLAYED_HEADER = "Idempotency-Replayed"
"""What tells a kept answer; of operations that take no key the finished document does not name it."""

_REPLAYED = {
    REPLAYED_HEADER: {
        "description": "Sent where the reply was kept from the first request with this Idempotency-Key.",
        "schema": {"const": "true"},
    }
}


@dataclass(frozen=True, slots=True)
class FileOf:
    """An answer or a body that is a file, of one of these media types."""

    media_types: tuple[str, ...]


def describe(
    blueprint: APIBlueprint,
    operation_id: str,
    answer: type | FileOf,
    *,
    statuses: tuple[int, ...] = (200,),
    body: type | FileOf | None = None,
    has_etag: bool = False,
    problems: tuple[ProblemKind, ...] = (),
) -> Callable[[View], View]:
    """Describe one operation: the types of its answer and of its body, and the problems it is known for.

    Stands above the mark of :mod:`syndication.web.authorisation`, which it repeats in the document. Summary and
    description are the view's docstring.
    """

    def decorate(view: View) -> View:
        responses: dict[int, Any] = {
            status: _success(status, answer, has_etag=has_etag, is_kept=body is not None) for status in statuses
        }
        for kind in (*_access_problems(view), *problems):
            known = responses.get(kind.status, {}).get("description")
            responses[kind.status] = {
                "description": f"{known}; {kind.title}" if known else kind.title,
                "content": _content("application/problem+json", "Problem"),
            }
        extensions = {ROLE_EXTENSION: declared_access(view), BODY_EXTENSION: _contents(body) if body else None}
        noted = {name: value for name, value in extensions.items() if value is not None}
        setattr(view, _TYPES, tuple(one for one in (answer, body) if isinstance(one, type)))
        return blueprint.doc(operation_id=operation_id, responses=responses, extensions=noted)(view)

    return decorate


def described_types(view: Callable[..., Any]) -> tuple[type, ...]:
    """Return the types of a view's answer and body, none of a view that is not described."""
    return cast("tuple[type, ...]", getattr(view, _TYPES, ()))


def reference(schema: str) -> dict[str, str]:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{schema}"}


def _success(status: int, answer: type | FileOf, *, has_etag: bool, is_kept: bool) -> dict[str, Any]:
    headers = (_ETAG if has_etag else {}) | (_LOCATION if status == HTTPStatus.CREATED else {})
    headers |= _REPLAYED if is_kept else {}
    described = {"description": HTTPStatus(status).phrase, "content": _contents(answer)}
    return described | ({"headers": headers} if headers else {})


def _access_problems(view: Callable[..., Any]) -> tuple[ProblemKind, ...]:
    return (kinds.UNAUTHENTICATED, kinds.FORBIDDEN) if isinstance(declared_access(view), Role) else ()


def _contents(of: type | FileOf) -> dict[str, Any]:
    """Describe JSON by its schema; of a file the media types say it all (OpenAPI 3.1.1 §4.8.14.3)."""
    if isinstance(of, FileOf):
        return {media_type: {} for media_type in of.media_types}
    return _content("application/json", of.__name__)


def _content(media_type: str, schema: str) -> dict[str, Any]:
    return {media_type: {"schema": reference(schema)}}
