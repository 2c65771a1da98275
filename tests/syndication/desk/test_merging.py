"""Two people change one entry at once: nothing of either is lost, and only what both changed is asked about."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Entry, Heading, ListBlock, Paragraph, PubStatus
from feeds.sanitise import clean_entry
from syndication.desk.merging import Merged, merge, settle
from syndication.desk.pieces import differences
from tests.factories import make_entry
from tests.strategies import entries
from translations.word_diff import Change

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def text(*paragraphs: str, ids: str = "abcdefgh") -> tuple[Paragraph, ...]:
    return tuple(Paragraph(html=html, id=name) for html, name in zip(paragraphs, ids, strict=False))


BASE = make_entry(headline="Old", version=3, blocks=text("one", "two", "three"))


def merged(mine: dict[str, Any], theirs: dict[str, Any]) -> Merged:
    return merge(BASE, replace(BASE, **mine), replace(BASE, **theirs, version=4), HANOI)


def test_what_each_changed_alone_is_taken_from_both() -> None:
    made = merged({"blocks": text("ONE", "two", "three")}, {"headline": "New", "blocks": text("one", "two", "THREE")})
    assert made.clashes == ()
    assert made.taken_over == 2
    assert (made.entry.headline, made.entry.version) == ("New", 4)
    assert made.entry.blocks == text("ONE", "two", "THREE")


def test_what_both_changed_says_mine_and_tells_theirs() -> None:
    made = merged(
        {"headline": "Mine", "blocks": text("1", "two", "three")},
        {"headline": "Theirs", "blocks": text("I", "two", "three")},
    )
    assert [(clash.key, clash.mine, clash.theirs) for clash in made.clashes] == [
        ("headline", "Mine", "Theirs"),
        ("block-a", "1", "I"),
    ]
    assert (made.entry.headline, made.entry.blocks[0]) == ("Mine", Paragraph(html="1", id="a"))


def test_what_both_changed_alike_is_no_clash() -> None:
    made = merged({"pub_status": PubStatus.WITHHELD, "blocks": ()}, {"pub_status": PubStatus.WITHHELD, "blocks": ()})
    assert (made.clashes, made.entry.blocks) == ((), ())


def test_a_block_that_one_removed_and_the_other_changed_is_asked_about() -> None:
    made = merged({"blocks": text("one", "TWO", "three")}, {"blocks": (BASE.blocks[0], BASE.blocks[2])})
    (clash,) = made.clashes
    assert (clash.key, clash.mine, clash.theirs) == ("block-b", "TWO", "")
    assert made.entry.blocks[1] == Paragraph(html="TWO", id="b")
    assert settle(
        made.entry, replace(BASE, blocks=(BASE.blocks[0], BASE.blocks[2])), frozenset({"block-b"})
    ).blocks == (
        BASE.blocks[0],
        BASE.blocks[2],
    )


def test_new_blocks_of_both_stay_two_blocks_though_they_got_one_number() -> None:
    mine = (*BASE.blocks, Paragraph(html="mine", id="b1"))
    theirs = (BASE.blocks[0], Heading(html="theirs", id="b1"), *BASE.blocks[1:])
    made = merged({"blocks": mine}, {"blocks": theirs})
    assert made.clashes == ()
    assert [block.html for block in made.entry.blocks if isinstance(block, Paragraph | Heading)] == [
        "one", "theirs", "two", "three", "mine",
    ]  # fmt: skip
    assert len({block.id for block in made.entry.blocks}) == 5


def test_theirs_is_put_in_place_where_it_is_chosen() -> None:
    theirs = replace(BASE, headline="Theirs", blocks=text("I", "two", "three"))
    mine = replace(BASE, headline="Mine", blocks=text("1", "two", "three"))
    settled = settle(mine, theirs, frozenset({"headline", "block-a"}))
    assert (settled.headline, settled.blocks) == ("Theirs", theirs.blocks)


def test_a_block_that_i_removed_comes_back_where_it_stood() -> None:
    mine = replace(BASE, blocks=(BASE.blocks[0], BASE.blocks[2]))
    assert settle(mine, BASE, frozenset({"block-b"})).blocks == BASE.blocks


versions = st.tuples(entries(), entries(), entries()).map(
    lambda three: tuple(replace(clean_entry(one), kill_reason=None, guid="g", translation=None) for one in three)
)


@given(versions)
def test_of_two_only_one_of_whom_changed_anything_his_version_stands(three: tuple[Entry, Entry, Entry]) -> None:
    base, other, _ = three
    for made in (merge(base, base, other, HANOI), merge(base, other, base, HANOI)):
        assert made.clashes == ()
        assert {block.id for block in made.entry.blocks} == {block.id for block in other.blocks}
        assert (made.entry.headline, made.entry.subjects) == (other.headline, other.subjects)


@given(versions)
def test_every_block_of_either_stands_or_is_asked_about(three: tuple[Entry, Entry, Entry]) -> None:
    base, mine, theirs = three
    made = merge(base, mine, theirs, HANOI)
    asked = {clash.key.removeprefix("block-") for clash in made.clashes}
    standing = [replace(block, id="") for block in made.entry.blocks]
    for block in (*mine.blocks, *theirs.blocks):
        was = next((one for one in base.blocks if one.id == block.id), None)
        assert block == was or replace(block, id="") in standing or block.id in asked
    assert len({block.id for block in made.entry.blocks}) == len(made.entry.blocks)


def test_differences_name_what_has_changed_in_words() -> None:
    new = replace(
        BASE, headline="New", pinned=True, blocks=(*text("one", "2"), ListBlock(items=("<b>x</b>", "y"), id="l"))
    )
    told = {one.name: [(part.change, part.text) for part in one.parts] for one in differences(BASE, new, HANOI)}
    assert told["Headline"] == [(Change.REMOVED, "Old"), (Change.ADDED, "New")]
    assert told["Pinned"] == [(Change.REMOVED, "no"), (Change.ADDED, "yes")]
    assert told["Paragraph 2"] == [(Change.REMOVED, "two"), (Change.ADDED, "2")]
    assert told["Paragraph 3"] == [(Change.REMOVED, "three")]
    assert told["List 3"] == [(Change.ADDED, "*x*\ny")]
    assert len(told) == 5


def test_a_link_that_leads_elsewhere_is_a_difference() -> None:
    old, new = (
        replace(BASE, blocks=(Paragraph(html=f'See <a href="https://e.org/{page}">this</a>.', id="a"),))
        for page in "12"
    )
    (one,) = differences(old, new, HANOI)
    assert (
        "".join(part.text for part in one.parts if part.change is not Change.REMOVED) == "See this [https://e.org/2]."
    )


def test_blocks_in_another_order_are_a_difference() -> None:
    (one,) = differences(BASE, replace(BASE, blocks=BASE.blocks[::-1]), HANOI)
    assert one.name == "Order of the blocks"


@given(entries().map(clean_entry))
def test_an_entry_does_not_differ_from_itself(entry: Entry) -> None:
    assert differences(entry, entry, HANOI) == ()
