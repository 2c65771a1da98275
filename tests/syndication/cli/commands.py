"""Run commands of the command line in this process, or as the real program, against an installation of a test's own."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from feeds.dates import rfc3339
from syndication.cli.program import program
from syndication.config import Settings, read_settings
from syndication.storage.database import Database

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples"
PAGE = SAMPLES / "hanoi-summit.txt"
COMMAND = str(Path(sys.executable).parent / "syndication")
SLUG = "hanoi-summit"


@dataclass(frozen=True)
class Installation:
    """A data folder and the commands run on it."""

    data: Path

    @property
    def settings(self) -> Settings:
        return read_settings({"SYNDICATION_DATA": str(self.data)})

    @property
    def database(self) -> Database:
        return Database(self.settings.database_url)

    def run(self, *arguments: str | Path, **environ: str) -> Result:
        """Run one command in this process; keywords are settings, such as ``port="1"``."""
        runner = CliRunner(env=dict.fromkeys(_inherited()) | self._environ(environ))
        return runner.invoke(program, [str(argument) for argument in arguments], catch_exceptions=False)

    def out(self, *arguments: str | Path, **environ: str) -> str:
        """Return what a command prints on stdout; it must succeed."""
        result = self.run(*arguments, **environ)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str | Path, **environ: str) -> Any:
        return json.loads(self.out(*arguments, "--json", **environ))

    def error(self, *arguments: str | Path, status: int = 1, **environ: str) -> str:
        """Return the one line on stderr of a command that must fail, without its ``Error:``; stdout must be empty."""
        result = self.run(*arguments, **environ)
        assert (result.exit_code, result.stdout) == (status, "")
        return the_line(result.stderr)

    def process_environ(self, **environ: str) -> dict[str, str]:
        """Return the environment for the real program."""
        kept = {name: value for name, value in os.environ.items() if name not in _inherited()}
        return kept | self._environ(environ)

    def process(self, *arguments: str | bytes | Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
        """Run the real program to its end."""
        return subprocess.run(
            [COMMAND, *arguments],
            env=self.process_environ(**environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )

    def _environ(self, environ: Mapping[str, str]) -> dict[str, str]:
        named = {f"SYNDICATION_{name.upper()}": value for name, value in environ.items()}
        return {"SYNDICATION_DATA": str(self.data)} | named


def the_line(stderr: str) -> str:
    """Return the message of the one line that an error is."""
    lines = stderr.splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("Error: ")
    return lines[0].removeprefix("Error: ")


def write(path: Path, content: str | bytes | Mapping[str, Any]) -> Path:
    """Write text, bytes or JSON, and return the path."""
    if isinstance(content, Mapping):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def live_blog(slug: str, *headlines: str, **fields: Any) -> dict[str, Any]:
    """Return a live blog in canonical JSON, newest entry first, a minute between two entries."""
    entries = [
        {
            "headline": headline,
            "published_at": rfc3339(datetime(2024, 1, 9, tzinfo=UTC) - timedelta(minutes=at)),
            "blocks": [{"type": "paragraph", "html": f"What happened at {headline}."}],
        }
        for at, headline in enumerate(headlines)
    ]
    head = {"slug": slug, "title": slug.title(), "language": "en", "timezone": "UTC"}
    return head | {"published_at": "2024-01-01T10:00:00Z", "entries": entries} | fields


def spoil_an_entry(installation: Installation) -> str:
    """Put markup into the store that no writer can print, which nothing that is accepted holds; return the guid."""
    with closing(sqlite3.connect(installation.data / "syndication.db")) as connection:
        guid: str
        guid, document = connection.execute("SELECT guid, document FROM entries ORDER BY id LIMIT 1").fetchone()
        entry = json.loads(document)
        entry["blocks"][0]["html"] = "<b>never closed"
        connection.execute("UPDATE entries SET document = ? WHERE guid = ?", (json.dumps(entry), guid))
        connection.commit()
    return guid


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _inherited() -> list[str]:
    return [name for name in os.environ if name.startswith("SYNDICATION_")]
