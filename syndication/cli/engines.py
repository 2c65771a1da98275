"""Commands on machine translation engines: ``engines``."""

from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_record, print_rows, remark
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings

if TYPE_CHECKING:
    from syndication.engine_orders import PairEngines

_EMPTY = "No live blog is to be translated yet, and no package is installed."


@click.group(cls=Resource)
def engines() -> None:
    """List the engines of language pairs, and decide on their order.

    docs/engines.md says what each engine is.
    """


@engines.command("list")
@json_option
def list_engines(as_json: bool) -> None:
    """List which engines are asked for which languages, in their order."""
    from syndication.engine_orders import DEFAULT_ORDER, list_pairs

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        pairs = list_pairs(session, configured)
    print_rows([_row(pair) for pair in pairs], as_json=as_json, empty=_EMPTY)
    if not as_json:
        remark(f"By default {', then '.join(DEFAULT_ORDER)} is asked, for what those before could not do.")
        if configured.libretranslate_url is None:
            remark("libretranslate: no server; SYNDICATION_LIBRETRANSLATE_URL names one")


@engines.command("order")
@click.argument("source")
@click.argument("target")
@click.argument("engine", nargs=-1, metavar="ENGINES")
@click.option("--default", "is_default", is_flag=True, help="Let the default order hold again.")
@json_option
def order(source: str, target: str, engine: tuple[str, ...], is_default: bool, as_json: bool) -> None:
    """Decide which engines are asked for a pair.

    Such as: syndication engines order en vi argos libretranslate. The first that can makes the draft; one that is not
    named is not asked. What waits for the pair is queued for the worker.
    """
    from syndication.engine_orders import clear_order, order_for, set_order

    if is_default == bool(engine):
        raise click.UsageError("name the engines in their order, or give --default", click.get_current_context())
    with opened(settings()) as database, database.writing() as session:
        if is_default:
            clear_order(session, source, target, now=now())
        else:
            set_order(session, source, target, engine, actor=actor(), now=now())
        names = order_for(session, source, target)
    print_record({"source": source, "target": target, "engines": list(names)}, as_json=as_json)


def _row(pair: "PairEngines") -> dict[str, object]:
    return {
        "source": pair.source,
        "target": pair.target,
        "engines": list(pair.engines),
        "available": list(pair.available),
        "decided_by": pair.order.actor if pair.order else None,
    }
