"""What a change of the source means for every translation of it, in the same transaction as the change.

Each changed text is cut into sentences again; translations are carried over to the sentences that stayed, marked stale
where their sentence changed, archived where it went; what lacks a translation becomes a wanted draft.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog, PubStatus
from syndication.checking import checked_recuts
from syndication.source_changes import add_variants, keep_variants
from syndication.storage.blogs import BlogRecord
from syndication.storage.jobs import Priority, WantedDraft, delete_drafts_of, enqueue_drafts
from syndication.storage.joins import delete_joins, load_joins
from syndication.storage.past import NO_PAST, StoredPast, load_past
from syndication.storage.segments import Recut, StoredSegment, TextKey, load_segments, save_recuts
from translations.carry_over import carry_over
from translations.drafts import plan
from translations.joins import over
from translations.model import Join, SourceSegment, TextWork
from translations.segments import split_entry, split_head


@dataclass(frozen=True, slots=True)
class _Cut:
    """A changed text, cut into the sentences it has now; a killed one has none."""

    text: Entry | LiveBlog
    language: str
    sentences: tuple[SourceSegment, ...]

    @property
    def guid(self) -> str:
        return self.text.guid

    @property
    def version(self) -> int:
        return self.text.version

    @property
    def is_killed(self) -> bool:
        return self.text.pub_status is PubStatus.CANCELED

    def joined(self, joins: Collection[Join]) -> tuple[SourceSegment, ...]:
        """Return the sentences with those taken together that a translator treats as one."""
        return cut_sentences(self.text, self.language, joins) if joins and not self.is_killed else self.sentences


@dataclass(frozen=True, slots=True)
class _Before:
    """What is known of the changed texts from before."""

    segments: Mapping[TextKey, tuple[StoredSegment, ...]]
    joins: Mapping[TextKey, tuple[Join, ...]]
    past: Mapping[TextKey, StoredPast]


_NOTHING_BEFORE = _Before({}, {}, {})


def recut(
    session: Session,
    blog: BlogRecord,
    changed: Sequence[Entry | LiveBlog],
    *,
    targets: Sequence[str],
    priority: Priority,
    now: datetime,
) -> tuple[TextWork, ...]:
    """Bring the texts that changed up to date in all target languages, and return them as they are now in each."""
    if not targets:
        return ()
    cuts = [_cut(blog, text) for text in changed]
    before = _load_before(session, [cut for cut in cuts if cut.version > 1])
    recuts = [made for cut in cuts for made in _recuts(blog.id, cut, targets, before)]
    recuts = checked_recuts(session, recuts, now=now)
    works = keep_variants(session, blog.id, recuts, {cut.guid: cut.version for cut in cuts}, now=now)
    save_recuts(session, recuts, now=now)
    delete_drafts_of(session, [cut.guid for cut in cuts if cut.is_killed])
    _enqueue(session, blog, recuts, priority=priority, now=now)
    return works


def begin_language(
    session: Session, blog: BlogRecord, texts: Sequence[Entry | LiveBlog], *, target: str, now: datetime
) -> tuple[TextWork, ...]:
    """Start translating the texts of a live blog, given oldest first, into a language it has not been in.

    Returns them as they are now in it.
    """
    cuts = [_cut(blog, text) for text in texts]
    recuts = [made for cut in cuts for made in _recuts(blog.id, cut, [target], _NOTHING_BEFORE)]
    works = add_variants(session, blog.id, recuts, {cut.guid: cut.version for cut in cuts}, now=now)
    save_recuts(session, recuts, now=now)
    _enqueue(session, blog, recuts, priority=Priority.BACKLOG, now=now)
    return works


def recut_one(session: Session, blog: BlogRecord, text: Entry | LiveBlog, *, target: str, now: datetime) -> None:
    """Cut a text again in one language, as after sentences of it were joined."""
    cut = _cut(blog, text)
    recuts = checked_recuts(session, list(_recuts(blog.id, cut, [target], _load_before(session, [cut]))), now=now)
    save_recuts(session, recuts, now=now)
    _enqueue(session, blog, recuts, priority=Priority.LIVE, now=now)


def cut_sentences(text: Entry | LiveBlog, language: str, joins: Collection[Join] = ()) -> tuple[SourceSegment, ...]:
    """Return the sentences of an entry in ``language``, or of a head; those that ``joins`` names are one."""
    return split_entry(text, language, joins) if isinstance(text, Entry) else split_head(text, joins)


def _load_before(session: Session, cuts: Sequence[_Cut]) -> _Before:
    guids = [cut.guid for cut in cuts]
    stored = load_segments(session, guids)
    joins = load_joins(session, guids)
    joins = {key: _still_holding(session, key, of_text, cuts) for key, of_text in joins.items()}
    there: dict[str, set[str]] = {}
    for (guid, _), of_text in stored.items():
        hashes = {one.segment.source.source_hash for one in of_text}
        there[guid] = there.get(guid, hashes) & hashes
    new = {
        cut.guid: [
            (sentence.source_hash, sentence.fold_hash)
            for sentence in _all_sentences(cut, joins)
            if sentence.source_hash not in there.get(cut.guid, ())
        ]
        for cut in cuts
    }
    return _Before(stored, joins, load_past(session, {guid: hashes for guid, hashes in new.items() if hashes}))


def _all_sentences(cut: _Cut, joins: Mapping[TextKey, tuple[Join, ...]]) -> Iterator[SourceSegment]:
    """Yield the sentences of a text as they are cut for one language or another."""
    yield from cut.sentences
    for (guid, _), of_text in joins.items():
        if guid == cut.guid:
            yield from cut.joined(of_text)


def _still_holding(session: Session, key: TextKey, joins: tuple[Join, ...], cuts: Sequence[_Cut]) -> tuple[Join, ...]:
    """Forget the joins one of whose sentences is gone, and return the others."""
    cut = next(cut for cut in cuts if cut.guid == key[0])
    gone = over(joins, cut.sentences)
    delete_joins(session, key, gone)
    return tuple(join for join in joins if join not in gone)


def _cut(blog: BlogRecord, text: Entry | LiveBlog) -> _Cut:
    language = (text.language if isinstance(text, Entry) else None) or blog.language
    is_killed = text.pub_status is PubStatus.CANCELED
    return _Cut(text, language, sentences=() if is_killed else cut_sentences(text, language))


def _recuts(blog_id: int, cut: _Cut, targets: Sequence[str], before: _Before) -> Iterator[Recut]:
    for target in targets:
        key = (cut.guid, target)
        old, past = before.segments.get(key, ()), before.past.get(key, NO_PAST)
        # An entry that was written in the target language has nothing to be translated into it.
        sentences = () if target == cut.language else cut.joined(before.joins.get(key, ()))
        kept = [stored.segment for stored in old if stored.source_language == cut.language]
        new = carry_over(kept, sentences, languages=(cut.language, target), past=past.of_language(cut.language))
        yield Recut(
            blog_id=blog_id,
            guid=cut.guid,
            source=cut.language,
            target=target,
            old=old,
            new=new,
            archived=past.archived,
        )


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
