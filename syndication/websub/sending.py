"""The newest document of a topic goes to a subscriber: the very bytes that a poller gets, signed (W3C WebSub §7)."""

import hashlib
import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import httpx2
from sqlalchemy.orm import Session

from feeds.item import Site
from syndication.document_cache import DocumentCache
from syndication.documents import Plan, Served, fetch, plan_partner, plan_public
from syndication.errors import RequestFailed, RequestStopped
from syndication.network import Limits, Network, Outgoing
from syndication.sources.headers import retry_after_s
from syndication.storage.blogs import find_blog
from syndication.storage.database import Database
from syndication.storage.tokens import is_partners_token
from syndication.storage.websub import SubscriptionRecord, load_subscriptions
from syndication.storage.websub_due import Delivered
from syndication.websub.asking import USER_AGENT
from syndication.websub.refusals import HubRefusal
from syndication.websub.sealed import Confidence
from syndication.websub.topics import Topic, find_opened_topic

_LIMITS = Limits(connect_s=5.0, silence_s=10.0, total_s=20.0)
_SUCCESS = range(200, 300)
_KEPT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A document to be sent, and what the subscriber has once it is accepted."""

    served: Served
    delivered: Delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """There is nothing to be sent any more: the feed is no longer there, or no longer for this subscriber."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A document that was not accepted. ``is_silent`` says that the host did not answer at all, to nobody it seems.

    ``is_ended``: the callback answered 410. ``is_stopped``: this process is to end, and nobody has failed.
    """

    reason: str
    retry_after_s: float | None = None
    is_silent: bool = False
    is_ended: bool = False
    is_stopped: bool = False


class Documents:
    """Makes the documents of subscriptions, each but once; may be shared by threads."""

    def __init__(self, database: Database, site: Site) -> None:
        self._database = database
        self._site = site
        self._cache = DocumentCache(limit_bytes=_KEPT_BYTES)
        # Many subscribers of one feed are due at once: the first renders, the others wait for it.
        self._rendering = threading.Lock()

    def make(self, subscription: SubscriptionRecord, confidence: Confidence, *, now: datetime) -> Ready | Gone:
        """Return the document of a subscription as it is now, in one snapshot with how often it was wanted."""
        with self._rendering, self._database.reading() as session:
            current = load_subscriptions(session, [subscription.id])
            generation = current[0].generation if current else subscription.generation
            if confidence.token_id is not None and not is_partners_token(
                session, confidence.token_id, subscription.partner or "", now=now
            ):
                return Gone(reason="the key that opened this feed is no longer in use")
            plan = plan_of(session, self._site, subscription)
            served = fetch(session, plan, now=now, keeper=self._cache.as_of(None)) if plan else None
            if plan is None or served is None:
                return Gone(reason="there is no such feed any more")
            return Ready(served=served, delivered=_delivered(session, plan, served, generation, subscription))

    def look(self, url: str, *, token_id: int | None, now: datetime) -> tuple[Topic, Served] | None:
        """Return a topic and its document as it is now; ``None`` where it is no longer there."""
        with self._rendering, self._database.reading() as session:
            try:
                topic = find_opened_topic(session, self._site, url, token_id=token_id, now=now)
            except HubRefusal:
                return None
            served = fetch(session, topic.plan, now=now, keeper=self._cache.as_of(None))
        return None if served is None else (topic, served)


def plan_of(session: Session, site: Site, subscription: SubscriptionRecord) -> Plan | None:
    """Look up what the document of a subscription would be made from."""
    if subscription.profile_id is None:
        return plan_public(session, site, subscription.slug or "", subscription.language, subscription.format)
    partner, profile = subscription.partner or "", subscription.profile or ""
    return plan_partner(session, site, partner, profile, subscription.slug, language=subscription.language)


def _delivered(
    session: Session, plan: Plan, served: Served, generation: int, subscription: SubscriptionRecord
) -> Delivered:
    etag = hashlib.sha256(served.body).hexdigest()
    blogs = {source.slug: find_blog(session, source.slug) for source in plan.sources}
    return Delivered(
        revision=sum(source.revision for source in plan.sources),
        etag=etag,
        generation=generation,
        valid_until=served.valid_until,
        revisions={blog.id: s.revision for s in plan.sources if (blog := blogs[s.slug]) is not None},
        is_sent=etag != subscription.delivered_etag,
    )


def send(
    network: Network,
    callback: str,
    served: Served,
    secret: str | None,
    *,
    now: datetime,
    stop: threading.Event,
) -> Refused | None:
    """Post a document to a callback; return why it was not accepted, if it was not."""
    outgoing = Outgoing(
        url=httpx2.URL(callback), method="POST", headers=headers_of(served, secret), content=served.body
    )
    try:
        with network.exchange(outgoing, limits=_LIMITS, stop=stop) as response:
            status, retry = response.status_code, response.headers.get("retry-after")
    except RequestStopped as stopped:
        return Refused(reason=str(stopped), is_stopped=True)
    except RequestFailed as failed:
        return Refused(reason=str(failed), is_silent=True)
    if status in _SUCCESS:
        return None
    wish_s = retry_after_s(retry, now=now)
    return Refused(reason=f"it answered {status}", retry_after_s=wish_s, is_ended=status == HTTPStatus.GONE)


def headers_of(served: Served, secret: str | None) -> Mapping[str, str]:
    """Return the headers of a document, signed where the subscriber gave a secret."""
    links = (("self", served.url), *served.relations)
    headers = {
        "User-Agent": USER_AGENT,
        "Content-Type": served.media_type,
        "Link": ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links),
    }
    if secret is not None:
        headers["X-Hub-Signature"] = f"sha256={hmac.new(secret.encode(), served.body, hashlib.sha256).hexdigest()}"
    return headers
