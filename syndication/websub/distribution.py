"""The distribution of feeds, as a lane of our hub's worker: what is due is made, sent, and recorded."""

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.delivery_errors import SecretUnreadable
from syndication.network import Network
from syndication.notices import tell_subscription
from syndication.sealing import Sealer
from syndication.storage.websub import SubscriptionRecord, SubscriptionState, end_subscription
from syndication.storage.websub_due import (
    Delivered,
    claim_subscriptions,
    list_due,
    note_delivered,
    note_failed,
    postpone_host,
    release_subscription,
)
from syndication.storage.websub_requests import Mode, NewRequest, put_requests
from syndication.websub.callbacks import host_of
from syndication.websub.retrying import retry_at
from syndication.websub.sealed import unseal
from syndication.websub.sending import Documents, Gone, Refused, send
from syndication.websub.slots import Place, Places, Slots

log = structlog.get_logger()

PLACES = Places(total=8, of_host=2, of_slow=4)

Outcome = Delivered | Gone | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of a subscription that was due; ``body_bytes`` is 0 where nothing was sent."""

    outcome: Outcome
    body_bytes: int = 0


class Distribution:
    """Sends documents to subscribers."""

    def __init__(self, documents: Documents, sealer: Sealer, network: Network) -> None:
        self._documents = documents
        self._sealer = sealer
        self._network = network

    def choose(self, session: Session, slots: Slots, *, now: datetime) -> Mapping[int, Place]:
        """Choose subscriptions for free places: those first who are owed a kill."""
        chosen: dict[int, Place] = {}
        for due in list_due(session, now=now):
            if slots.free <= 0:
                break
            place = slots.take(host_of(due.callback), has_failed=due.failures > 0, now=now)
            if place is not None:
                chosen[due.id] = place
        return chosen

    def claim(
        self, session: Session, ids: Sequence[int], *, claim: str, now: datetime, until: datetime
    ) -> Sequence[SubscriptionRecord]:
        """Lease subscriptions."""
        return claim_subscriptions(session, ids, claim=claim, now=now, until=until)

    def do(self, task: SubscriptionRecord, stop: threading.Event) -> Sent:
        """Make the newest document of a subscription, and send it unless the subscriber has these very bytes."""
        try:
            return self._send(task, stop)
        except SecretUnreadable as error:
            return Sent(outcome=Refused(reason=str(error)))
        except Exception as error:
            log.exception("websub_not_sent", subscription_id=task.id)
            return Sent(outcome=Refused(reason=type(error).__name__))

    def _send(self, task: SubscriptionRecord, stop: threading.Event) -> Sent:
        now = utc_now()
        confidence = unseal(self._sealer, task.secret)
        made = self._documents.make(task, confidence, now=now)
        if isinstance(made, Gone):
            return Sent(outcome=made)
        if not made.delivered.is_sent:
            return Sent(outcome=made.delivered)
        refused = send(self._network, task.callback, made.served, confidence.secret, now=now, stop=stop)
        return Sent(outcome=refused or made.delivered, body_bytes=len(made.served.body))

    def settle(self, session: Session, task: SubscriptionRecord, result: Sent, *, claim: str, now: datetime) -> None:
        """Record what came of a subscription."""
        match result.outcome:
            case Delivered() as delivered:
                note_delivered(session, task, delivered, claim=claim, now=now)
                for blog_id, revision in sorted(delivered.revisions.items()):
                    tell_subscription(session, task.id, blog_id, task.language, revision=revision, now=now)
                if delivered.is_sent:
                    log.info("websub_sent", **_told(task), body_bytes=result.body_bytes)
            case Gone(reason=reason):
                end_subscription(session, task.id, SubscriptionState.DENIED, now=now)
                denied = NewRequest(mode=Mode.DENIED, topic=task.topic, target=task.callback, secret=task.secret)
                put_requests(session, [denied], now=now)
                log.info("websub_denied", **_told(task), reason=reason)
            case Refused(is_stopped=True):
                release_subscription(session, task.id, claim=claim)
            case Refused(is_ended=True):
                end_subscription(session, task.id, SubscriptionState.GONE, now=now)
                log.info("websub_ended", **_told(task))
            case Refused() as refused:
                _postpone(session, task, refused, claim=claim, now=now)


def _postpone(session: Session, task: SubscriptionRecord, refused: Refused, *, claim: str, now: datetime) -> None:
    """Try again later, and at a silent host nothing else before: its silence is not this one callback's."""
    again_at = retry_at(task.failures + 1, wish_s=refused.retry_after_s, spread=random.random(), now=now)  # noqa: S311
    note_failed(session, task.id, claim=claim, error=refused.reason, retry_at=again_at, now=now)
    others = 0
    if refused.is_silent:
        others = postpone_host(session, host_of(task.callback), error=refused.reason, retry_at=again_at, now=now)
    log.warning("websub_refused", **_told(task), reason=refused.reason, failures=task.failures + 1, others=others)


def _told(task: SubscriptionRecord) -> dict[str, object]:
    """Return what the log says of a subscription; its callback is nobody else's business."""
    return {
        "subscription_id": task.id,
        "host": host_of(task.callback),
        "language": task.language,
        "format": task.format,
    }
