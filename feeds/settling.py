"""Make the incoming copy of a stored entry its next version: what the copy cannot say is kept from what is stored.

A page copied as text has no guids, no block ids, no picture addresses and often no times. Read again, it must not take
away what an editor has added since, nor make a version of an entry in which nothing has changed.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, count, groupby, pairwise

from feeds.codec import content_hash
from feeds.matching import Matching
from feeds.model import Block, Entry, EntryKind, ListBlock, LiveBlog, MediaBlock, PubStatus, Table
from feeds.page_order import minute_of, part_new, refit
from feeds.similarity import Likeness, Pairs, content_words, pair_in_gaps, pair_similar
from feeds.wording import block_wording

_SIMILAR_BLOCK = Likeness(share=0.5, words=1)


def settle(known: Entry, incoming: Entry) -> Entry:
    """Return ``incoming`` as the next version of ``known``, or ``known`` itself where it says the same.

    Kept from ``known``: guid, version, creation time; the ids of its blocks (:func:`settle_blocks`); its publication
    time, unless the copy brings an exact one of another minute; and what only an editor can have set: flags, subjects,
    tags, rights, embargo, language, byline, withholding. A killed entry stays killed. Texts are those of ``incoming``.
    """
    if known.pub_status is PubStatus.CANCELED:
        return known
    is_summary = EntryKind.SUMMARY in {known.kind, incoming.kind}
    takes_time = incoming.time_is_exact and not (known.time_is_exact and _same_minute(known, incoming))
    settled = replace(
        incoming,
        guid=known.guid,
        version=known.version,
        created_at=known.created_at,
        published_at=incoming.published_at if takes_time else known.published_at,
        time_is_exact=incoming.time_is_exact or known.time_is_exact,
        blocks=settle_blocks(known.blocks, incoming.blocks),
        kind=known.kind if incoming.kind is EntryKind.UPDATE and not is_summary else incoming.kind,
        pinned=incoming.pinned or (known.pinned and not is_summary),
        highlighted=incoming.highlighted or known.highlighted,
        byline=incoming.byline or known.byline,
        language=incoming.language or known.language,
        subjects=incoming.subjects or known.subjects,
        tags=incoming.tags or known.tags,
        rights=incoming.rights or known.rights,
        embargoed_until=incoming.embargoed_until or known.embargoed_until,
        pub_status=known.pub_status if incoming.pub_status is PubStatus.USABLE else incoming.pub_status,
    )
    # The note told of the stored version's own change; it stays with it, and is not repeated by a later one.
    repeated = replace(settled, correction_note=incoming.correction_note or known.correction_note)
    return known if content_hash(repeated) == content_hash(known) else settled


def said_now(known: Entry, incoming: Entry) -> Entry:
    """Return what a copy says of an entry, by what is known of it: a copy without a guid cannot say everything.

    A time that is not exact was only placed between its neighbours, which have moved on since; so it is not taken from
    a copy in place of another such time.
    """
    if not incoming.guid:
        return settle(known, incoming)
    is_placed = not (known.time_is_exact or incoming.time_is_exact)
    return replace(incoming, published_at=known.published_at) if is_placed else incoming


def settle_page(known: Sequence[Entry], incoming: Sequence[Entry], matching: Matching) -> tuple[Entry, ...]:
    """Return the incoming entries, by their index, as next versions of those they match; new ones without a guid.

    ``incoming`` runs newest first, as on its page. New entries get times between those of the entries around them,
    which keep theirs; only where kept times contradict the order of the page, untimed entries are placed anew. Pinned
    entries keep their time wherever they stand. Entries that came with a guid speak for themselves, but for a time that
    is not exact (:func:`said_now`), and copies of killed entries come back as they are.
    """
    stored = {entry.guid: entry for entry in known}
    settled = list(incoming)
    kept: dict[int, datetime] = {}
    for pair in matching.pairs:
        settled[pair.index] = said_now(stored[pair.guid], incoming[pair.index])
        kept[pair.index] = settled[pair.index].published_at
    aside = {pair.index for pair in matching.killed}
    page = [n for n, entry in enumerate(settled) if n not in aside and not (entry.pinned and n in kept)]
    for number, at in _placed(page, settled, kept):
        if settled[number].published_at != at:
            settled[number] = replace(settled[number], published_at=at)
    return tuple(settled)


def settle_head(known: LiveBlog, incoming: LiveBlog) -> LiveBlog:
    """Return the head of a live blog's copy as the next version of the stored one; its entries are those of the copy.

    Kept from ``known``: guid, version, revision, creation time, the ids of its blocks, and what a page does not say:
    subjects, rights, the end of the coverage, withholding.
    """
    return replace(
        incoming,
        guid=known.guid,
        version=known.version,
        revision=known.revision,
        created_at=known.created_at,
        byline=incoming.byline or known.byline,
        summary=settle_blocks(known.summary, incoming.summary),
        body=settle_blocks(known.body, incoming.body),
        subjects=incoming.subjects or known.subjects,
        rights=incoming.rights or known.rights,
        coverage_end_at=incoming.coverage_end_at or known.coverage_end_at,
        pub_status=known.pub_status if incoming.pub_status is PubStatus.USABLE else incoming.pub_status,
    )


def settle_blocks(known: Sequence[Block], incoming: Sequence[Block]) -> tuple[Block, ...]:
    """Return ``incoming`` with the ids of the known blocks of equal, else most similar, else equally placed content.

    A block that says the same keeps the inline marks, renditions, alternative text and rights it is stored with,
    unless it brings its own. Blocks that are new get ids no known block has had.
    """
    known_of = {right: known[left] for left, right in _pair_blocks(known, incoming)}
    taken = {block.id for block in known}
    free = (name for number in count(1) if (name := f"b{number}") not in taken)
    settled: list[Block] = []
    for number, block in enumerate(incoming):
        if number in known_of:
            settled.append(_carry(known_of[number], block))
            continue
        name = block.id if block.id and block.id not in taken else next(free)
        taken.add(name)
        settled.append(replace(block, id=name))
    return tuple(settled)


def _pair_blocks(known: Sequence[Block], incoming: Sequence[Block]) -> Pairs:
    left, right = [block_wording(block) for block in known], [block_wording(block) for block in incoming]
    waiting: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for number, wording in enumerate(left):
        waiting[wording].append(number)
    pairs = [(waiting[wording].popleft(), number) for number, wording in enumerate(right) if waiting.get(wording)]
    pairs += _pair_changed(left, right, pairs)
    return pairs + pair_in_gaps(len(left), len(right), pairs, lambda one, other: left[one][0] == right[other][0])


def _pair_changed(left: Sequence[tuple[str, ...]], right: Sequence[tuple[str, ...]], pairs: Pairs) -> Pairs:
    """Pair blocks of one kind that are not paired yet by the words they share."""
    used_left, used_right = {one for one, _other in pairs}, {other for _one, other in pairs}
    found: Pairs = []
    for kind in sorted({wording[0] for wording in left}):
        ones = [number for number, wording in enumerate(left) if wording[0] == kind and number not in used_left]
        others = [number for number, wording in enumerate(right) if wording[0] == kind and number not in used_right]
        alike = pair_similar(
            [content_words(left[number][1:]) for number in ones],
            [content_words(right[number][1:]) for number in others],
            _SIMILAR_BLOCK,
        )
        found += [(ones[one], others[other]) for one, other in alike]
    return found


def _carry(known: Block, incoming: Block) -> Block:
    """Give a copy of a block the known one's id, and what the copy leaves out."""
    if isinstance(known, MediaBlock) and isinstance(incoming, MediaBlock):
        media = replace(
            incoming.media,
            alt=incoming.media.alt or known.media.alt,
            renditions=incoming.media.renditions or known.media.renditions,
            rights=incoming.media.rights or known.media.rights,
        )
        return replace(incoming, id=known.id, media=media)
    if block_wording(known) == block_wording(incoming) and not _has_marks(incoming):
        return known
    return replace(incoming, id=known.id)


def _has_marks(block: Block) -> bool:
    match block:
        case ListBlock():
            htmls: Iterable[str] = block.items
        case Table():
            htmls = chain.from_iterable(block.rows)
        case MediaBlock():
            htmls = ()
        case _:
            htmls = (block.html or "",)
    return any("<" in html for html in htmls)


def _same_minute(known: Entry, incoming: Entry) -> bool:
    return minute_of(known.published_at) == minute_of(incoming.published_at)


def _placed(
    page: Sequence[int], entries: Sequence[Entry], kept: Mapping[int, datetime]
) -> Iterator[tuple[int, datetime]]:
    """Yield each entry of a page with its time: runs of untimed ones fitted between the exact ones around them."""
    clocked = [number for number in page if entries[number].time_is_exact]
    times = part_new([entries[number].published_at for number in clocked], [number in kept for number in clocked])
    exact = dict(zip(clocked, times, strict=True))
    yield from exact.items()
    following = dict(pairwise(page))
    upper: datetime | None = None
    for is_timed, group in groupby(page, key=exact.__contains__):
        run = list(group)
        if is_timed:
            upper = exact[run[-1]]
            continue
        lower = exact.get(following.get(run[-1], -1))
        given = [entries[number].published_at for number in run]
        yield from zip(run, refit([kept.get(n) for n in run], given, upper=upper, lower=lower), strict=True)
