"""The OpenAPI 3.1 document, and the page that shows it to people without loading anything from elsewhere."""

import json
from functools import partial
from typing import Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, render_template
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from feeds.codec import json_schema
from feeds.model import Entry, LiveBlog
from feeds.profile import OutputProfile
from syndication import __version__
from syndication.web.api.describing import BODY_EXTENSION, REPLAYED_HEADER, ROLE_EXTENSION, described_types, reference
from syndication.web.api.problem_kinds import PROBLEM_KINDS
from syndication.web.authorisation import CSRF_HEADER, SESSION_COOKIE, public
from syndication.web.html_answers import PUBLIC_PAGE

TITLE = "Syndication API"

_EXTENSION = "openapi_document"
_REF_TEMPLATE = "#/components/schemas/{model}"
_CANONICAL = (Entry, LiveBlog, OutputProfile)

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Some kinds have members of their own, such as current_version.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "enum": [kind.address for kind in PROBLEM_KINDS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Everything that is wrong with the request, not only the first.",
            "items": {
                "type": "object",
                "required": ["path", "reason"],
                "properties": {"path": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
_SECURITY_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "Made by: syndication tokens create"},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "A signed-in browser."},
    "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER, "description": "For changes by a browser."},
}
_PATH_PARAMETERS = {
    "slug": "The live blog's slug.",
    "guid": "The entry's guid, percent-encoded (or as it is, where it has no ?, # and %).",
    "language": "The language translated into, such as vi.",
    "source_language": "The language translated from, such as en.",
    "target_language": "The language translated into, such as vi.",
    "segment": "The segment's id, a whole number.",
    "job": "The job's id, a whole number.",
    "comment": "The comment's id, a whole number.",
    "text_id": "The id of a text in its language, a whole number.",
    "partner": "The partner's slug.",
    "revision": "A revision of the live blog, a whole number.",
    "profile": "The profile's name.",
    "channel": "The channel's name, unique for its partner.",
    "delivery": "The delivery's id, a whole number.",
    "letter": "The id of a dead letter, or of what waits, a whole number.",
    "version": "The version, a whole number from 1.",
    "exchange_format": "xliff (1.2), xliff2 (2.1) or tmx (1.4).",
    "source": "The source's name, which is its live blog's slug.",
    "term": "The term's id, a whole number.",
    "term_format": "tbx (TBX-Basic), tbx2 (its version 2) or csv.",
    "unit": "The unit's id, a whole number.",
    "user": "The person's name, percent-encoded.",
    "token": "The token's name, percent-encoded.",
}

blueprint = APIBlueprint("description", __name__, template_folder="templates", enable_openapi=False)


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """Serve the OpenAPI document."""
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(json.dumps(_current_document()), headers=headers, content_type="application/json")


@blueprint.get("/docs")
@public
def docs() -> Response:
    """Serve the same as a page, with the kinds of problems that ``type`` of a problem body names."""
    page = render_template("api/docs.html", document=_current_document(), kinds=PROBLEM_KINDS)
    return Response(page, headers=list(PUBLIC_PAGE.headers))


def prepare_document(app: APIFlask) -> None:
    """Make ``app.spec`` the finished document of the API, whatever else the app serves."""
    app.title = TITLE
    app.version = __version__
    app.config.update(
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )
    app.spec_processor(partial(_finish, app))


def _current_document() -> dict[str, Any]:
    """Return the document of the app at hand, made at first use: that takes longer than all the rest of a request."""
    kept = current_app.extensions
    if _EXTENSION not in kept:
        kept[_EXTENSION] = cast("APIFlask", current_app).spec
    return cast("dict[str, Any]", kept[_EXTENSION])


def _finish(app: APIFlask, document: dict[str, Any] | str) -> dict[str, Any] | str:
    """Turn what APIFlask gathered from the views into the whole document, in a fixed order."""
    if isinstance(document, str):
        raise TypeError("the document is made as JSON, not as YAML text")
    paths = {path: item for path, item in document["paths"].items() if path.startswith("/api/")}
    return {
        "openapi": document["openapi"],
        "info": document["info"] | {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "security": [{"token": []}, {"session": [], "csrf": []}],
        "tags": document["tags"],
        "paths": {
            path: {method: _finish_operation(operation) for method, operation in item.items()}
            for path, item in sorted(paths.items())
        },
        "components": {"schemas": _schemas(app), "securitySchemes": _SECURITY_SCHEMES},
    }


def _finish_operation(operation: dict[str, Any]) -> dict[str, Any]:
    shown = ("operationId", "tags", "summary")
    finished = {name: operation[name] for name in shown}
    finished["description"] = f"{operation.get('description', '')}\n\nRole: {operation[ROLE_EXTENSION]}.".strip()
    finished["parameters"] = [_finish_parameter(parameter) for parameter in operation["parameters"]]
    if BODY_EXTENSION in operation:
        finished["requestBody"] = {"required": True, "content": operation[BODY_EXTENSION]}
    takes_key = any(parameter["name"] == "Idempotency-Key" for parameter in finished["parameters"])
    answers = operation["responses"] if takes_key else _without_replays(operation["responses"])
    finished["responses"] = dict(sorted(answers.items()))
    return finished


def _without_replays(responses: dict[str, Any]) -> dict[str, Any]:
    """Leave out the header of kept answers: an answer that holds a secret, for one, is never kept."""
    told = {}
    for status, response in responses.items():
        headers = {name: value for name, value in response.get("headers", {}).items() if name != REPLAYED_HEADER}
        told[status] = {name: value for name, value in response.items() if name != "headers"}
        told[status] |= {"headers": headers} if headers else {}
    return told


def _finish_parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """Give a parameter its description, and the schema of what is sent: pydantic's also allows for leaving it out."""
    schema = dict(parameter["schema"])
    description = schema.pop("description", None) or _PATH_PARAMETERS[parameter["name"]]
    schema.pop("title", None)
    if "anyOf" in schema:
        schema = next(choice for choice in schema["anyOf"] if choice.get("type") != "null")
    if "$ref" in schema:
        # APIFlask names a closed set of words after the query it is in; it has a schema of its own.
        schema = reference(schema["$ref"].rpartition(".")[2].rpartition("/")[2])
    is_header = parameter["in"] == "header"
    return {
        "name": parameter["name"].title() if is_header else parameter["name"],
        "in": parameter["in"],
        "required": parameter["required"],
        "description": description,
        "schema": schema,
    }


def _schemas(app: APIFlask) -> dict[str, Any]:
    """Return every schema by name: the canonical ones as :mod:`feeds.codec` gives them, then those of its views."""
    types = {one for view in app.view_functions.values() for one in described_types(view)}
    models = sorted((one for one in types if issubclass(one, BaseModel)), key=lambda model: model.__name__)
    _, own = models_json_schema([(model, "serialization") for model in models], ref_template=_REF_TEMPLATE)
    found: dict[str, Any] = dict(own["$defs"])
    for of in _CANONICAL:
        schema = json_schema(of)
        found |= schema.pop("$defs", {})
        found[of.__name__] = schema
    found["Problem"] = _PROBLEM
    relinked = json.loads(json.dumps(found).replace("#/$defs/", "#/components/schemas/"))
    return dict(sorted(relinked.items()))
