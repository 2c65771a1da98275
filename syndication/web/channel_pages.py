"""A channel on the desk: added, changed, tried out, its secrets set. The form is printed from its kind's settings.

A signing key that was made here is shown on the page that answers the button, once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from syndication.channel_views import secrets_of
from syndication.channels import (
    ChannelChange,
    ChannelWish,
    change_channel,
    create_channel,
    require_channel,
    retire_channel,
    rotate_signing_key,
    set_secrets,
)
from syndication.clock import utc_now
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelKind
from syndication.delivery.settings import form_values, setting_fields, settings_from_form
from syndication.delivery.trying import Trial
from syndication.delivery.webhook import SIGNING_KEY
from syndication.delivery_errors import InvalidChannel, SecretUnreadable
from syndication.errors import NameTaken, VersionConflict
from syndication.errors import NotFound as Missing
from syndication.partners import PartnerRecord, find_partner
from syndication.rights import Role
from syndication.sealing import Sealer, sealer_of
from syndication.storage.channels import ChannelRecord
from syndication.storage.delivery_log import LogFilter, search_log
from syndication.storage.wanted_deliveries import QueueCounts, count_waiting
from syndication.web.answers import see_other
from syndication.web.api.channels import backfill_now, probe_now
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.delivery_words import CHANNEL_STATES, DELIVERY_STATES, KINDS, advice_of, span, trouble_of
from syndication.web.form_fields import form_field
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import current_settings, read_session, write_session

blueprint = APIBlueprint("channel_pages", __name__, enable_openapi=False, url_prefix="/desk/partners")

_CHANNEL = "/<name:partner>/channels/<name:channel>"
_SHOWN_LOG = 10
_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
_REFUSALS = (InvalidChannel, SecretUnreadable, NameTaken, VersionConflict, Missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a page says of what was just done: a sentence, a secret that is shown once, problems by their paths."""

    done: str = ""
    secret: str = ""
    trial: Trial | None = None
    problem: str = ""
    problems: Mapping[str, str] | None = None
    typed: Mapping[str, str] | None = None


@blueprint.get("/<name:partner>/channels/new")
@role_needed(Role.ADMIN)
def ask_new(partner: str) -> Response:
    """Ask what a new channel is to be."""
    return _new_page(partner, _kind(request.args.get("kind", "")), Said())


@blueprint.post("/<name:partner>/channels/new")
@role_needed(Role.ADMIN)
def add(partner: str) -> Response:
    """Add a channel."""
    kind = _kind(form_field("kind"))
    secrets = {name: form_field(f"secrets.{name}") for name in kind.secrets}
    wish = ChannelWish(
        name=form_field("name"),
        profile=form_field("profile"),
        kind=kind.name,
        settings=settings_from_form(kind, _typed()),
        secrets={name: text for name, text in secrets.items() if text},
        max_per_min=_limit(),
    )
    try:
        with write_session() as session:
            made = create_channel(session, _sealer(), partner, wish, now=utc_now())
    except _REFUSALS as problem:
        return _new_page(partner, kind, _refusal(problem), status=_REFUSED)
    count = backfill_now(made.channel) if form_field("backfill") else 0
    done = f"The channel is set up and active. {_told(count)}" if form_field("backfill") else "The channel is set up."
    return _page(partner, wish.name, Said(done=done, secret=made.signing_key or ""))


@blueprint.get(_CHANNEL)
@role_needed(Role.EDITOR)
def show(partner: str, channel: str) -> Response:
    """Show a channel with its settings."""
    return _page(partner, channel, Said())


@blueprint.post(_CHANNEL)
@role_needed(Role.ADMIN)
def change(partner: str, channel: str) -> Response:
    """Change a channel's settings, unless somebody else has done so meanwhile."""

    def work(session: Session) -> Said:
        kind = _kind(require_channel(session, partner, channel).kind)
        settings = settings_from_form(kind, _typed())
        wanted = ChannelChange(profile=form_field("profile"), settings=settings, max_per_min=_limit())
        version = form_field("version")
        expected = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
        change_channel(session, partner, channel, wanted, now=utc_now(), if_version=expected)
        return Said(done="Saved. What waits is tried with it at once.")

    return _do(partner, channel, work)


@blueprint.post(f"{_CHANNEL}/secrets")
@role_needed(Role.ADMIN)
def put_secret(partner: str, channel: str) -> Response:
    """Set one secret, or forget it."""
    name, text = form_field("secret"), request.form.get("value", "")
    is_forgotten = bool(form_field("forget"))

    def work(session: Session) -> Said:
        set_secrets(session, _sealer(), partner, channel, {name: None if is_forgotten else text}, now=utc_now())
        return Said(done="It is forgotten." if is_forgotten else "It is set, and kept sealed.")

    return _do(partner, channel, work)


@blueprint.post(f"{_CHANNEL}/signing-key")
@role_needed(Role.ADMIN)
def rotate(partner: str, channel: str) -> Response:
    """Make a new signing key; the one before goes on signing too."""

    def work(session: Session) -> Said:
        _, key = rotate_signing_key(session, _sealer(), partner, channel, now=utc_now())
        done = "Hand this key over to the partner; it is shown this once. Until the one before is forgotten, both sign."
        return Said(done=done, secret=key)

    return _do(partner, channel, work)


@blueprint.post(f"{_CHANNEL}/probe")
@role_needed(Role.ADMIN)
def probe(partner: str, channel: str) -> Response:
    """Try the channel out and say how it went."""
    try:
        trial = probe_now(partner, channel)
    except _REFUSALS as problem:
        return _page(partner, channel, _refusal(problem), status=_REFUSED)
    if trial is None:
        busy = Said(problem="Too many channels are being tried out at this moment; try again in a minute.")
        return _page(partner, channel, busy, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return _page(partner, channel, Said(trial=trial))


@blueprint.post(f"{_CHANNEL}/backfill")
@role_needed(Role.EDITOR)
def backfill(partner: str, channel: str) -> Response:
    """Send what is there now."""
    try:
        with read_session() as session:
            found = require_channel(session, partner, channel)
    except Missing as problem:
        raise NotFound(sentence_of(problem)) from problem
    return _page(partner, channel, Said(done=_told(backfill_now(found))))


@blueprint.post(f"{_CHANNEL}/retire")
@role_needed(Role.ADMIN)
def retire(partner: str, channel: str) -> Response:
    """Take the channel out of use."""
    try:
        with write_session() as session:
            is_gone = retire_channel(session, partner, channel, actor=current_actor().name, now=utc_now())
    except Missing as problem:
        raise NotFound(sentence_of(problem)) from problem
    if is_gone:
        return see_other(url_for("delivery_pages.overview"))
    return _page(partner, channel, Said(done="The channel is retired. Its log stays."))


def _do(partner: str, channel: str, work: Callable[[Session], Said]) -> Response:
    try:
        with write_session() as session:
            said = work(session)
    except _REFUSALS as problem:
        return _page(partner, channel, _refusal(problem), status=_REFUSED)
    return _page(partner, channel, said)


def _page(partner: str, name: str, said: Said, *, status: int = 200) -> Response:
    with read_session() as session:
        try:
            channel = require_channel(session, partner, name)
        except Missing as problem:
            raise NotFound(sentence_of(problem)) from problem
        owner = find_partner(session, partner)
        queue = count_waiting(session).get(channel.id, QueueCounts())
        newest = search_log(session, LogFilter(channel_id=channel.id), limit=_SHOWN_LOG)
    kind = CHANNELS.get(channel.kind)
    secrets, secrets_problem = secrets_of(_sealer(), channel)
    values = {**_kept(kind, channel), **(said.typed or {})}
    return _render(
        "desk/channel.html",
        said,
        status=status,
        channel=channel,
        owner=owner,
        kind=kind,
        fields=setting_fields(kind) if kind else (),
        values=values,
        queue=queue,
        newest=newest,
        secrets=secrets,
        secrets_problem=secrets_problem,
        trouble=trouble_of(channel, now=utc_now()),
        advice=advice_of(channel.last_error) if channel.failures else "",
        signing_key=SIGNING_KEY,
    )


def _new_page(partner: str, kind: ChannelKind, said: Said, *, status: int = 200) -> Response:
    with read_session() as session:
        owner = _require_partner(session, partner)
    values = {"name": kind.name, "profile": "", "max_per_min": "", **form_values(kind), **(said.typed or {})}
    return _render(
        "desk/new_channel.html",
        said,
        status=status,
        owner=owner,
        kind=kind,
        other_kinds=tuple(CHANNELS.values()),
        fields=setting_fields(kind),
        values=values,
        signing_key=SIGNING_KEY,
    )


def _render(template: str, said: Said, *, status: int, **shown: object) -> Response:
    role = current_actor().role
    return private_page(
        template,
        status=status,
        who=signed_in(),
        said=said,
        problems=said.problems or {},
        may_set_up=role.allows(Role.ADMIN),
        channel_states=CHANNEL_STATES,
        delivery_states=DELIVERY_STATES,
        kinds=KINDS,
        span=span,
        now=utc_now(),
        **shown,
    )


def _kept(kind: ChannelKind | None, channel: ChannelRecord) -> dict[str, str]:
    limit = "" if channel.max_per_min is None else str(channel.max_per_min)
    settings = form_values(kind, channel.settings) if kind else {}
    return {"profile": channel.profile.name, "max_per_min": limit, **settings}


def _refusal(problem: Exception) -> Said:
    """Return what a page says of a refusal. What was typed stays, but for secrets."""
    typed = {name: text for name, text in _typed().items() if not name.startswith("secrets.") and name != "value"}
    # A box that is not ticked is not sent.
    typed |= {name: "" for name in _flags() if name not in typed}
    if isinstance(problem, InvalidChannel):
        found = {one.path: one.reason for one in problem.problems}
        count = "One thing is" if len(found) == 1 else f"{len(found)} things are"
        return Said(problem=f"{count} not right yet, so nothing was saved.", problems=found, typed=typed)
    return Said(problem=sentence_of(problem), typed=typed)


def _flags() -> tuple[str, ...]:
    return tuple(field.path for kind in CHANNELS.values() for field in setting_fields(kind) if field.control == "flag")


def _told(count: int) -> str:
    return "Nothing is there that it would take." if not count else f"{count:,} deliveries are wanted."


def _kind(name: str) -> ChannelKind:
    return CHANNELS.get(name) or next(iter(CHANNELS.values()))


def _require_partner(session: Session, partner: str) -> PartnerRecord:
    owner = find_partner(session, partner)
    if owner is None:
        raise NotFound("There is no such partner.")
    return owner


def _limit() -> int | None:
    text = form_field("max_per_min")
    if not text:
        return None
    # What is no number is out of every range.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").replace("\0", "") for name in request.form}


def _sealer() -> Sealer:
    return sealer_of(current_settings())
