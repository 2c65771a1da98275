"""Segments and their translations: the unit of drafting, memory and review.

A *segment* is a sentence of one text field of an entry or of a blog's head. Its translations are append-only history;
the newest one is current. States belong to segments; findings and comments are kept beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from translations.findings import Finding


class SegmentState(StrEnum):
    """Where a segment stands.

    ``missing -> machine | memory -> edited -> approved``; ``stale`` when its source changed under a translation;
    ``rejected`` when a reviewer threw the draft away. ``machine`` was made by an engine, ``memory`` recalled from a
    translation memory: neither has been looked at by a person in this place.
    """

    MISSING = "missing"
    MACHINE = "machine"
    MEMORY = "memory"
    EDITED = "edited"
    APPROVED = "approved"
    STALE = "stale"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Who or what made a translation."""

    ENGINE = "engine"
    MEMORY = "memory"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An inline mark over ``text[start:end]``, in characters, half-open; a ``br`` is empty, a link has a ``href``."""

    start: int
    end: int
    tag: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSegment:
    """One sentence of the source.

    ``field`` addresses a text field (``headline``, ``b1.html``, ``b2.items[0]``, ``b3.caption``; for a blog's head
    ``title``, ``standfirst``, ``summary/b1.html``, ``body/b2.html``), ``index`` counts sentences in it from 0.
    ``text`` is plain; ``gap`` the white space up to the next sentence. ``source_hash`` is the SHA-256 of the NFC,
    space-collapsed text with its tag skeleton, ``fold_hash`` the same after folding quotes, dashes and spaces.
    """

    field: str
    index: int
    text: str
    source_hash: str
    fold_hash: str
    marks: tuple[Mark, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Two sentences that follow each other and are translated as one (:mod:`translations.joins`), by their sums."""

    first_hash: str
    second_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a translation came about; only what applies is set.

    ``match`` is the memory match in percent, ``mean_log_probability`` per token with length penalty 1,
    ``notes`` names what a reader of drafts should know (``cut``, ``link moved to the end``). ``reviewer`` is who last
    approved the text, whoever made it.
    """

    origin: Origin
    engine: str | None = None
    package: str | None = None
    package_sha256: str | None = None
    pivot: str | None = None
    options: str | None = None
    mean_log_probability: float | None = None
    memory: str | None = None
    match: int | None = None
    latency_s: float | None = None
    reviewer: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTranslation:
    """One translation of one segment, as it was made.

    ``source_hash`` and ``source_text`` are what it was made from. ``approved_source_text`` is the source text that it
    was last approved against, ``None`` where no person has approved it.
    """

    text: str
    source_hash: str
    source_text: str
    author: str
    provenance: Provenance
    created_at: datetime
    marks: tuple[Mark, ...] = ()
    approved_source_text: str | None = None


def unreviewed_state(translation: SegmentTranslation) -> SegmentState:
    """Return the state that a translation gives its segment before anybody has approved it."""
    by_origin = {
        Origin.ENGINE: SegmentState.MACHINE,
        Origin.MEMORY: SegmentState.MEMORY,
        Origin.PERSON: SegmentState.EDITED,
    }
    return by_origin[translation.provenance.origin]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A source segment in one target language, with its current translation.

    ``version`` is the optimistic lock, +1 at each write. ``suggestion`` is a fresh draft offered beside a stale text,
    or what a person wrote for a longer sentence, offered to a part of it. ``findings`` are those of ``current``,
    ``suggestion_findings`` those of ``suggestion``. ``material`` names what a change of the source touched since the
    translation was made (``numbers``, ``negation``, ``hedge``, ``names``).
    ``is_redraft_wanted``: a person asked the engine again.
    """

    source: SourceSegment
    state: SegmentState = SegmentState.MISSING
    current: SegmentTranslation | None = None
    suggestion: SegmentTranslation | None = None
    findings: tuple[Finding, ...] = ()
    suggestion_findings: tuple[Finding, ...] = ()
    material: tuple[str, ...] = ()
    is_redraft_wanted: bool = False
    version: int = 0
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWork:
    """One entry, or one blog's head, in one target language.

    ``guid`` is the source's; ``version``, ``created_at`` and ``updated_at`` are the variant's own. ``source_version``
    is the source version that the segments were cut from. ``waiting_since`` is when the oldest sentence that nobody has
    approved came up, ``waited_min`` the longest timer of a publish policy, in minutes, that has run out since.
    ``joins`` are the sentences that a translator treats as one.
    """

    guid: str
    language: str
    source_version: int
    version: int
    created_at: datetime
    updated_at: datetime
    segments: tuple[Segment, ...] = ()
    joins: tuple[Join, ...] = ()
    waiting_since: datetime | None = None
    waited_min: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWork:
    """All work on one blog in one language: ``texts`` by source guid, the head under the blog's guid.

    ``revision`` counts every change that can be seen in this language.
    """

    language: str
    revision: int
    texts: Mapping[str, TextWork] = field(default_factory=lambda: MappingProxyType({}))
