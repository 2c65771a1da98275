"""What the formats in JSON share: how an item becomes bytes."""

from collections.abc import Callable

from feeds.errors import WriteError
from feeds.item import Item
from feeds.json import Table, compact


def write_fragment(item: Item, *, build: Callable[[Item], Table]) -> bytes:
    """Build and serialise one item; raises :exc:`~feeds.errors.WriteError` for texts that no feed can carry."""
    try:
        return compact(build(item))
    except ValueError as cause:
        raise WriteError(guid=item.guid, reason=str(cause)) from cause
