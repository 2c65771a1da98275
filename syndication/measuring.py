"""Catches up with approvals: each is measured against the draft it began with, for the numbers of the desk.

Done by the worker, beside everything else: nothing waits for it, and what is not measured today is tomorrow.
"""

import json
import threading
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError

from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.post_edits import (
    ApprovalRow,
    PostEdit,
    add_post_edits,
    list_unmeasured,
    load_drafts,
    load_edit_times,
    load_source_times,
)
from translations.checks import CheckContext, run_checks
from translations.measuring import Measurement, measure, signatures
from translations.model import Origin, SegmentTranslation
from translations.numbers import count_words

log = structlog.get_logger()

MEMORY = "memory"
"""The name that recalled translations have among the engines."""

_BATCH = 100
_PAUSE_S = 5.0


class Measurer:
    """Measures approvals that are not measured yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, stop: threading.Event) -> None:
        """Measure whatever comes, until ``stop`` is set."""
        while not stop.is_set():
            try:
                if not self._measure_some():
                    stop.wait(_PAUSE_S)
            except DATABASE_AWAY as error:
                log.warning("not_measured", error=type(error).__name__)
                stop.wait(_PAUSE_S)
            except IntegrityError:
                # Another worker has measured the same in the meantime.
                stop.wait(_PAUSE_S)

    def catch_up(self) -> int:
        """Measure all that is there, and return how many approvals that was."""
        done = 0
        while some := self._measure_some():
            done += some
        return done

    def _measure_some(self) -> int:
        with self._database.reading() as session:
            approvals = list_unmeasured(session, limit=_BATCH)
            if not approvals:
                return 0
            drafts = load_drafts(session, approvals)
            times = load_source_times(session, list(dict.fromkeys(one.guid for one in approvals)))
            spent = load_edit_times(session, approvals)
        measured = [
            _measured(one, drafts.get(one.review_id), versions=times.get(one.guid, ()), edit_s=spent.get(one.review_id))
            for one in approvals
        ]
        with self._database.writing() as session:
            add_post_edits(session, measured)
        return len(measured)


def _measured(
    approval: ApprovalRow, draft: SegmentTranslation | None, *, versions: Sequence[datetime], edit_s: float | None
) -> PostEdit:
    approved = approval.approved
    compared = None if draft is None else _compared(approval, draft)
    return PostEdit(
        segment_id=approval.segment_id,
        review_id=approval.review_id,
        blog_id=approval.blog_id,
        source_language=approval.source_language,
        language=approval.language,
        engine=None if draft is None else _engine_of(draft),
        package=None if draft is None else draft.provenance.package,
        is_unmodified=draft is not None and (draft.text, draft.marks) == (approved.text, approved.marks),
        edits=compared.edits if compared else None,
        reference_words=compared.reference_words if compared else None,
        chrf_statistics=json.dumps(compared.chrf_statistics) if compared else None,
        signatures=None if draft is None else _counted_how(approval, draft, compared),
        source_at=_source_time(versions, draft.created_at if draft else approval.approved_at),
        drafted_at=draft.created_at if draft else None,
        approved_at=approval.approved_at,
        edit_s=edit_s,
        words=count_words(approved.source_text),
    )


def _compared(approval: ApprovalRow, draft: SegmentTranslation) -> Measurement | None:
    try:
        return measure(draft.text, approval.approved.text)
    except Exception:
        # A text that cannot be counted must not keep all that come after it from being counted.
        log.exception("not_measured", review_id=approval.review_id)
        return None


def _engine_of(draft: SegmentTranslation) -> str | None:
    return MEMORY if draft.provenance.origin is Origin.MEMORY else draft.provenance.engine or draft.author


def _counted_how(approval: ApprovalRow, draft: SegmentTranslation, compared: Measurement | None) -> str:
    """Return, as JSON, how TER and chrF were counted, and how many blocking findings the draft had as it was made."""
    context = CheckContext(
        source_language=approval.source_language,
        target_language=approval.language,
        field=approval.field,
        source_marks=draft.marks if approval.source_marks is None else approval.source_marks,
        target_marks=draft.marks,
        is_machine=draft.provenance.origin is Origin.ENGINE,
        mean_log_probability=draft.provenance.mean_log_probability,
        pivot=draft.provenance.pivot,
        notes=draft.provenance.notes,
    )
    found = run_checks(draft.source_text, draft.text, context)
    ter, chrf = signatures() if compared else (None, None)
    return json.dumps({"ter": ter, "chrf": chrf, "blocking": sum(finding.is_blocking for finding in found)})


def _source_time(versions: Sequence[datetime], drafted_at: datetime) -> datetime:
    """Return when the version of the source came in that a draft was made of: the last one before it."""
    at = bisect_right(versions, drafted_at)
    return versions[at - 1] if at else min((*versions, drafted_at))
