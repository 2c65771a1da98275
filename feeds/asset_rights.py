"""Pictures, videos and sounds that a partner may not use, by their rights or credit: what stands for them. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from feeds.model import Block, Media, MediaBlock, MediaKind, Rendition
from feeds.profile import MediaRule, OutputProfile, RefusedMedia
from feeds.territories import why_refused


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldMedia:
    """A picture, video or sound that was kept out of a document, and why.

    ``guid`` is that of the entry or live blog whose block ``block_id`` it is. ``address_hash`` is the SHA-256 of its
    first address in hex, by which it can be found again without being passed on; ``None`` where it has none.
    """

    guid: str
    block_id: str
    address_hash: str | None
    reason: str


def permitted_blocks(
    blocks: tuple[Block, ...], profile: OutputProfile, *, guid: str
) -> tuple[tuple[Block, ...], tuple[WithheldMedia, ...]]:
    """Return blocks with nothing in them that the profile's partner may not use, and what was withheld.

    Of a thing that is refused the caption is left: its credit, rights and alternative text are about what is not there.
    """
    if not (profile.territories or profile.media.denied_credits):
        return blocks, ()
    withheld: list[WithheldMedia] = []
    kept = tuple(_permitted(blocks, profile, guid, withheld))
    return (kept, tuple(withheld)) if withheld else (blocks, ())


def why_withheld(media: Media, profile: OutputProfile) -> str | None:
    """Return why a partner may not use a thing; ``None`` if it may."""
    return why_refused(media.rights, profile.territories) or _denied_credit(media, profile.media.denied_credits)


def _permitted(
    blocks: Iterable[Block], profile: OutputProfile, guid: str, withheld: list[WithheldMedia]
) -> Iterator[Block]:
    for block in blocks:
        reason = why_withheld(block.media, profile) if isinstance(block, MediaBlock) else None
        if reason is None or not isinstance(block, MediaBlock):
            yield block
            continue
        address = next((one.href for one in block.media.renditions if one.href), None)
        hashed = hashlib.sha256(address.encode()).hexdigest() if address else None
        withheld.append(WithheldMedia(guid=guid, block_id=block.id, address_hash=hashed, reason=reason))
        yield replace(block, media=_stand_in(block.media, profile.media))


def _stand_in(media: Media, rule: MediaRule) -> Media:
    is_replaced = rule.refused is RefusedMedia.REPLACE and media.kind is MediaKind.PICTURE
    return Media(
        kind=media.kind,
        caption=media.caption,
        alt=rule.replacement_alt if is_replaced else None,
        renditions=(Rendition(href=rule.replacement_url),) if is_replaced and rule.replacement_url else (),
    )


def _denied_credit(media: Media, names: Iterable[str]) -> str | None:
    named = " / ".join(filter(None, (media.credit, media.rights.holder if media.rights else None)))
    denied = next((name for name in names if named and _is_named(name, named)), None)
    return f"credited to {denied}" if denied else None


def _is_named(name: str, text: str) -> bool:
    """Say whether a name stands in a text: as words in Latin letters, where AP is not in Japan, else anywhere."""
    if not name.isascii():
        return name.casefold() in text.casefold()
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))
