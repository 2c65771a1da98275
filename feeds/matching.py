"""Which entries of a page read again are which stored ones. Pure: it decides, and nothing here stores anything.

``match_entries`` pairs the copies with what is stored, ``settle_page`` then makes them next versions:

    matching = match_entries(stored, parsed.blog.entries, killed=fingerprints_of_killed)
    settled = settle_page(stored, parsed.blog.entries, matching)

An entry that :func:`~feeds.settling.settle_page` gives back as it is stored needs no new version.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import Entry, EntryKind, PubStatus
from feeds.page_order import minute_of
from feeds.similarity import Likeness, content_words, pair_in_gaps, pair_similar, shared_part
from feeds.wording import entry_wording, fingerprint

_SAME_TEXT = Likeness(share=0.6, words=3)
# Below this, two entries of one headline but of different times are rather two of a series.
_RELATED = 0.3
_NONE_KILLED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Pair:
    """A stored entry and its copy: its guid, and the index of the copy among the incoming entries."""

    guid: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What became of each entry. Every incoming index is in ``pairs``, ``new`` or ``killed``, once.

    ``missing`` are stored entries, killed ones aside, that the page no longer has, or never had: somebody may have
    written them here. ``killed`` pairs copies of entries that were killed; they must not be published again unasked.
    """

    pairs: tuple[Pair, ...]
    new: tuple[int, ...]
    missing: tuple[str, ...]
    killed: tuple[Pair, ...] = ()


def match_entries(
    known: Sequence[Entry], incoming: Sequence[Entry], *, killed: Mapping[str, str] = _NONE_KILLED
) -> Matching:
    """Pair each incoming entry with the stored one it is a copy of, if there is one; both in page order.

    One with a guid goes by its guid alone. The others go, in this order, by the same wording, by being the page's
    summary, by the same headline, by sharing 60 % of the content words of the shorter of two, by the same minute, and,
    without times, by being the only ones left between the same neighbours.

    A killed entry has no wording left to be known by. So that a copy of it does not come back as a new entry, keep the
    :func:`fingerprint` it had when it was killed, and pass all of a blog's as ``killed``, by guid.

    Raises :exc:`~feeds.errors.InvalidDocument` for a guid that is given twice.
    """
    search = _Search(known, incoming)
    search.pair_guids()
    search.pair_equal(lambda view: (view.print, view.minute))
    search.pair_equal(lambda view: view.print)
    search.set_aside(killed)
    search.pair_single(lambda view: view.entry.kind if view.entry.kind is EntryKind.SUMMARY else None)
    search.pair_single(lambda view: view.headline or None, _is_related)
    search.pair_similar()
    search.pair_single(lambda view: view.minute)
    search.pair_places()
    return search.result()


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What matching looks at in an entry; ``minute`` is ``None`` where its time is not exact."""

    entry: Entry
    print: str
    minute: datetime | None
    headline: str
    words: frozenset[str]


def _view(entry: Entry) -> _View:
    headline, *blocks = entry_wording(entry)
    return _View(
        entry=entry,
        print=fingerprint(entry),
        minute=minute_of(entry.published_at) if entry.time_is_exact else None,
        headline=headline[1].casefold(),
        words=content_words([headline[1], *(text for block in blocks for text in block[1:])]),
    )


def _is_related(known: _View, incoming: _View) -> bool:
    """Say whether two entries of one headline can be one: not if both their times and their other words differ."""
    headline = content_words([known.headline])
    one, other = known.words - headline, incoming.words - headline
    is_same_time = known.minute is None or incoming.minute is None or known.minute == incoming.minute
    return is_same_time or not one or not other or shared_part(one, other) >= _RELATED


class _Search:
    """Pairs found so far, and what is still open on both sides; killed entries are found by their guid alone."""

    def __init__(self, known: Sequence[Entry], incoming: Sequence[Entry]) -> None:
        self._all_known = known
        self._known = [_view(entry) for entry in known if entry.pub_status is not PubStatus.CANCELED]
        self._incoming = [_view(entry) for entry in incoming]
        self._open_known = dict.fromkeys(range(len(self._known)))
        self._open_incoming = dict.fromkeys(n for n, entry in enumerate(incoming) if not entry.guid)
        self._pairs: dict[int, int] = {}
        self._of_killed: list[Pair] = []
        self._set_aside: list[Pair] = []

    def pair_guids(self) -> None:
        places = {view.entry.guid: number for number, view in enumerate(self._known)}
        killed = {entry.guid for entry in self._all_known} - places.keys()
        seen: set[str] = set()
        for number, view in enumerate(self._incoming):
            guid = view.entry.guid
            if guid and guid in seen:
                raise InvalidDocument((FieldProblem(f"entries[{number}].guid", "given twice"),))
            seen.add(guid)
            if guid in places:
                self._pair(places[guid], number)
            elif guid in killed:
                self._of_killed.append(Pair(guid, number))

    def pair_equal(self, key: Callable[[_View], Hashable]) -> None:
        """Pair what has the same key, the first with the first, the second with the second."""
        known, incoming = self._by_key(key)
        for value, numbers in known.items():
            for pair in zip(numbers, incoming.get(value, ()), strict=False):
                self._pair(*pair)

    def pair_single(
        self, key: Callable[[_View], Hashable], fits: Callable[[_View, _View], bool] = lambda _known, _incoming: True
    ) -> None:
        """Pair what alone has a key on either side; a key of ``None`` is none."""
        known, incoming = self._by_key(key)
        for value, numbers in known.items():
            others = incoming.get(value, [])
            is_single = value is not None and len(numbers) == 1 and len(others) == 1
            if is_single and fits(self._known[numbers[0]], self._incoming[others[0]]):
                self._pair(numbers[0], others[0])

    def set_aside(self, killed: Mapping[str, str]) -> None:
        """Take out the copies of killed entries."""
        guid_of = {wording: guid for guid, wording in killed.items()}
        for number in list(self._open_incoming):
            guid = guid_of.get(self._incoming[number].print)
            if guid is not None:
                self._set_aside.append(Pair(guid, number))
                del self._open_incoming[number]

    def pair_similar(self) -> None:
        """Pair by shared words, those of the same minute first."""
        known, incoming = list(self._open_known), list(self._open_incoming)

        def is_same_minute(one: int, other: int) -> bool:
            minute = self._known[known[one]].minute
            return minute is not None and minute == self._incoming[incoming[other]].minute

        ones = [self._known[number].words for number in known]
        others = [self._incoming[number].words for number in incoming]
        for one, other in pair_similar(ones, others, _SAME_TEXT, prefer=is_same_minute):
            self._pair(known[one], incoming[other])

    def pair_places(self) -> None:
        """Pair untimed entries of one kind that are alone between the same neighbours."""
        aside = {pair.index for pair in (*self._of_killed, *self._set_aside)}
        page = [number for number in range(len(self._incoming)) if number not in aside]
        place = {number: index for index, number in enumerate(page)}

        def fits(one: int, other: int) -> bool:
            known, incoming = self._known[one], self._incoming[page[other]]
            is_untimed = known.minute is None and incoming.minute is None
            return is_untimed and known.entry.kind is incoming.entry.kind and not incoming.entry.guid

        pairs = [(one, place[other]) for one, other in self._pairs.items()]
        for one, other in pair_in_gaps(len(self._known), len(page), pairs, fits):
            self._pair(one, page[other])

    def result(self) -> Matching:
        pairs = [Pair(self._known[one].entry.guid, other) for one, other in self._pairs.items()]
        pairs = sorted(pairs + self._of_killed, key=lambda pair: pair.index)
        used = {pair.index for pair in (*pairs, *self._set_aside)}
        return Matching(
            pairs=tuple(pairs),
            new=tuple(number for number in range(len(self._incoming)) if number not in used),
            missing=tuple(self._known[number].entry.guid for number in self._open_known),
            killed=tuple(self._set_aside),
        )

    def _by_key(self, key: Callable[[_View], Hashable]) -> tuple[dict[Hashable, list[int]], dict[Hashable, list[int]]]:
        known: dict[Hashable, list[int]] = defaultdict(list)
        incoming: dict[Hashable, list[int]] = defaultdict(list)
        for number in self._open_known:
            known[key(self._known[number])].append(number)
        for number in self._open_incoming:
            incoming[key(self._incoming[number])].append(number)
        return known, incoming

    def _pair(self, known: int, incoming: int) -> None:
        self._pairs[known] = incoming
        del self._open_known[known]
        self._open_incoming.pop(incoming, None)
