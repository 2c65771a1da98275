"""The part of a worker that serves WebSub: it asks, distributes, and ends what is over.

Many may run at once, in one process or in many. One that is killed loses nothing: what it had leased is anybody's again
when the leases run out, and what it had sent but not recorded is sent once more.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.network import Network
from syndication.sealing import sealer_of
from syndication.site import site_of
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.websub_due import end_leases, forget_ended, remember_hubs, want_changed_profiles
from syndication.websub import distribution, questions
from syndication.websub.distribution import Distribution
from syndication.websub.lanes import LEASE, Lane
from syndication.websub.questions import Questions
from syndication.websub.sending import Documents

log = structlog.get_logger()

_LOOK_EVERY_S = 0.25
_SOON_S = 0.02
_PAUSE_S = 5.0
_TIDY_EVERY = timedelta(seconds=5)
_KEPT_ENDED = timedelta(days=30)


class WebSubWorker:
    """Serves the hub of an installation, where there is one, and tells the hubs of others.

    ``lease`` is how long work stays with a worker that gives no sign of life.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        network: Network | None = None,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._database = database
        self._network = network or Network(private=settings.private_networks)
        self._lease = lease
        self._clock = clock
        self._woken = threading.Event()
        self._next_tidy_at: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; what is under way then is broken off and given back."""
        lanes = self._start(stop)
        while not stop.is_set():
            try:
                self._tidy()
                begun = sum(lane.round(self._database, stop, now=self._clock()) for lane in lanes)
            except DATABASE_AWAY as error:
                log.error("websub_without_database", error=type(error).__name__)
                stop.wait(_PAUSE_S)
            except Exception:
                log.exception("websub_failed")
                stop.wait(_PAUSE_S)
            else:
                self._wait(begun, stop)
        for lane in lanes:
            try:
                lane.finish(self._database, now=self._clock())
            except DATABASE_AWAY as error:
                # Leases run out by themselves.
                log.error("websub_without_database", error=type(error).__name__)
        self._network.close()

    def _start(self, stop: threading.Event) -> "list[Lane[Any, Any]]":
        """Make the lanes, which needs the database and the key; they are waited for."""
        while not stop.is_set():
            try:
                with self._database.writing() as session:
                    remember_hubs(session, self._settings.websub_hubs)
                    site = site_of(self._settings, session)
                sealer = sealer_of(self._settings)
            except (*DATABASE_AWAY, OSError) as error:
                log.error("websub_cannot_start", error=type(error).__name__)
                stop.wait(_PAUSE_S)
                continue
            documents = Documents(self._database, site)
            asking = Questions(site, sealer, self._network, documents)
            lanes: list[Lane[Any, Any]] = [
                Lane(asking, questions.PLACES, name="websub-ask", woken=self._woken, lease=self._lease)
            ]
            if self._settings.websub:
                sending = Distribution(documents, sealer, self._network)
                lanes.append(
                    Lane(sending, distribution.PLACES, name="websub-send", woken=self._woken, lease=self._lease)
                )
            return lanes
        return []

    def _wait(self, begun: int, stop: threading.Event) -> None:
        """Look again when something is done, or soon: what is due is due on the second."""
        if not stop.is_set():
            self._woken.wait(_SOON_S if begun else _LOOK_EVERY_S)
        self._woken.clear()

    def _tidy(self) -> None:
        now = self._clock()
        if self._next_tidy_at is not None and now < self._next_tidy_at:
            return
        self._next_tidy_at = now + _TIDY_EVERY
        with self._database.writing() as session:
            ended = end_leases(session, now=now)
            want_changed_profiles(session, now=now)
            forget_ended(session, before=now - _KEPT_ENDED)
        if ended:
            log.info("websub_leases_ended", subscriptions=ended)
