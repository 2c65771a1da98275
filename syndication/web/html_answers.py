"""Pages as HTTP answers: rendered from a template, locked down by headers that let nothing foreign run."""

import hashlib
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, Unauthorized

from feeds.body import main_rendition
from feeds.html import plain_text
from feeds.language import is_right_to_left
from syndication.documents import Served
from syndication.web.answers import NOSNIFF, Audience, named_by_bytes
from syndication.web.sessions import current_site
from translations.inline import write_inline
from translations.memory import MemoryUnit
from translations.model import SegmentTranslation

# Pictures and videos live where the newsroom keeps them. There is no inline script: JSON-LD is data, which browsers
# do not count as one.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: http:; media-src https: http:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_LOCKS = (
    ("Content-Security-Policy", _POLICY),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    NOSNIFF,
)

PUBLIC_PAGE = Audience(headers=(("Cache-Control", "public, max-age=0, must-revalidate"), *_LOCKS), link="canonical")

# What a signed-in person sees is for nobody else, and no address with a secret in it is told to other sites. (Under
# "no-referrer" browsers would hide the origin of our own forms too.) Its scripts talk to the API.
_PRIVATE = (
    ("Cache-Control", "no-store"),
    *(
        dict(_LOCKS) | {"Referrer-Policy": "same-origin", "Content-Security-Policy": f"{_POLICY}; connect-src 'self'"}
    ).items(),
)


def prepare_templates(app: Flask) -> None:
    """Give templates what they all need."""
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["main_rendition"] = main_rendition
    app.jinja_env.filters["address"] = short_address
    app.jinja_env.filters["direction"] = direction
    app.jinja_env.filters["inline"] = inline
    app.jinja_env.filters["words"] = plain_text
    styles = sorted(Path(app.static_folder or "").glob("*.css"))
    look = hashlib.sha256(b"".join(style.read_bytes() for style in styles))
    app.extensions["look"] = look.hexdigest()[:12]

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {"site": current_site(), "look": current_app.extensions["look"]}


def served_page(
    template: str, *, url: str, changed_at: datetime, valid_until: datetime | None, **shown: object
) -> Served:
    """Render a public page as a document of its own, so that it is served like one."""
    return named_by_bytes(
        render_template(template, **shown).encode(),
        media_type="text/html; charset=utf-8",
        url=url,
        changed_at=changed_at,
        valid_until=valid_until,
    )


def private_page(template: str, *, status: int = 200, **shown: object) -> Response:
    """Render a page for whoever asks now, to be kept by nobody."""
    body = render_template(template, **shown)
    return Response(body, status=status, headers=list(_PRIVATE), content_type="text/html; charset=utf-8")


def sentence_of(problem: Exception) -> str:
    """Return an error's message as a sentence of its own."""
    text = str(problem)
    return f"{text[:1].upper()}{text[1:]}."


def error_page(error: HTTPException) -> Response:
    """Say on a page what went wrong, or how to sign in, and keep the headers the error brings."""
    if isinstance(error, Unauthorized):
        # Whoever was sending something has to send it again; a page that was asked for opens after signing in.
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        response = private_page("sign_in.html", status=401, wanted=wanted)
    else:
        response = private_page("error.html", status=error.code or 500, name=error.name, description=error.description)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers.add(name, value)
    return response


def direction(language: str) -> str:
    """Return the ``dir`` attribute of text in a language."""
    return "rtl" if is_right_to_left(language) else "ltr"


def inline(written: SegmentTranslation | MemoryUnit) -> str:
    """Return a translation as inline HTML."""
    if isinstance(written, MemoryUnit):
        return write_inline(written.target_text, written.target_marks)
    return write_inline(written.text, written.marks)


def short_address(url: str) -> str:
    """Write an address as people do, without its scheme."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")
