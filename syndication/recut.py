"""What a change of the source means for every translation of it, in the same transaction as the change.

Each changed text is cut into sentences again; translations are carried over to the sentences that stayed, marked stale
where their sentence changed, archived where it went; what lacks a translation becomes a wanted draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog, PubStatus
from syndication.checking import checked_recuts
from syndication.clock import later, whole_second
from syndication.storage.blogs import BlogRecord
from syndication.storage.jobs import Priority, WantedDraft, delete_drafts_of, enqueue_drafts
from syndication.storage.segments import Recut, StoredSegment, TextKey, load_segments, save_recuts
from syndication.storage.variants import VariantRecord, insert_variants, load_variants, save_variants
from translations.carry_over import carry_over
from translations.drafts import plan
from translations.model import SourceSegment
from translations.segments import split_entry, split_head


@dataclass(frozen=True, slots=True)
class _Cut:
    """A changed text, cut into the sentences it has now."""

    guid: str
    version: int
    language: str
    sentences: tuple[SourceSegment, ...]
    is_killed: bool


def recut(
    session: Session,
    blog: BlogRecord,
    changed: Sequence[Entry | LiveBlog],
    *,
    targets: Sequence[str],
    priority: Priority,
    now: datetime,
) -> None:
    """Bring the texts that changed up to date in all target languages."""
    if not targets:
        return
    cuts = [_cut(blog, text) for text in changed]
    known = [cut.guid for cut in cuts if cut.version > 1]
    _add_variants(session, blog.id, [cut for cut in cuts if cut.version == 1], targets, now)
    _raise_variants(session, {cut.guid: cut.version for cut in cuts if cut.version > 1}, now)
    before = load_segments(session, known)
    recuts = [made for cut in cuts for made in _recuts(blog.id, cut, targets, before)]
    recuts = checked_recuts(session, recuts, now=now)
    save_recuts(session, recuts, now=now)
    delete_drafts_of(session, [cut.guid for cut in cuts if cut.is_killed])
    _enqueue(session, blog, recuts, priority=priority, now=now)


def begin_language(
    session: Session, blog: BlogRecord, texts: Sequence[Entry | LiveBlog], *, target: str, now: datetime
) -> None:
    """Start translating the texts of a live blog, given oldest first, into a language it has not been in."""
    cuts = [_cut(blog, text) for text in texts]
    _add_variants(session, blog.id, cuts, [target], now)
    recuts = [made for cut in cuts for made in _recuts(blog.id, cut, [target], {})]
    save_recuts(session, recuts, now=now)
    _enqueue(session, blog, recuts, priority=Priority.BACKLOG, now=now)


def _cut(blog: BlogRecord, text: Entry | LiveBlog) -> _Cut:
    language = (text.language if isinstance(text, Entry) else None) or blog.language
    if text.pub_status is PubStatus.CANCELED:
        return _Cut(text.guid, text.version, language, sentences=(), is_killed=True)
    sentences = split_entry(text, language) if isinstance(text, Entry) else split_head(text)
    return _Cut(text.guid, text.version, language, sentences, is_killed=False)


def _add_variants(session: Session, blog_id: int, cuts: Sequence[_Cut], targets: Sequence[str], now: datetime) -> None:
    at = whole_second(now)
    added = [
        VariantRecord(
            guid=cut.guid, language=target, version=1, source_version=cut.version, created_at=at, updated_at=at
        )
        for cut in cuts
        for target in targets
    ]
    insert_variants(session, blog_id, added)


def _raise_variants(session: Session, versions: Mapping[str, int], now: datetime) -> None:
    raised = [
        replace(
            variant,
            version=variant.version + 1,
            source_version=versions[variant.guid],
            updated_at=later(now, than=variant.updated_at),
        )
        for variant in load_variants(session, list(versions))
    ]
    save_variants(session, raised)


def _recuts(
    blog_id: int, cut: _Cut, targets: Sequence[str], before: Mapping[TextKey, tuple[StoredSegment, ...]]
) -> Iterator[Recut]:
    for target in targets:
        old = before.get((cut.guid, target), ())
        # An entry that was written in the target language has nothing to be translated into it.
        sentences = () if target == cut.language else cut.sentences
        kept = [stored.segment for stored in old if stored.source_language == cut.language]
        new = carry_over(kept, sentences)
        yield Recut(blog_id=blog_id, guid=cut.guid, source=cut.language, target=target, old=old, new=new)


def _enqueue(session: Session, blog: BlogRecord, recuts: Sequence[Recut], *, priority: Priority, now: datetime) -> None:
    # The head stands on every page, and the newest entries, which come last, are the ones that are read.
    wanted = list(_wanted(recuts))
    wanted.reverse()
    wanted.sort(key=lambda draft: draft.guid != blog.guid)
    enqueue_drafts(session, wanted, priority=priority, now=now)


def _wanted(recuts: Sequence[Recut]) -> Iterator[WantedDraft]:
    for made in recuts:
        if plan(made.new):
            yield WantedDraft(blog_id=made.blog_id, guid=made.guid, source=made.source, target=made.target)
