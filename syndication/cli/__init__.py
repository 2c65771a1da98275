"""The command line: ``syndication COMMAND``. One module per resource; commands load when they are called.

Every command answers with a table or, under ``--json``, with JSON, and ends with status 1 and one clear line when it
cannot do what was asked.
"""

from syndication.cli.program import main

__all__ = ["main"]
