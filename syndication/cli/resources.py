"""The commands of one resource: ``syndication entries list`` and its like."""

import click


class Resource(click.Group):
    """A group that lists its commands in the order in which they are written, which is that of use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names."""
        return list(self.commands)
