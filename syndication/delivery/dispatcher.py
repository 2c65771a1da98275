"""The dispatcher: takes what waits in the outbox to the partners, each channel by itself.

A channel is claimed as a whole and served by one thread, one delivery after the other, so its order is kept; another
channel has another thread, so nobody waits for a partner that is slow or down. At most half of the threads serve
channels that are in trouble. Many dispatchers may run, in one process or in many. One that is killed loses nothing: its
leases run out, and what it was sending is in the log.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from feeds.item import Site
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.delivery import CHANNELS
from syndication.delivery.limits import allowed_at
from syndication.delivery.model import Carrier, ChannelState, Receipt, Urgency
from syndication.delivery.parcels import Broken, Dropped, Held, Made, make_parcel
from syndication.delivery.recording import (
    Lease,
    Opened,
    give_up_under_way,
    open_again,
    open_new,
    record_accepted,
    record_broken,
    record_failed,
)
from syndication.delivery.settings import open_secrets, read_settings
from syndication.delivery_errors import DeliveryFailure, InvalidChannel, SecretUnreadable, TemporaryFailure
from syndication.network import Network
from syndication.sealing import Sealer, sealer_of
from syndication.site import site_of
from syndication.storage.blogs import load_head_of
from syndication.storage.channels import (
    ChannelRecord,
    claim_channels,
    has_due_channels,
    load_channel,
    release_channel,
)
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.deliveries import DeliveryRecord, delivery_under_way, may_have_arrived
from syndication.storage.wanted_deliveries import (
    STEPS_ASIDE_AFTER,
    WantedDelivery,
    find_wanted,
    finish_wanted,
    next_due_at,
    next_wanted,
    postpone_wanted,
)

log = structlog.get_logger()

_POLL_S = 0.1
_PAUSE_S = 5.0
_THREADS = 16
_AT_ONCE = 4
# Longer than any attempt may take, so that two threads are never at one channel.
_LEASE = timedelta(seconds=150)
# Then other channels have their turn, if there are more than threads.
_TURN = timedelta(seconds=10)


class Dispatcher:
    """Sends what waits. ``threads`` is how many channels are served at once."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        threads: int = _THREADS,
        lease: timedelta = _LEASE,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._database = database
        self._threads = threads
        self._lease = lease
        self._clock = clock
        self._network = Network(private=settings.private_networks)
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def run(self, stop: threading.Event) -> None:
        """Send until ``stop`` is set; what is under way is broken off soon after, and sent again by the next worker."""
        carrier = Carrier(network=self._network, folders=self._settings.folders_dir, stop=stop)
        sealer = sealer_of(self._settings)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="deliveries") as pool:
            busy: set[Future[None]] = set()
            while not stop.is_set():
                busy = {future for future in busy if not future.done()}
                try:
                    for turn in self._claim(len(busy)):
                        busy.add(pool.submit(self._serve, turn, carrier, sealer))
                except DATABASE_AWAY as error:
                    log.error("deliveries_without_database", worker=self._name, error=type(error).__name__)
                    stop.wait(_PAUSE_S)
                stop.wait(_POLL_S)
        self._network.close()

    def run_once(self) -> int:
        """Send everything that may leave now, one channel after the other; return how many channels had anything."""
        carrier = Carrier(network=self._network, folders=self._settings.folders_dir)
        sealer, served = sealer_of(self._settings), 0
        while claimed := self._claim(0):
            for turn in claimed:
                self._serve(turn, carrier, sealer)
                served += 1
        return served

    def _claim(self, busy: int) -> tuple["_Turn", ...]:
        free = self._threads - busy
        now = self._clock()
        if free <= 0:
            return ()
        # Looking needs no lock; claiming does, so an idle dispatcher never makes the desk wait.
        with self._database.reading() as session:
            if not has_due_channels(session, now=now):
                return ()
            site = site_of(self._settings, session)
        # A name for this claim alone: where its lease runs out, another thread of ours may be next.
        holder = f"{self._name}:{secrets.token_hex(4)}"
        with self._database.writing() as session:
            # A few at a time, so that other workers find some left.
            claimed = claim_channels(
                session,
                worker=holder,
                now=now,
                lease=self._lease,
                limit=min(free, _AT_ONCE),
                only_well=busy >= self._threads // 2,
            )
        return tuple(_Turn(channel_id=one, holder=holder, until=now + _TURN, site=site) for one in claimed)

    def _serve(self, turn: "_Turn", carrier: Carrier, sealer: Sealer) -> None:
        """Serve a claimed channel for a turn, then give it back."""
        try:
            while not carrier.stop.is_set() and self._deliver_next(turn, carrier, sealer):
                if self._clock() >= turn.until:
                    break
        except DATABASE_AWAY as error:
            log.error("deliveries_without_database", channel_id=turn.channel_id, error=type(error).__name__)
        except Exception:
            log.exception("channel_failed", channel_id=turn.channel_id)
            self._give_back(turn, after=timedelta(seconds=_PAUSE_S))
            return
        self._give_back(turn)

    def _give_back(self, turn: "_Turn", *, after: timedelta = timedelta(0)) -> None:
        channel_id = turn.channel_id
        try:
            with self._database.writing() as session:
                due_at = self._due_at(session, channel_id, self._clock())
                if due_at is not None:
                    due_at = max(due_at, self._clock() + after)
                release_channel(session, channel_id, worker=turn.holder, due_at=due_at)
        except DATABASE_AWAY as error:
            # The lease runs out by itself.
            log.warning("channel_not_released", channel_id=channel_id, error=type(error).__name__)

    def _due_at(self, session: Session, channel_id: int, now: datetime) -> datetime | None:
        """Return when a channel is to be looked at again, as far as its wishes, failures and limits go."""
        channel, due_at = load_channel(session, channel_id), next_due_at(session, channel_id)
        first = next_wanted(session, channel_id, now=now)
        if channel is None or due_at is None or (first is not None and _goes_anyway(first)):
            return due_at
        return max(filter(None, (due_at, channel.retry_at, allowed_at(session, channel, now=now))))

    def _deliver_next(self, turn: "_Turn", carrier: Carrier, sealer: Sealer) -> bool:
        """Make and send the next delivery of a channel; say whether there may be another one to send now."""
        channel_id, now = turn.channel_id, self._clock()
        with self._database.reading() as session:
            channel = load_channel(session, channel_id)
            if channel is None or channel.state is not ChannelState.ACTIVE or channel.claimed_by != turn.holder:
                return False
            before = delivery_under_way(session, channel_id)
            wanted = self._choose(session, channel, before, now)
            if wanted is None or not self._may_go(session, channel, wanted, now):
                return False
            again = before if before is not None and _is_same(before, wanted) else None
            making = None if again else make_parcel(session, channel, wanted, site=turn.site, now=now)
        if again is not None:
            opened = self._open_again(turn, channel, wanted, again)
        elif isinstance(making, Made):
            opened = self._open_new(turn, channel, wanted, making, before)
        else:
            return self._put_away(wanted, making, before)
        if opened is None:
            # Something newer came between; look again.
            return True
        return self._send(channel, opened, carrier, sealer)

    def _choose(
        self, session: Session, channel: ChannelRecord, before: DeliveryRecord | None, now: datetime
    ) -> WantedDelivery | None:
        """Return what is next. A text that may have arrived goes first again, in its newest version."""
        first = next_wanted(session, channel.id, now=now)
        if before is None:
            return first
        same = find_wanted(session, channel.id, before.guid, before.language)
        if same is None or same.dead_at is not None or same.attempts >= STEPS_ASIDE_AFTER:
            return first
        return same if may_have_arrived(session, before) else first

    def _may_go(self, session: Session, channel: ChannelRecord, wanted: WantedDelivery, now: datetime) -> bool:
        if _goes_anyway(wanted):
            return True
        is_backing_off = channel.retry_at is not None and channel.retry_at > now
        return not is_backing_off and allowed_at(session, channel, now=now) is None

    def _open_new(
        self,
        turn: "_Turn",
        channel: ChannelRecord,
        wanted: WantedDelivery,
        made: Made,
        before: DeliveryRecord | None,
    ) -> Opened | None:
        now = self._clock()
        with self._database.writing() as session:
            lease = Lease(worker=turn.holder, until=now + self._lease)
            return open_new(session, channel, wanted, made, before=before, lease=lease, now=now)

    def _open_again(
        self, turn: "_Turn", channel: ChannelRecord, wanted: WantedDelivery, before: DeliveryRecord
    ) -> Opened | None:
        now = self._clock()
        with self._database.writing() as session:
            head = load_head_of(session, before.blog_id)
            lease = Lease(worker=turn.holder, until=now + self._lease)
            slug = head.slug if head else ""
            return open_again(session, channel, wanted, before, lease=lease, slug=slug, now=now)

    def _put_away(
        self, wanted: WantedDelivery, making: Held | Dropped | Broken | None, before: DeliveryRecord | None
    ) -> bool:
        now = self._clock()
        with self._database.writing() as session:
            if before is not None:
                give_up_under_way(session, before)
            match making:
                case Held(until=until):
                    postpone_wanted(session, wanted, until=until, reason="held until its time")
                case Broken(reason=reason):
                    log.error("delivery_broken", channel_id=wanted.channel_id, guid=wanted.guid, reason=reason)
                    record_broken(session, wanted, reason, now=now)
                case Dropped(reason=reason):
                    log.debug("delivery_dropped", channel_id=wanted.channel_id, guid=wanted.guid, reason=reason)
                    finish_wanted(session, wanted)
        return True

    def _send(self, channel: ChannelRecord, opened: Opened, carrier: Carrier, sealer: Sealer) -> bool:
        began_at = self._clock()
        try:
            receipt = _hand_over(channel, opened, carrier, sealer)
        except DeliveryFailure as failure:
            now = self._clock()
            with self._database.writing() as session:
                record_failed(session, channel, opened, failure, began_at=began_at, now=now)
            log.warning("delivery_failed", **_told(channel, opened), status=failure.status, reason=failure.reason)
            return not isinstance(failure, TemporaryFailure)
        now = self._clock()
        with self._database.writing() as session:
            record_accepted(session, channel, opened, receipt, began_at=began_at, now=now)
        took_s = round((now - began_at).total_seconds(), 3)
        log.info("delivered", **_told(channel, opened), status=receipt.status, took_s=took_s)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A channel that is claimed, under which name, and until when others have to wait for their turn.

    ``site`` is who serves the feeds, read once for the turn.
    """

    channel_id: int
    holder: str
    until: datetime
    site: Site


def _goes_anyway(wanted: WantedDelivery) -> bool:
    """Say whether somebody must hear of something, whatever the limits are and although the partner may be down."""
    return wanted.priority == Urgency.RECALL and wanted.attempts == 0


def _hand_over(channel: ChannelRecord, opened: Opened, carrier: Carrier, sealer: Sealer) -> Receipt:
    """Send by the channel's kind. What is wrong with the channel itself is corrected by a person, so it may pass."""
    kind = CHANNELS.get(channel.kind)
    if kind is None:
        raise TemporaryFailure(f"this version knows no channels of the kind {channel.kind!r}")
    try:
        settings = read_settings(kind, channel.settings)
        opened_secrets = open_secrets(sealer, channel.secrets)
    except (InvalidChannel, SecretUnreadable) as problem:
        raise TemporaryFailure(str(problem)) from problem
    try:
        return kind.send(opened.parcel, settings, opened_secrets, carrier)
    except DeliveryFailure:
        raise
    except Exception as error:
        # A channel with a fault in it must not stop the queue of others, nor lose what it was to take.
        log.exception("channel_failed", channel=channel.full_name)
        raise TemporaryFailure(f"unexpected: {type(error).__name__}", is_outcome_known=False) from error


def _is_same(before: DeliveryRecord, wanted: WantedDelivery) -> bool:
    """Say whether a delivery under way is of this very wish: nothing newer is wanted since it was made."""
    is_text = (before.guid, before.language) == (wanted.guid, wanted.language)
    # A wish that was cancelled and came anew, as a kill does, counts its generations from the beginning again.
    return is_text and (before.generation, before.revision) == (wanted.generation, wanted.revision)


def _told(channel: ChannelRecord, opened: Opened) -> dict[str, object]:
    parcel = opened.parcel
    return {
        "channel": channel.full_name,
        "sequence": parcel.sequence,
        "kind": str(parcel.kind),
        "guid": parcel.guid,
        "language": parcel.language,
        "version": parcel.version,
        "attempt": opened.attempts,
    }
