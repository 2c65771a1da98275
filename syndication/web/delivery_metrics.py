"""Numbers of deliveries for Prometheus, read from the database: the worker that delivers is another process."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy.orm import Session

from syndication.delivery.model import ChannelState
from syndication.storage.channels import count_accepted, count_states, list_channels
from syndication.storage.delivery_log import accepted_lately, outcomes_lately
from syndication.storage.wanted_deliveries import QueueCounts, count_waiting

_HOUR = timedelta(hours=1)
_QUANTILES = (0.5, 0.95, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryNumbers:
    """What is told of channels and deliveries, of all partners together."""

    channels: Gauge
    waiting: Gauge
    oldest_s: Gauge
    dead: Gauge
    accepted: Gauge
    attempts: Gauge
    seconds: Gauge

    def read(self, session: Session, *, now: datetime) -> None:
        """Set all of them as they are now. What waits on a channel that is paused or stopped is not counted as old."""
        states = count_states(session)
        for state in ChannelState:
            self.channels.labels(state).set(states.get(state, 0))
        counts = count_waiting(session)
        active = {channel.id for channel in list_channels(session) if channel.state is ChannelState.ACTIVE}
        queues = [counts.get(channel_id, QueueCounts()) for channel_id in active]
        oldest_at = min((queue.oldest_at for queue in queues if queue.oldest_at), default=now)
        self.waiting.set(sum(queue.waiting for queue in queues))
        self.oldest_s.set(max(0.0, (now - oldest_at).total_seconds()))
        self.dead.set(sum(queue.dead for queue in counts.values()))
        self.accepted.set(count_accepted(session))
        for outcome, count in outcomes_lately(session).items():
            self.attempts.labels(outcome).set(count)
        took = sorted(one.after_s for one in accepted_lately(session, since=now - _HOUR))
        for quantile in _QUANTILES:
            at = min(int(quantile * len(took)), len(took) - 1)
            self.seconds.labels(str(quantile)).set(took[at] if took else float("nan"))


def make_delivery_numbers(registry: CollectorRegistry) -> DeliveryNumbers:
    """Make them for an app."""
    return DeliveryNumbers(
        channels=Gauge("syndication_channels", "Channels to partners.", ["state"], registry=registry),
        waiting=Gauge("syndication_deliveries_waiting", "Deliveries that wait on active channels.", registry=registry),
        oldest_s=Gauge(
            "syndication_deliveries_oldest_waiting_seconds",
            "How long the oldest of them has waited.",
            registry=registry,
        ),
        dead=Gauge("syndication_dead_letters", "Deliveries that wait for a person.", registry=registry),
        accepted=Gauge("syndication_deliveries_accepted", "Deliveries that partners ever accepted.", registry=registry),
        attempts=Gauge(
            "syndication_delivery_attempts_lately",
            "How the newest 1,000 attempts ended.",
            ["outcome"],
            registry=registry,
        ),
        seconds=Gauge(
            "syndication_delivery_acceptance_seconds",
            "From a delivery's first attempt to its acceptance, of those of the last hour.",
            ["quantile"],
            registry=registry,
        ),
    )
