"""Scripts and styles of the translators' desk, under an address that changes with them.

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

blueprint = APIBlueprint("review_assets", __name__, enable_openapi=False, url_prefix="/review/assets")

_EXTENSION = "review_assets_version"
_KEPT_S = 31_536_000


def prepare_assets(app: Flask) -> None:
    """Sum up what there is, and give templates the function ``asset``."""
    summed = hashlib.sha256()
    for path in sorted(_folder(app).iterdir()):
        summed.update(path.name.encode() + b"\0" + path.read_bytes())
    app.extensions[_EXTENSION] = summed.hexdigest()[:12]
    app.jinja_env.globals["asset"] = _asset


@blueprint.get("/<version>/<name>")
@public
def asset(version: str, name: str) -> Response:
    """Serve a script or a style, to be kept for good."""
    if version != current_app.extensions[_EXTENSION]:
        raise NotFound("This is of another version.")
    response = send_from_directory(_folder(current_app), name, max_age=_KEPT_S)
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_S}, immutable"
    response.headers[NOSNIFF[0]] = NOSNIFF[1]
    return response


def _asset(name: str) -> str:
    return url_for("review_assets.asset", version=current_app.extensions[_EXTENSION], name=name)


def _folder(app: Flask) -> Path:
    return Path(app.static_folder or "") / "review"
