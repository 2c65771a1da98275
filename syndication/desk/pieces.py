"""An entry or a head as pieces that are compared one by one: each field, and each block by its id. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from feeds.body import main_rendition
from feeds.html import plain_text
from feeds.model import (
    Block,
    Embed,
    Entry,
    Heading,
    ListBlock,
    LiveBlog,
    Media,
    MediaBlock,
    Paragraph,
    PubStatus,
    Quote,
    Rights,
    Subject,
    Table,
)
from syndication.desk.local_times import tell_offset
from translations.word_diff import DiffPart, word_diff

ENTRY_FIELDS = {
    "headline": "Headline",
    "kind": "Kind",
    "byline": "Byline",
    "language": "Language",
    "published_at": "Published",
    "embargoed_until": "Embargo",
    "pinned": "Pinned",
    "highlighted": "Highlighted",
    "pub_status": "Use",
    "correction_note": "Correction note",
    "kill_reason": "Reason of the kill",
    "subjects": "Subjects",
    "tags": "Tags",
    "rights": "Rights",
}
"""The fields of an entry that people edit, in the order of the page, and what they are called there."""

HEAD_FIELDS = {
    "title": "Title",
    "standfirst": "Standfirst",
    "byline": "Byline",
    "timezone": "Time zone",
    "published_at": "Published",
    "coverage_start_at": "Coverage starts",
    "coverage_end_at": "Coverage ends",
    "pub_status": "Use",
    "subjects": "Subjects",
    "rights": "Rights",
}
"""The same of a head."""

_STATUSES = {
    PubStatus.USABLE: "may be used",
    PubStatus.WITHHELD: "held: not to be used for now",
    PubStatus.CANCELED: "killed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A piece that is not the same in two versions: its name, and what was taken out and put in."""

    name: str
    parts: tuple[DiffPart, ...]


def differences(old: Entry | LiveBlog, new: Entry | LiveBlog, zone: ZoneInfo) -> tuple[Difference, ...]:
    """Return what differs between two versions, in the order of the newer one, removed pieces last."""
    before, after = dict(_pieces(old, zone)), dict(_pieces(new, zone))
    names = [*after, *(key for key in before if key not in after)]
    found = [
        Difference(name=(after.get(key) or before[key])[0], parts=word_diff(_said(before, key), _said(after, key)))
        for key in names
        if _said(before, key) != _said(after, key)
    ]
    kept = [key for key in before if key in after and key.startswith("block ")]
    if not found and kept != [key for key in after if key in before and key.startswith("block ")]:
        found.append(Difference(name="Order of the blocks", parts=()))
    return tuple(found)


def _said(pieces: dict[str, tuple[str, str]], key: str) -> str:
    return pieces[key][1] if key in pieces else ""


def _pieces(value: Entry | LiveBlog, zone: ZoneInfo) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the key of each piece with its name and its words."""
    names = ENTRY_FIELDS if isinstance(value, Entry) else HEAD_FIELDS
    for field, name in names.items():
        yield field, (name, tell_field(value, field, zone))
    if isinstance(value, Entry):
        yield from _block_pieces(value.blocks, "")
    else:
        yield from _block_pieces(value.summary, "summary ")
        yield from _block_pieces(value.body, "background ")


def _block_pieces(blocks: tuple[Block, ...], place: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for number, block in enumerate(blocks, 1):
        name = f"{place}{block_name(block)} {number}"
        yield f"block {place}{block.id}", (name[:1].upper() + name[1:], tell_block(block))


def tell_field(value: Entry | LiveBlog, field: str, zone: ZoneInfo) -> str:
    """Return what a field says, in words."""
    content = getattr(value, field)
    match content:
        case None:
            return ""
        case bool():
            return "yes" if content else "no"
        case PubStatus():
            return _STATUSES[content]
        case Rights():
            return _tell_rights(content)
        case tuple():
            return "; ".join(one if isinstance(one, str) else _tell_subject(one) for one in content)
    if field.endswith(("_at", "_until")):
        return f"{content.astimezone(zone):%Y-%m-%d %H:%M:%S} {tell_offset(content, zone)}"
    return str(content).replace("_", " ") if field == "kind" else str(content)


def block_name(block: Block) -> str:
    """Return what a kind of block is called."""
    return block.media.kind.value if isinstance(block, MediaBlock) else block.type


def tell_block(block: Block) -> str:
    """Return what a block says, in plain words; links with their addresses, since those may be what has changed."""
    match block:
        case Paragraph() | Heading():
            return _words(block.html)
        case Quote():
            return _lines(_words(block.html), block.attribution)
        case ListBlock():
            return "\n".join(map(_words, block.items))
        case Table():
            return "\n".join(" | ".join(map(_words, row)) for row in block.rows)
        case MediaBlock():
            return _tell_media(block.media)
        case Embed():
            return _lines(block.href, _words(block.html or ""))


def _tell_media(media: Media) -> str:
    shown = main_rendition(media)
    alt = f"alternative text: {media.alt}" if media.alt else None
    credit = f"credit: {media.credit}" if media.credit else None
    rights = _tell_rights(media.rights) if media.rights else None
    return _lines(shown.href if shown else None, media.caption, alt, credit, rights)


def _tell_rights(rights: Rights) -> str:
    allowed, denied = " ".join(rights.allowed_territories), " ".join(rights.denied_territories)
    return _lines(
        f"holder: {rights.holder}" if rights.holder else None,
        f"notice: {rights.notice}" if rights.notice else None,
        f"usage terms: {rights.usage_terms}" if rights.usage_terms else None,
        f"only in: {allowed}" if allowed else None,
        f"not in: {denied}" if denied else None,
    )


def _tell_subject(subject: Subject) -> str:
    return f"{subject.qcode} ({subject.name})" if subject.name else subject.qcode


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)


def _words(html: str) -> str:
    """Return a fragment's words, and its marks as far as a reader would see or use them."""
    text = html
    for opening, sign in (("<b>", "*"), ("</b>", "*"), ("<strong>", "*"), ("</strong>", "*")):
        text = text.replace(opening, sign)
    for opening, sign in (("<i>", "_"), ("</i>", "_"), ("<em>", "_"), ("</em>", "_")):
        text = text.replace(opening, sign)
    return plain_text(_with_addresses(text))


def _with_addresses(html: str) -> str:
    """Write the address of each link behind its words."""
    told, rest = "", html
    while '<a href="' in rest:
        before, _, rest = rest.partition('<a href="')
        address, _, rest = rest.partition('">')
        words, _, rest = rest.partition("</a>")
        told += f"{before}{words} [{address}]"
    return told + rest
