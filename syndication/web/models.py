"""Translation packages and the order of engines on the desk: everybody may look, admins and editors act.

Nothing is installed here: buttons want work of a worker, and the page shows how far that is.
"""

import tempfile
from collections.abc import Callable
from http import HTTPStatus
from typing import IO, Any

from apiflask import APIBlueprint
from flask import Flask, Request, Response, request, url_for
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.engine_orders import DEFAULT_ORDER, clear_order, list_pairs, set_order
from syndication.errors import InvalidEngineOrder, InvalidModelJob, TooLarge
from syndication.model_jobs import want_by_pair, want_upload
from syndication.packages import known_pairs, package_store
from syndication.rights import Role
from syndication.storage.jobs import list_missing_pairs
from syndication.storage.model_jobs import ModelAction, ModelReport, list_jobs
from syndication.uploads import MOST_UPLOAD_BYTES, drop_upload, keep_upload, uploads_dir
from syndication.web.answers import see_other
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.form_fields import form_field
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import current_settings, read_session, write_session
from translations.engines.errors import PackageStoreError

blueprint = APIBlueprint("models", __name__, enable_openapi=False, url_prefix="/desk/models")

_UPLOAD = "models.take_file"
_REFUSALS = (InvalidModelJob, InvalidEngineOrder, TooLarge)
_SHOWN_JOBS = 10


class DeskRequest(Request):
    """A request whose uploaded packages wait in the data folder: a system's own temporary folder may lie in memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.endpoint == _UPLOAD:
            return tempfile.TemporaryFile(dir=uploads_dir(current_settings().data_dir))
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


def prepare_uploads(app: Flask) -> None:
    """Let admins, and nobody else, send files as large as packages are. Goes before the guard, which reads forms."""
    app.request_class = DeskRequest

    @app.before_request
    def let_admins_send_packages() -> None:
        if request.endpoint == _UPLOAD and request.method == "POST":
            session = signed_in()
            if session is not None and session.role.allows(Role.ADMIN):
                request.max_content_length = MOST_UPLOAD_BYTES


@blueprint.get("/")
@role_needed(Role.READER)
def show() -> Response:
    """Show packages, engines, and work on packages."""
    return _page()


@blueprint.post("/install")
@role_needed(Role.ADMIN)
def install() -> Response:
    """Want the package of a pair."""
    return _do(lambda session: _want(session, ModelAction.INSTALL))


@blueprint.post("/remove")
@role_needed(Role.ADMIN)
def remove() -> Response:
    """Want the package of a pair gone."""
    return _do(lambda session: _want(session, ModelAction.REMOVE))


@blueprint.post("/upload")
@role_needed(Role.ADMIN)
def take_file() -> Response:
    """Take a package, or a model that is to be converted to one."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(status=422, problem="Choose a file first.")
    settings = current_settings()
    action = ModelAction.CONVERT if form_field("action") == ModelAction.CONVERT else ModelAction.INSTALL_FILE
    try:
        upload = keep_upload(sent.stream, settings.data_dir)
    except TooLarge as problem:
        return _page(status=413, problem=sentence_of(problem))
    order = ModelReport(upload=upload, pair=form_field("pair") or None, target_token=form_field("target_token") or None)
    name = sent.filename

    def work(session: Session) -> None:
        want_upload(session, action, name, order=order, actor=current_actor().name, now=utc_now())

    answer = _do(work)
    if answer.status_code != HTTPStatus.SEE_OTHER:
        drop_upload(settings.data_dir, upload)
    return answer


@blueprint.post("/order")
@role_needed(Role.EDITOR)
def put_order() -> Response:
    """Decide which engines are asked for a pair, or let the default hold again."""

    def work(session: Session) -> None:
        source, target = form_field("source"), form_field("target")
        names = [name for name in request.form.getlist("engine") if name]
        if tuple(names) == DEFAULT_ORDER:
            clear_order(session, source, target, now=utc_now())
        else:
            set_order(session, source, target, names, actor=current_actor().name, now=utc_now())

    return _do(work)


def _want(session: Session, action: ModelAction) -> None:
    want_by_pair(session, action, form_field("pair"), actor=current_actor().name, now=utc_now())


def _do(work: Callable[[Session], None]) -> Response:
    """Do what a button wants and go back to the page, so that loading it again does nothing twice."""
    try:
        with write_session() as session:
            work(session)
    except _REFUSALS as problem:
        return _page(status=422, problem=sentence_of(problem))
    return see_other(url_for("models.show"))


def _page(*, status: int = 200, problem: str = "") -> Response:
    settings = current_settings()
    shown: dict[str, Any] = {"packages": [], "problems": [], "packages_problem": ""}
    try:
        store = package_store(settings)
        shown |= {"packages": store.installed(), "problems": store.problems()}
    except PackageStoreError as trouble:
        shown["packages_problem"] = sentence_of(trouble)
    with read_session() as session:
        jobs = list_jobs(session, limit=_SHOWN_JOBS)
        pairs = list_pairs(session, settings)
        missing = list_missing_pairs(session)
    who = signed_in()
    role = current_actor().role
    return private_page(
        "models.html",
        status=status,
        who=who,
        may_install=role.allows(Role.ADMIN),
        may_order=role.allows(Role.EDITOR),
        jobs=jobs,
        # To the same address with a fragment browsers only scroll; one that differs is loaded, and keeps the place.
        shown_at=f"{utc_now():%H%M%S%f}",
        is_busy=any(not job.is_over for job in jobs),
        known=known_pairs(shown["packages"], missing),
        pairs=pairs,
        engines=DEFAULT_ORDER,
        has_server=settings.libretranslate_url is not None,
        problem=problem,
        typed=request.form if problem else {},
        **shown,
    )
