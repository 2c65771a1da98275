"""The top of the command line: which commands there are, where each lives, and how errors end it."""

import importlib
import sys
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from syndication import __version__
from syndication.cli.failures import CANNOT, INTERRUPTED, MISUSED, explain, tell_failure
from syndication.cli.output import printable

# Name -> (module under syndication.cli, object, what the command list says). Modules load when their command is called:
# the list itself must not cost the time of importing a database and a translation engine.
COMMANDS = {
    "serve": ("running", "serve", "Serve feeds, pages and API, with a worker beside them."),
    "worker": ("running", "worker", "Draft what waits for translation, until stopped."),
    "import": ("exchange", "import_", "Take live blogs in from files."),
    "export": ("exporting", "export", "Write a feed, or work for translators' own tools."),
    "sources": ("sources", "sources", "Follow live blogs that others publish."),
    "blogs": ("content", "blogs", "List and show live blogs."),
    "entries": ("content", "entries", "List, show and kill entries."),
    "partners": ("partners", "partners", "List, add and change partners, and make their tokens."),
    "profiles": ("profile_work", "profiles", "List, add, preview, check and roll back output profiles."),
    "websub": ("websub", "websub", "See who is sent which feed by the WebSub hub."),
    "channels": ("channels", "channels", "Set up how partners are sent what their profiles make."),
    "deliveries": ("deliveries", "deliveries", "See what was sent to partners, what waits, and dead letters."),
    "kills": ("kills", "kills", "List kills, holds and corrections; show who has been told."),
    "kit": ("kit", "kit", "Write the conformance kit of a profile: sample documents to test an ingest with."),
    "translations": ("translations", "translations", "Bring translators' files back."),
    "checks": ("checks", "checks", "Check translations from anywhere; list the checks."),
    "memory": ("memory", "memory", "List, import and export translation memories."),
    "terms": ("terms", "terms", "List, import and export terms of the glossary."),
    "models": ("models", "models", "List, install, convert and remove translation packages."),
    "engines": ("engines", "engines", "List the engines of language pairs, and decide on their order."),
    "users": ("people", "users", "List, add, change and disable users; make sign-in links."),
    "tokens": ("people", "tokens", "List, create and revoke API tokens."),
    "doctor": ("doctor", "doctor", "Check that this installation works."),
}


class Program(click.Group):
    """A group whose commands are imported when they are needed, and which ends with one line where it cannot go on."""

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
        """Run a command. Ctrl-C is answered here, since click prints a blank line for it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as cause:
            raise click.Abort from cause

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line and exit."""
        sys.exit(self._run(*args, **extra | {"standalone_mode": False}))

    def _run(self, *args: Any, **extra: Any) -> int:
        """Run a command line and return the status; what goes wrong becomes one line on stderr."""
        try:
            status = super().main(*args, **extra)
        except NoArgsIsHelpError as error:
            error.show()
            return MISUSED
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "syndication"
            tell_failure(f"{printable(error.format_message()).removesuffix('.')} (see {path} --help)")
            return MISUSED
        except click.Abort:
            # A terminal has just shown ^C, and is still on that line.
            click.echo(err=True, nl=sys.stderr.isatty())
            tell_failure("interrupted; what was not reported as done has not been done")
            return INTERRUPTED
        except Exception as error:  # The border: a fault of our own still shows where it happened.
            reason = explain(error)
            if reason is None:
                raise
            tell_failure(reason)
            return CANNOT
        return status if isinstance(status, int) else 0


@click.command(
    "syndication", cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="syndication")
def program() -> None:
    """Multilingual syndication feeds for live blogs.

    Settings come from SYNDICATION_* in the environment (docs/operations.md); SYNDICATION_DATA is the folder that
    keeps everything.
    """


def main() -> None:
    """Run the command line and exit."""
    # Not every terminal has all letters of all languages; a command must not fail over printing one.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # they are files here
    program(prog_name="syndication")
