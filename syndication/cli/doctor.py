"""``doctor``: check that an installation works, and say what to do where it does not."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.failures import explain
from syndication.cli.output import json_option, print_json, printable
from syndication.cli.setting import now, opened, settings
from syndication.config import Settings
from syndication.errors import UnknownBlog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feeds.item import Site

_LITTLE_SPACE_BYTES = 100 * 2**20
_BLOGS_TRIED = 20


class Verdict(StrEnum):
    """How a check ended. Only ``fail`` makes the command fail: a missing engine is a normal state."""

    OK = "ok"
    NOTE = "note"
    FAIL = "fail"


_MARKS = {Verdict.OK: "ok  ", Verdict.NOTE: "note", Verdict.FAIL: "FAIL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at, what was found, and what to do."""

    name: str
    verdict: Verdict
    finding: str


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check that this installation works.

    Looks at the data folder, the database, the public feeds, translation packages and server, work that is stuck,
    sources and channels. The status is 1 if anything failed; a note is no failure.
    """
    checks = list(examine(settings()))
    if as_json:
        print_json(checks)
    else:
        for check in checks:
            click.echo(f"{_MARKS[check.verdict]}  {check.name}: {check.finding}")
    if any(check.verdict is Verdict.FAIL for check in checks):
        raise SystemExit(1)


def examine(configured: Settings) -> Iterator[Check]:
    """Run every check; one that breaks is reported as failed and does not stop the others."""
    for name, check in CHECKS.items():
        try:
            verdict, finding = check(configured)
        except Exception as error:  # The border: a doctor must survive whatever ails the patient.
            verdict, finding = Verdict.FAIL, explain(error) or printable(f"{type(error).__name__}: {error}")
        yield Check(name=name, verdict=verdict, finding=finding)


Finding = tuple[Verdict, str]


def _data_folder(configured: Settings) -> Finding:
    folder = configured.data_dir
    if not folder.exists():
        return Verdict.NOTE, f"{folder} does not exist yet; the first command that stores something makes it"
    if not folder.is_dir():
        return Verdict.FAIL, f"{folder} is not a folder; SYNDICATION_DATA says that it is the data folder"
    if not os.access(folder, os.W_OK):
        return Verdict.FAIL, f"{folder} is not writable"
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_SPACE_BYTES:
        return Verdict.FAIL, f"only {free // 2**20} MB are free under {folder}"
    return Verdict.OK, f"{folder}, {free // 2**30} GB free"


def _database(configured: Settings) -> Finding:
    from syndication.storage.blogs import list_blogs
    from syndication.storage.settings import set_setting

    if _is_new(configured):
        return Verdict.NOTE, "there is none yet; the first command that stores something makes it"
    with opened(configured) as database:
        # Writing shows what reading does not: a read-only file, a full disk, a lock that is never let go.
        with database.writing() as session:
            trial = session.begin_nested()
            set_setting(session, "doctor", "was here")
            trial.rollback()
            found = len(list_blogs(session))
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    return Verdict.OK, f"{kind}, tables up to date, {found} live blogs"


def _address(configured: Settings) -> Finding:
    from syndication.site import site_of

    if configured.base_url is not None:
        return Verdict.OK, configured.base_url
    hint = "set SYNDICATION_BASE_URL to the public address before partners use it"
    if _is_new(configured):
        return Verdict.NOTE, f"not known yet; {hint}"
    with opened(configured) as database, database.reading() as session:
        return Verdict.NOTE, f"feeds say {site_of(configured, session).base_url}; {hint}"


def _authority(configured: Settings) -> Finding:
    if configured.authority.endswith(".example"):
        hint = "set SYNDICATION_AUTHORITY to a domain you hold before the first real entry: ids are minted once"
        return Verdict.NOTE, f"ids are minted under {configured.authority}; {hint}"
    return Verdict.OK, f"ids are minted under {configured.authority}"


def _feeds(configured: Settings) -> Finding:
    from feeds.writers import WRITERS
    from syndication.site import site_of
    from syndication.storage.blogs import list_blogs
    from syndication.storage.revisions import blog_languages

    if _is_new(configured):
        return Verdict.OK, "none yet"
    written = 0
    left_out: dict[str, str] = {}
    with opened(configured) as database, database.reading() as session:
        site = site_of(configured, session)
        for blog in list_blogs(session, limit=_BLOGS_TRIED):
            for language in blog_languages(session, blog.slug):
                for name in WRITERS:
                    left_out |= _left_out(session, site, blog.slug, language, name)
                    written += 1
    if left_out:
        guid, reason = next(iter(left_out.items()))
        return Verdict.FAIL, printable(
            f"entries that cannot be written: {len(left_out)}; first of them {guid}: {reason}"
        )
    return Verdict.OK, f"{written} feeds written without an error"


def _left_out(session: "Session", site: "Site", slug: str, language: str, format_name: str) -> dict[str, str]:
    """Write one public feed and return by guid why entries are missing from it."""
    from feeds.identity import source_guid
    from feeds.render import render
    from syndication.documents import plan_public
    from syndication.publish import load_variant

    plan = plan_public(session, site, slug, language, format_name)
    blog = load_variant(session, slug, language, plan.rule) if plan else None
    if plan is None or blog is None:
        raise UnknownBlog(slug)
    document = render([blog], plan.profile, now=now(), site=site, links=plan.links, partner=plan.partner)
    return {source_guid(entry.guid): entry.reason for entry in document.left_out}


def _engines(configured: Settings) -> Finding:
    from translations.engines.packages import PackageStore

    store = PackageStore(configured.packages_dir)
    if problems := store.problems():
        return Verdict.NOTE, printable("; ".join(f"{problem.name}: {problem.reason}" for problem in problems))
    pairs = [str(package.pair) for package in store.installed()]
    if not pairs:
        return Verdict.NOTE, "no translation packages; drafts come from memory and people only (docs/engines.md)"
    return Verdict.OK, ", ".join(pairs)


def _server(configured: Settings) -> Finding:
    from translations.engines.errors import EngineError
    from translations.engines.libretranslate_server import LibreTranslateServer, Limits

    if configured.libretranslate_url is None:
        return Verdict.OK, "none set up"
    limits = Limits(connect_s=3, silence_s=5, total_s=5)
    server = LibreTranslateServer(configured.libretranslate_url, configured.libretranslate_key, limits=limits)
    try:
        languages = server.languages()
    except EngineError as problem:
        return Verdict.FAIL, printable(f"{server.name}: {problem.reason}")
    return Verdict.OK, printable(f"{server.name} knows {', '.join(sorted(languages)) or 'no language'}")


def _waiting(configured: Settings) -> Finding:
    from syndication.storage.jobs import count_jobs, list_jobs

    if _is_new(configured):
        return Verdict.OK, "none yet"
    with opened(configured) as database, database.reading() as session:
        jobs = count_jobs(session)
        first = list_jobs(session, limit=1)
    if jobs.set_aside:
        example = f"first of them {first[0].guid} into {first[0].language}: {first[0].last_error}"
        return Verdict.FAIL, printable(f"set aside after failing again and again: {jobs.set_aside}; {example}")
    return Verdict.OK, f"{jobs.waiting} drafts waiting, {jobs.running} being made"


def _sources(configured: Settings) -> Finding:
    from syndication.storage.sources import count_sources, list_sources

    if _is_new(configured):
        return Verdict.OK, "none"
    with opened(configured) as database, database.reading() as session:
        counts = count_sources(session)
        troubled = next((one for one in list_sources(session) if one.last_error), None)
    said = f"{counts.active} followed, {counts.paused} paused, {counts.gone} ended"
    if troubled is None:
        return Verdict.OK, said
    return Verdict.NOTE, printable(f"{said}; {counts.failing} failing; {troubled.slug}: {troubled.last_error}")


def _channels(configured: Settings) -> Finding:
    from syndication.cli.delivery_health import channel_findings

    if _is_new(configured):
        return Verdict.OK, "none"
    with opened(configured) as database, database.reading() as session:
        found = channel_findings(session, configured, now=now())
    verdict = Verdict.FAIL if found.failures else Verdict.NOTE if found.notes else Verdict.OK
    return verdict, printable("; ".join((found.said, *found.failures, *found.notes)))


def _kills(configured: Settings) -> Finding:
    from syndication.storage.notices import count_owed, list_overdue

    if _is_new(configured):
        return Verdict.OK, "none"
    late_min = configured.kill_overdue_min
    with opened(configured) as database, database.reading() as session:
        counts = count_owed(session, now=now(), overdue_min=late_min)
        first = list_overdue(session, now=now(), overdue_min=late_min, limit=1)
    if first:
        who = first[0].partner or first[0].callback
        example = f"first of them {who}, in {first[0].language}, of {first[0].guid}"
        return Verdict.FAIL, printable(f"{counts.overdue} not told within {late_min} minutes; {example}")
    return Verdict.OK, f"{counts.owed} still to be told, none for longer than {late_min} minutes"


def _is_new(configured: Settings) -> bool:
    """Say whether nothing was ever stored here: looking must not make what it looks for."""
    from sqlalchemy.engine import make_url

    if not configured.database_url.startswith("sqlite:"):
        return False
    url = make_url(configured.database_url)
    return "uri" not in url.query and not Path(url.database or "").exists()


CHECKS: dict[str, Callable[[Settings], Finding]] = {
    "data folder": _data_folder,
    "database": _database,
    "public address": _address,
    "authority": _authority,
    "feeds": _feeds,
    "translation packages": _engines,
    "translation server": _server,
    "drafts": _waiting,
    "sources": _sources,
    "channels": _channels,
    "kills": _kills,
}
