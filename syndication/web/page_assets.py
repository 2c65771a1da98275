"""Scripts and styles of the desks, under an address that changes with them.

The modules import each other by relative addresses, so an installation that is brought up to date must not serve a new
one to a page that has kept an old one: all of them share the version that is part of their address.
"""

import hashlib
from pathlib import Path

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, send_from_directory, url_for
from werkzeug.exceptions import NotFound

from syndication.web.answers import NOSNIFF
from syndication.web.authorisation import public

blueprint = APIBlueprint("page_assets", __name__, enable_openapi=False, url_prefix="/assets")

_EXTENSION = "page_assets_version"
_PARTS = ("desk", "partner", "review")
_KEPT_S = 31_536_000


def prepare_assets(app: Flask) -> None:
    """Sum up what there is, and give templates the function ``asset``."""
    summed = hashlib.sha256()
    for part in _PARTS:
        for path in sorted(_folder(app, part).iterdir()):
            summed.update(f"{part}/{path.name}".encode() + b"\0" + path.read_bytes())
    app.extensions[_EXTENSION] = summed.hexdigest()[:12]
    app.jinja_env.globals["asset"] = _asset


@blueprint.get("/<version>/<any(desk, partner, review):part>/<name>")
@public
def asset(version: str, part: str, name: str) -> Response:
    """Serve a script or a style, to be kept for good."""
    if version != current_app.extensions[_EXTENSION]:
        raise NotFound("This is of another version.")
    response = send_from_directory(_folder(current_app, part), name, max_age=_KEPT_S)
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_S}, immutable"
    response.headers[NOSNIFF[0]] = NOSNIFF[1]
    return response


def _asset(path: str) -> str:
    """Return the address of ``part/name``."""
    part, _, name = path.partition("/")
    return url_for("page_assets.asset", version=current_app.extensions[_EXTENSION], part=part, name=name)


def _folder(app: Flask, part: str) -> Path:
    return Path(app.static_folder or "") / part
