"""What a writer is given: a feed and its items after a partner's profile has been applied.

:mod:`feeds.present` makes these from a live blog; a writer only prints them. All texts are final (labels, credit
lines and titles included), all addresses absolute, all identifiers in the partner's scheme, all times in its zone.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from feeds.asset_rights import WithheldMedia
from feeds.model import EntryKind, Media, PubStatus, Rights, Subject, Translation
from feeds.profile import Extension, NewsMLText


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Who serves the feeds: set once per installation.

    ``base_url`` has no trailing slash. ``logo_url`` is the provider's logo, where it is known. ``own_hub_url`` and
    ``other_hubs`` are the WebSub hubs that are told of changes: our own, where there is one, and others'.
    """

    base_url: str
    name: str
    provider: str
    authority: str
    logo_url: str | None = None
    own_hub_url: str | None = None
    other_hubs: tuple[str, ...] = ()

    @property
    def own_hubs(self) -> tuple[str, ...]:
        """Our own hub, which alone may know of feeds that are not for everybody; or nothing."""
        return (self.own_hub_url,) if self.own_hub_url else ()

    @property
    def hubs(self) -> tuple[str, ...]:
        """Every hub that is told of changes of public feeds, our own first."""
        return self.own_hubs + self.other_hubs

    @property
    def catalog_url(self) -> str:
        """The stable address of the project's own NewsML-G2 catalogue."""
        return f"{self.base_url}/catalogs/syndication-1.xml"

    @property
    def json_feed_objects_url(self) -> str:
        """The stable address of the description of our own objects in JSON Feed."""
        return f"{self.base_url}/catalogs/json-feed-objects-1.json"

    def page_url(self, slug: str, language: str) -> str:
        """Return the address of a live blog's page in one language."""
        return f"{self.base_url}/blogs/{quote(slug, safe='')}/{quote(language, safe='')}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """The same thing in another language."""

    language: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlace:
    """Which of a feed's archive documents one is (RFC 5005 §4); they are numbered from 1, the oldest.

    ``generation`` counts how often something had to be taken out of the document since it was made. ``current_url`` is
    the address of the subscription document.
    """

    number: int
    generation: int
    current_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLinks:
    """The addresses a document names: where it is served, the page it mirrors, and the same in other languages.

    ``previous_archive_url`` is the archive document with what happened before; ``archive`` is set in archive documents.
    ``hubs`` are the WebSub hubs where one can subscribe to the document (W3C WebSub §4).
    ``transmission`` names this sending of it, where it is sent and not fetched.
    """

    feed_url: str
    page_url: str
    sibling_feeds: tuple[LanguageLink, ...] = ()
    sibling_pages: tuple[LanguageLink, ...] = ()
    previous_archive_url: str | None = None
    archive: ArchivePlace | None = None
    hubs: tuple[str, ...] = ()
    transmission: str | None = None

    @property
    def archive_links(self) -> tuple[tuple[str, str], ...]:
        """Relation and address of the other documents of the feed, as RFC 5005 §4 names them."""
        current = (("current", self.archive.current_url),) if self.archive else ()
        previous = (("prev-archive", self.previous_archive_url),) if self.previous_archive_url else ()
        return current + previous


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as one partner gets it.

    ``language`` is the plain tag of the text, ``language_tag`` the tag in the partner's style. ``body_html`` is
    well-formed XHTML of block elements, labels and credit lines included; ``body_text`` its plain text with blank
    lines between blocks; ``summary`` one or two plain sentences. ``media`` holds what the profile lets through, each
    with at most the renditions it allows. ``source_url`` is the entry in the source language, for variants only.
    ``updated_at`` is when readers last saw a change, an entry's appearance included. An item that must not be used
    (``pub_status`` canceled or withheld) says so in title and body, and nothing is left of what the entry said.
    ``site`` is here too, because a NewsML-G2 item names its provider and its catalogue by itself. ``format_version`` is
    the version of the format that the partner asked for, if it did. ``body_html`` may be empty. ``previous_version`` is
    0 for the first. ``rendition`` is the role of the file of a picture or video that is shown first, where it has one;
    ``without`` names the extensions that are not to be written. ``withheld_media`` is not for printing: it is what was
    kept out of ``media`` and the body because of its rights.
    """

    site: Site
    guid: str
    version: int
    previous_version: int
    url: str
    blog_guid: str
    blog_title: str
    title: str
    has_own_title: bool
    body_html: str
    body_text: str
    summary: str
    language: str
    language_tag: str
    created_at: datetime
    published_at: datetime
    updated_at: datetime
    byline: str | None
    credit_line: str | None = None
    kind: EntryKind = EntryKind.UPDATE
    pinned: bool = False
    highlighted: bool = False
    subjects: tuple[Subject, ...]
    tags: tuple[str, ...] = ()
    pub_status: PubStatus
    embargoed_until: datetime | None = None
    correction_note: str | None = None
    kill_reason: str | None = None
    rights: Rights | None
    media: tuple[Media, ...]
    translation: Translation | None
    translation_source_guid: str | None
    translation_relation: str
    source_url: str | None
    alternates: tuple[LanguageLink, ...]
    is_right_to_left: bool
    format_version: str | None
    newsml_text: NewsMLText
    rendition: str | None = None
    without: tuple[Extension, ...] = ()
    withheld_media: tuple[WithheldMedia, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One live blog inside a feed, as a NewsML-G2 packageItem needs it.

    ``version`` rises at every change in it, be it the clock's; ``previous_version`` is 0 for the first.
    """

    guid: str
    version: int
    previous_version: int
    title: str
    standfirst: str | None
    language_tag: str
    created_at: datetime
    published_at: datetime
    updated_at: datetime
    pub_status: PubStatus
    byline: str | None
    subjects: tuple[Subject, ...]
    rights: Rights | None
    page_url: str
    translation: Translation | None
    translation_source_guid: str | None
    translation_relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A whole document's worth: head and items, newest first (or as the profile orders them).

    ``updated_at`` is the newest change of the blogs and items in it; there is no generation time, so that two documents
    without a change between them are the same bytes. ``packages`` has one live blog, or several for a feed across
    blogs, then ``guid`` is the feed's own.
    """

    guid: str
    title: str
    subtitle: str | None
    language: str
    language_tag: str
    updated_at: datetime
    published_at: datetime
    author: str
    rights: Rights | None
    subjects: tuple[Subject, ...]
    site: Site
    links: FeedLinks
    packages: tuple[Package, ...]
    items: tuple[Item, ...]
    ttl_min: int
    format_version: str | None
    without: tuple[Extension, ...] = ()

    @property
    def live_blog(self) -> Package | None:
        """The live blog that the feed is; ``None`` for one across live blogs, though there be only one in it."""
        return self.packages[0] if len(self.packages) == 1 and self.packages[0].guid == self.guid else None
