"""Forms of entries: what was written into one comes back as it was; what was changed is changed and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import (
    Embed,
    Entry,
    Heading,
    ListBlock,
    Media,
    MediaBlock,
    MediaKind,
    Paragraph,
    PubStatus,
    Quote,
    Rendition,
    Rights,
    Subject,
    Table,
)
from feeds.sanitise import clean_entry
from syndication.desk.entry_forms import read_entry, write_entry
from syndication.desk.local_times import read_local, tell_offset, write_local
from tests.factories import NOW, make_entry
from tests.strategies import entries

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ZONES = st.sampled_from(("Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Australia/Lord_Howe")).map(ZoneInfo)
NEWS = (Paragraph(html="The leaders met.", id="b1"),)


def sent(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What a browser makes of a form's fields."""
    return {name: [value.replace("\n", "\r\n") for value in values] for name, values in fields.items()}


def edited(entry: Entry, **fields: str | list[str]) -> Entry:
    """Return what an entry is after some fields of its form were changed."""
    changed = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    read = read_entry(sent(write_entry(entry, HANOI) | changed), entry, zone=HANOI, now=NOW)
    assert read.problems == ()
    return read.entry


def problems(entry: Entry | None, fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    read = read_entry(fields, entry, zone=HANOI, now=NOW)
    return {problem.path: problem.reason for problem in read.problems}


@given(entries().map(clean_entry), ZONES)
def test_a_form_that_nobody_touched_says_the_same_entry(entry: Entry, zone: ZoneInfo) -> None:
    if entry.pub_status is PubStatus.CANCELED:
        entry = replace(entry, pub_status=PubStatus.USABLE)
    read = read_entry(sent(write_entry(entry, zone)), entry, zone=zone, now=NOW)
    assert read.entry == entry


@given(entries().map(clean_entry), ZONES)
def test_a_form_says_every_block_by_itself_but_for_further_renditions(entry: Entry, zone: ZoneInfo) -> None:
    """So nothing that a form shows is taken from the kept entry by chance."""
    read = read_entry(sent(write_entry(entry, zone)), None, zone=zone, now=NOW).entry
    assert [spoken(block) for block in read.blocks] == [spoken(block) for block in entry.blocks if shows(block)]
    assert (read.headline, read.byline, read.kind) == (entry.headline, entry.byline, entry.kind)
    assert read.subjects == entry.subjects
    assert read.rights == (entry.rights if entry.rights != Rights() else None)
    assert read.published_at == first_of_equal_hours(entry.published_at, zone)


def spoken(block: object) -> object:
    if isinstance(block, MediaBlock):
        media = replace(
            block.media, renditions=(), rights=block.media.rights if block.media.rights != Rights() else None
        )
        return replace(block, media=media)
    if isinstance(block, Table):
        return replace(block, rows=tuple(row for row in block.rows if row))
    if isinstance(block, Embed):
        return replace(block, html=block.html or None)
    return block


def shows(block: object) -> bool:
    """Say whether a form could show it: a picture without words and address is not there."""
    if isinstance(block, MediaBlock):
        media = block.media
        return bool(media.caption or media.alt or media.credit or any(one.href for one in media.renditions))
    return True


def first_of_equal_hours(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(fold=0, microsecond=0).astimezone(UTC)


def test_a_changed_paragraph_keeps_its_id_and_its_neighbours() -> None:
    picture = MediaBlock(
        media=Media(kind=MediaKind.PICTURE, renditions=(Rendition(href="https://e.org/1.jpg", width=9),)), id="p"
    )
    entry = make_entry(blocks=(Paragraph(html="Old.", id="one"), picture, Paragraph(html="Last.", id="two")))
    new = edited(entry, **{"k0.html": "<b>New</b>."})
    assert new.blocks == (Paragraph(html="<b>New</b>.", id="one"), *entry.blocks[1:])


def test_a_block_that_is_moved_or_removed_takes_its_id_along() -> None:
    entry = make_entry(blocks=(Paragraph(html="1", id="a"), Paragraph(html="2", id="b"), Paragraph(html="3", id="c")))
    assert [block.id for block in edited(entry, block=["k2", "k0"]).blocks] == ["c", "a"]


def test_a_new_block_never_gets_the_id_of_one_that_was_there() -> None:
    entry = make_entry(blocks=(Paragraph(html="1", id="b1"), Paragraph(html="2", id="b2")))
    fields: dict[str, str | list[str]] = {
        "block": ["k1", "new"],
        "new.type": "paragraph",
        "new.id": "",
        "new.html": "3",
    }
    assert [block.id for block in edited(entry, **fields).blocks] == ["b2", "b3"]


def test_a_block_that_was_copied_gets_an_id_of_its_own() -> None:
    entry = make_entry(blocks=NEWS)
    fields: dict[str, str | list[str]] = {
        "block": ["k0", "copy"],
        "copy.type": "paragraph",
        "copy.id": "b1",
        "copy.html": "Again.",
    }
    assert [block.id for block in edited(entry, **fields).blocks] == ["b1", "b2"]


def test_another_address_takes_the_renditions_of_the_old_picture_away() -> None:
    renditions = (Rendition(href="https://e.org/1.jpg", width=1200), Rendition(href="https://e.org/s.jpg", width=100))
    entry = make_entry(blocks=(MediaBlock(media=Media(kind=MediaKind.PICTURE, renditions=renditions), id="b1"),))
    captioned = edited(entry, **{"k0.caption": "The hall"}).blocks[0]
    moved = edited(entry, **{"k0.href": "https://e.org/2.jpg"}).blocks[0]
    assert isinstance(captioned, MediaBlock)
    assert isinstance(moved, MediaBlock)
    assert captioned.media.renditions == renditions
    assert moved.media.renditions == (Rendition(href="https://e.org/2.jpg"),)


def test_rights_of_a_picture_are_read_with_their_territories() -> None:
    entry = make_entry(blocks=(MediaBlock(media=Media(kind=MediaKind.PICTURE, caption="Hall"), id="b1"),))
    block = edited(entry, **{"k0.holder": "VNA", "k0.allowed": "vn kr", "k0.denied": "US"}).blocks[0]
    assert isinstance(block, MediaBlock)
    assert block.media.rights == Rights(holder="VNA", allowed_territories=("VN", "KR"), denied_territories=("US",))
    wrong = sent(write_entry(entry, HANOI) | {"k0.allowed": ["Vietnam"]})
    assert list(problems(entry, wrong)) == ["blocks[0].media.rights.allowed_territories[0]"]


def test_plain_text_becomes_paragraphs_and_no_markup() -> None:
    fields = {"block": ["t"], "t.type": ["text"], "t.text": ["One <b>line</b>\r\nand two\r\n\r\n \r\nNext\r\n"]}
    read = read_entry(fields, None, zone=HANOI, now=NOW)
    assert read.problems == ()
    assert [block.html for block in read.entry.blocks if isinstance(block, Paragraph)] == [
        "One &lt;b&gt;line&lt;/b&gt;<br/>and two",
        "Next",
    ]
    assert read.entry.published_at == NOW


def test_a_table_keeps_its_shape() -> None:
    entry = make_entry(blocks=(Table(rows=(("a", "b"), ("c",), ("d", "e")), header=True, id="t"),))
    table = edited(entry, **{"k0.cell": ["a", "b", "X", "d", "e"]}).blocks[0]
    assert table == Table(rows=(("a", "b"), ("X",), ("d", "e")), header=True, id="t")


@pytest.mark.parametrize("row", ["-1", "99999", "x", ""])
def test_a_table_of_a_shape_that_makes_no_sense_does_no_harm(row: str) -> None:
    fields = {"block": ["t"], "t.type": ["table"], "t.row": [row, "1"], "t.cell": ["a"]}
    assert read_entry(fields, None, zone=HANOI, now=NOW).entry.blocks in {(), (Table(rows=(("a",),), id="b1"),)}


def test_blocks_in_which_nothing_is_are_left_out() -> None:
    kinds = ("paragraph", "heading", "quote", "list", "table", "media", "embed", "text", "other")
    fields = {"block": [*kinds, "../etc"], "headline": ["News"]} | {f"{kind}.type": [kind] for kind in kinds}
    read = read_entry(fields, None, zone=HANOI, now=NOW)
    assert (read.entry.blocks, read.problems) == ((), ())


def test_an_entry_without_anything_is_refused() -> None:
    assert list(problems(None, {})) == ["blocks"]


def test_a_correction_needs_a_note_that_is_new() -> None:
    entry = make_entry(blocks=NEWS, correction_note="It was the hall.")
    form = write_entry(entry, HANOI) | {"change": ["correction"]}
    assert "last correction" in problems(entry, form)["correction_note"]
    assert "what was wrong" in problems(entry, form | {"correction_note": [" "]})["correction_note"]
    assert edited(entry, change="correction", correction_note="It was noon.").correction_note == "It was noon."


def test_a_quiet_edit_keeps_the_note_whatever_its_field_says() -> None:
    entry = make_entry(blocks=NEWS, correction_note="It was the hall.")
    assert edited(entry, correction_note="typed, then thought better of").correction_note == "It was the hall."
    assert edited(entry, change="without-note").correction_note is None


def test_tags_stand_between_commas() -> None:
    entry = make_entry(blocks=NEWS, tags=("a, with a comma", "b"))
    assert edited(entry).tags == entry.tags
    assert edited(entry, tags=" summit ,, Hanoi  hotel\nfood").tags == ("summit", "Hanoi hotel", "food")
    assert list(problems(entry, write_entry(entry, HANOI) | {"tags": ["x" * 200]})) == ["tags[0]"]


def test_times_are_those_of_the_live_blog() -> None:
    entry = make_entry(blocks=NEWS)
    later = edited(entry, published_at="2019-02-27T18:30", embargoed_until="2019-02-27 20:00")
    assert later.published_at == datetime(2019, 2, 27, 11, 30, tzinfo=UTC)
    assert later.embargoed_until == datetime(2019, 2, 27, 13, 0, tzinfo=UTC)
    assert edited(later, embargoed_until="").embargoed_until is None


def test_a_time_that_was_a_guess_is_none_when_somebody_sets_it() -> None:
    entry = make_entry(blocks=NEWS, time_is_exact=False)
    assert not edited(entry).time_is_exact
    assert edited(entry, published_at="2019-02-27T18:30").time_is_exact


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2024-03-10T02:30", "clocks go forward"),
        ("tomorrow", "a date and a time"),
        ("2024-03-10T02:30+00:00", "without a zone"),
        ("0001-01-01T00:00", "too far"),
    ],
)
def test_a_time_that_does_not_exist_is_refused(typed: str, told: str) -> None:
    zone = ZoneInfo("Asia/Tokyo" if typed.startswith("0001") else "America/New_York")
    with pytest.raises(ValueError, match=told):
        read_local(typed, zone)


def test_of_an_hour_that_comes_twice_the_kept_one_is_meant_else_the_first() -> None:
    zone = ZoneInfo("America/New_York")
    second = datetime(2024, 11, 3, 6, 30, tzinfo=UTC)
    assert write_local(second, zone) == "2024-11-03T01:30:00"
    assert read_local("2024-11-03T01:30", zone, was=second) == second
    assert read_local("2024-11-03T01:30", zone) == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)


def test_a_zone_is_told_by_its_distance() -> None:
    assert tell_offset(NOW, HANOI) == "UTC+7"
    assert tell_offset(NOW, ZoneInfo("Asia/Kathmandu")) == "UTC+5:45"
    assert tell_offset(NOW, ZoneInfo("America/St_Johns")) == "UTC−3:30"


def test_every_kind_of_block_can_be_made_in_a_form() -> None:
    fields = {
        "block": ["p", "h", "q", "l", "t", "m", "e"],
        "p.type": ["paragraph"], "p.html": ["Text"],
        "h.type": ["heading"], "h.html": ["Head"],
        "q.type": ["quote"], "q.html": ["Said"], "q.attribution": ["Kim"],
        "l.type": ["list"], "l.item": ["1", "", "2"], "l.ordered": ["1"],
        "t.type": ["table"], "t.row": ["2"], "t.cell": ["a", "b"],
        "m.type": ["media"], "m.kind": ["video"], "m.href": [" https://e.org/v.mp4 "], "m.alt": ["A car"],
        "e.type": ["embed"], "e.href": ["https://e.org/post"], "e.html": ["A post"],
        "subject.qcode": ["medtop:11000000", ""], "subject.name": ["politics", "lost"],
    }  # fmt: skip
    read = read_entry(fields, None, zone=HANOI, now=NOW)
    assert read.problems == ()
    assert read.entry.blocks == (
        Paragraph(html="Text", id="b1"),
        Heading(html="Head", id="b2"),
        Quote(html="Said", attribution="Kim", id="b3"),
        ListBlock(items=("1", "2"), ordered=True, id="b4"),
        Table(rows=(("a", "b"),), id="b5"),
        MediaBlock(
            media=Media(kind=MediaKind.VIDEO, alt="A car", renditions=(Rendition(href="https://e.org/v.mp4"),)), id="b6"
        ),
        Embed(href="https://e.org/post", html="A post", id="b7"),
    )
    assert read.entry.subjects == (Subject(qcode="medtop:11000000", name="politics"),)
