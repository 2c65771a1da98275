"""The command that writes what leaves: feeds, and work for translators' own tools: ``export``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.files import OUT_FILE, write_output
from syndication.cli.output import remark
from syndication.cli.setting import now, opened, settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from syndication.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The command line, read."""

    slug: str
    format_name: str | None
    language: str | None
    profile: str | None
    archive: int | None
    entry: str | None
    needs_work: bool
    source_in_target: bool

    @property
    def has_work_options(self) -> bool:
        """Say whether an option was given that only work has."""
        return bool(self.entry or self.needs_work or self.source_in_target)


@click.command()
@click.argument("slug")
@click.option(
    "--format",
    "format_name",
    help="rss, atom, json, newsmlg2, ninjs, nitf, newsml12 or canonical; a profile has its own. For translators: "
    "xliff (1.2), xliff2 or tmx.",
)
@click.option("--language", help="Language; by default the one the live blog is written in.")
@click.option("--profile", help="A partner's profile, as PARTNER/PROFILE; by default the public feed.")
@click.option("--archive", type=click.IntRange(min=1), help="Number of an archive document of the public feed.")
@click.option("--entry", help="For translators: guid of one entry, or of the live blog for its head.")
@click.option("--needs-work", is_flag=True, help="For translators: only what nobody has approved.")
@click.option(
    "--source-in-target",
    is_flag=True,
    help="For OmegaT's own XLIFF filter: the source in the place of translations.",
)
@click.option("-o", "--output", type=OUT_FILE, help="File to write; default stdout.")
def export(output: Path | None, **given: str | int | bool | None) -> None:
    """Write a feed, or work for translators' own tools.

    A feed has the same bytes as over HTTP. SLUG is the live blog's name in addresses; `syndication blogs list` shows
    it. `syndication translations import` takes in what translators bring back.
    """
    from translations.exchange import EXCHANGES

    asked = _Asked(**given)  # type: ignore[arg-type]  # click gives what the options above say
    if not (asked.format_name or asked.profile):
        raise _misused("name a --format or a --profile")
    configured = settings()
    with opened(configured) as database, database.reading() as session:
        write = _work if asked.format_name in EXCHANGES else _feed
        body = write(session, configured, asked)
    write_output(output, body)


def _work(session: "Session", _configured: "Settings", asked: _Asked) -> bytes:
    from syndication.exchange.out import Wanted, export_work

    if asked.profile or asked.archive:
        raise _misused("work for translators has no profiles and no archive documents")
    if asked.language is None:
        raise _misused("name the --language that is translated into")
    if asked.source_in_target and asked.format_name == "tmx":
        raise _misused("--source-in-target is for XLIFF: a TMX file has both sides anyway")
    wanted = Wanted(
        format_name=asked.format_name or "",
        language=asked.language,
        guid=asked.entry,
        needs_work=asked.needs_work,
        is_source_in_target=asked.source_in_target,
    )
    work = export_work(session, asked.slug, wanted, now=now())
    if work.left_out:
        remark(f"{work.left_out} texts are not written in the live blog's language; only xliff and tmx can hold them.")
    return work.body


def _feed(session: "Session", configured: "Settings", asked: _Asked) -> bytes:
    from syndication.exporting import CANONICAL, export_archive, export_feed

    if asked.has_work_options:
        raise _misused("--entry, --needs-work and --source-in-target are for the formats xliff, xliff2 and tmx")
    if asked.archive is not None and (asked.profile or asked.format_name in {None, CANONICAL}):
        raise _misused("only public feeds have archive documents: name their --format")
    if asked.archive is not None and asked.format_name is not None:
        return export_archive(
            session,
            configured,
            asked.slug,
            asked.archive,
            format_name=asked.format_name,
            language=asked.language,
            now=now(),
        )
    return export_feed(
        session,
        configured,
        asked.slug,
        format_name=asked.format_name,
        language=asked.language,
        profile=asked.profile,
        now=now(),
    )


def _misused(reason: str) -> click.UsageError:
    return click.UsageError(reason, click.get_current_context())
