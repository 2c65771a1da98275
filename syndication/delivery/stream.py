"""Deliveries that a partner fetches by itself: as server-sent events, or from its delivery log.

There is nobody to send to. A delivery is accepted as soon as it is in the log under its number, and the partner reads
on from the last number it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from feeds.model import STRICT
from syndication.delivery.model import Carrier, ChannelKind, Parcel, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSettings:
    """A stream needs no address: its own follows from the partner's."""

    __pydantic_config__ = STRICT


def keep(parcel: Parcel, settings: StreamSettings, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
    """Accept: what is in the log can be read."""
    return Receipt()


STREAM = ChannelKind(
    name="stream",
    title="Server-sent events",
    summary="The partner holds a connection open, or asks for what is new, and reads on from its last number.",
    settings=StreamSettings,
    secrets={},
    send=keep,
)
