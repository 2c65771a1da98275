"""Looks after kills and holds that somebody has not been told of in time, and says so in the log, once of each."""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from syndication.clock import utc_now
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.notices import OwedNotice, list_overdue

log = structlog.get_logger(__name__)

_LOOK_EVERY_S = 10.0


class KillWatch:
    """Watches one installation. ``overdue_min`` is after how many minutes a kill is overdue."""

    def __init__(self, database: Database, *, overdue_min: int, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._overdue_min = overdue_min
        self._clock = clock
        self._told: set[int] = set()

    def run(self, stop: threading.Event) -> None:
        """Look now and then until ``stop`` is set."""
        while not stop.is_set():
            try:
                self.look()
            except DATABASE_AWAY as error:
                log.warning("kills_not_watched", error=type(error).__name__)
            stop.wait(_LOOK_EVERY_S)

    def look(self) -> None:
        """Log what has become overdue since the last look."""
        now = self._clock()
        with self._database.reading() as session:
            late = list_overdue(session, now=now, overdue_min=self._overdue_min, limit=1000)
        for notice in late:
            if notice.id not in self._told:
                _log(notice, now=now)
        self._told = {notice.id for notice in late}


def _log(notice: OwedNotice, *, now: datetime) -> None:
    log.error(
        "kill_overdue",
        kind=notice.kind.value,
        guid=notice.guid,
        language=notice.language,
        partner=notice.partner,
        holder=notice.holder.value,
        by=notice.channel or notice.profile or notice.callback,
        minutes=round(notice.exposed_s(now) / 60, 1),
    )
