"""Which entries of a page read again are which stored ones."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest

from feeds.errors import InvalidDocument
from feeds.matching import Pair, match_entries
from feeds.model import Paragraph, PubStatus
from feeds.wording import fingerprint
from tests.factories import make_entry
from tests.feeds.pages import PAGE, Edit, read_entries, store, swap

DECISION = """  • A brave decision

    He called the second meeting a courageous political choice.

"""
OBSTACLES = """  • 261 days

    He told journalists that all obstacles since June had been overcome.

"""
ALL = ["e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7"]
NEW = None

EDITS: dict[str, tuple[Edit, list[str | None]]] = {
    "nothing": (lambda page: page, ALL),
    "a paragraph is edited": (lambda page: page.replace("One hour", "One hour and 42 minutes"), ALL),
    "a paragraph is added": (lambda page: page.replace("garden gate.\n", "garden gate.\n\n    Rain fell.\n"), ALL),
    "a paragraph is removed": (
        lambda page: page.replace("    Cameras followed every step along the corridor.\n\n", ""),
        ALL,
    ),
    "an entry is put on top": (
        lambda page: page.replace("  • 20h54", "  • 21h05\n    The streets are open again.\n\n  • 20h54"),
        ["e0", NEW, *ALL[1:]],
    ),
    "an untimed entry is put on top": (
        lambda page: page.replace("  • 20h54", "  • Open again\n\n    Traffic is flowing.\n\n  • 20h54"),
        ["e0", NEW, *ALL[1:]],
    ),
    "an entry is put between untimed ones": (
        lambda page: page.replace(DECISION, "  • A handshake\n\n    It lasted ten seconds.\n\n" + DECISION),
        ["e0", "e1", "e2", "e3", "e4", NEW, "e5", "e6", "e7"],
    ),
    "an entry is put at the end": (
        lambda page: page + "\n  • 17h10\n\n    Police close the roads.\n",
        [*ALL, NEW],
    ),
    "a headline is edited": (lambda page: page.replace("A brave decision", "'Brave decision'"), ALL),
    "a headline is added": (lambda page: page.replace("18h20\n\n", "18h20\n    Here he comes\n\n"), ALL),
    "a headline and its text are edited": (
        lambda page: page.replace("A private dinner", "Closed doors").replace("Reporters took photos before", "Later,"),
        ALL,
    ),
    "a timed entry is written anew": (
        lambda page: page.replace("The guest arrives at the palace hotel.", "Nobody was seen at that hour."),
        ALL,
    ),
    "an untimed entry is written anew": (
        lambda page: page.replace("Getting along", "No headline").replace(
            "Experts observing the summit said both men were trying to show friendship.\n\n"
            "    Cameras followed every step along the corridor.",
            "This was taken back.",
        ),
        ALL,
    ),
    "the summary is written anew": (
        lambda page: page.replace("exchanged smiles and had dinner together. They will talk", "parted. Both return"),
        ALL,
    ),
    "an entry is removed": (lambda page: page.replace(OBSTACLES, ""), ["e0", "e1", "e2", "e3", "e5", "e6", "e7"]),
    "two untimed entries are swapped": (
        lambda page: swap(page, OBSTACLES, DECISION),
        ["e0", "e1", "e2", "e3", "e5", "e4", "e6", "e7"],
    ),
    "a time is added": (lambda page: page.replace("• 261 days", "• 19h10\n    261 days"), ALL),
    "a time is corrected": (lambda page: page.replace("• 18h20", "• 18h25"), ALL),
    "a time is taken away": (lambda page: page.replace("• 19h40\n    A private", "• A private"), ALL),
    "the page is turned to another bullet": (lambda page: page.replace("•", "-"), ALL),
    "an entry is removed and another put on top": (
        lambda page: page.replace(DECISION, "").replace("  • 20h54", "  • 21h05\n    Streets are open.\n\n  • 20h54"),
        ["e0", NEW, "e1", "e2", "e3", "e4", "e6", "e7"],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_each_entry_of_an_edited_page_is_matched(name: str) -> None:
    edit, expected = EDITS[name]
    known, page = store(read_entries(PAGE)), edit(PAGE)
    assert name == "nothing" or page != PAGE
    incoming = read_entries(page)
    matching = match_entries(known, incoming)
    found = {pair.index: pair.guid for pair in matching.pairs}
    assert [found.get(index) for index in range(len(incoming))] == expected
    assert matching.new == tuple(index for index, guid in enumerate(expected) if guid is None)
    assert matching.missing == tuple(guid for guid in ALL if guid not in expected)


def test_another_page_matches_nothing() -> None:
    incoming = read_entries(
        "27/02/2019 16:41 GMT+7\nFootball\nA match is played.\n\n• 20:05\n  Kick-off\n  Referee blows whistle.\n"
    )
    matching = match_entries(store(read_entries(PAGE)), incoming)
    assert (matching.pairs, matching.new, matching.missing) == ((), (0,), tuple(ALL))


def test_entry_with_a_guid_goes_by_its_guid_alone() -> None:
    known = store(read_entries(PAGE))
    copy = replace(known[3], guid="e5")
    stranger = replace(known[4], guid="elsewhere")
    matching = match_entries(known, [copy, stranger])
    assert matching.pairs == (Pair("e5", 0),)
    assert matching.new == (1,)


def test_guid_given_twice_is_refused() -> None:
    entry = make_entry()
    with pytest.raises(InvalidDocument, match=r"entries\[1\].guid: given twice"):
        match_entries([entry], [entry, entry])


def test_repeated_headline_of_another_hour_is_another_entry() -> None:
    def summary(guid: str, hours: int, html: str) -> object:
        at = make_entry().published_at + timedelta(hours=hours)
        return make_entry(guid=guid, headline="What we know", published_at=at, blocks=(Paragraph(html=html),))

    known = summary("e1", 0, "Talks opened with long handshakes.")
    later = summary("", 2, "Dinner ended; everybody went home early.")
    assert match_entries([known], [later]).new == (0,)


def test_equal_entries_are_matched_in_their_order() -> None:
    known = [make_entry(guid=f"e{number}", time_is_exact=False) for number in range(3)]
    copies = [replace(entry, guid="") for entry in known]
    assert match_entries(known, copies).pairs == (Pair("e0", 0), Pair("e1", 1), Pair("e2", 2))


def test_equal_entries_are_told_apart_by_their_minute() -> None:
    at = make_entry().published_at
    known = [make_entry(guid=f"e{n}", published_at=at - timedelta(minutes=n)) for n in range(3)]
    copies = [replace(known[2], guid=""), replace(known[0], guid="")]
    assert match_entries(known, copies).pairs == (Pair("e2", 0), Pair("e0", 1))


def test_series_of_alike_entries_is_matched_by_minute() -> None:
    at = make_entry().published_at

    def goal(guid: str, minute: int, text: str) -> object:
        time = at + timedelta(minutes=minute)
        return make_entry(guid=guid, headline=None, published_at=time, blocks=(Paragraph(html=text),))

    known = [goal("e1", 40, "Goal for Vietnam in Hanoi: 2-0"), goal("e2", 20, "Goal for Vietnam in Hanoi: 1-0")]
    incoming = [
        goal("", 60, "Goal for Vietnam in Hanoi: 3-0"),
        goal("", 40, "Goal for Vietnam in Hanoi: 2-0 (header)"),
        goal("", 20, "Goal for Vietnam in Hanoi: 1-0 (penalty)"),
    ]
    matching = match_entries(known, incoming)
    assert (matching.pairs, matching.new) == ((Pair("e1", 1), Pair("e2", 2)), (0,))


def test_korean_text_is_compared_without_spaces_between_words() -> None:
    known = make_entry(
        guid="e1", headline=None, time_is_exact=False, blocks=(Paragraph(html="두 정상이 호텔에서 만났다"),)
    )
    edited = replace(known, guid="", blocks=(Paragraph(html="두 정상은 하노이 호텔에서 만났습니다"),))
    other = replace(known, guid="", blocks=(Paragraph(html="기자들이 거리에서 기다린다"),))
    assert match_entries([known], [other, edited]).pairs == (Pair("e1", 1),)


def test_killed_entry_is_not_matched_by_anything_but_its_guid() -> None:
    known = make_entry(guid="e1", headline=None, blocks=(), pub_status=PubStatus.CANCELED)
    empty = replace(known, guid="", pub_status=PubStatus.USABLE)
    assert match_entries([known], [empty]).new == (0,)
    assert match_entries([known], [replace(empty, guid="e1")]).pairs == (Pair("e1", 0),)
    assert match_entries([known], []).missing == ()


def test_copy_of_a_killed_entry_is_set_aside() -> None:
    alive = make_entry(guid="e1")
    known = replace(alive, headline=None, blocks=(), pub_status=PubStatus.CANCELED)
    matching = match_entries([known], [replace(alive, guid="")], killed={"e1": fingerprint(alive)})
    assert (matching.killed, matching.new, matching.pairs) == ((Pair("e1", 0),), (), ())


def test_entry_that_says_the_same_as_a_killed_one_is_matched_first() -> None:
    alive, killed = make_entry(guid="e1"), make_entry(guid="e2", pub_status=PubStatus.CANCELED)
    matching = match_entries([alive, killed], [replace(alive, guid="")], killed={"e2": fingerprint(alive)})
    assert (matching.pairs, matching.killed) == ((Pair("e1", 0),), ())


def test_matching_takes_no_quadratic_time() -> None:
    def page(count: int, word: str) -> list[object]:
        at = make_entry().published_at
        return [
            make_entry(
                guid="" if word else f"e{n}",
                headline=None,
                time_is_exact=False,
                published_at=at - timedelta(minutes=n),
                blocks=(Paragraph(html=f"The president of {n} said on Wednesday that talks {n * 7} go on {word}"),),
            )
            for n in range(count)
        ]

    def seconds(count: int) -> float:
        known, incoming = page(count, ""), page(count, "again")
        start = perf_counter()
        assert len(match_entries(known, incoming).pairs) == count
        return perf_counter() - start

    # Eight times as many entries would take 64 times as long if each were compared with each.
    assert min(seconds(4_000) for _ in range(2)) < 24 * max(seconds(500) for _ in range(3))
