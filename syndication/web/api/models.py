"""Translation packages: what is installed, what is known besides, and the work on them that a worker does."""

from typing import Annotated, Literal, Self

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from syndication.clock import utc_now
from syndication.errors import InvalidModelJob, UnknownModelJob
from syndication.model_jobs import want_by_pair, want_upload
from syndication.packages import known_pairs, package_store
from syndication.rights import Role
from syndication.storage.jobs import list_missing_pairs
from syndication.storage.model_jobs import ModelAction, ModelJob, ModelJobState, ModelReport, find_job, list_jobs
from syndication.uploads import MOST_UPLOAD_BYTES, drop_upload, keep_upload
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import invalid_field
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import current_settings, read_session, write_session
from translations.engines.installed import InstalledPackage

blueprint = APIBlueprint("models", __name__, tag="Engines", url_prefix="/models")


class CanaryView(BaseModel):
    """A sentence that a package was asked when it was installed, what it made of it, and what is wrong with that."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    source: str
    output: str
    problem: str


class PackageView(BaseModel):
    """An installed package. ``attribution`` is its README, or what is known of it; licences ask for it to be shown."""

    pair: str
    version: str
    size_bytes: int
    sha256: str
    origin: str
    installed_at: Time
    attribution: str
    canaries: tuple[CanaryView, ...]

    @classmethod
    def of(cls, package: InstalledPackage) -> Self:
        """Show a package."""
        return cls(
            pair=str(package.pair),
            version=package.metadata.package_version,
            size_bytes=package.record.size_bytes,
            sha256=package.record.sha256,
            origin=package.record.origin,
            installed_at=package.record.installed_at,
            attribution=package.attribution,
            canaries=tuple(CanaryView.model_validate(canary) for canary in package.record.canaries),
        )


class KnownView(BaseModel):
    """A pair that a package can be had for: its exact bytes are known, or texts wait for it."""

    model_config = ConfigDict(from_attributes=True)

    pair: str
    version: str | None = None
    size_bytes: int | None = None
    sentences: int


class ModelList(BaseModel):
    """What is installed, the folders among the packages that are none, and what could be installed."""

    packages: tuple[PackageView, ...]
    problems: tuple[str, ...]
    known: tuple[KnownView, ...]


class ModelJobView(BaseModel):
    """Work on a package. ``progress`` goes from 0 to 1; ``message`` says how far it is, or how it ended."""

    id: int
    action: ModelAction
    what: str
    state: ModelJobState
    progress: float
    message: str
    package: str | None = None
    canaries: tuple[CanaryView, ...] = ()
    texts_queued: int | None = None
    actor: str
    created_at: Time
    updated_at: Time
    finished_at: Time | None = None

    @classmethod
    def of(cls, job: ModelJob) -> Self:
        """Show a job."""
        return cls(
            id=job.id,
            action=job.action,
            what=job.what,
            state=job.state,
            progress=job.progress,
            message=job.message,
            package=job.report.package,
            canaries=tuple(CanaryView.model_validate(canary) for canary in job.report.canaries),
            texts_queued=job.report.texts_queued,
            actor=job.actor,
            created_at=job.created_at,
            updated_at=job.updated_at,
            finished_at=job.finished_at,
        )


class ModelJobList(BaseModel):
    """Jobs, the newest first."""

    jobs: tuple[ModelJobView, ...]


class NewModelJob(BaseModel, extra="forbid"):
    """Install the package of a pair such as ``en-ko`` from the package index, or remove it."""

    action: Literal["install", "remove"]
    pair: Annotated[str, Field(max_length=40)]


class UploadQuery(BaseModel):
    """What the file is: a package, or a published model that is to be converted first."""

    action: Annotated[
        Literal["install_file", "convert"], Field(description="What to do with the file: install_file or convert.")
    ] = "install_file"
    name: Annotated[
        str, Field(max_length=200, description="What the file is called; a model's name may tell more.")
    ] = ""
    pair: Annotated[str | None, Field(max_length=40, description="The languages it must be for, such as en-vi.")] = None
    target_token: Annotated[
        str | None, Field(max_length=40, description="The token that a model to be converted wants, such as >>vie<<.")
    ] = None


@blueprint.get("")
@describe(blueprint, "list_models", ModelList)
@role_needed(Role.READER)
def list_all() -> Response:
    """List translation packages"""
    store = package_store(current_settings())
    packages = store.installed()
    with read_session() as session:
        missing = list_missing_pairs(session)
    return reply(
        ModelList(
            packages=tuple(map(PackageView.of, packages)),
            problems=tuple(f"{problem.name}: {problem.reason}" for problem in store.problems()),
            known=tuple(KnownView.model_validate(one) for one in known_pairs(packages, missing)),
        )
    ).response()


@blueprint.get("/jobs")
@describe(blueprint, "list_model_jobs", ModelJobList)
@role_needed(Role.READER)
def list_work() -> Response:
    """List work on packages"""
    with read_session() as session:
        jobs = list_jobs(session)
    return reply(ModelJobList(jobs=tuple(map(ModelJobView.of, jobs)))).response()


@blueprint.get("/jobs/<row_id:job>")
@describe(blueprint, "read_model_job", ModelJobView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show_work(job: int) -> Response:
    """Read one job on a package"""
    with read_session() as session:
        found = find_job(session, job)
    if found is None:
        raise UnknownModelJob(job)
    return reply(ModelJobView.of(found)).response()


@blueprint.post("/jobs")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "add_model_job", ModelJobView, statuses=(201,), body=NewModelJob, problems=kinds.ON_CREATE)
@role_needed(Role.ADMIN)
def add(headers: OnceHeaders) -> Response:
    """Install or remove a package

    A worker does it; read the job to see how far it is.
    """
    body = json_body()
    wish = parse_body(NewModelJob, body)

    def work(session: Session) -> Reply:
        try:
            job = want_by_pair(session, ModelAction(wish.action), wish.pair, actor=current_actor().name, now=utc_now())
        except InvalidModelJob as cause:
            raise invalid_field(cause.field, cause.reason) from cause
        return _created(job)

    return do_once(headers, body, work)


@blueprint.post("/uploads")
@blueprint.input(UploadQuery, location="query", arg_name="query")
@describe(blueprint, "upload_model", ModelJobView, statuses=(201,), problems=kinds.ON_UPLOAD)
@role_needed(Role.ADMIN)
def upload(query: UploadQuery) -> Response:
    """Install a package from a file

    The body is the file itself: an ``.argosmodel``, or the zip archive of a published OPUS-MT model. A worker on the
    same data folder tries it before it is put in use.
    """
    request.max_content_length = MOST_UPLOAD_BYTES
    settings = current_settings()
    name = keep_upload(request.stream, settings.data_dir)
    try:
        with write_session() as session:
            job = want_upload(
                session,
                ModelAction(query.action),
                query.name,
                order=ModelReport(upload=name, pair=query.pair, target_token=query.target_token),
                actor=current_actor().name,
                now=utc_now(),
            )
    except InvalidModelJob as cause:
        drop_upload(settings.data_dir, name)
        raise invalid_field(cause.field, cause.reason) from cause
    except BaseException:
        drop_upload(settings.data_dir, name)
        raise
    return _created(job).response()


def _created(job: ModelJob) -> Reply:
    return reply(ModelJobView.of(job), created_at=path_to("models", "jobs", str(job.id)))
