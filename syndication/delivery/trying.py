"""A channel is tried out: can its address be reached, and would it let us in? Nothing is delivered by that."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from syndication.config import Settings
from syndication.delivery.model import Carrier, ChannelKind
from syndication.delivery_errors import DeliveryFailure
from syndication.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How it went; ``said`` is a sentence for whoever set the channel up."""

    is_well: bool
    said: str


@contextmanager
def opened_carrier(settings: Settings) -> Iterator[Carrier]:
    """Give channels what they need, for as long as the block lasts."""
    network = Network(private=settings.private_networks)
    try:
        yield Carrier(network=network, folders=settings.folders_dir)
    finally:
        network.close()


def try_out(kind: ChannelKind, settings: Any, secrets: Mapping[str, str], carrier: Carrier) -> Trial:
    """Try a channel out; takes as long as its address takes to answer. No transaction may be open."""
    if kind.probe is None:
        return Trial(is_well=True, said="There is nothing to try out: the partner comes to us.")
    try:
        return Trial(is_well=True, said=kind.probe(settings, secrets, carrier))
    except DeliveryFailure as failure:
        return Trial(is_well=False, said=failure.reason)
