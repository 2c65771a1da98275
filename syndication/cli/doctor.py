"""``doctor``: check that an installation works, and say what to do where it does not."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import click

from syndication.cli.output import json_option, print_json
from syndication.cli.setting import now, opened, settings
from syndication.config import Settings

_LITTLE_SPACE_BYTES = 500 * 1024 * 1024


class Verdict(StrEnum):
    """How a check ended. Only ``fail`` makes the command fail: a missing engine is a normal state."""

    OK = "ok"
    NOTE = "note"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at, what was found, and what to do."""

    name: str
    verdict: Verdict
    finding: str


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check data folder, database, feeds, translation packages and work that is stuck."""
    checks = list(examine(settings()))
    if as_json:
        print_json(checks)
    else:
        marks = {Verdict.OK: "ok  ", Verdict.NOTE: "note", Verdict.FAIL: "FAIL"}
        for check in checks:
            click.echo(f"{marks[check.verdict]}  {check.name}: {check.finding}")
    if any(check.verdict is Verdict.FAIL for check in checks):
        raise SystemExit(1)


def examine(configured: Settings) -> Iterator[Check]:
    """Run every check; one that breaks is reported as failed and does not stop the others."""
    for name, check in CHECKS.items():
        try:
            verdict, finding = check(configured)
        except Exception as error:  # The border: a doctor must survive whatever ails the patient.
            verdict, finding = Verdict.FAIL, f"{type(error).__name__}: {error}"
        yield Check(name=name, verdict=verdict, finding=finding)


Finding = tuple[Verdict, str]


def _data_folder(configured: Settings) -> Finding:
    folder = configured.data_dir
    if not folder.is_dir():
        return Verdict.NOTE, f"{folder} does not exist yet; the first command that stores something makes it"
    if not os.access(folder, os.W_OK):
        return Verdict.FAIL, f"{folder} is not writable"
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_SPACE_BYTES:
        return Verdict.FAIL, f"only {free // 2**20} MB are free under {folder}"
    return Verdict.OK, f"{folder}, {free // 2**30} GB free"


def _database(configured: Settings) -> Finding:
    from syndication.storage.blogs import list_blogs

    with opened(configured) as database, database.reading() as session:
        found = len(list_blogs(session))
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    return Verdict.OK, f"{kind}, tables up to date, {found} live blogs"


def _address(configured: Settings) -> Finding:
    from syndication.site import site_of

    with opened(configured) as database, database.reading() as session:
        site = site_of(configured, session)
    if configured.base_url is None:
        return Verdict.NOTE, f"{site.base_url}; set SYNDICATION_BASE_URL to the public address before partners use it"
    return Verdict.OK, site.base_url


def _authority(configured: Settings) -> Finding:
    if configured.authority.endswith(".example"):
        hint = "set SYNDICATION_AUTHORITY to a domain you hold before the first real entry: ids are minted once"
        return Verdict.NOTE, f"ids are minted under {configured.authority}; {hint}"
    return Verdict.OK, f"ids are minted under {configured.authority}"


def _feeds(configured: Settings) -> Finding:
    from feeds.writers import WRITERS
    from syndication.exporting import export_feed
    from syndication.storage.blogs import list_blogs
    from syndication.storage.revisions import blog_languages

    written = 0
    with opened(configured) as database, database.reading() as session:
        for blog in list_blogs(session, limit=20):
            for language in blog_languages(session, blog.slug):
                for name in WRITERS:
                    export_feed(session, configured, blog.slug, format_name=name, language=language, now=now())
                    written += 1
    return Verdict.OK, f"{written} feeds written without an error"


def _engines(configured: Settings) -> Finding:
    from translations.engines.packages import PackageStore

    store = PackageStore(configured.packages_dir)
    if problems := store.problems():
        return Verdict.NOTE, "; ".join(f"{problem.name}: {problem.reason}" for problem in problems)
    pairs = [str(package.pair) for package in store.installed()]
    if not pairs:
        return Verdict.NOTE, "no translation packages; drafts come from memory and people only (docs/engines.md)"
    return Verdict.OK, ", ".join(pairs)


def _waiting(configured: Settings) -> Finding:
    from syndication.storage.jobs import count_jobs

    with opened(configured) as database, database.reading() as session:
        jobs = count_jobs(session)
    if jobs.set_aside:
        return Verdict.FAIL, f"{jobs.set_aside} jobs were set aside after failing again and again; see the worker's log"
    return Verdict.OK, f"{jobs.waiting} waiting, {jobs.running} running"


CHECKS: dict[str, Callable[[Settings], Finding]] = {
    "data folder": _data_folder,
    "database": _database,
    "public address": _address,
    "authority": _authority,
    "feeds": _feeds,
    "translation packages": _engines,
    "work": _waiting,
}
