"""Media RSS, enclosures and podcast covers of an RSS item or an Atom entry (Media RSS 1.5.1, RSS 2.0 enclosure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from feeds.html import escape
from feeds.model import Block, Embed, Media, Rendition, Rights
from feeds.namespaces import ITUNES, MEDIA
from feeds.reading.attached_media import place_media
from feeds.reading.feed_xml import Parts, text_of
from feeds.reading.html_media import read_credit
from feeds.reading.loose_text import loose_line
from feeds.reading.media_files import THUMBNAIL, file_name, is_avatar, kind_of, with_attached
from feeds.reading.territories import read_territories
from feeds.reading.values import absolute_url, read_bytes, read_pixels
from feeds.sanitise import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes along with an entry, as RSS and Atom name it beside Media RSS."""

    href: str
    mimetype: str | None = None
    bytes: int | None = None
    title: str | None = None


@dataclass(slots=True)
class _Found:
    media: list[Media] = field(default_factory=list)
    others: list[Embed] = field(default_factory=list)


def with_media(
    blocks: tuple[Block, ...], parts: Parts, *, enclosures: Iterable[Enclosure], base_url: str | None, is_own: bool
) -> tuple[Block, ...]:
    """Return a text with the files that its item or entry names beside it, each in its place or at the end.

    Our own documents name each thing once, in the order of the text, and with the address it has there.
    """
    found = _Found()
    reader = _Reader(base_url, parts, is_own=is_own)
    for group in parts.all(MEDIA, "group"):
        reader.read_group(group, found)
    for content in parts.all(MEDIA, "content"):
        reader.read_content(content, found, outer=None)
    for enclosure in enclosures:
        _add_enclosure(enclosure, found)
    if is_own:
        return place_media(blocks, found.media)
    thumbnails = [*reader.thumbnails(parts), *reader.cover()]
    return with_attached(blocks, found.media, thumbnails=thumbnails, others=found.others)


class _Reader:
    """Reads the media elements of one item."""

    def __init__(self, base_url: str | None, item: Parts, *, is_own: bool) -> None:
        self._base_url = base_url
        self._item = item
        self._is_own = is_own

    def read_group(self, group: etree._Element, found: _Found) -> None:
        """Read a group: forms of one thing. What is of another kind than its first is a thing of its own."""
        outer = Parts(group)
        forms = _Found()
        for content in outer.all(MEDIA, "content"):
            self.read_content(content, forms, outer=outer)
        found.others += forms.others
        for kind in dict.fromkeys(media.kind for media in forms.media):
            first, *rest = (media for media in forms.media if media.kind is kind)
            renditions = dict.fromkeys(r for media in (first, *rest) for r in media.renditions)
            in_order = sorted(renditions, key=lambda rendition: rendition.role == THUMBNAIL)
            found.media.append(replace(first, renditions=tuple(in_order)))

    def read_content(self, content: etree._Element, found: _Found, *, outer: Parts | None) -> None:
        """Read one file, and what its element, the group around it, or the item says of it."""
        parts = Parts(content)
        href = absolute_url(content.get("url"), self._base_url)
        around = [parts] if outer is None else [parts, outer]
        player = next((p for each in around for p in each.all(MEDIA, "player")), None)
        mimetype = one_line(content.get("type") or "") or None
        kind = kind_of(mimetype=mimetype, href=href, medium=content.get("medium"))
        if href is None or kind is None:
            address = href or (absolute_url(player.get("url"), self._base_url) if player is not None else None)
            if address and not is_avatar(address):
                found.others.append(_linked(address, self._caption(around)))
            return
        if is_avatar(href):
            return
        main = Rendition(
            href=href,
            mimetype=mimetype,
            width=read_pixels(content.get("width")),
            height=read_pixels(content.get("height")),
            bytes=read_bytes(content.get("filesize") or content.get("fileSize")),
        )
        thumbnails = [thumbnail for each in around for thumbnail in self.thumbnails(each)]
        found.media.append(
            Media(
                kind=kind,
                caption=self._caption(around),
                credit=self._credit([*around, self._item]),
                renditions=(main, *thumbnails),
                rights=self._rights([*around, self._item]),
            )
        )

    def thumbnails(self, parts: Parts) -> Iterator[Rendition]:
        """Yield the thumbnails among some elements."""
        for thumbnail in parts.all(MEDIA, "thumbnail"):
            href = absolute_url(thumbnail.get("url") or text_of(thumbnail), self._base_url)
            if href and not is_avatar(href):
                width, height = read_pixels(thumbnail.get("width")), read_pixels(thumbnail.get("height"))
                yield Rendition(href=href, width=width, height=height, role=THUMBNAIL)

    def cover(self) -> Iterator[Rendition]:
        """Yield the picture a podcast shows while an episode plays."""
        for image in self._item.all(ITUNES, "image"):
            if href := absolute_url(image.get("href"), self._base_url):
                yield Rendition(href=href, role=THUMBNAIL)

    def _caption(self, around: Iterable[Parts]) -> str | None:
        """Return the nearest description; a title counts as one if it is more than one word, such as a file's name."""
        for parts in around:
            if described := self._line(parts, "description"):
                return described
            title = self._line(parts, "title")
            if title and " " in title:
                return title
        return None

    def _credit(self, around: Iterable[Parts]) -> str | None:
        for parts in around:
            names = [self._read_line(credit) for credit in parts.all(MEDIA, "credit")]
            if not self._is_own:
                names = [read_credit(name)[1] or "" for name in names]
            if any(names):
                return ", ".join(dict.fromkeys(filter(None, names)))
        return None

    def _rights(self, around: Sequence[Parts]) -> Rights | None:
        notice = next(filter(None, (self._line(parts, "copyright") for parts in around)), None)
        restrictions = next((found for parts in around if (found := parts.all(MEDIA, "restriction"))), [])
        return _restricted(Rights(notice=notice), restrictions)

    def _line(self, parts: Parts, name: str) -> str | None:
        return next(filter(None, map(self._read_line, parts.all(MEDIA, name))), None)

    def _read_line(self, part: etree._Element) -> str:
        """Return a text on one line: plain in our documents and where its type says so, else by its looks."""
        is_plain = self._is_own or part.get("type") == "plain"
        return one_line(text_of(part)) if is_plain else loose_line(text_of(part))


def _add_enclosure(enclosure: Enclosure, found: _Found) -> None:
    kind = kind_of(mimetype=enclosure.mimetype, href=enclosure.href)
    if kind is None:
        found.others.append(_linked(enclosure.href, enclosure.title))
        return
    rendition = Rendition(href=enclosure.href, mimetype=enclosure.mimetype, bytes=enclosure.bytes or None)
    found.media.append(Media(kind=kind, caption=enclosure.title, renditions=(rendition,)))


def _linked(href: str, title: str | None) -> Embed:
    """Return a file that is neither picture, video nor sound as a link by its title, or else its name."""
    return Embed(href=href, html=escape(title or file_name(href)) or None)


def _restricted(rights: Rights, restrictions: Iterable[etree._Element]) -> Rights | None:
    """Add where something may be used; what is no list of countries is kept in its words."""
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    terms: list[str] = []
    for restriction in restrictions:
        relationship = (restriction.get("relationship") or "").strip().lower()
        territories = read_territories(text_of(restriction)) if restriction.get("type") == "country" else None
        if territories is None:
            terms.append(one_line(f"{relationship} {restriction.get('type') or ''}: {text_of(restriction)}"))
        elif relationship == "deny":
            denied += territories
        else:
            allowed += territories
    stated = replace(
        rights, usage_terms="; ".join(terms) or None, allowed_territories=allowed, denied_territories=denied
    )
    return stated if stated != Rights() else None
