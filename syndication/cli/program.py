"""The top of the command line: which commands there are, where each lives, and how errors end it."""

import importlib
import sys
from typing import Any

import click

from feeds.errors import FeedsError
from syndication import __version__
from syndication.errors import SyndicationError
from translations.errors import TranslationError

# Name -> (module under syndication.cli, object, what the command list says). Modules load when their command is called:
# the list itself must not cost the time of importing a database and a translation engine.
COMMANDS = {
    "serve": ("running", "serve", "Serve feeds, pages and API, with a worker beside them."),
    "worker": ("running", "worker", "Draft what waits for translation, until stopped."),
    "import": ("exchange", "import_", "Take live blogs in from files."),
    "export": ("exchange", "export", "Write a feed to a file: the same bytes as over HTTP."),
    "blogs": ("content", "blogs", "List and show live blogs."),
    "entries": ("content", "entries", "List, show and kill entries."),
    "partners": ("partners", "partners", "List and add partners and their tokens."),
    "profiles": ("partners", "profiles", "List, show, import and export output profiles."),
    "memory": ("memory", "memory", "List and import translation memories."),
    "models": ("models", "models", "List, install and remove translation packages."),
    "users": ("people", "users", "List and add users; make sign-in links."),
    "tokens": ("people", "tokens", "List, create and revoke API tokens."),
    "doctor": ("doctor", "doctor", "Check that this installation works."),
}


class Program(click.Group):
    """A group whose commands are imported when they are needed, and whose errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"syndication.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the command list without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, _, about) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what our packages raise on purpose becomes one line and status 1."""
        try:
            return super().invoke(ctx)
        except (SyndicationError, FeedsError, TranslationError) as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="syndication")
def program() -> None:
    """Multilingual syndication feeds for live blogs.

    Settings come from SYNDICATION_* in the environment (docs/operations.md); SYNDICATION_DATA is the folder that
    keeps everything.
    """


def main() -> None:
    """Run the command line and exit."""
    try:
        program(prog_name="syndication")
    except BrokenPipeError:
        # The reader, such as `head`, has what it wanted.
        sys.stderr.close()
        sys.exit(1)
