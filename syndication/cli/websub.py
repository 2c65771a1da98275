"""Commands on our WebSub hub: ``websub``."""

import click

from syndication.cli.output import json_option, print_rows
from syndication.cli.resources import Resource
from syndication.cli.setting import opened, settings

_NOBODY = "Nobody is subscribed. docs/websub.md says how one subscribes."


@click.group(cls=Resource)
def websub() -> None:
    """See who is sent which feed by the WebSub hub.

    docs/websub.md says how feeds are sent, and to whom.
    """


@websub.command("list")
@json_option
def list_subscribers(as_json: bool) -> None:
    """List subscriptions: active ones, and those that ended within a month.

    Of a callback the host is shown: the rest of it is the subscriber's secret.
    """
    from syndication.storage.websub import list_subscriptions
    from syndication.websub.views import view_subscription

    with opened(settings()) as database, database.reading() as session:
        rows = [view_subscription(found).model_dump() for found in list_subscriptions(session)]
    if not as_json:
        shown = ("id", "state", "host", "topic", "lease_until", "last_delivered_at", "failures", "last_error")
        rows = [{name: row[name] for name in shown} for row in rows]
    print_rows(rows, as_json=as_json, empty=_NOBODY, below=("topic", "last_error"))
