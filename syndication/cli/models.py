"""Commands on translation packages: ``models``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_record, print_rows
from syndication.cli.setting import now, opened, progress_bar, settings
from syndication.config import Settings

if TYPE_CHECKING:
    from translations.engines.installed import InstalledPackage
    from translations.engines.packages import PackageStore

_HOW_TO_INSTALL = "No packages yet. Get one: syndication models install en-ko"


@click.group()
def models() -> None:
    """List, install and remove translation packages."""


@models.command("list")
@click.option("--available", is_flag=True, help="What the package index offers, instead of what is installed.")
@json_option
def list_models(available: bool, as_json: bool) -> None:
    """List installed packages, and the language pairs that texts wait for."""
    configured = settings()
    store = _store(configured)
    if available:
        rows = [
            {
                "pair": str(package.pair),
                "version": package.version,
                "size_bytes": package.size_bytes,
                "from": package.addresses[0] if package.addresses else None,
            }
            for package in store.available(_index_url(configured))
        ]
        print_rows(rows, as_json=as_json, empty="The index is empty.")
        return
    print_rows([_row(package) for package in store.installed()], as_json=as_json, empty=_HOW_TO_INSTALL)
    if not as_json:
        for problem in store.problems():
            click.echo(f"{problem.name}: {problem.reason}", err=True)
        _tell_missing(configured)


@models.command("install")
@click.argument("pair_or_file")
@click.option("--sha256", help="Refuse the file unless it has this hash.")
@json_option
def install_model(pair_or_file: str, sha256: str | None, as_json: bool) -> None:
    """Install the package for a pair such as en-ko, or an .argosmodel file; waiting texts are drafted with it."""
    configured = settings()
    store = _store(configured)
    with progress_bar(f"Installing {pair_or_file}") as advance:
        if Path(pair_or_file).is_file():
            package = store.install_file(Path(pair_or_file), expect_sha256=sha256, progress=advance)
        elif sha256:
            raise click.UsageError("--sha256 is for files; downloads are checked against the known hashes")
        else:
            package = store.install_pair(pair_or_file, index_url=_index_url(configured), progress=advance)
    print_record(_row(package) | {"texts_queued": _queue_waiting(configured, [package])}, as_json=as_json)


@models.command("remove")
@click.argument("name")
@json_option
def remove_model(name: str, as_json: bool) -> None:
    """Remove the package of a pair such as en-ko; drafts made with it stay."""
    removed = _store(settings()).remove(name)
    print_rows([{"removed": folder} for folder in removed], as_json=as_json, empty="")


def _store(configured: Settings) -> "PackageStore":
    from translations.engines.packages import PackageStore

    # Somebody who names an index of their own may keep it, and its packages, inside their network.
    return PackageStore(configured.packages_dir, allow_private=configured.index_url is not None)


def _index_url(configured: Settings) -> str:
    from translations.engines.index import DEFAULT_INDEX_URL

    return configured.index_url or DEFAULT_INDEX_URL


def _queue_waiting(configured: Settings, packages: Sequence["InstalledPackage"]) -> int:
    from syndication.storage.jobs import enqueue_missing

    with opened(configured) as database, database.writing() as session:
        return sum(enqueue_missing(session, p.source_language, p.target_language, now=now()) for p in packages)


def _tell_missing(configured: Settings) -> None:
    from syndication.storage.jobs import list_missing_pairs

    with opened(configured) as database, database.reading() as session:
        missing = list_missing_pairs(session)
    for pair in missing:
        click.echo(
            f"{pair.segments} sentences wait for {pair.source}-{pair.target}: "
            f"syndication models install {pair.source}-{pair.target}, or import a translation memory",
            err=True,
        )


def _row(package: "InstalledPackage") -> dict[str, object]:
    canaries = package.record.canaries
    return {
        "pair": str(package.pair),
        "version": package.metadata.package_version,
        "size_bytes": package.record.size_bytes,
        "installed_at": package.record.installed_at,
        "canaries": f"{sum(not canary.problem for canary in canaries)} of {len(canaries)} passed",
        "origin": package.record.origin,
        "sha256": package.record.sha256,
        "attribution": package.attribution.strip().splitlines()[0] if package.attribution.strip() else None,
    }
