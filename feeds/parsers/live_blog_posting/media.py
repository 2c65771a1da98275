"""Pictures, videos and sounds of an update."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feeds.html import escape
from feeds.model import Embed, Media, MediaKind, Rendition
from feeds.parsers.live_blog_posting.facts import read_rights
from feeds.parsers.live_blog_posting.things import Thing
from feeds.reading.people import byline_of
from feeds.reading.values import absolute_url, read_pixels

_PLAYERS = (("video", MediaKind.VIDEO), ("audio", MediaKind.AUDIO))


class Pictures:
    """The pictures of updates; one that most of them have alike is the page's, and none of an update."""

    def __init__(self, updates: Sequence[Thing], base_url: str | None) -> None:
        self._base_url = base_url
        shown = [addresses for update in updates if (addresses := self._addresses(update))]
        counted = Counter(href for addresses in shown for href in addresses)
        self._of_the_page = {href for href, times in counted.items() if times > 1 and times * 2 > len(shown)}

    def of(self, update: Thing) -> tuple[Media, ...]:
        """Return the pictures of one update.

        Bare addresses, and objects without a caption and a ``contentUrl``, are one picture in several crops, as Google
        asks for; so are objects with one caption.
        """
        bare = [Rendition(href=href) for text in update.texts("image") if (href := absolute_url(text, self._base_url))]
        found = [Media(kind=MediaKind.PICTURE, renditions=tuple(bare))] if bare else []
        for image in update.things("image"):
            media = _media(image, MediaKind.PICTURE, self._base_url)
            at = next((n for n, other in enumerate(found) if _are_crops(other, media, image)), None)
            if at is None:
                found.append(media)
            else:
                found[at] = replace(found[at], renditions=(*found[at].renditions, *media.renditions))
        return tuple(media for media in found if not {r.href for r in media.renditions} & self._of_the_page)

    def _addresses(self, update: Thing) -> set[str]:
        pages = (image.text("url") for image in update.things("image") if not image.text("contentUrl"))
        texts = [*update.texts("image"), *pages]
        return {href for text in texts if (href := absolute_url(text, self._base_url))}


def read_players(update: Thing, base_url: str | None) -> Iterator[Media | Embed]:
    """Yield videos and sounds: those with a file as media, those with nothing but a page or a player as embeds."""
    headline = update.words("headline", "name")
    for name, kind in _PLAYERS:
        for thing in update.things(name):
            media = _media(thing, kind, base_url)
            player = absolute_url(thing.text("embedUrl", "url"), base_url)
            title = thing.words("name")
            caption = media.caption or (title if title != headline else None)
            if thing.text("contentUrl"):
                yield replace(media, caption=caption, renditions=(*media.renditions, *_stills(thing, base_url)))
            elif player:
                yield Embed(href=player, html=escape(caption or media.alt or "") or None)


def _media(thing: Thing, kind: MediaKind, base_url: str | None) -> Media:
    href = absolute_url(thing.text("contentUrl", "url"), base_url)
    caption, alt = thing.words("caption"), thing.words("description", "alternateName")
    rendition = Rendition(
        href=href,
        mimetype=thing.text("encodingFormat"),
        width=_side(thing, "width"),
        height=_side(thing, "height"),
    )
    return Media(
        kind=kind,
        caption=caption,
        alt=alt if alt != caption else None,
        credit=byline_of(thing.names("creditText", "creator", "author")),
        renditions=(rendition,) if href else (),
        rights=read_rights(thing),
    )


def _are_crops(media: Media, other: Media, image: Thing) -> bool:
    if (media.caption, media.credit) != (other.caption, other.credit):
        return False
    return media.caption is not None or not image.text("contentUrl")


def _stills(thing: Thing, base_url: str | None) -> Iterator[Rendition]:
    for text in thing.texts("thumbnailUrl"):
        if href := absolute_url(text, base_url):
            yield Rendition(href=href, role="thumbnail")


def _side(thing: Thing, name: str) -> int | None:
    """Return width or height: ``1200``, ``"1200 px"`` or a ``QuantitativeValue``."""
    text = thing.text(name) or next((value.text("value") for value in thing.things(name)), None)
    return read_pixels((text or "").replace(" ", ""))
