"""A request to our hub is taken: a question to its callback is put down, which a worker asks (W3C WebSub §5.1.2).

Nobody has to prove anything to ask the hub for something, so there are bounds on what it can be made to send to others:
on the questions that wait and the subscriptions there are, altogether and for each host.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.ip_addresses import IpNetwork
from feeds.item import Site
from syndication.sealing import Sealer
from syndication.storage.websub import (
    MOST_SUBSCRIPTIONS,
    SubscriptionState,
    count_on_host,
    find_subscription,
)
from syndication.storage.websub_requests import (
    MOST_WAITING,
    Mode,
    NewRequest,
    count_waiting,
    is_waiting,
    put_requests,
)
from syndication.websub.callbacks import host_of, private_address
from syndication.websub.reading import HubRequest
from syndication.websub.refusals import HubRefusal
from syndication.websub.sealed import Confidence, seal
from syndication.websub.topics import Topic, find_topic, hash_of

MOST_OF_HOST = 1_000
"""How many subscriptions may be active at callbacks of one host."""

MOST_WAITING_OF_HOST = 100
"""How many questions to one host may wait at once."""

_LATER_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """What a hub goes by. ``allowed`` are private networks whose callbacks it asks."""

    site: Site
    sealer: Sealer
    allowed: Sequence[IpNetwork]


def accept_request(session: Session, hub: Hub, request: HubRequest, *, keys: Sequence[str], now: datetime) -> None:
    """Put down the question that a request leads to; of a publisher there is none, since changes here are known here.

    ``keys`` are what came with the request to open a partner's feed. Raises
    :exc:`~syndication.websub.refusals.HubRefusal`.
    """
    topics = [find_topic(session, hub.site, topic, keys=keys, now=now) for topic in request.topics]
    if request.mode is Mode.PUBLISH:
        return
    (topic,) = topics
    host = host_of(request.callback)
    address = private_address(host, hub.allowed)
    if address is not None:
        raise HubRefusal(400, f"hub.callback is at {address}, which is not a public address")
    _check_room(session, request, topic, host)
    as_asked = request.topics[0]
    confidence = Confidence(
        secret=request.secret, topic=as_asked if as_asked != topic.url else None, token_id=topic.token_id
    )
    question = NewRequest(
        mode=request.mode,
        topic=topic.url,
        target=request.callback,
        secret=seal(hub.sealer, confidence),
        lease_s=request.lease_s if request.mode is Mode.SUBSCRIBE else None,
    )
    put_requests(session, [question], now=now)


def _check_room(session: Session, request: HubRequest, topic: Topic, host: str) -> None:
    """Raise :exc:`HubRefusal` where too much waits or goes on already; what takes the place of something does not."""
    if not is_waiting(session, topic.url, request.callback):
        waiting, of_host = count_waiting(session, host)
        if of_host >= MOST_WAITING_OF_HOST:
            raise HubRefusal(429, "many requests for this host of callbacks wait already", retry_after_s=_LATER_S)
        if waiting >= MOST_WAITING:
            raise HubRefusal(503, "many requests wait already", retry_after_s=_LATER_S)
    if request.mode is Mode.SUBSCRIBE and not _goes_on(session, request, topic):
        active, of_host = count_on_host(session, host)
        if of_host >= MOST_OF_HOST:
            raise HubRefusal(403, f"this host of callbacks has {MOST_OF_HOST:,} subscriptions, which is the most")
        if active >= MOST_SUBSCRIPTIONS:
            raise HubRefusal(503, "the hub has as many subscriptions as it can serve", retry_after_s=_LATER_S)


def _goes_on(session: Session, request: HubRequest, topic: Topic) -> bool:
    found = find_subscription(session, topic.hash, hash_of(request.callback))
    return found is not None and found.state is SubscriptionState.ACTIVE
