"""The channels of partners: set up, paused, resumed, tried out, and their secrets, which go in and never come out."""

import threading
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.channel_views import ChannelKindView, ChannelView, view_channel, view_kinds
from syndication.channels import (
    ChannelChange,
    ChannelWish,
    change_channel,
    create_channel,
    kind_of,
    pause_channel,
    require_channel,
    resume_channel,
    retire_channel,
    rotate_signing_key,
    set_secrets,
)
from syndication.clock import utc_now
from syndication.delivery.backfill import texts_there, want_texts
from syndication.delivery.settings import open_secrets, read_settings
from syndication.delivery.trying import Trial, opened_carrier, try_out
from syndication.errors import UnknownPartner
from syndication.partners import find_partner
from syndication.sealing import Sealer, sealer_of
from syndication.storage.channels import ChannelRecord, list_channels
from syndication.storage.wanted_deliveries import count_waiting
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.preconditions import ChangeHeaders, expected_version
from syndication.web.api.problems import unavailable
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import current_settings, read_session, write_session

blueprint = APIBlueprint("channels", __name__, tag="Channels")

_ONE = "/partners/<name:partner>/channels/<name:channel>"
# Each takes one of the server's threads for as long as the partner's machine takes to answer.
_TRIALS = threading.BoundedSemaphore(3)

Settings = Annotated[dict[str, Any], Field(description="As the kind's schema says (GET /api/v1/channel-kinds).")]
Limit = Annotated[int | None, Field(strict=True, description="At most so many deliveries in a minute.")]


class NewChannel(BaseModel, extra="forbid"):
    """A channel that is to be. A webhook that is given no ``signing_key`` gets one, which the answer shows once."""

    name: Annotated[str, Field(description="Lower-case letters, digits and hyphens; unique for the partner.")]
    profile: Annotated[str, Field(description="The partner's profile whose documents are sent.")]
    kind: Annotated[str, Field(description="One of those that GET /api/v1/channel-kinds lists.")]
    settings: Settings = Field(default_factory=dict)
    secrets: Annotated[dict[str, str], Field(description="By the names that the kind has.")] = Field(
        default_factory=dict
    )
    max_per_min: Limit = None
    backfill: Annotated[bool, Field(description="Also send what is there now.")] = False


class ChannelSettings(BaseModel, extra="forbid"):
    """What a channel is to be from now on; what is left out has its default."""

    profile: str
    settings: Settings = Field(default_factory=dict)
    max_per_min: Limit = None


class SecretsBody(BaseModel, extra="forbid"):
    """Secrets to set, or with ``null`` to forget; those that are not named stay."""

    secrets: dict[str, str | None]


class KeyBody(BaseModel, extra="forbid"):
    """A signing key of the partner's own choice; left out: one is made."""

    key: Annotated[str | None, Field(min_length=1)] = None


class ChannelMade(BaseModel):
    """A new channel. ``signing_key`` was made for it and is shown this once; ``wanted`` is how much is to be sent."""

    channel: ChannelView
    signing_key: str | None = None
    wanted: int = 0


class ChannelList(BaseModel):
    """Channels by name."""

    channels: tuple[ChannelView, ...]


class ChannelKindList(BaseModel):
    """What kinds of channels there are."""

    kinds: tuple[ChannelKindView, ...]


class SigningKey(BaseModel):
    """The key that signs from now on; shown this once."""

    signing_key: str


class ChannelGone(BaseModel):
    """What became of a channel: ``deleted`` for good, or, since it has a log, ``retired``."""

    outcome: Annotated[str, Field(pattern="^(deleted|retired)$")]


class TrialView(BaseModel):
    """How trying a channel out went, in a sentence. Nothing was delivered."""

    is_well: bool
    said: str


class Wanted(BaseModel):
    """How many deliveries are wanted that did not wait before."""

    wanted: int


@blueprint.get("/channel-kinds")
@describe(blueprint, "list_channel_kinds", ChannelKindList)
@role_needed(Role.READER)
def list_kinds() -> Response:
    """List kinds of channels

    With the JSON Schema of the settings of each.
    """
    return reply(ChannelKindList(kinds=view_kinds())).response()


@blueprint.get("/partners/<name:partner>/channels")
@describe(blueprint, "list_channels", ChannelList, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def list_all(partner: str) -> Response:
    """List a partner's channels"""
    with read_session() as session:
        if find_partner(session, partner) is None:
            raise UnknownPartner(partner)
        found, counts = list_channels(session, partner), count_waiting(session)
    sealer = _sealer()
    return reply(ChannelList(channels=tuple(view_channel(one, counts, sealer) for one in found))).response()


@blueprint.post("/partners/<name:partner>/channels")
@describe(
    blueprint,
    "add_channel",
    ChannelMade,
    statuses=(201,),
    body=NewChannel,
    problems=(*kinds.ON_PEOPLE, kinds.ALREADY_EXISTS),
)
@role_needed(Role.ADMIN)
def add(partner: str) -> Response:
    """Add a channel

    It is active at once. The answer may hold a secret, so it is not kept: there is no Idempotency-Key, and a second
    request finds the name taken.
    """
    wanted = parse_body(NewChannel, json_body())
    fields = {name: getattr(wanted, name) for name in NewChannel.model_fields if name != "backfill"}
    with write_session() as session:
        made = create_channel(session, _sealer(), partner, ChannelWish(**fields), now=utc_now())
    count = backfill_now(made.channel) if wanted.backfill else 0
    body = ChannelMade(channel=_view(partner, wanted.name), signing_key=made.signing_key, wanted=count)
    return reply(body, created_at=path_to("partners", partner, "channels", wanted.name)).response()


@blueprint.get(_ONE)
@describe(blueprint, "read_channel", ChannelView, has_etag=True, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def show(partner: str, channel: str) -> Response:
    """Read a channel

    The ETag names its settings, for a change; the queue beside them moves on its own.
    """
    view = _view(partner, channel)
    answer = Reply(body=view.model_dump_json(exclude_none=True).encode(), headers=(("ETag", f'"{view.version}"'),))
    # Not by Reply.response: figures change while the settings stay, so no reader may be told that nothing has.
    return Response(answer.body, headers=list(answer.headers), content_type="application/json")


@blueprint.put(_ONE)
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "change_channel", ChannelView, body=ChannelSettings, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.ADMIN)
def change(partner: str, channel: str, headers: ChangeHeaders) -> Response:
    """Change a channel

    Its name and kind stay. What waits is tried at once.
    """
    body = json_body()
    wanted = ChannelChange(**parse_body(ChannelSettings, body).model_dump())

    def work(session: Session) -> Reply:
        current = require_channel(session, partner, channel)
        version = expected_version(headers, guid=current.full_name, current=current.version)
        changed = change_channel(session, partner, channel, wanted, now=utc_now(), if_version=version)
        return _reply(session, changed)

    return do_once(headers, body, work)


@blueprint.delete(_ONE)
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "remove_channel", ChannelGone, problems=(kinds.NOT_FOUND,))
@role_needed(Role.ADMIN)
def remove(partner: str, channel: str, headers: OnceHeaders) -> Response:
    """Take a channel out of use

    What waits for it is dropped. With a log it is retired, and can be resumed; without it is gone.
    """

    def work(session: Session) -> Reply:
        is_gone = retire_channel(session, partner, channel, actor=current_actor().name, now=utc_now())
        return reply(ChannelGone(outcome="deleted" if is_gone else "retired"))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post(f"{_ONE}/pause")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "pause_channel", ChannelView, problems=(kinds.NOT_FOUND, kinds.INVALID_DOCUMENT))
@role_needed(Role.EDITOR)
def pause(partner: str, channel: str, headers: OnceHeaders) -> Response:
    """Pause a channel

    What is wanted meanwhile waits, newest versions only.
    """

    def work(session: Session) -> Reply:
        return _reply(session, pause_channel(session, partner, channel, actor=current_actor().name, now=utc_now()))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post(f"{_ONE}/resume")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "resume_channel", ChannelView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def resume(partner: str, channel: str, headers: OnceHeaders) -> Response:
    """Resume a channel

    At once, also one that the partner has ended by 410, and one that was retired.
    """

    def work(session: Session) -> Reply:
        return _reply(session, resume_channel(session, partner, channel, now=utc_now()))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post(f"{_ONE}/backfill")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "backfill_channel", Wanted, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def backfill(partner: str, channel: str, headers: OnceHeaders) -> Response:
    """Send what is there now

    All that the profile's feed holds, after whatever is more urgent; what waits already is not wanted twice.
    """
    with read_session() as session:
        found = require_channel(session, partner, channel)
        texts = texts_there(session, found.profile, now=utc_now())

    def work(session: Session) -> Reply:
        return reply(Wanted(wanted=want_texts(session, found.id, texts, now=utc_now())))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post(f"{_ONE}/probe")
@describe(
    blueprint,
    "probe_channel",
    TrialView,
    problems=(kinds.NOT_FOUND, kinds.SECRET_UNREADABLE, kinds.INVALID_DOCUMENT, kinds.UNAVAILABLE),
)
@role_needed(Role.ADMIN)
def probe(partner: str, channel: str) -> Response:
    """Try a channel out

    Reaches its address, with its secrets where it has any, and delivers nothing. Takes as long as that takes, half a
    minute at most.
    """
    trial = probe_now(partner, channel)
    if trial is None:
        return unavailable("Too many channels are being tried out at this moment.").response()
    return reply(TrialView(is_well=trial.is_well, said=trial.said)).response()


@blueprint.put(f"{_ONE}/secrets")
@describe(blueprint, "set_channel_secrets", ChannelView, body=SecretsBody, problems=kinds.ON_SECRETS)
@role_needed(Role.ADMIN)
def put_secrets(partner: str, channel: str) -> Response:
    """Set secrets

    They are kept sealed and are never answered; ``secrets`` of a channel names those that are set.
    """
    wanted = parse_body(SecretsBody, json_body())
    with write_session() as session:
        changed = set_secrets(session, _sealer(), partner, channel, wanted.secrets, now=utc_now())
        return _reply(session, changed).response()


@blueprint.post(f"{_ONE}/signing-key")
@describe(blueprint, "rotate_signing_key", SigningKey, problems=kinds.ON_PEOPLE)
@role_needed(Role.ADMIN)
def rotate(partner: str, channel: str) -> Response:
    """Change the signing key

    Deliveries are signed with the new and with the previous key, until the previous one is forgotten by ``PUT
    .../secrets`` with ``{"secrets": {"previous_signing_key": null}}``.
    """
    wanted = parse_body(KeyBody, json_body_if_any())
    with write_session() as session:
        _, key = rotate_signing_key(session, _sealer(), partner, channel, key=wanted.key, now=utc_now())
    return reply(SigningKey(signing_key=key)).response()


def backfill_now(channel: ChannelRecord) -> int:
    """Want all that is there for a channel; look it up first, in a transaction of its own that only reads."""
    with read_session() as session:
        texts = texts_there(session, channel.profile, now=utc_now())
    with write_session() as session:
        return want_texts(session, channel.id, texts, now=utc_now())


def probe_now(partner: str, channel: str) -> Trial | None:
    """Try a channel out while the request waits; ``None`` where too many others do so."""
    with read_session() as session:
        found = require_channel(session, partner, channel)
    kind = kind_of(found)
    settings, secrets = read_settings(kind, found.settings), open_secrets(_sealer(), found.secrets)
    if not _TRIALS.acquire(blocking=False):
        return None
    try:
        with opened_carrier(current_settings()) as carrier:
            return try_out(kind, settings, secrets, carrier)
    finally:
        _TRIALS.release()


def _sealer() -> Sealer:
    return sealer_of(current_settings())


def _view(partner: str, channel: str) -> ChannelView:
    with read_session() as session:
        found = require_channel(session, partner, channel)
        return view_channel(found, count_waiting(session), _sealer())


def _reply(session: Session, channel: ChannelRecord) -> Reply:
    view = view_channel(channel, count_waiting(session), _sealer())
    return reply(view, etag=str(channel.version))
