"""Files that people name on the command line: read within limits, written whole or not at all."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from feeds.errors import FeedsError
from syndication.cli.failures import explain, explain_os_error
from syndication.errors import SyndicationError

MAX_LIVE_BLOG_BYTES = 64 * 1024 * 1024
MAX_WORK_BYTES = 128 * 1024 * 1024
MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_TOML_BYTES = 4 * 1024 * 1024

IN_FILE = click.Path(path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)


def read_file(path: Path, *, most_bytes: int) -> bytes:
    """Return what is in a file, a device or a pipe; raises :exc:`click.ClickException` where that is not possible."""
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as cause:
        raise click.ClickException(explain_os_error(cause)) from cause
    if len(data) > most_bytes:
        raise click.ClickException(f"{click.format_filename(path)}: larger than {most_bytes // 2**20} MB")
    return data


@contextmanager
def blaming(path: Path) -> Iterator[None]:
    """Put the name of a file before whatever is found to be wrong with what it holds."""
    try:
        yield
    except (FeedsError, SyndicationError) as cause:
        raise click.ClickException(f"{click.format_filename(path)}: {explain(cause)}") from cause
    except RecursionError as cause:
        raise click.ClickException(f"{click.format_filename(path)}: its parts are nested too deeply") from cause


def write_output(path: Path | None, data: bytes) -> None:
    """Write to a file, or without one to stdout; raises :exc:`OSError` with the name that was asked for.

    A file is written beside its place and renamed, so that nobody ever reads half of it. What is no ordinary file, such
    as a device or a pipe, is written to and never replaced; a link stays a link.
    """
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as cause:
        raise OSError(cause.errno, cause.strerror, str(path)) from cause


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
