"""Commands on what was sent to partners and what waits: ``deliveries``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.files import OUT_FILE, write_output
from syndication.cli.output import json_option, print_json, print_record, print_rows
from syndication.cli.resources import Resource
from syndication.cli.setting import now, opened, settings
from syndication.delivery.model import DeliveryState, Kind
from syndication.delivery_errors import UnknownDelivery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PARTNER = click.option("--partner", default="", help="Only this partner's.")
_CHANNEL = click.option("--channel", default="", help="Only on this channel of the partner.")
_LIMIT = click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most."
)


@click.group(cls=Resource)
def deliveries() -> None:
    """See what was sent to partners, what waits, and dead letters."""


@deliveries.command("list")
@_PARTNER
@_CHANNEL
@click.option("--blog", default="", help="Only of this live blog.")
@click.option("--guid", default="", help="Only of this entry.")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only in this state.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Only of this kind.")
@click.option("--before", type=int, help="Only those with a lower id: the next page.")
@_LIMIT
@json_option
def list_deliveries(
    partner: str,
    channel: str,
    state: str | None,
    kind: str | None,
    before: int | None,
    limit: int,
    as_json: bool,
    **of: str,
) -> None:
    """List the delivery log, newest first."""
    from syndication.channel_views import view_delivery
    from syndication.storage.delivery_log import LogFilter, search_log

    with opened(settings()) as database, database.reading() as session:
        wanted = LogFilter(
            partner=partner,
            channel_id=_channel_id(session, partner, channel),
            blog=of["blog"],
            guid=of["guid"],
            state=DeliveryState(state) if state else None,
            kind=Kind(kind) if kind else None,
        )
        found = [view_delivery(one) for one in search_log(session, wanted, before_id=before, limit=limit)]
    if as_json:
        print_json([view.model_dump(mode="json") for view in found])
        return
    rows = [
        {
            "id": view.id,
            "channel": f"{view.partner}/{view.channel}",
            "number": view.sequence if view.state is DeliveryState.ACCEPTED else None,
            "kind": view.kind,
            "language": view.language,
            "version": view.version,
            "state": view.state,
            "at": view.accepted_at or view.created_at,
            "error": None if view.state is DeliveryState.ACCEPTED else view.error,
            "guid": view.guid,
        }
        for view in found
    ]
    print_rows(rows, as_json=False, empty="Nothing was sent yet.", shorten="error", below=("guid",))


@deliveries.command("show")
@click.argument("delivery", type=int)
@json_option
def show_delivery(delivery: int, as_json: bool) -> None:
    """Show a delivery with its attempts."""
    from syndication.channel_views import view_attempt, view_delivery
    from syndication.storage.deliveries import find_delivery, list_attempts

    with opened(settings()) as database, database.reading() as session:
        found = find_delivery(session, delivery)
        if found is None:
            raise UnknownDelivery(str(delivery))
        attempts = [view_attempt(one).model_dump(mode="json") for one in list_attempts(session, delivery)]
    record = view_delivery(found).model_dump(mode="json")
    if as_json:
        print_json(record | {"tries": attempts})
        return
    print_record(record, as_json=False)
    click.echo()
    print_rows(attempts, as_json=False, shorten="error")


@deliveries.command("body")
@click.argument("delivery", type=int)
@click.option("-o", "--output", type=OUT_FILE, help="File to write; default stdout.")
def write_body(delivery: int, output: Path | None) -> None:
    """Write the very bytes that were sent."""
    from syndication.storage.deliveries import find_delivery, load_body

    with opened(settings()) as database, database.reading() as session:
        found, content = find_delivery(session, delivery), load_body(session, delivery)
    if found is None or content is None:
        raise UnknownDelivery(f"{delivery}, or its bytes are not kept any more")
    write_output(output, content)


@deliveries.command("waiting")
@_PARTNER
@_CHANNEL
@_LIMIT
@json_option
def list_waiting(partner: str, channel: str, limit: int, as_json: bool) -> None:
    """List what waits.

    Dead letters first, then in the order of sending.
    """
    _print_waiting(partner, channel, limit, only_dead=False, as_json=as_json)


@deliveries.command("dead")
@_PARTNER
@_CHANNEL
@_LIMIT
@json_option
def list_dead(partner: str, channel: str, limit: int, as_json: bool) -> None:
    """List dead letters with their reasons."""
    _print_waiting(partner, channel, limit, only_dead=True, as_json=as_json)


@deliveries.command("retry")
@click.argument("letter", type=int, required=False)
@_PARTNER
@_CHANNEL
@json_option
def retry(letter: int | None, partner: str, channel: str, as_json: bool) -> None:
    """Try dead letters again.

    The one of the id LETTER, or all of a channel (--partner and --channel).
    """
    from syndication.storage.wanted_deliveries import find_waiting, retry_wanted

    if (letter is None) == (not channel):
        raise click.UsageError("name one dead letter by its id, or a channel by --partner and --channel")
    with opened(settings()) as database, database.writing() as session:
        if letter is not None and find_waiting(session, letter) is None:
            raise UnknownDelivery(f"{letter} that waits")
        channel_id = _channel_id(session, partner, channel)
        count = retry_wanted(session, wanted_id=letter, channel_id=channel_id, now=now())
    print_record({"retried": count}, as_json=as_json)


@deliveries.command("discard")
@click.argument("letter", type=int)
@json_option
def discard(letter: int, as_json: bool) -> None:
    """Discard a dead letter.

    The partner stays without this version; the next one of the text is sent.
    """
    from syndication.storage.wanted_deliveries import discard_wanted

    with opened(settings()) as database, database.writing() as session:
        if not discard_wanted(session, letter):
            raise UnknownDelivery(f"{letter} that is a dead letter")
    print_record({"discarded": letter}, as_json=as_json)


def _print_waiting(partner: str, channel: str, limit: int, *, only_dead: bool, as_json: bool) -> None:
    from syndication.channel_views import view_waiting
    from syndication.storage import wanted_deliveries as stored

    with opened(settings()) as database, database.reading() as session:
        channel_id = _channel_id(session, partner, channel)
        found = stored.list_waiting(
            session, channel_id=channel_id, partner=partner or None, only_dead=only_dead, limit=limit
        )
        views = [view_waiting(one) for one in found]
    if as_json:
        print_json([view.model_dump(mode="json") for view in views])
        return
    rows = [
        {
            "id": view.id,
            "channel": f"{view.partner}/{view.channel}",
            "kind": view.kind,
            "language": view.language,
            "attempts": view.attempts,
            "state": "dead" if view.dead_at else "waiting",
            "since": view.dead_at or view.created_at,
            "error": view.last_error,
            "guid": view.guid,
        }
        for view in views
    ]
    empty = "No dead letters." if only_dead else "Nothing waits."
    print_rows(rows, as_json=False, empty=empty, shorten="error", below=("guid",))


def _channel_id(session: "Session", partner: str, channel: str) -> int | None:
    from syndication.channels import require_channel

    if not channel:
        return None
    if not partner:
        raise click.UsageError("--channel needs --partner")
    return require_channel(session, partner, channel).id
