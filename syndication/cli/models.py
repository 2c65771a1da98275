"""Commands on translation packages: ``models``."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_record, print_rows, remark
from syndication.cli.progress import showing_bytes
from syndication.cli.resources import Resource
from syndication.cli.setting import now, opened, settings
from syndication.config import Settings

if TYPE_CHECKING:
    from syndication.storage.database import Database
    from syndication.storage.jobs import MissingPair
    from translations.engines.installed import InstalledPackage
    from translations.engines.languages import LanguagePair

_DETAILS = ("problems", "origin", "sha256", "attribution")
_HOW_TO_INSTALL = "No packages yet. Get one: syndication models install en-ko"


@click.group(cls=Resource)
def models() -> None:
    """List, install, convert and remove translation packages.

    docs/engines.md says where packages come from and what their drafts are worth.
    """


@models.command("list")
@click.option("--available", is_flag=True, help="What the package index offers, instead of what is installed.")
@json_option
def list_models(available: bool, as_json: bool) -> None:
    """List installed packages, and what texts wait for."""
    from syndication.packages import index_url_of, package_store

    configured = settings()
    store = package_store(configured)
    if available:
        offers = [
            {
                "pair": str(package.pair),
                "version": package.version,
                "size_bytes": package.size_bytes,
                "from": package.addresses[0] if package.addresses else None,
            }
            for package in store.available(index_url_of(configured))
        ]
        print_rows(offers, as_json=as_json, empty="The index is empty.", below=("from",))
        return
    packages = store.installed()
    rows = [_row(package) for package in packages]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_INSTALL, below=_DETAILS)
    for problem in store.problems():
        remark(f"{problem.name}: {problem.reason}")
    if not as_json:
        _tell_missing(configured)


@models.command("install")
@click.argument("pair_or_file")
@click.option("--sha256", help="Refuse the file unless it has this hash.")
@json_option
def install_model(pair_or_file: str, sha256: str | None, as_json: bool) -> None:
    """Install the package of a pair such as en-ko, or a file.

    A file is an .argosmodel; a pair is downloaded. The package is tried out before it is put in use, and texts that
    wait for it are queued for the worker.
    """
    from syndication.packages import index_url_of, package_store

    configured = settings()
    store = package_store(configured)
    # The database comes first: better to hear of its troubles before a long download than after it.
    with opened(configured) as database, showing_bytes(f"Installing {pair_or_file}") as advance:
        if _is_file(pair_or_file):
            package = store.install_file(Path(pair_or_file), expect_sha256=sha256, progress=advance)
        elif sha256 is not None:
            reason = "--sha256 is for files; downloads are checked against the known hashes"
            raise click.UsageError(reason, click.get_current_context())
        else:
            package = store.install_pair(pair_or_file, index_url=index_url_of(configured), progress=advance)
        queued = _queue_waiting(database, package)
    print_record(_row(package) | {"texts_queued": queued}, as_json=as_json)


@models.command("convert")
@click.argument("source")
@click.option("--pair", help="Its languages, such as en-vi, where its name does not tell them.")
@click.option("--target-token", help="The token the model wants before every sentence, such as '>>vie<<'.")
@click.option("--version", "number", help="The version of the package; by default the date in the model's name.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The package file to write.")
@click.option("--install", is_flag=True, help="Install the package, and keep no file unless -o names one.")
@json_option
def convert(
    source: str,
    pair: str | None,
    target_token: str | None,
    number: str | None,
    output: Path | None,
    install: bool,
    as_json: bool,
) -> None:
    """Make a package of a published OPUS-MT model.

    SOURCE is its zip archive, the folder it was unpacked to, or the http or https address of the archive. A model that
    writes one language of the pair only is told its target token by itself.
    """
    from syndication.packages import package_store
    from translations.engines.conversion import Wanted, convert_model
    from translations.engines.languages import parse_pair

    configured = settings()
    languages = parse_pair(pair) if pair is not None else None
    wanted = Wanted(origin=source, pair=languages, target_token=target_token, version=number)
    with tempfile.TemporaryDirectory(prefix="convert-") as folder, _model_at(source, configured) as model:
        place = output or (Path(folder) if install else Path()) / wanted.file_name()
        package = convert_model(model, place, wanted=wanted)
        if not install:
            print_record({"package": str(package), "size_bytes": package.stat().st_size}, as_json=as_json)
            return
        with opened(configured) as database, showing_bytes(f"Installing {package.name}") as advance:
            installed = package_store(configured).install_file(package, origin=source, progress=advance)
            queued = _queue_waiting(database, installed)
    print_record(_row(installed) | {"texts_queued": queued}, as_json=as_json)


@models.command("remove")
@click.argument("name")
@json_option
def remove_model(name: str, as_json: bool) -> None:
    """Remove the package of a pair such as en-ko.

    Drafts made with it stay. What `models list` reports as broken is removed by its folder's name.
    """
    from syndication.packages import package_store

    removed = package_store(settings()).remove(name)
    print_rows([{"removed": folder} for folder in removed], as_json=as_json)


@contextmanager
def _model_at(source: str, configured: Settings) -> Iterator[Path]:
    """Give the archive or folder that was named; an address is fetched first, into a file that goes away."""
    if not source.startswith(("http://", "https://")):
        path = Path(source)
        if not source or not path.exists():
            raise click.ClickException(f"{source}: there is no such file or folder")
        yield path
        return
    from translations.engines.download import Limits, fetch
    from translations.engines.packages import MOST_ARCHIVE_BYTES

    limits = Limits(most_bytes=MOST_ARCHIVE_BYTES, allow_private=configured.index_url is not None)
    with tempfile.TemporaryDirectory(prefix="model-") as folder:
        path = Path(folder) / "model.zip"
        with path.open("xb") as file, showing_bytes(f"Fetching {source.rsplit('/', 1)[-1]}") as advance:
            fetch(source, file, limits=limits, progress=advance)
        yield path


def _is_file(pair_or_file: str) -> bool:
    """Tell a file from a pair; what looks like a file and is none is not looked for in the package index."""
    path = Path(pair_or_file)
    if path.is_file():
        return True
    if pair_or_file and path.is_dir():
        raise click.ClickException(f"{pair_or_file} is a folder, not a package file")
    if os.sep in pair_or_file or path.suffix:
        raise click.ClickException(f"{pair_or_file}: there is no such file")
    return False


def _queue_waiting(database: "Database", package: "InstalledPackage") -> int:
    """Want drafts of all texts that this package can draft, and return how many they are."""
    from syndication.packages import queue_waiting

    with database.writing() as session:
        return queue_waiting(session, package, now=now())


def _served_by(pair: "MissingPair") -> Sequence["LanguagePair"]:
    """Return the packages that would do, best first: en-vi also drafts what is in en-GB."""
    from translations.engines.languages import pairs_for

    return pairs_for(pair.source, pair.target)


def _tell_missing(configured: Settings) -> None:
    from syndication.engine_orders import pair_engines
    from syndication.storage.jobs import list_missing_pairs

    with opened(configured) as database, database.reading() as session:
        missing = list_missing_pairs(session)
        engines = [pair_engines(session, configured, pair.source, pair.target).available for pair in missing]
    for pair, available in zip(missing, engines, strict=True):
        packages = _served_by(pair)
        if "argos" in available:
            advice = "the worker drafts them with the package that is installed"
        elif available:
            advice = f"the worker asks {available[0]} for them"
        elif packages:
            advice = f"syndication models install {packages[0]}, or import a translation memory"
        else:
            advice = "import a translation memory; there are no packages for these languages"
        remark(f"{pair.segments} sentences wait for translation from {pair.source} into {pair.target}: {advice}")


def _row(package: "InstalledPackage") -> dict[str, object]:
    canaries = package.record.canaries
    return {
        "pair": str(package.pair),
        "version": package.metadata.package_version,
        "size_bytes": package.record.size_bytes,
        "installed_at": package.record.installed_at,
        "canaries": f"{sum(not canary.problem for canary in canaries)} of {len(canaries)} passed",
        "problems": [f"{canary.name}: {canary.problem}" for canary in canaries if canary.problem],
        "origin": package.record.origin,
        "sha256": package.record.sha256,
        "attribution": next((line for line in package.attribution.strip().splitlines() if line), None),
    }
