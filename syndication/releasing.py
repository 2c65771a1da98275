"""Time passes for texts that wait for their review: what that changes is done by a worker, as a change like any other.

Nothing is released early: a timer counts from when the text began to wait, and a worker that is late is only late. Each
function may be run by many workers at once; whoever comes second finds nothing left to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from syndication.deciding import record_decisions, standings_of
from syndication.readers import Readers, load_readers
from syndication.record import record_works
from syndication.storage.blogs import BlogRecord, list_blog_ids, lock_blogs
from syndication.storage.changes import LogKind
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.entries import list_guids
from syndication.storage.partners import profiles_mark
from syndication.storage.settings import get_setting, set_setting
from syndication.storage.timers import Timer, drop_timers, list_due_timers
from syndication.storage.variants import record_of, save_variants
from syndication.storage.work import load_text_works
from syndication.timers import keep_timers
from translations.model import TextWork
from translations.waiting import can_be_seen, run_out, waiting_after, waiting_of, with_waiting

Part = TypeVar("Part")

log = structlog.get_logger()

ACTOR = "timer"
_SETTLED = "policies_settled"
# To be raised where the same work and rules come to be decided otherwise, so that the decisions are recorded anew.
_POLICY_VERSION = 1
_AT_ONCE = 100


def release_due(database: Database, *, now: datetime) -> int:
    """Let the texts go on whose timers have run out by now; return how many texts were looked at."""
    with database.reading() as session:
        due = list_due_timers(session, now=now, limit=_AT_ONCE)

    def release(blog_id: int, timers: Sequence[Timer]) -> None:
        with database.writing() as session:
            for blog in lock_blogs(session, [blog_id]):
                released = _release(session, blog, timers, now=now)
                log.info("texts_released", slug=blog.slug, texts=released)

    for blog_id in dict.fromkeys(timer.blog_id for timer in due):
        timers = [timer for timer in due if timer.blog_id == blog_id]
        for broken in _left_over(timers, partial(release, blog_id)):
            log.error("text_not_released", guid=broken.guid, language=broken.language)
            with database.writing() as session:
                drop_timers(session, [(broken.guid, broken.language)])
    return len(due)


def settle_policies(database: Database, *, now: datetime) -> int:
    """Record what profiles that were added, changed or removed mean for the texts there are; return how many there are.

    Does nothing where that was done since the last change of a profile. Also sets the timers of new profiles, and lets
    texts wait that were there before anything did.
    """
    with database.reading() as session:
        mark = f"{_POLICY_VERSION}/{profiles_mark(session)}"
        if get_setting(session, _SETTLED) == mark:
            return 0
        blog_ids = list_blog_ids(session)
    texts = sum(_settle_blog(database, blog_id, now=now) for blog_id in blog_ids)
    with database.writing() as session:
        # What was changed meanwhile has another mark, and is settled next.
        set_setting(session, _SETTLED, mark)
    log.info("policies_settled", blogs=len(blog_ids), texts=texts)
    return texts


def _release(session: Session, blog: BlogRecord, due: Sequence[Timer], *, now: datetime) -> int:
    readers = load_readers(session)
    # Those that are to run on are set again below.
    drop_timers(session, [(timer.guid, timer.language) for timer in due])
    released = 0
    for language in dict.fromkeys(timer.language for timer in due):
        guids = [timer.guid for timer in due if timer.language == language]
        timers = readers.timers(blog.slug, language)
        seen: list[TextWork] = []
        unseen: list[TextWork] = []
        for work in load_text_works(session, guids, language=language):
            before = waiting_of(work)
            after = run_out(before, timers, now=now)
            is_seen = can_be_seen(work.segments, before, after)
            (seen if is_seen else unseen).append(with_waiting(work, after))
        save_variants(session, [record_of(work) for work in unseen])
        _keep_policies(session, blog, unseen, readers=readers, now=now)
        revision = record_works(session, blog, seen, language=language, kind=LogKind.TIMER, actor=ACTOR, now=now)
        # What comes next continues these revisions.
        blog = replace(blog, revision=revision)
        released += len(seen)
    return released


def _settle_blog(database: Database, blog_id: int, *, now: datetime) -> int:
    """Settle one live blog; a long one in several transactions, so that the desk gets in between."""
    with database.writing() as session:
        # Whoever writes in it now may not know of a new profile; whoever comes after us does.
        guids = [guid for blog in lock_blogs(session, [blog_id]) for guid in (blog.guid, *list_guids(session, blog_id))]

    def settle(some: Sequence[str]) -> None:
        with database.writing() as session:
            for blog in lock_blogs(session, [blog_id]):
                _settle(session, blog, load_text_works(session, some, language=None), now=now)

    for start in range(0, len(guids), _AT_ONCE):
        for guid in _left_over(guids[start : start + _AT_ONCE], settle):
            log.error("text_not_settled", guid=guid)
    return len(guids)


def _left_over(parts: Sequence[Part], work: Callable[[Sequence[Part]], None]) -> tuple[Part, ...]:
    """Do the work, all at once or, where that fails, each part alone; return the parts that cannot be worked on."""
    try:
        work(parts)
    except DATABASE_AWAY:
        raise
    except Exception:
        if len(parts) == 1:
            log.exception("policy_failed")
            return tuple(parts)
        return tuple(left for part in parts for left in _left_over([part], work))
    return ()


def _settle(session: Session, blog: BlogRecord, works: Sequence[TextWork], *, now: datetime) -> None:
    settled = [with_waiting(work, waiting_after(waiting_of(work), work.segments, now=now)) for work in works]
    changed = [after for before, after in zip(works, settled, strict=True) if after != before]
    save_variants(session, [record_of(work) for work in changed])
    _keep_policies(session, blog, settled, readers=load_readers(session), now=now)


def _keep_policies(
    session: Session, blog: BlogRecord, works: Sequence[TextWork], *, readers: Readers, now: datetime
) -> None:
    """Record what is decided about texts that look as before, and set their timers."""
    standings = standings_of(session, blog, works)
    record_decisions(session, blog, standings, revision=blog.revision, readers=readers, now=now)
    keep_timers(session, blog, works, readers=readers, now=now)
