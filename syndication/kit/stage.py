"""Where the kit's story is played: the real service on a temporary database, with a clock that the story sets.

Ingest, carry-over, review and rendering are those of every installation. The engine is not: it writes a mark before the
source text and says so in its name, since the kit shows how a draft arrives and not how well a machine translates.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from feeds.identity import written_as
from feeds.item import FeedLinks, Site
from feeds.model import Entry, LiveBlog
from feeds.present import Presenter
from feeds.profile import Granularity, OutputProfile, Selection
from feeds.select import select
from feeds.whole import whole_item
from feeds.withdrawn import head_as_shown
from syndication.checking import Changed
from syndication.config import Settings
from syndication.documents import fetch, plan_partner
from syndication.drafting import read_works, store_drafts
from syndication.ingest import accept_blog, accept_entry, kill_entry, replace_entry
from syndication.languages import begin, list_unbegun
from syndication.publish import load_variant
from syndication.reviewing import approve_segment
from syndication.storage.database import Database, open_database
from syndication.storage.entries import find_entry
from syndication.storage.jobs import claim_drafts
from syndication.storage.partners import save_partner, save_profile
from syndication.storage.tables import metadata
from syndication.storage.work import load_text_work
from translations.drafts import draft_texts
from translations.engines.engine import EngineDraft, EngineFailure, EngineInfo, Link
from translations.hashes import target_hash
from translations.memory import MemoryMatch
from translations.model import SegmentState, SourceSegment

ACTOR = "kit"
REVIEWER = "Kit reviewer"
_LEASE = timedelta(minutes=5)
_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An item as the receiver should hold it after a step; ``translation`` is its state in a target language.

    An item is an entry, or the live blog where the profile takes it as one item.
    """

    guid: str
    version: int
    pub_status: str
    translation: str | None


class Stage:
    """A temporary installation with one partner, one profile and one live blog. ``now`` is the story's time."""

    def __init__(self, database: Database, settings: Settings, site: Site, *, partner: str, now: datetime) -> None:
        self._database = database
        self._settings = settings
        self._site = site
        self._partner = partner
        self.now = now

    def set_up(self, profile: OutputProfile) -> None:
        """Make the tables, the partner and its profile, which here selects everything."""
        self._profile = replace(profile, selection=Selection())
        with self._database.writing() as session:
            metadata.create_all(session.connection())
            partner_id = save_partner(session, self._partner, self._partner, now=self.now)
            save_profile(session, partner_id, self._profile, actor=ACTOR, now=self.now)

    def open_blog(self, blog: LiveBlog) -> None:
        """Take in the live blog and begin its target languages."""
        self._slug = blog.slug
        with self._database.writing() as session:
            accept_blog(session, blog, actor=ACTOR, now=self.now, settings=self._settings)
        with self._database.reading() as session:
            unbegun = list_unbegun(session, self._settings)
        for one in unbegun:
            with self._database.writing() as session:
                begin(session, one, now=self.now)

    def post(self, entry: Entry) -> None:
        """Post a new entry."""
        with self._database.writing() as session:
            accept_entry(session, self._slug, entry, actor=ACTOR, now=self.now)

    def change(self, guid: str, **changes: object) -> None:
        """Replace fields of an entry."""
        with self._database.writing() as session:
            kept = find_entry(session, guid)
            if kept is not None:
                new = replace(kept.entry, **changes)  # type: ignore[arg-type]
                replace_entry(session, guid, new, if_version=None, actor=ACTOR, now=self.now)

    def kill(self, guid: str, reason: str) -> None:
        """Kill an entry."""
        with self._database.writing() as session:
            kill_entry(session, guid, reason, actor=ACTOR, now=self.now)

    def draft(self) -> None:
        """Draft whatever waits, as a worker does."""
        while True:
            with self._database.writing() as session:
                jobs = claim_drafts(session, worker=ACTOR, now=self.now, lease=_LEASE, limit=_BATCH)
                if not jobs:
                    return
                works = read_works(session, jobs)
                engine = _MarkingEngine(jobs[0].source, jobs[0].target)
                result = draft_texts(works, memory=_remember_nothing, engine=engine, now=self.now)
                store_drafts(session, jobs, works, result, worker=ACTOR, now=self.now, checked=_unchecked)

    def approve(self, guid: str) -> None:
        """Approve every sentence of an entry in every target language."""
        for language in self._settings.languages:
            with self._database.writing() as session:
                work = load_text_work(session, guid, language)
                for segment in work.segments if work else ():
                    if segment.id is not None and segment.current and segment.state is not SegmentState.APPROVED:
                        approve_segment(
                            session,
                            segment.id,
                            source_hash=segment.source.source_hash,
                            target_hash=target_hash(segment.current),
                            actor=REVIEWER,
                            now=self.now,
                        )

    def document(self, language: str) -> bytes | None:
        """Return the partner's document in a language as it is now, or ``None`` where none is delivered."""
        with self._database.reading() as session:
            plan = plan_partner(session, self._site, self._partner, self._profile.name, self._slug, language=language)
            served = fetch(session, plan, now=self.now) if plan else None
        return served.body if served else None

    def held(self, language: str) -> tuple[Held, ...]:
        """Return what the document of a language holds, in its order."""
        rule = self._profile.rule_for(language)
        with self._database.reading() as session:
            blog = load_variant(session, self._slug, language, rule) if rule else None
        if blog is None:
            return ()
        if self._profile.granularity is Granularity.LIVE_BLOG:
            return (self._whole(head_as_shown(blog)),)
        entries = (entry for _, entry in select([blog], self._profile, self.now).pairs)
        return tuple(
            Held(
                guid=written_as(entry.guid, self._profile.id_scheme),
                version=entry.version,
                pub_status=entry.pub_status.value,
                translation=entry.translation.state.value if entry.translation else None,
            )
            for entry in entries
        )

    def _whole(self, blog: LiveBlog) -> Held:
        page = self._site.page_url(blog.slug, blog.language)
        links = FeedLinks(feed_url=page, page_url=page)
        presenter = Presenter(profile=self._profile, site=self._site, links=links, partner=self._partner)
        chosen = select([blog], self._profile, self.now)
        parts = [presenter.item(blog, entry) for _, entry in chosen.pairs]
        item = whole_item(presenter, blog, parts, turns=chosen.turns[blog.guid])
        return Held(
            guid=item.guid,
            version=item.version,
            pub_status=item.pub_status.value,
            translation=item.translation.state.value if item.translation else None,
        )


@contextmanager
def staged(settings: Settings, site: Site, *, partner: str, languages: Sequence[str], now: datetime) -> Iterator[Stage]:
    """Open a stage in a temporary folder; it is gone afterwards."""
    with TemporaryDirectory(prefix="syndication-kit-") as folder:
        path = Path(folder)
        url = f"sqlite:///{path / 'kit.db'}"
        own = replace(settings, data_dir=path, database_url=url, languages=tuple(languages))
        database = open_database(own)
        try:
            yield Stage(database, own, site, partner=partner, now=now)
        finally:
            database.close()


def _unchecked(_session: Session, changed: Sequence[Changed], *, now: datetime) -> list[Changed]:
    """Return segments as they are: the checks would find that the placeholder is no translation, which it says."""
    return list(changed)


def _remember_nothing(sources: Sequence[SourceSegment]) -> Sequence[Sequence[MemoryMatch]]:
    return [()] * len(sources)


class _MarkingEngine:
    """Writes ``[vi]`` before the source text; an :class:`~translations.engines.engine.Engine`."""

    def __init__(self, source: str, target: str) -> None:
        self._mark = f"[{target}]"
        self.info = EngineInfo(
            name="kit",
            package="placeholder text, not a translation",
            version="1",
            sha256="",
            source_language=source,
            target_language=target,
            options="",
        )

    def translate(self, sentences: Sequence[str]) -> list[EngineDraft | EngineFailure]:
        """Mark each sentence, and say of each word where it went, so that links and marks go along."""
        return [
            EngineDraft(text=f"{self._mark} {sentence}", mean_log_probability=None, links=tuple(self._links(sentence)))
            for sentence in sentences
        ]

    def _links(self, sentence: str) -> Iterator[Link]:
        moved = len(self._mark) + 1
        for word in re.finditer(r"\S+", sentence):
            start, end = word.span()
            yield Link((start, end), (start + moved, end + moved), 1.0)


HeldByLanguage = Mapping[str, tuple[Held, ...]]
"""What a receiver should hold, for each language."""
