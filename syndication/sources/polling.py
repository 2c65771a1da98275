"""One reading of a source from end to end: ask, read, take in, and say when to ask again.

Nothing is asked while a transaction is open. What a reading finds is taken in, and the source's schedule set, in one
transaction, and only while the claim on the source is still this reading's own: a process that is killed has changed
nothing, and two that read one source at once cannot both count.
"""

import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feeds.codec import encode
from feeds.errors import FeedsError
from feeds.parsers import ParseOptions, detect_format, find_parser
from syndication import __version__
from syndication.config import Settings
from syndication.errors import BlogKilled, RequestFailed, RequestStopped, SyndicationError
from syndication.importing import accept_admitted
from syndication.network import Network
from syndication.preparing import Prepared, prepare
from syndication.site import site_of
from syndication.sources.fetching import Answer, Question, SourceGone, Validators, fetch
from syndication.sources.gone import Verdict
from syndication.sources.reading import Reading, ReadingOutcome, reading_of
from syndication.sources.schedule import next_pause_s, wait_after_failure_s, wait_after_reading_s
from syndication.sources.taking import Taken, confirm, take
from syndication.storage.database import Database
from syndication.storage.sources import SourceRecord, SourceState, lock_claimed, save_source

# It may quote the document.
_MOST_REASON = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A document that a source has, read and made ready to be taken in."""

    answer: Answer
    body_hash: str
    format_name: str
    prepared: Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The document that was read before: its server says so, or it says the same."""

    answer: Answer


class Reader:
    """Reads sources; may be shared by threads. ``spread`` returns random numbers from 0 to 1."""

    def __init__(
        self,
        database: Database,
        network: Network,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        spread: Callable[[], float],
    ) -> None:
        self._database = database
        self._network = network
        self._settings = settings
        self._clock = clock
        self._spread = spread

    def examine(self, source: SourceRecord, *, stop: threading.Event | None = None) -> Examined:
        """Ask for a source's document, whether or not it has changed, and read it; nothing is stored.

        Raises :exc:`~syndication.errors.RequestFailed` and its kinds, and for what is wrong with the document
        ``ParseError``, ``InvalidDocument`` and ``TooLarge``.
        """
        answer = self._ask(source, None, stop)
        return self._read_document(source, answer, answer.body or b"")

    def examine_if_changed(self, source: SourceRecord, *, stop: threading.Event | None = None) -> Examined | Unchanged:
        """Do what :meth:`examine` does, unless the document is the one that was read last."""
        known = None
        if source.document_url is not None:
            known = Validators(url=source.document_url, etag=source.etag, last_modified=source.last_modified)
        answer = self._ask(source, known, stop)
        if answer.body is None:
            return Unchanged(answer=answer)
        # By what it says, not by its bytes: pages have something else around it each time they are asked for.
        examined = self._read_document(source, answer, answer.body)
        return Unchanged(answer=answer) if examined.body_hash == source.body_hash else examined

    def read(
        self,
        source: SourceRecord,
        *,
        is_conditional: bool = True,
        source_wins: bool = False,
        stop: threading.Event | None = None,
    ) -> Reading:
        """Read a source that was claimed, and end the claim."""
        claim = source.claimed_by or ""
        try:
            examine = self.examine_if_changed if is_conditional else self.examine
            reading = self._take(claim, examine(source, stop=stop), source_wins=source_wins)
        except RequestStopped:
            reading = self._give_back(claim, source)
        except SourceGone as error:
            reading = self._end(claim, source, SourceState.GONE, error)
        except BlogKilled as error:
            reading = self._end(claim, source, SourceState.PAUSED, error)
        except (FeedsError, SyndicationError) as error:
            reading = self.fail(claim, source, error)
        return reading

    def store(
        self, session: Session, source: SourceRecord, found: Examined | Unchanged, *, source_wins: bool = False
    ) -> tuple[SourceRecord, Reading]:
        """Take in what was found, within the caller's transaction; return the source to be saved."""
        now, status = self._clock(), found.answer.status
        if isinstance(found, Unchanged):
            taken = confirm(session, source, now=now)
            reading = reading_of(taken, slug=source.slug, at=now, status=status)
            if not taken.removed:
                reading = replace(reading, outcome=ReadingOutcome.UNCHANGED)
        else:
            prepared = found.prepared
            taken = take(session, source, prepared, now=now, settings=self._settings, source_wins=source_wins)
            reading = replace(
                reading_of(taken, slug=source.slug, at=now, status=status),
                entries=len(prepared.placed),
                unreadable=prepared.unreadable,
                remarks=(*prepared.remarks, *taken.remarks),
            )
        saved = self._after(taken, found, reading, now=now)
        return saved, replace(reading, state=saved.state, next_poll_at=saved.next_poll_at)

    def store_once(self, session: Session, source: SourceRecord, found: Examined, *, actor: str) -> Reading:
        """Take in what was found as an import would, and follow nothing."""
        now, prepared = self._clock(), found.prepared
        blog = replace(prepared.blog, entries=tuple(entry for _place, entry in prepared.placed))
        result = accept_admitted(session, blog, actor=actor, now=now, settings=self._settings)
        reading = reading_of(
            Taken(source=source, verdict=Verdict(), result=result), slug=source.slug, at=now, status=found.answer.status
        )
        return replace(reading, entries=len(prepared.placed), unreadable=prepared.unreadable, remarks=prepared.remarks)

    def fail(self, claim: str, source: SourceRecord, error: Exception) -> Reading:
        """End a claim by a failure; the source is tried again later."""
        now = self._clock()
        status = error.status if isinstance(error, RequestFailed) else None
        retry_after_s = error.retry_after_s if isinstance(error, RequestFailed) else None
        reason = (str(error) or type(error).__name__)[:_MOST_REASON]
        with self._database.writing() as session:
            held = lock_claimed(session, claim)
            if held is None:
                return _dropped(source, now)
            wait_s = wait_after_failure_s(
                held.failures, interval_s=held.interval_s, retry_after_s=retry_after_s, spread=self._spread()
            )
            failed = replace(
                _freed(held, now=now),
                last_status=status,
                last_error=reason,
                next_poll_at=now + timedelta(seconds=wait_s),
            )
            save_source(session, failed)
        return Reading(
            slug=source.slug,
            outcome=ReadingOutcome.FAILED,
            at=now,
            status=status,
            error=reason,
            state=failed.state,
            next_poll_at=failed.next_poll_at,
        )

    def _ask(self, source: SourceRecord, known: Validators | None, stop: threading.Event | None) -> Answer:
        question = Question(
            url=source.url,
            user_agent=self._user_agent(),
            moved_to=source.moved_to,
            validators=known,
            most_bytes=self._settings.source_bytes,
        )
        return fetch(self._network, question, now=self._clock(), stop=stop)

    def _read_document(self, source: SourceRecord, answer: Answer, body: bytes) -> Examined:
        format_name = source.format or detect_format(body)
        options = ParseOptions(
            now=self._clock(),
            timezone=source.timezone or self._settings.timezone,
            language=source.language,
            title=source.title,
            base_url=answer.validators.url,
        )
        try:
            parsed = find_parser(format_name).read(body, options)
        except RecursionError as cause:
            raise RequestFailed("the parts of the document are nested too deeply", status=answer.status) from cause
        prepared = prepare(parsed, source.slug or parsed.blog.slug, modified_at=answer.modified_at)
        return Examined(answer=answer, body_hash=_hash(prepared), format_name=format_name, prepared=prepared)

    def _take(self, claim: str, found: Examined | Unchanged, *, source_wins: bool) -> Reading:
        with self._database.writing() as session:
            held = lock_claimed(session, claim)
            if held is None:
                raise RequestStopped("the source was paused, removed or taken over meanwhile")
            saved, reading = self.store(session, held, found, source_wins=source_wins)
            save_source(session, saved)
        return reading

    def _after(self, taken: Taken, found: Examined | Unchanged, reading: Reading, *, now: datetime) -> SourceRecord:
        """Return a source as it is to be kept after a reading that went well."""
        source, answer = taken.source, found.answer
        pause_s = next_pause_s(
            source.pause_s,
            interval_s=source.interval_s,
            has_changed=reading.has_changed,
            # An unchanged document is not read, but the pause before it was long enough for its wish.
            refresh_s=found.prepared.refresh_s if isinstance(found, Examined) else 0,
        )
        wait_s = wait_after_reading_s(pause_s, fresh_for_s=answer.fresh_for_s, spread=self._spread())
        kept = replace(
            _freed(source, now=now),
            moved_to=answer.moved_to,
            failures=0,
            last_status=answer.status,
            last_error=source.last_error if taken.is_over else None,
            last_success_at=now,
            pause_s=round(pause_s),
            next_poll_at=now + timedelta(seconds=wait_s),
            document_url=answer.validators.url,
            etag=answer.validators.etag,
            last_modified=answer.validators.last_modified,
        )
        if isinstance(found, Unchanged):
            return kept
        kept = replace(kept, format=found.format_name, body_hash=found.body_hash)
        # What is in doubt must be looked at again as a whole: it says nothing new by staying the same.
        return replace(kept, etag=None, last_modified=None, body_hash=None) if source.doubt else kept

    def _end(self, claim: str, source: SourceRecord, state: SourceState, error: SyndicationError) -> Reading:
        """End a source: nobody has to look at it again until a person resumes it."""
        now = self._clock()
        status = error.status if isinstance(error, RequestFailed) else source.last_status
        with self._database.writing() as session:
            held = lock_claimed(session, claim)
            if held is None:
                return _dropped(source, now)
            ended = replace(_freed(held, now=now), state=state, last_status=status, last_error=str(error))
            save_source(session, ended)
        return Reading(
            slug=source.slug, outcome=ReadingOutcome.ENDED, at=now, status=status, error=str(error), state=state
        )

    def _give_back(self, claim: str, source: SourceRecord) -> Reading:
        """Give a claim back as if it had not been made."""
        now = self._clock()
        with self._database.writing() as session:
            held = lock_claimed(session, claim)
            if held is not None:
                untried = replace(held, claimed_by=None, claimed_until=None, failures=max(0, held.failures - 1))
                save_source(session, replace(untried, next_poll_at=now))
        return _dropped(source, now)

    def _user_agent(self) -> str:
        with self._database.reading() as session:
            site = site_of(self._settings, session)
        # A header is in ASCII; the address tells who asks, whatever the name is written in.
        name = re.sub(r"[^ -~]|[()]", "", site.name).strip()
        return f"syndication/{__version__} (+{site.base_url}; {name or 'newsroom'})"


def _hash(prepared: Prepared) -> str:
    """Sum up what a document says, in its order; when it was made is no part of it, since many say that it was now."""
    said = hashlib.sha256(f"{prepared.unreadable}".encode())
    said.update(encode(replace(prepared.blog, updated_at=prepared.blog.published_at)))
    for place, entry in prepared.placed:
        said.update(f"\n{place}\n".encode() + encode(entry))
    return said.hexdigest()


def _freed(source: SourceRecord, *, now: datetime) -> SourceRecord:
    return replace(source, claimed_by=None, claimed_until=None, last_poll_at=now)


def _dropped(source: SourceRecord, now: datetime) -> Reading:
    return Reading(slug=source.slug, outcome=ReadingOutcome.DROPPED, at=now)
