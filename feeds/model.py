"""The canonical live blog: what a newsroom posts, before any format, language or partner has touched it.

Everything here is frozen data. Times are aware and in UTC; the blog keeps its own IANA zone for display. Fields named
``html`` (and list items and table cells) hold a small safe inline HTML, see :mod:`feeds.html`; all other text is plain.
A language variant is an ordinary :class:`LiveBlog` whose parts carry a :class:`Translation` note.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from feeds.dates import Time

STRICT = ConfigDict(extra="forbid", strict=True)


Pixels = Annotated[int, Field(gt=0, le=1_000_000)]
Bytes = Annotated[int, Field(ge=0, lt=2**53)]
"""A size that any JSON reader holds exactly (RFC 8259 §6)."""
Territory = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
MOST_TAGS = 50
LONGEST_TAG = 100
Tag = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]
"""A word or two that the newsroom files an entry under; unlike a subject it is of no scheme and has no code."""


class PubStatus(StrEnum):
    """Whether a thing may be used (NewsML-G2 ``pubStatus``)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class EntryKind(StrEnum):
    """What an entry is in its live blog."""

    UPDATE = "update"
    SUMMARY = "summary"
    KEY_EVENT = "key_event"


class MediaKind(StrEnum):
    """The kind of thing a media block shows."""

    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"


class TranslationState(StrEnum):
    """How far people stand behind a translated text as a whole.

    ``untranslated``: the source text stands in. ``machine``: no segment is reviewed and an engine made at least one.
    ``memory``: no segment is reviewed, all were recalled from a translation memory. ``mixed``: some segments are
    reviewed. ``reviewed``: all are.
    """

    UNTRANSLATED = "untranslated"
    MACHINE = "machine"
    MEMORY = "memory"
    MIXED = "mixed"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a text is about: a QCode such as ``medtop:11000000`` and a name to show."""

    __pydantic_config__ = STRICT

    qcode: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Who holds the rights and where a thing may be used. Territories are ISO 3166-1 alpha-2 codes."""

    __pydantic_config__ = STRICT

    holder: str | None = None
    notice: str | None = None
    usage_terms: str | None = None
    allowed_territories: tuple[Territory, ...] = ()
    denied_territories: tuple[Territory, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One technical form of a picture, video or sound. ``width`` and ``height`` in pixels, ``bytes`` is its size."""

    __pydantic_config__ = STRICT

    href: str | None = None
    mimetype: str | None = None
    width: Pixels | None = None
    height: Pixels | None = None
    bytes: Bytes | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or sound. Without any rendition it is still published by its caption and credit."""

    __pydantic_config__ = STRICT

    kind: MediaKind
    caption: str | None = None
    alt: str | None = None
    credit: str | None = None
    renditions: tuple[Rendition, ...] = ()
    rights: Rights | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    __pydantic_config__ = STRICT

    html: str
    id: str = ""
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A subheading inside an entry."""

    __pydantic_config__ = STRICT

    html: str
    id: str = ""
    type: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A set-off quotation, and who said it."""

    __pydantic_config__ = STRICT

    html: str
    attribution: str | None = None
    id: str = ""
    type: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """A bulleted or numbered list; each item is inline HTML."""

    __pydantic_config__ = STRICT

    items: tuple[str, ...]
    ordered: bool = False
    id: str = ""
    type: Literal["list"] = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells of inline HTML; ``header`` says that the first row holds column names."""

    __pydantic_config__ = STRICT

    rows: tuple[tuple[str, ...], ...]
    header: bool = False
    id: str = ""
    type: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaBlock:
    """A media object in its place in the text."""

    __pydantic_config__ = STRICT

    media: Media
    id: str = ""
    type: Literal["media"] = "media"


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """A thing that lives elsewhere, such as a social media post. ``html`` is its readable fallback, inline HTML."""

    __pydantic_config__ = STRICT

    href: str
    html: str | None = None
    id: str = ""
    type: Literal["embed"] = "embed"


Block = Annotated[
    Paragraph | Heading | Quote | ListBlock | Table | MediaBlock | Embed,
    Field(discriminator="type"),
]


UNKNOWN_VERSION = 0
"""The version of a source of which only the guid is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What a variant says about its own making; writers print it, nothing else reads it.

    ``engines`` and ``reviewers`` are display names; ``memories`` name the translation memories recalled from.
    ``has_machine_text`` is true as soon as one unreviewed segment came from an engine. ``is_stale`` means that the
    text was made from an older version than ``source_version``, which may be unknown (:data:`UNKNOWN_VERSION`).
    """

    __pydantic_config__ = STRICT

    source_guid: str
    source_version: int
    source_language: str
    state: TranslationState
    has_machine_text: bool = False
    is_stale: bool = False
    engines: tuple[str, ...] = ()
    memories: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()

    @property
    def known_source_version(self) -> int | None:
        """The source's version, where it is known."""
        return None if self.source_version == UNKNOWN_VERSION else self.source_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update of a live blog.

    ``guid`` is a ``tag:`` URI minted once (empty, and ``version`` 0, until the service has accepted the entry);
    ``version`` rises by one at each accepted change. ``time_is_exact`` is false where ``published_at`` was only
    placed between its neighbours. ``language`` is set where it differs from the blog's. A killed entry
    (``pub_status`` canceled) has no blocks and no headline left.
    """

    __pydantic_config__ = STRICT

    published_at: Time
    created_at: Time
    updated_at: Time
    guid: str = ""
    version: Annotated[int, Field(ge=0)] = 0
    kind: EntryKind = EntryKind.UPDATE
    headline: str | None = None
    blocks: tuple[Block, ...] = ()
    byline: str | None = None
    language: str | None = None
    time_is_exact: bool = True
    pinned: bool = False
    highlighted: bool = False
    subjects: tuple[Subject, ...] = ()
    tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS)] = ()
    pub_status: PubStatus = PubStatus.USABLE
    embargoed_until: Time | None = None
    correction_note: str | None = None
    kill_reason: str | None = None
    rights: Rights | None = None
    translation: Translation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlog:
    """Continuing coverage of one event, in one language.

    ``published_at`` is its first publication. ``version`` counts changes of its own texts and settings (the head);
    ``revision`` counts every change in it, entries included. ``entries`` are newest first, as a page shows them.
    ``summary`` and ``body`` (the background text) are blocks like an entry's.
    """

    __pydantic_config__ = STRICT

    slug: str
    title: str
    language: str
    timezone: str
    published_at: Time
    created_at: Time
    updated_at: Time
    guid: str = ""
    version: Annotated[int, Field(ge=0)] = 0
    revision: Annotated[int, Field(ge=0)] = 0
    standfirst: str | None = None
    summary: tuple[Block, ...] = ()
    body: tuple[Block, ...] = ()
    byline: str | None = None
    coverage_start_at: Time | None = None
    coverage_end_at: Time | None = None
    pub_status: PubStatus = PubStatus.USABLE
    subjects: tuple[Subject, ...] = ()
    rights: Rights | None = None
    entries: tuple[Entry, ...] = ()
    translation: Translation | None = None
