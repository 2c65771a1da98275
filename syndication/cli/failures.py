"""How a command ends that cannot do what was asked: one clear line on stderr, and a status.

Status 1: it could not be done. Status 2: the command line itself is wrong. Status 130: Ctrl-C.
"""

import click

from feeds.errors import FeedsError, InvalidDocument
from syndication.cli.output import printable
from syndication.errors import SyndicationError
from translations.errors import TranslationError

CANNOT = 1
MISUSED = 2
INTERRUPTED = 130
_PROBLEMS_TOLD = 5


def explain(error: Exception) -> str | None:
    """Return in one line what people, files and machines did wrong; ``None`` for a fault of this program's own."""
    match error:
        case click.ClickException():
            return printable(error.format_message())
        case InvalidDocument():
            return printable(_first_problems(error))
        case SyndicationError() | FeedsError() | TranslationError():
            return printable(str(error))
        case OSError():
            return printable(explain_os_error(error))
        case UnicodeEncodeError():
            return "the command line, or a setting, holds bytes that are not UTF-8 text"
    return None


def explain_os_error(error: OSError) -> str:
    """Say which file, and what the operating system has against it."""
    reason = error.strerror or str(error) or type(error).__name__
    return reason if error.filename is None else f"{click.format_filename(error.filename)}: {reason}"


def tell_failure(message: str) -> None:
    """Print the one line."""
    click.echo(f"Error: {message}", err=True)


def _first_problems(error: InvalidDocument) -> str:
    """Name the first problems and count the rest: a broken file of ten thousand entries has as many."""
    told = InvalidDocument(error.problems[:_PROBLEMS_TOLD])
    more = len(error.problems) - _PROBLEMS_TOLD
    return f"{told} (and {more:,} more)" if more > 0 else str(told)
