"""Commands on quality checks: ``checks``. They need no installation."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from syndication.cli.failures import tell_failure
from syndication.cli.files import IN_FILE
from syndication.cli.output import json_option, print_rows, printable
from syndication.cli.progress import showing_bytes
from syndication.cli.resources import Resource

_MOST_LINE_BYTES = 2**20
_STDIN = Path("-")


@click.group(cls=Resource)
def checks() -> None:
    """Check translations from anywhere; list the checks.

    docs/checks.md says what each check looks at, and what it passes over.
    """


@checks.command("list")
@json_option
def list_checks(as_json: bool) -> None:
    """List the codes of findings, how grave each is, and what is looked at."""
    from translations.checks import CHECKS
    from translations.checks.codes import CODES

    reported = {code for family in CHECKS.values() for code in family.codes}
    rows = [
        {"code": name, "severity": [severity.value for severity in code.severities], "looks_at": code.about}
        for name, code in CODES.items()
        if name in reported
    ]
    print_rows(rows, as_json=as_json, below=("looks_at",))


@checks.command("run")
@click.argument("file", type=IN_FILE, required=False)
def run_checks(file: Path | None) -> None:
    """Check pairs of texts, one JSON object a line.

    Reads FILE, or stdin, and answers with a line for each: its number and its findings. An object has a language, a
    source and a target; it may have a source_language (en without it), a glossary (an object, or a list of pairs)
    and a list do_not_translate.

    A line that cannot be checked is told on stderr, the others are checked, and the status is 1.
    """
    from translations.checks.requests import check_line
    from translations.errors import NotCheckable

    has_failed = False
    for number, line in _lines(file):
        try:
            if line is None:
                raise NotCheckable(f"it is longer than {_MOST_LINE_BYTES // 2**20} MB")
            found = check_line(line)
        except NotCheckable as problem:
            tell_failure(printable(f"line {number}: {problem}"))
            has_failed = True
        else:
            click.echo(_as_json({"line": number, "findings": found}))
    if has_failed:
        raise SystemExit(1)


def _lines(file: Path | None) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines that are not blank with their numbers, ``None`` for one that is too long."""
    if file is None or file == _STDIN:
        yield from _numbered(sys.stdin.buffer)
        return
    with file.open("rb") as stream:
        if sys.stdout.isatty():
            # The answers themselves show how far it is, and a bar would run into them.
            yield from _numbered(stream)
            return
        total, done = file.stat().st_size, 0
        with showing_bytes(f"Checking {click.format_filename(file)}") as advance:
            for number, line in _numbered(stream):
                yield number, line
                done += len(line or b"")
                advance(done, max(total, done + 1))


def _numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := stream.readline(_MOST_LINE_BYTES + 1):
        number += 1
        is_too_long = len(line) > _MOST_LINE_BYTES
        while is_too_long and line and not line.endswith(b"\n"):
            line = stream.readline(_MOST_LINE_BYTES)
        if is_too_long:
            yield number, None
        elif line.strip():
            yield number, line


def _as_json(answer: object) -> str:
    # A terminal or pipe that is not in UTF-8 would lose letters; escapes come through anywhere.
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(answer, ensure_ascii=not is_utf8)
