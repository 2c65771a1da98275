"""Commands on the channels of partners: ``channels``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndication.cli.files import read_file
from syndication.cli.output import json_option, print_json, print_record, print_rows, remark
from syndication.cli.progress import showing_wait
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from syndication.channel_views import ChannelView
    from syndication.delivery.model import ChannelKind
    from syndication.storage.channels import ChannelRecord

_HOW_TO_ADD = (
    "No channels yet. Add one: syndication channels add PARTNER NAME --kind webhook --profile NAME --set url=URL"
)
_YES = frozenset({"yes", "on", "true", "1"})
_NO = frozenset({"no", "off", "false", "0", ""})
_MOST_SECRET_BYTES = 20_000
_SET = click.option("--set", "assigned", metavar="NAME=VALUE", multiple=True, help="A setting of the kind; may repeat.")
_LIMIT = click.option("--max-per-min", type=int, help="At most so many deliveries in a minute; 0 for no limit.")


@click.group(cls=Resource)
def channels() -> None:
    """Set up how partners are sent what their profiles make.

    A worker delivers: syndication serve, or syndication worker. What was sent is under syndication deliveries.
    """


@channels.command("list")
@click.argument("partner", required=False)
@json_option
def list_channels(partner: str | None, as_json: bool) -> None:
    """List channels and how they are doing.

    Of PARTNER, or of all.
    """
    from syndication.channel_views import view_channel
    from syndication.errors import UnknownPartner
    from syndication.partners import find_partner
    from syndication.sealing import sealer_of
    from syndication.storage import channels as stored
    from syndication.storage.wanted_deliveries import count_waiting

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        if partner is not None and find_partner(session, partner) is None:
            raise UnknownPartner(partner)
        counts, sealer = count_waiting(session), sealer_of(configured)
        found = [view_channel(one, counts, sealer) for one in stored.list_channels(session, partner)]
    rows = [view.model_dump(mode="json") if as_json else _line(view) for view in found]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_ADD, shorten="problem")


@channels.command("kinds")
@json_option
def list_kinds(as_json: bool) -> None:
    """List kinds of channels, with settings."""
    from syndication.channel_views import view_kinds
    from syndication.delivery import CHANNELS
    from syndication.delivery.settings import setting_fields

    if as_json:
        print_json([view.model_dump() for view in view_kinds()])
        return
    for kind in CHANNELS.values():
        click.echo(f"{kind.name}: {kind.summary}")
        for field in setting_fields(kind):
            needed = "needed" if field.is_required else f"default {field.default or 'empty'}"
            click.echo(f"  --set {field.name}=  {field.help} ({needed})")
        for name, label in kind.secrets.items():
            click.echo(f"  secret {name}  {label}{' (may be missing)' if name in kind.optional_secrets else ''}")


@channels.command("show")
@click.argument("partner")
@click.argument("channel")
@json_option
def show_channel(partner: str, channel: str, as_json: bool) -> None:
    """Show a channel and its settings.

    Of its secrets only which are set.
    """
    from syndication.channels import require_channel

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        _print_channel(session, require_channel(session, partner, channel), as_json=as_json)


@channels.command("add")
@click.argument("partner")
@click.argument("name")
@click.option("--kind", default="webhook", show_default=True, help="One of: syndication channels kinds.")
@click.option("--profile", required=True, help="The partner's profile whose documents are sent.")
@_SET
@click.option("--secret-file", "files", metavar="NAME=FILE", multiple=True, help="A secret, from a file; - is stdin.")
@_LIMIT
@click.option("--backfill", is_flag=True, help="Also send what is there now.")
@json_option
def add_channel(
    partner: str, name: str, assigned: tuple[str, ...], files: tuple[str, ...], backfill: bool, as_json: bool, **of: Any
) -> None:
    """Add a channel to PARTNER, active at once.

    A webhook without a signing key gets one, which is printed this once.
    """
    from syndication.channels import ChannelWish, create_channel, kind_named
    from syndication.delivery.backfill import texts_there, want_texts
    from syndication.sealing import sealer_of

    configured = settings()
    kind = kind_named(of["kind"])
    wish = ChannelWish(
        name=name,
        profile=of["profile"],
        kind=kind.name,
        settings=_assigned(kind, None, assigned),
        secrets=dict(_secret_from(one) for one in files),
        max_per_min=of["max_per_min"] or None,
    )
    with opened(configured) as database:
        with database.writing() as session:
            made = create_channel(session, sealer_of(configured), partner, wish, now=now())
        wanted = 0
        if backfill:
            with database.reading() as session:
                texts = texts_there(session, made.channel.profile, now=now())
            with database.writing() as session:
                wanted = want_texts(session, made.channel.id, texts, now=now())
    if as_json:
        print_json({"channel": made.channel.full_name, "signing_key": made.signing_key, "wanted": wanted})
        return
    click.echo(f"{made.channel.full_name} is set up and active.{f' {wanted} deliveries are wanted.' if wanted else ''}")
    if made.signing_key:
        remark("The signing key, shown this once:")
        click.echo(made.signing_key)


@channels.command("set")
@click.argument("partner")
@click.argument("channel")
@click.option("--profile", help="Another profile of the partner.")
@_SET
@_LIMIT
@json_option
def set_channel(
    partner: str, channel: str, profile: str | None, assigned: tuple[str, ...], max_per_min: int | None, as_json: bool
) -> None:
    """Change settings of a channel.

    Those that are not named stay. What waits is tried at once.
    """
    from syndication.channels import ChannelChange, change_channel, kind_of, require_channel

    with opened(settings()) as database, database.writing() as session:
        known = require_channel(session, partner, channel)
        change = ChannelChange(
            profile=profile or known.profile.name,
            settings=_assigned(kind_of(known), known.settings, assigned),
            max_per_min=known.max_per_min if max_per_min is None else max_per_min or None,
        )
        changed = change_channel(session, partner, channel, change, now=now())
        _print_channel(session, changed, as_json=as_json)


@channels.command("pause")
@click.argument("partner")
@click.argument("channel")
@json_option
def pause_channel(partner: str, channel: str, as_json: bool) -> None:
    """Send nothing until it is resumed.

    What is wanted meanwhile waits.
    """
    from syndication.channels import pause_channel as pause

    with opened(settings()) as database, database.writing() as session:
        _print_channel(session, pause(session, partner, channel, actor=actor(), now=now()), as_json=as_json)


@channels.command("resume")
@click.argument("partner")
@click.argument("channel")
@json_option
def resume_channel(partner: str, channel: str, as_json: bool) -> None:
    """Send on a channel again.

    Also on a channel that its partner has stopped, or that was retired.
    """
    from syndication.channels import resume_channel as resume

    with opened(settings()) as database, database.writing() as session:
        _print_channel(session, resume(session, partner, channel, now=now()), as_json=as_json)


@channels.command("retire")
@click.argument("partner")
@click.argument("channel")
@json_option
def retire_channel(partner: str, channel: str, as_json: bool) -> None:
    """Take a channel out of use.

    What waits for it is dropped. One without a log is deleted, one with it can be resumed.
    """
    from syndication.channels import retire_channel as retire

    with opened(settings()) as database, database.writing() as session:
        outcome = "deleted" if retire(session, partner, channel, actor=actor(), now=now()) else "retired"
    print_record({"channel": f"{partner}/{channel}", "outcome": outcome}, as_json=as_json)


@channels.command("test")
@click.argument("partner")
@click.argument("channel")
@json_option
def try_channel(partner: str, channel: str, as_json: bool) -> None:
    """Try a channel out.

    Is its address reached, does it let us in? Nothing is delivered. The status is 1 if not.
    """
    from syndication.channels import kind_of, require_channel
    from syndication.delivery.settings import open_secrets, read_settings
    from syndication.delivery.trying import opened_carrier, try_out
    from syndication.sealing import sealer_of

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        found = require_channel(session, partner, channel)
    kind = kind_of(found)
    given, secrets = read_settings(kind, found.settings), open_secrets(sealer_of(configured), found.secrets)
    with showing_wait(f"Trying {found.full_name} out"), opened_carrier(configured) as carrier:
        trial = try_out(kind, given, secrets, carrier)
    if not trial.is_well:
        raise click.ClickException(f"{found.full_name}: {trial.said}")
    print_record({"channel": found.full_name, "is_well": True, "said": trial.said}, as_json=as_json)


@channels.command("secret")
@click.argument("partner")
@click.argument("channel")
@click.argument("name")
@click.option("--new", "is_new", is_flag=True, help="Make a new signing key and print it; the one before signs, too.")
@click.option("--forget", is_flag=True, help="Forget it, such as previous_signing_key.")
@json_option
def set_secret(partner: str, channel: str, name: str, is_new: bool, forget: bool, as_json: bool) -> None:
    """Set the secret NAME of a channel.

    It is typed unseen, or comes from stdin; it is kept sealed and never printed again.
    """
    from syndication.channels import rotate_signing_key, set_secrets
    from syndication.sealing import sealer_of

    configured = settings()
    sealer = sealer_of(configured)
    if is_new:
        with opened(configured) as database, database.writing() as session:
            _, key = rotate_signing_key(session, sealer, partner, channel, now=now())
        print_json({"signing_key": key}) if as_json else click.echo(key)
        return
    value = None if forget else _typed_secret(name)
    with opened(configured) as database, database.writing() as session:
        changed = set_secrets(session, sealer, partner, channel, {name: value}, now=now())
        _print_channel(session, changed, as_json=as_json)


@channels.command("backfill")
@click.argument("partner")
@click.argument("channel")
@json_option
def backfill_channel(partner: str, channel: str, as_json: bool) -> None:
    """Send what is there now.

    All that the profile's feed holds, after whatever is more urgent.
    """
    from syndication.channels import require_channel
    from syndication.delivery.backfill import texts_there, want_texts

    with opened(settings()) as database:
        with database.reading() as session:
            found = require_channel(session, partner, channel)
            texts = texts_there(session, found.profile, now=now())
        with database.writing() as session:
            wanted = want_texts(session, found.id, texts, now=now())
    print_record({"channel": found.full_name, "wanted": wanted}, as_json=as_json)


def _line(view: "ChannelView") -> dict[str, object]:
    """Return what a person looks for in a list: which, how it is doing, and what is wrong."""
    return {
        "channel": f"{view.partner}/{view.name}",
        "kind": view.kind,
        "profile": view.profile,
        "state": view.state,
        "number": view.sequence,
        "waiting": view.waiting,
        "dead": view.dead_letters,
        "problem": view.state_reason or view.secrets_problem or (view.last_error if view.failures else None),
    }


def _print_channel(session: "Session", channel: "ChannelRecord", *, as_json: bool) -> None:
    from syndication.channel_views import view_channel
    from syndication.sealing import sealer_of
    from syndication.storage.wanted_deliveries import count_waiting

    view = view_channel(channel, count_waiting(session), sealer_of(settings())).model_dump(mode="json")
    if as_json:
        print_json(view)
        return
    given = view.pop("settings")
    shown = {name: value for name, value in view.items() if value is not None}
    print_record(shown | {f"set {name}": value for name, value in given.items() if value != ""}, as_json=False)


def _assigned(kind: "ChannelKind", kept: str | None, assigned: tuple[str, ...]) -> dict[str, Any]:
    """Return settings: those that are kept, or the defaults, and over them what was given as NAME=VALUE."""
    from syndication.delivery.settings import form_values, setting_fields, settings_from_form

    values, fields = form_values(kind, kept), {field.name: field for field in setting_fields(kind)}
    for one in assigned:
        name, equals, value = one.partition("=")
        if not equals or name not in fields:
            known = ", ".join(fields) or "none"
            raise click.UsageError(f"--set {one}: expected NAME=VALUE with a setting of {kind.name}: {known}")
        if fields[name].control == "flag":
            if value.lower() not in _YES | _NO:
                raise click.UsageError(f"--set {one}: expected yes or no")
            value = "on" if value.lower() in _YES else ""
        values[fields[name].path] = value
    return settings_from_form(kind, values)


def _secret_from(given: str) -> tuple[str, str]:
    name, equals, path = given.partition("=")
    if not equals:
        raise click.UsageError(f"--secret-file {given}: expected NAME=FILE")
    data = sys.stdin.read() if path == "-" else read_file(Path(path), most_bytes=_MOST_SECRET_BYTES).decode("utf-8")
    return name, data.rstrip("\n")


def _typed_secret(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(name, hide_input=True))
    return sys.stdin.read(_MOST_SECRET_BYTES + 1).rstrip("\n")
