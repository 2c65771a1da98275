"""What the checks learn from people: how long translations are, and how sure an engine must be to be trusted.

Worked out by the worker from the newest approvals, and kept by language pair; checks go by it from then on. What was
found before stays until its segment is looked at again.
"""

import threading
from datetime import datetime, timedelta

import structlog

from syndication.clock import utc_now
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.norms import (
    ApprovedPair,
    Norms,
    list_reviewed_pairs,
    load_approved_pairs,
    newest_approval_id,
    save_norms,
)
from translations.checks.confidence import Outcome, confidence_floors
from translations.checks.length_norms import length_norm

EVERY = timedelta(minutes=15)
"""How often the newest approvals are looked at, if there are any new ones."""

_LOOK_EVERY_S = 30.0

log = structlog.get_logger()


class Calibration:
    """Keeps the norms of a database up to date; asked often, it works seldom."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._due_at: datetime | None = None
        self._newest = -1

    def run(self, stop: threading.Event) -> None:
        """Work the norms out now and then, until ``stop`` is set."""
        while not stop.is_set():
            try:
                self.run_if_due(utc_now())
            except DATABASE_AWAY as error:
                log.warning("norms_not_worked_out", error=type(error).__name__)
            stop.wait(_LOOK_EVERY_S)

    def run_if_due(self, now: datetime) -> bool:
        """Work the norms out anew, if it is time and anything was approved since; say whether that was so."""
        if self._due_at is not None and now < self._due_at:
            return False
        self._due_at = now + EVERY
        with self._database.reading() as session:
            newest = newest_approval_id(session)
            pairs = list_reviewed_pairs(session) if newest != self._newest else ()
        self._newest = newest
        for source_language, language in pairs:
            self._work_out(source_language, language)
        return bool(pairs)

    def _work_out(self, source_language: str, language: str) -> None:
        with self._database.reading() as session:
            approved = load_approved_pairs(session, source_language, language)
        texts = ((pair.source, pair.target) for pair in approved)
        floors = confidence_floors(_outcomes(approved, language))
        norms = Norms(
            length=length_norm(texts, source_language=source_language, target_language=language),
            confidence_floors={package: floor for (package, _language), floor in floors.items()},
        )
        with self._database.writing() as session:
            save_norms(session, source_language, language, norms)
        log.info("norms_worked_out", source=source_language, target=language, pairs=len(approved))


def _outcomes(approved: tuple[ApprovedPair, ...], language: str) -> list[Outcome]:
    return [
        Outcome(
            package=pair.package,
            language=language,
            mean_log_probability=pair.mean_log_probability,
            was_edited=pair.draft != pair.target,
        )
        for pair in approved
        if pair.package is not None and pair.mean_log_probability is not None
    ]
