"""What RSS, Atom and JSON Feed all say of a live blog and of its entries, and how these fall back on it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from feeds.model import Block, Entry, EntryKind, PubStatus, Rights, Subject, Translation
from feeds.reading.assembling import Head, Report, make_entry
from feeds.reading.company import without_inherited
from feeds.reading.headlines import headline_of
from feeds.reading.identities import guid_from
from feeds.reading.listed import Listed, T
from feeds.reading.own_lines import without_correction, without_labels
from feeds.reading.slugs import slug_of_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What our own documents say beside the format. ``is_own`` is false in the documents of others, which say nothing.

    The ``version`` of a feed counts states of the document, and is nothing to keep.
    """

    is_own: bool = False
    version: int = 0
    status: PubStatus = PubStatus.USABLE
    embargoed_until: datetime | None = None
    correction: str | None = None
    translation: Translation | None = None

    def without_lines(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Take off a body what our documents print around it and say here too: labels, and the correction."""
        if self.translation is not None:
            blocks = without_labels(blocks)
        return without_correction(blocks, self.correction) if self.correction else blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What an entry is about, and what it is in its live blog."""

    subjects: tuple[Subject, ...] = ()
    tags: tuple[str, ...] = ()
    kind: EntryKind = EntryKind.UPDATE
    pinned: bool = False
    highlighted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What one entry that may be used says of itself. ``has_own_title`` is ``None`` where it does not say so."""

    notes: Notes
    marks: Marks
    title: str | None
    blocks: tuple[Block, ...]
    byline: str | None = None
    language: str | None = None
    rights: Rights | None = None
    has_own_title: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What a document says of the live blog. What an entry says as well is no fact of the entry's own.

    ``guid`` is its permanent identifier or empty, ``page`` its address on the web, ``base_url`` what relative addresses
    are resolved against; ``scope`` tells its entries' identifiers from those of others; ``zone`` is for times that name
    none.
    """

    notes: Notes
    zone: tzinfo
    title: str
    guid: str = ""
    page: str | None = None
    base_url: str | None = None
    scope: str | None = None
    standfirst: str | None = None
    language: str | None = None
    byline: str | None = None
    subjects: tuple[Subject, ...] = ()
    rights: Rights | None = None
    updated_at: datetime | None = None
    refresh_s: int | None = None

    def head(self) -> Head:
        """Return the live blog without its entries.

        Its slug is that of our own page, if it is ours; that of a translation belongs to its source.
        """
        return Head(
            title=self.title,
            guid=self.guid,
            slug=slug_of_page(self.page or "") if self.notes.is_own and not self.notes.translation else None,
            standfirst=self.standfirst if self.standfirst != self.title else None,
            language=self.language,
            byline=self.byline,
            updated_at=self.updated_at,
            pub_status=self.notes.status,
            subjects=self.subjects,
            rights=self.rights,
            translation=self.notes.translation,
            refresh_s=self.refresh_s,
        )

    def remark(self, report: Report, *, place: str) -> None:
        """Remark on what becomes of a translation: an imported live blog is a source of its own."""
        if self.notes.translation is not None:
            source = self.notes.translation.source_guid
            report.add(place, "it is a translation of another live blog; it becomes one of its own here", source)

    def entry(self, listed: Listed[T], facts: EntryFacts) -> Entry:
        """Return an entry that may be used.

        Raises :exc:`~feeds.reading.assembling.BrokenEntry` for one that says nothing.
        """
        notes, marks = facts.notes, facts.marks
        made = make_entry(
            guid=guid_from(listed.identifier, scope=self.scope),
            published_at=listed.published_at,
            updated_at=listed.updated_at,
            time_is_exact=listed.time_is_exact,
            headline=self._headline(facts),
            blocks=facts.blocks,
            byline=facts.byline,
            language=facts.language,
            version=notes.version,
            kind=marks.kind,
            pinned=marks.pinned,
            highlighted=marks.highlighted,
            subjects=marks.subjects,
            tags=marks.tags,
            rights=facts.rights,
            embargoed_until=notes.embargoed_until,
            correction_note=notes.correction,
            translation=notes.translation,
        )
        return without_inherited(made, self.head())

    def withdrawn(self, listed: Listed[T], notes: Notes, *, kind: EntryKind, reason: str | None) -> Entry:
        """Return an entry that must not be used; nothing more is read of it that could be wrong and keep this unheard.

        ``reason`` is that of a kill.
        """
        return make_entry(
            guid=guid_from(listed.identifier, scope=self.scope),
            published_at=listed.published_at,
            updated_at=listed.updated_at,
            time_is_exact=listed.time_is_exact,
            version=notes.version,
            kind=kind,
            pub_status=notes.status,
            embargoed_until=notes.embargoed_until,
            kill_reason=reason if notes.status is PubStatus.CANCELED else None,
            translation=notes.translation,
        )

    def _headline(self, facts: EntryFacts) -> str | None:
        if facts.has_own_title is not None:
            return facts.title if facts.has_own_title else None
        return headline_of(
            facts.title,
            facts.blocks,
            blog_title=self.title,
            language=facts.language or self.language or "en",
            is_own=facts.notes.is_own,
        )
