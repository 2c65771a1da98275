"""Commands on kills, holds and corrections: ``kills``."""

from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_json, print_record, print_rows
from syndication.cli.resources import Resource
from syndication.cli.setting import now, opened, settings

if TYPE_CHECKING:
    from syndication.kills import KillReport
    from syndication.storage.recall_steps import RecallStep, StepHolder

_KINDS = ("kill", "withhold", "correction")


@click.group(cls=Resource)
def kills() -> None:
    """List kills, holds and corrections; show who has been told.

    docs/kills.md says what counts as having got an entry, and as having been told.
    """


@kills.command("list")
@click.option("--kind", type=click.Choice(_KINDS), help="Only these; withhold is a hold.")
@click.option("--owed", is_flag=True, help="Only those that somebody is still to be told of.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@json_option
def list_(kind: str | None, owed: bool, limit: int, as_json: bool) -> None:
    """List them: overdue ones first, then the newest first."""
    from syndication.delivery.model import Kind
    from syndication.kills import Wanted, list_kills

    configured = settings()
    wanted = Wanted(kind=Kind(kind) if kind else None, only_owed=owed, limit=limit)
    with opened(configured) as database, database.reading() as session:
        found = list_kills(session, wanted, now=now(), overdue_min=configured.kill_overdue_min)
    if as_json:
        print_json([_step(step, overdue_min=configured.kill_overdue_min) for step in found])
        return
    rows = [_line(step, overdue_min=configured.kill_overdue_min) for step in found]
    print_rows(rows, as_json=False, empty="Nothing was killed, held or corrected.", shorten="reason", below=("guid",))


@kills.command("show")
@click.argument("slug")
@click.argument("revision", type=click.IntRange(1))
@json_option
def show(slug: str, revision: int, as_json: bool) -> None:
    """Show who has been told of one.

    It is named by its live blog and the revision at which it was accepted.
    """
    from syndication.kills import show_kill

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        report = show_kill(session, slug, revision)
    if as_json:
        print_json(_report(report, overdue_min=configured.kill_overdue_min))
        return
    print_record(_line(report.step, overdue_min=configured.kill_overdue_min), as_json=False)
    click.echo()
    print_rows([_who(report.step, one) for one in report.holders], as_json=False, empty="Nobody had it.")


def _step(step: "RecallStep", *, overdue_min: int) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(step, name) for name in step.__slots__ if name != "blog_id"}
    return found | {"is_overdue": step.is_overdue(now(), after_min=overdue_min)}


def _line(step: "RecallStep", *, overdue_min: int) -> dict[str, object]:
    state = "overdue" if step.is_overdue(now(), after_min=overdue_min) else "owed" if step.owed else "told"
    return {
        "at": step.at,
        "kind": step.kind.value,
        "blog": step.blog,
        "revision": step.revision,
        "entries": step.entries,
        "state": state if step.holders else "nobody had it",
        "told": f"{step.told}/{step.holders}",
        "by": step.actor,
        "reason": step.reason,
        "guid": step.guid,
    }


def _report(report: "KillReport", *, overdue_min: int) -> dict[str, object]:
    who = [_who(report.step, one) for one in report.holders]
    return _step(report.step, overdue_min=overdue_min) | {"who": who, "leftovers": report.leftovers}


def _who(step: "RecallStep", one: "StepHolder") -> dict[str, object]:
    exposed_s = one.exposed_s(step, now())
    return {
        "partner": one.partner,
        "by": one.channel or one.profile or one.callback,
        "how": one.channel_kind or one.holder.value,
        "language": one.language,
        "got_at": one.got_at,
        "told_at": one.told_at,
        "is_owed": one.owed > 0,
        "hindrance": one.hindrance,
        "exposed_min": None if exposed_s is None else round(exposed_s / 60, 1),
    }
