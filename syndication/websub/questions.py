"""The questions of our hub, as a lane of its worker: asked when they are due, and what follows from the answers.

Subscribers are asked at a measured pace, one request a second for each host: nobody has proved anything yet, and the
hub must not be what floods somebody else.
"""

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from feeds.item import Site
from syndication.clock import utc_now
from syndication.delivery_errors import SecretUnreadable
from syndication.documents import Source
from syndication.network import Network
from syndication.sealing import Sealer
from syndication.storage.blogs import lock_blog
from syndication.storage.websub import (
    NewSubscription,
    SubscriptionState,
    end_subscription,
    find_subscription,
    save_subscription,
)
from syndication.storage.websub_requests import (
    Mode,
    NewRequest,
    RequestRecord,
    claim_requests,
    finish_request,
    list_due_requests,
    postpone_request,
    put_requests,
)
from syndication.websub.asking import Answered, Reply, deny, ping, verify
from syndication.websub.callbacks import host_of
from syndication.websub.reading import DEFAULT_LEASE_S
from syndication.websub.refusals import HubRefusal
from syndication.websub.retrying import MOST_PINGS, MOST_QUESTIONS, retry_at
from syndication.websub.sealed import Confidence, unseal
from syndication.websub.sending import Documents
from syndication.websub.slots import Place, Places, Slots
from syndication.websub.topics import Topic, find_opened_topic, hash_of

log = structlog.get_logger()

PLACES = Places(total=6, of_host=2, of_slow=4)

_PACE = timedelta(seconds=1)
_DENIED = "this feed is no longer there for you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of a question. ``asked_at`` is when a lease begins.

    ``sources`` and ``due_at`` are of the topic's document when the callback had agreed: what it was made from, and when
    it is to be sent first, if at all.
    """

    answered: Answered
    asked_at: datetime
    confidence: Confidence
    sources: tuple[Source, ...] = ()
    due_at: datetime | None = None


class Questions:
    """Asks what our hub and publisher have to ask."""

    def __init__(self, site: Site, sealer: Sealer, network: Network, documents: Documents) -> None:
        self._site = site
        self._sealer = sealer
        self._network = network
        self._documents = documents

    def choose(self, session: Session, slots: Slots, *, now: datetime) -> Mapping[int, Place]:
        """Choose questions for free places, the longest due first."""
        chosen: dict[int, Place] = {}
        for due in list_due_requests(session, now=now):
            if slots.free <= 0:
                break
            pause = timedelta(0) if due.mode is Mode.PUBLISH else _PACE
            place = slots.take(host_of(due.target), has_failed=due.attempts > 0, now=now, pause=pause)
            if place is not None:
                chosen[due.id] = place
        return chosen

    def claim(
        self, session: Session, ids: Sequence[int], *, claim: str, now: datetime, until: datetime
    ) -> Sequence[RequestRecord]:
        """Lease questions."""
        return claim_requests(session, ids, claim=claim, now=now, until=until)

    def do(self, task: RequestRecord, stop: threading.Event) -> Said:
        """Ask."""
        try:
            return self._ask(task, stop)
        except Exception as error:
            log.exception("websub_question_failed", mode=task.mode, host=host_of(task.target))
            answered = Answered(reply=Reply.LATER, reason=type(error).__name__)
            return Said(answered=answered, asked_at=utc_now(), confidence=Confidence())

    def _ask(self, task: RequestRecord, stop: threading.Event) -> Said:
        now = utc_now()
        if task.mode is Mode.PUBLISH:
            answered = ping(self._network, task.target, self._site.base_url + task.topic, now=now, stop=stop)
            return Said(answered=answered, asked_at=now, confidence=Confidence())
        try:
            confidence = unseal(self._sealer, task.secret)
        except SecretUnreadable as error:
            answered = Answered(reply=Reply.INVALID, reason=str(error))
            return Said(answered=answered, asked_at=now, confidence=Confidence())
        topic = confidence.topic or task.topic
        if task.mode is Mode.DENIED:
            answered = deny(self._network, task, topic, _DENIED, now=now, stop=stop)
            return Said(answered=answered, asked_at=now, confidence=confidence)
        answered = verify(self._network, task, topic, now=now, stop=stop)
        said = Said(answered=answered, asked_at=now, confidence=confidence)
        if task.mode is Mode.SUBSCRIBE and answered.reply is Reply.YES:
            return self._with_document(said, task, now=now)
        return said

    def _with_document(self, said: Said, task: RequestRecord, *, now: datetime) -> Said:
        """Look at the document of a topic: what changed since the subscriber asked is sent at once, or when it does."""
        found = self._documents.look(task.topic, token_id=said.confidence.token_id, now=now)
        if found is None:
            return said
        topic, served = found
        has_changed = served.last_modified_at >= task.created_at.replace(microsecond=0)
        return replace(said, sources=topic.plan.sources, due_at=now if has_changed else served.valid_until)

    def settle(self, session: Session, task: RequestRecord, result: Said, *, claim: str, now: datetime) -> None:
        """Record what came of a question."""
        answered = result.answered
        told = {"mode": task.mode, "host": host_of(task.target), "reason": answered.reason, "attempt": task.attempts}
        if answered.reply is Reply.STOPPED:
            postpone_request(session, task, claim=claim, error=None, until=now)
            return
        most = MOST_PINGS if task.mode is Mode.PUBLISH else MOST_QUESTIONS
        if answered.reply is Reply.LATER and task.attempts < most:
            until = retry_at(task.attempts, wish_s=answered.retry_after_s, spread=random.random(), now=now)  # noqa: S311
            postpone_request(session, task, claim=claim, error=answered.reason, until=until)
            log.info("websub_asked_in_vain", **told)
            return
        if not finish_request(session, task, claim=claim):
            # It was put anew meanwhile, with another secret maybe: that question is asked next.
            return
        if answered.reply is not Reply.YES:
            log.warning("websub_given_up" if task.mode is Mode.PUBLISH else "websub_not_confirmed", **told)
            return
        log.info("websub_answered", **told)
        if task.mode is Mode.SUBSCRIBE:
            self._begin(session, task, result, now=now)
        elif task.mode is Mode.UNSUBSCRIBE:
            found = find_subscription(session, hash_of(task.topic), hash_of(task.target))
            if found is not None:
                end_subscription(session, found.id, SubscriptionState.UNSUBSCRIBED, now=now)

    def _begin(self, session: Session, task: RequestRecord, said: Said, *, now: datetime) -> None:
        token_id = said.confidence.token_id
        for source in said.sources[:1]:
            # Whoever changes the live blog has it locked: a change is either seen here, or sees this subscription.
            lock_blog(session, source.slug)
        try:
            topic = find_opened_topic(session, self._site, task.topic, token_id=token_id, now=now)
        except HubRefusal:
            denied = NewRequest(mode=Mode.DENIED, topic=task.topic, target=task.target, secret=task.secret)
            put_requests(session, [denied], now=now)
            return
        is_as_seen = topic.blog_id is not None and topic.plan.sources == said.sources
        save_subscription(session, _subscription(topic, task, said, due_at=said.due_at if is_as_seen else now), now=now)


def _subscription(topic: Topic, task: RequestRecord, said: Said, *, due_at: datetime | None) -> NewSubscription:
    return NewSubscription(
        topic=topic.url,
        topic_hash=topic.hash,
        callback=task.target,
        callback_hash=hash_of(task.target),
        secret=task.secret,
        blog_id=topic.blog_id,
        language=topic.plan.rule.tag,
        format=topic.plan.profile.format,
        profile_id=topic.profile_id,
        lease_until=said.asked_at + timedelta(seconds=task.lease_s or DEFAULT_LEASE_S),
        due_at=due_at,
    )
