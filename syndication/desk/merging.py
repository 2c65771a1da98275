"""Two people have changed one entry: what each of them changed alone is taken over, and what both did is told. Pure."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import count
from zoneinfo import ZoneInfo

from feeds.model import Block, Entry
from syndication.desk.pieces import ENTRY_FIELDS, block_name, tell_block, tell_field
from translations.word_diff import DiffPart, word_diff

_FIELDS = tuple(field for field in ENTRY_FIELDS if field != "kill_reason")
_BLOCK = "block-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A piece that both have changed, each to something else; ``key`` names it in forms.

    ``mine`` and ``theirs`` are what it says now, empty where it was removed; ``parts`` lead from theirs to mine.
    """

    key: str
    name: str
    mine: str
    theirs: str
    parts: tuple[DiffPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Both versions in one: where they clash it says mine. ``taken_over`` counts pieces that only they had changed."""

    entry: Entry
    clashes: tuple[Clash, ...]
    taken_over: int


def merge(base: Entry, mine: Entry, theirs: Entry, zone: ZoneInfo) -> Merged:
    """Join what I made of ``base`` with what they made of it."""
    clashes: list[Clash] = []
    chosen: dict[str, object] = {}
    taken_over = 0
    for field in _FIELDS:
        was, own, other = (getattr(value, field) for value in (base, mine, theirs))
        if own == other or other == was:
            continue
        if own == was:
            chosen[field] = other
            taken_over += 1
        else:
            clashes.append(
                _clash(field, ENTRY_FIELDS[field], *(tell_field(one, field, zone) for one in (mine, theirs)))
            )
    blocks, block_clashes, blocks_taken = _merge_blocks(base.blocks, mine.blocks, theirs.blocks)
    merged = replace(mine, **chosen, blocks=blocks, version=theirs.version, updated_at=theirs.updated_at)  # type: ignore[arg-type]
    return Merged(entry=merged, clashes=(*clashes, *block_clashes), taken_over=taken_over + blocks_taken)


def settle(entry: Entry, theirs: Entry, keys: frozenset[str]) -> Entry:
    """Put what they say in place of what ``entry`` says, for the pieces of these keys."""
    fields = {field: getattr(theirs, field) for field in _FIELDS if field in keys}
    wanted = {key.removeprefix(_BLOCK) for key in keys if key.startswith(_BLOCK)}
    by_id = {block.id: block for block in theirs.blocks}
    blocks = [by_id.get(block.id) if block.id in wanted else block for block in entry.blocks]
    placed = [block for block in blocks if block is not None]
    for at, block in enumerate(theirs.blocks):
        if block.id in wanted and all(block.id != one.id for one in placed):
            before = {one.id for one in theirs.blocks[:at]}
            place = max((number for number, one in enumerate(placed, 1) if one.id in before), default=0)
            placed.insert(place, block)
    return replace(entry, **fields, blocks=tuple(placed))


def _merge_blocks(
    base: tuple[Block, ...], mine: tuple[Block, ...], theirs: tuple[Block, ...]
) -> tuple[tuple[Block, ...], list[Clash], int]:
    was, other = {block.id: block for block in base}, {block.id: block for block in theirs}
    placed = [*_apart(mine, was.keys(), other)]
    clashes: list[Clash] = []
    taken_over = 0
    for name in dict.fromkeys([*was, *other]):
        old, here, there = was.get(name), _of_id(placed, name), other.get(name)
        if here == there or there == old:
            continue
        if here == old:
            placed = _with(placed, name, there, theirs)
            taken_over += 1
        else:
            clashes.append(_block_clash(name, here, there))
    return tuple(placed), clashes, taken_over


def _apart(mine: tuple[Block, ...], known: Set[str], other: Mapping[str, Block]) -> Iterator[Block]:
    """Yield my blocks; a new one with the id of a new one of theirs, which is another block, under another id."""
    taken = {*known, *other, *(block.id for block in mine)}
    free = (name for number in count(1) if (name := f"b{number}") not in taken)
    for block in mine:
        is_another = block.id not in known and block.id in other and other[block.id] != block
        yield replace(block, id=next(free)) if is_another else block


def _block_clash(name: str, here: Block | None, there: Block | None) -> Clash:
    shown = here or there
    words = block_name(shown).capitalize() if shown else ""
    return _clash(f"{_BLOCK}{name}", words, tell_block(here) if here else "", tell_block(there) if there else "")


def _with(placed: list[Block], name: str, there: Block | None, theirs: tuple[Block, ...]) -> list[Block]:
    """Return the blocks with one as they have it: changed, removed, or new behind the one it follows there."""
    if there is None:
        return [block for block in placed if block.id != name]
    if any(block.id == name for block in placed):
        return [there if block.id == name else block for block in placed]
    before = {block.id for block in theirs[: theirs.index(there)]}
    at = max((number for number, block in enumerate(placed, 1) if block.id in before), default=0)
    return [*placed[:at], there, *placed[at:]]


def _of_id(blocks: list[Block], name: str) -> Block | None:
    return next((block for block in blocks if block.id == name), None)


def _clash(key: str, name: str, mine: str, theirs: str) -> Clash:
    return Clash(key=key, name=name, mine=mine, theirs=theirs, parts=word_diff(theirs, mine))
