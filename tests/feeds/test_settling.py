"""The incoming copy of a stored entry as its next version, or as the same one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from feeds.changes import ChangeKind, decide
from feeds.matching import match_entries
from feeds.model import Entry, EntryKind, Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, PubStatus, Rights
from feeds.settling import settle, settle_blocks, settle_head, settle_page
from tests.factories import make_blog, make_entry, make_picture
from tests.feeds.pages import PAGE, read_entries, store
from tests.feeds.test_matching import DECISION, EDITS

# Which stored entries get a new version by each edit of the page in EDITS.
CHANGED: dict[str, set[str]] = {
    "nothing": set(),
    "a paragraph is edited": {"e1"},
    "a paragraph is added": {"e1"},
    "a paragraph is removed": {"e2"},
    "an entry is put on top": set(),
    "an untimed entry is put on top": set(),
    "an entry is put between untimed ones": set(),
    "an entry is put at the end": set(),
    "a headline is edited": {"e5"},
    "a headline is added": {"e6"},
    "a headline and its text are edited": {"e3"},
    "a timed entry is written anew": {"e6"},
    "an untimed entry is written anew": {"e2"},
    "the summary is written anew": {"e0"},
    "an entry is removed": set(),
    "two untimed entries are swapped": {"e4", "e5"},
    "a time is added": {"e4"},
    "a time is corrected": {"e6"},
    "a time is taken away": set(),
    "the page is turned to another bullet": set(),
    "an entry is removed and another put on top": set(),
}


def _import(known: tuple[Entry, ...], page: str) -> tuple[Entry, ...]:
    incoming = read_entries(page)
    return settle_page(known, incoming, match_entries(known, incoming))


def _changed(known: tuple[Entry, ...], settled: tuple[Entry, ...]) -> set[str]:
    by_guid = {entry.guid: entry for entry in known}
    return {e.guid for e in settled if e.guid and decide(by_guid[e.guid], e) is not ChangeKind.NONE}


@pytest.mark.parametrize("name", EDITS)
def test_exactly_the_edited_entries_become_new_versions(name: str) -> None:
    known = store(read_entries(PAGE))
    assert _changed(known, _import(known, EDITS[name][0](PAGE))) == CHANGED[name]


@pytest.mark.parametrize("name", EDITS)
def test_sorting_by_time_gives_the_order_of_the_edited_page(name: str) -> None:
    settled = _import(store(read_entries(PAGE)), EDITS[name][0](PAGE))
    times = [entry.published_at for entry in settled if not entry.pinned]
    assert times == sorted(set(times), reverse=True)


@pytest.mark.parametrize("name", EDITS)
def test_second_import_of_an_edited_page_changes_nothing(name: str) -> None:
    page = EDITS[name][0](PAGE)
    once = _import(store(read_entries(PAGE)), page)
    known = tuple(replace(e, guid=e.guid or f"new{n}", version=e.version + 1) for n, e in enumerate(once))
    assert _import(known, page) == known


def test_entries_put_between_others_stand_there_and_move_none() -> None:
    known = store(read_entries(PAGE))
    three = "".join(f"  • Thing number {word}\n\n    It happened {word} times.\n\n" for word in ("one", "two", "three"))
    settled = _import(known, PAGE.replace(DECISION, three + DECISION))
    assert _changed(known, settled) == set()
    times = [entry.published_at for entry in settled]
    assert times[4] > times[5] > times[6] > times[7] > times[8]


def test_entry_of_the_same_minute_is_put_between_two_that_stay() -> None:
    page = PAGE.replace("  • 17h59", "  • 18h20\n\n    Flags are raised on both sides.\n\n  • 17h59")
    known = store(read_entries(page))
    between = "  • 18h20\n\n    Someone opens an umbrella.\n\n  • 18h20\n\n    Flags"
    settled = _import(known, page.replace("  • 18h20\n\n    Flags", between))
    assert _changed(known, settled) == set()
    upper, new, lower = settled[6:9]
    assert upper.published_at > new.published_at > lower.published_at
    assert {at.published_at.minute for at in (upper, new, lower)} == {20}
    assert new.time_is_exact


def test_time_that_turns_the_order_round_moves_the_untimed_neighbours() -> None:
    known = store(read_entries(PAGE))
    settled = _import(known, PAGE.replace("• 261 days", "• 18h40\n    261 days"))
    assert _changed(known, settled) == {"e4", "e5"}
    assert settled[4].published_at > settled[5].published_at > settled[6].published_at


def test_pinned_summary_keeps_its_time_when_newer_entries_come() -> None:
    known = store(read_entries(PAGE))
    settled = _import(known, EDITS["an entry is put on top"][0](PAGE))
    assert settled[0] == known[0]
    assert settled[0].published_at < settled[1].published_at


def test_copy_that_says_the_same_is_the_stored_entry_itself() -> None:
    known = make_entry(
        version=7,
        blocks=(Paragraph(id="p1", html="They <b>met</b> &amp; talked."), MediaBlock(id="m1", media=make_picture())),
        highlighted=True,
        kind=EntryKind.KEY_EVENT,
        pinned=True,
        language="fr",
        pub_status=PubStatus.WITHHELD,
        rights=Rights(holder="AFP"),
        correction_note="An earlier version misspelt a name.",
    )
    bare = Media(kind=MediaKind.PICTURE, caption="The hotel on Wednesday", credit="Giang Huy")
    copy = Entry(
        headline=known.headline,
        blocks=(Paragraph(id="b1", html="They met &amp; talked."), MediaBlock(id="b2", media=bare)),
        published_at=known.published_at,
        created_at=known.published_at,
        updated_at=known.published_at,
    )
    assert settle(known, copy) is known


def test_correction_note_is_not_repeated_by_a_later_version() -> None:
    known = make_entry(correction_note="An earlier version misspelt a name.")
    copy = replace(known, guid="", correction_note=None, headline="Dinner is over")
    assert settle(known, copy).correction_note is None


def test_marks_that_the_copy_brings_are_taken() -> None:
    known = make_entry(blocks=(Paragraph(id="p1", html="They <b>met</b>."),))
    copy = make_entry(guid="", blocks=(Paragraph(id="b1", html="They <i>met</i>."),))
    assert settle(known, copy).blocks == (Paragraph(id="p1", html="They <i>met</i>."),)


@pytest.mark.parametrize(
    ("is_known_exact", "is_copy_exact", "minutes", "is_kept"),
    [
        (False, False, 9, True),
        (True, False, 9, True),
        (False, True, 0, False),
        (False, True, 9, False),
        (True, True, 0, True),
        (True, True, 9, False),
    ],
)
def test_time_of_the_copy_is_taken_only_where_it_is_news(
    is_known_exact: bool, is_copy_exact: bool, minutes: int, is_kept: bool
) -> None:
    known = make_entry(time_is_exact=is_known_exact)
    at = known.published_at + timedelta(minutes=minutes, seconds=7)
    settled = settle(known, make_entry(guid="", time_is_exact=is_copy_exact, published_at=at))
    assert settled.published_at == (known.published_at if is_kept else at)
    assert settled.time_is_exact == (is_known_exact or is_copy_exact)


def test_killed_entry_stays_killed() -> None:
    known = make_entry(blocks=(), headline=None, pub_status=PubStatus.CANCELED)
    assert settle(known, make_entry(guid="")) is known


def test_entry_that_came_with_a_guid_speaks_for_itself() -> None:
    known = make_entry(highlighted=True)
    incoming = replace(known, highlighted=False)
    assert settle_page([known], [incoming], match_entries([known], [incoming])) == (incoming,)


def test_summary_that_is_one_no_longer_loses_its_pin() -> None:
    known = make_entry(kind=EntryKind.SUMMARY, pinned=True)
    settled = settle(known, make_entry(guid="", headline="Now with a title"))
    assert (settled.kind, settled.pinned) == (EntryKind.UPDATE, False)


def _paragraphs(*texts: str, ids: str = "") -> tuple[Paragraph, ...]:
    return tuple(Paragraph(id=f"{ids or 'b'}{n}", html=text) for n, text in enumerate(texts, start=1))


def test_swapped_blocks_keep_their_ids() -> None:
    known = _paragraphs("The first thing", "The second thing", ids="p")
    assert [block.id for block in settle_blocks(known, known[::-1])] == ["p2", "p1"]


def test_edited_block_keeps_its_id_and_a_new_one_gets_a_fresh_id() -> None:
    known = _paragraphs("They met in the morning.", "They dined in the evening.")
    copy = _paragraphs("Nobody slept.", "They met early in the morning.", "They dined late in the evening.")
    assert [block.id for block in settle_blocks(known, copy)] == ["b3", "b1", "b2"]


def test_id_of_a_removed_block_is_not_given_to_a_new_one() -> None:
    known = _paragraphs("They met in the morning.", "They dined in the evening.")
    copy = _paragraphs("They dined in the evening.", "Rain is falling now.")
    assert [block.id for block in settle_blocks(known, copy)] == ["b2", "b3"]


def test_rewritten_block_between_others_keeps_its_id_if_its_kind_stays() -> None:
    one, two, three = _paragraphs("They met.", "Rain fell.", "They left.")
    rewritten = replace(two, html="Snow lay.")
    assert settle_blocks((one, two, three), (one, rewritten, three))[1].id == "b2"
    assert settle_blocks((one, two, three), (one, Heading(id="b2", html="Snow lay."), three))[1].id == "b4"


def test_ids_are_unique_whatever_the_copy_brings() -> None:
    known = _paragraphs("They met.")
    copy = (Paragraph(id="x", html="Rain."), Paragraph(id="x", html="Snow lies."), ListBlock(items=("one",)))
    ids = [block.id for block in settle_blocks(known, copy)]
    assert len(set(ids)) == 3
    assert all(ids)


def test_picture_with_an_edited_caption_keeps_its_renditions() -> None:
    known = MediaBlock(id="m1", media=make_picture())
    copy = MediaBlock(media=Media(kind=MediaKind.PICTURE, caption="The hotel on Thursday", credit="Giang Huy"))
    (settled,) = settle_blocks((known,), (copy,))
    assert settled == replace(known, media=make_picture(caption="The hotel on Thursday"))


def test_head_keeps_what_a_page_does_not_say() -> None:
    end = datetime.fromisoformat("2019-03-01T00:00:00+00:00")
    known = make_blog(body=_paragraphs("Why they meet.", ids="p"), coverage_end_at=end, rights=Rights(holder="AFP"))
    copy = make_blog(guid="", version=0, revision=0, body=_paragraphs("New text.", "Why they meet."))
    settled = settle_head(known, copy)
    assert (settled.guid, settled.coverage_end_at, settled.rights) == (known.guid, end, known.rights)
    assert [block.id for block in settled.body] == ["b1", "p1"]


def test_thousands_of_rewritten_blocks_are_settled_in_bounded_time() -> None:
    known = _paragraphs(*(f"The president of {n} spoke" for n in range(3_000)))
    copy = _paragraphs(*(f"The president of {n} has spoken" for n in range(3_000)))
    assert [block.id for block in settle_blocks(known, copy)][:3] == ["b1", "b2", "b3"]


def test_placed_time_of_an_entry_with_a_guid_does_not_move() -> None:
    known = make_entry(time_is_exact=False)
    later = known.published_at + timedelta(hours=1)
    copy = replace(known, published_at=later, headline="New")
    assert _settled_with_guid(known, copy) == replace(known, headline="New")
    assert _settled_with_guid(known, replace(copy, time_is_exact=True)).published_at == later
    assert _settled_with_guid(replace(known, time_is_exact=True), copy).published_at == later


def _settled_with_guid(known: Entry, copy: Entry) -> Entry:
    (settled,) = settle_page((known,), (copy,), match_entries((known,), (copy,)))
    return settled
