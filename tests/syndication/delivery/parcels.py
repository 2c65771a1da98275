"""Parcels and what carries them, as the dispatcher would make them."""

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from syndication.delivery.model import Carrier, Kind, Parcel
from syndication.network import Network

CREATED_AT = datetime(2019, 2, 27, 11, 33, 0, 250_000, tzinfo=UTC)


def make_parcel(**changes: Any) -> Parcel:
    """Return a parcel; ``event_id`` and ``body_hash`` follow from it."""
    given: dict[str, Any] = {
        "sequence": 12,
        "kind": Kind.UPDATE,
        "guid": "tag:example.org,2019-02-27:blog/hanoi/entry/1;lang=vi",
        "language": "vi",
        "version": 3,
        "blog": "hanoi-summit",
        "partner": "outlet",
        "profile": "full",
        "channel": "files",
        "media_type": "application/rss+xml",
        "suffix": ".xml",
        "body": "<rss>Thượng đỉnh</rss>".encode(),
        "created_at": CREATED_AT,
        "sent_at": CREATED_AT,
    } | changes
    digest = hashlib.sha256(given["body"]).hexdigest()
    given.setdefault("event_id", f"evt-{given['sequence']}-{given['version']}")
    return Parcel(body_hash=digest, **given)


def make_carrier(
    folders: Path = Path("/nonexistent"),
    *,
    allowed: str = "127.0.0.0/8",
    resolve: Callable[[str, int], tuple[str, ...]] | None = None,
    stop: threading.Event | None = None,
) -> Carrier:
    """Return a carrier that may reach servers of this machine; every name leads to it unless ``resolve`` says else."""
    network = Network(private=[ip_network(allowed)], resolve=resolve or (lambda _host, _port: ("127.0.0.1",)))
    return Carrier(network=network, folders=folders, stop=stop or threading.Event())
