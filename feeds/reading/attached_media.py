"""Pictures, videos and sounds that a document describes apart from the text in which they are shown."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from feeds.html import parse_fragment, plain_text
from feeds.model import Block, Media, MediaBlock, MediaKind, Paragraph, PubStatus, Rendition
from feeds.reading.own_lines import read_own_credit
from feeds.uris import uri


def place_media(blocks: Iterable[Block], attached: Iterable[Media]) -> tuple[Block, ...]:
    """Put what is known of attached media in the place where the text shows or links them, and the others at its end.

    They are recognised by their addresses, or by paragraphs that say nothing but their captions. What the description
    says wins; what only the text says is added to it.
    """
    return _placed(blocks, attached, (_has_address, _is_captioned))


def place_files(blocks: Iterable[Block], attached: Iterable[Media], *, same: Callable[[str], str]) -> tuple[Block, ...]:
    """Do so by addresses alone: ``same`` is equal for two of one thing.

    For documents of others, where a text may well be what the description of its picture says too.
    """
    return _placed(blocks, attached, (partial(_has_address, same=same),))


_Shows = Callable[[Block, Media], bool]


def _placed(blocks: Iterable[Block], attached: Iterable[Media], ways: Iterable[_Shows]) -> tuple[Block, ...]:
    placed = list(blocks)
    behind: list[Block] = []
    taken: set[int] = set()
    ways = tuple(ways)
    for media in attached:
        free = [n for n in range(len(placed)) if n not in taken]
        at = next((n for shows in ways for n in free if shows(placed[n], media)), None)
        if at is None:
            behind.append(MediaBlock(media=media))
            continue
        taken.add(at)
        shown = placed[at]
        placed[at] = MediaBlock(media=_merged(media, shown.media) if isinstance(shown, MediaBlock) else media)
    return (*placed, *behind)


def with_own_captions(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Put media without a file in place of paragraphs that are a credit, with a caption or without, as we print it."""
    return tuple(_own_caption(block) or block for block in blocks)


def _own_caption(block: Block) -> MediaBlock | None:
    if not isinstance(block, Paragraph) or "<" in block.html:
        return None
    words = plain_text(block.html).strip()
    caption, bracket, inside = words.rpartition(" (")
    credit = read_own_credit(words)
    if credit is None and bracket and inside.endswith(")"):
        credit = read_own_credit(inside[:-1])
    else:
        caption = ""
    if credit is None:
        return None
    return MediaBlock(media=Media(kind=credit[0], caption=caption or None, credit=credit[1]))


def _address(href: str) -> str:
    """Return the one spelling under which an address is known: documents write letters beyond ASCII in two ways."""
    return uri(href)


def why_left_out(status: PubStatus, embargo: datetime | None, *, until: datetime | None) -> str | None:
    """Say why a media object may not be shown in a text that is embargoed ``until`` then; ``None`` if it may."""
    if status is not PubStatus.USABLE:
        return "it must not be used and was left out"
    if embargo is not None and (until is None or embargo > until):
        return "it is embargoed for longer than its text and was left out"
    return None


def stand_ins(kind: MediaKind, renditions: Iterable[Rendition]) -> tuple[Rendition, ...]:
    """Return the files of a media object; pictures among those of a video or sound are thumbnails that stand for it."""
    return tuple(
        replace(rendition, role="thumbnail")
        if kind is not MediaKind.PICTURE and (rendition.mimetype or "").startswith("image/")
        else rendition
        for rendition in renditions
    )


def _has_address(block: Block, media: Media, *, same: Callable[[str], str] = _address) -> bool:
    """Say whether a block shows a media object, or is its caption with a link to it, as we may print it."""
    addresses = {same(rendition.href) for rendition in media.renditions if rendition.href}
    if isinstance(block, MediaBlock):
        return any(r.href and same(r.href) in addresses for r in block.media.renditions)
    if not isinstance(block, Paragraph) or not block.html.endswith("</a>"):
        return False
    link = parse_fragment(block.html)[-1]
    href = link.get("href")
    before = plain_text(block.html).strip().removesuffix("".join(link.itertext())).strip()
    return href is not None and same(href) in addresses and _is_caption(before, media)


def _is_captioned(block: Block, media: Media) -> bool:
    """Say whether a paragraph is nothing but the caption, the credit, or both."""
    if not isinstance(block, Paragraph) or block.html.endswith("</a>") or not (media.caption or media.credit):
        return False
    return _is_caption(plain_text(block.html).strip(), media)


def _is_caption(words: str, media: Media) -> bool:
    """Say whether words are the caption, the credit after our word for it in brackets, or both."""
    if not words.startswith(media.caption or ""):
        return False
    rest = words.removeprefix(media.caption or "").strip()
    if media.caption and rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1]
    credit = read_own_credit(rest)
    return not rest or (credit is not None and credit[1] == media.credit)


def _merged(media: Media, shown: Media) -> Media:
    """Add to a description what the text alone says; an address stays as it is spelt in the text."""
    known = {_address(r.href): r for r in media.renditions if r.href}
    in_text = {_address(r.href): r for r in shown.renditions if r.href}
    spelt = [_spelt(rendition, in_text) for rendition in media.renditions]
    added = [rendition for address, rendition in in_text.items() if address not in known]
    return replace(
        media,
        caption=media.caption or shown.caption,
        alt=media.alt or shown.alt,
        credit=media.credit or shown.credit,
        renditions=(*spelt, *added),
    )


def _spelt(rendition: Rendition, in_text: dict[str, Rendition]) -> Rendition:
    other = in_text.get(_address(rendition.href)) if rendition.href else None
    if other is None:
        return rendition
    return replace(
        rendition,
        href=other.href,
        width=rendition.width or other.width,
        height=rendition.height or other.height,
        mimetype=rendition.mimetype or other.mimetype,
    )
