"""File names: one for each delivery, readable, bounded, and never where a value wants them."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.delivery.model import Kind
from syndication.delivery.names import DEFAULT_PATTERN, PLACEHOLDERS, file_name, is_numbered, name_pattern, part_name
from tests.syndication.delivery.parcels import CREATED_AT, make_parcel

EVERYTHING = "{blog}/{language}/{sequence}-{version}-{kind}-{time}.{ext}"


def test_a_name_tells_what_the_file_is() -> None:
    assert file_name(EVERYTHING, make_parcel()) == "hanoi-summit/vi/000000000012-000003-update-20190227T113300Z.xml"


def test_the_number_has_twelve_digits_and_then_more() -> None:
    assert file_name("{sequence}", make_parcel(sequence=1)) == "000000000001"
    assert file_name("{sequence}", make_parcel(sequence=10**12)) == "1000000000000"


def test_the_usual_names_sort_as_deliveries_count() -> None:
    parcels = [
        make_parcel(sequence=9, version=1, kind=Kind.NEW),
        make_parcel(sequence=10, version=9, kind=Kind.UPDATE),
        # The one before was given up without anybody knowing whether it had arrived.
        make_parcel(sequence=10, version=10, kind=Kind.KILL),
        make_parcel(sequence=11, version=2, kind=Kind.CORRECTION),
    ]
    names = [file_name(DEFAULT_PATTERN, parcel) for parcel in parcels]
    assert names == sorted(set(names))


def test_a_number_that_comes_again_for_something_else_has_another_name() -> None:
    """The number of a delivery that was given up is the next one's, of whatever text that is."""
    given_up, after = (make_parcel(event_id=event, guid=guid) for event, guid in (("a", "tag:x:1"), ("b", "tag:x:2")))
    assert file_name(DEFAULT_PATTERN, given_up) != file_name(DEFAULT_PATTERN, after)
    assert part_name(DEFAULT_PATTERN, given_up) == part_name(DEFAULT_PATTERN, after)


def test_a_name_is_the_same_at_every_attempt() -> None:
    first, second = (make_parcel(sent_at=CREATED_AT + timedelta(seconds=s)) for s in (1, 90))
    pattern = name_pattern("{partner}/" + EVERYTHING)
    assert file_name(pattern, first) == file_name(pattern, second)


def test_the_pattern_itself_must_tell_deliveries_apart() -> None:
    for good in ("{sequence}", "{guid}-{language}.{ext}", "a/{blog} x/{channel}_{sequence}.{ext}"):
        assert name_pattern(good) == good
    assert [is_numbered(one) for one in ("{sequence}", "{guid}-{language}.{ext}")] == [True, False]


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "latest.xml",
        "{guid}.xml",
        "{language}-{version}.xml",
        "/{sequence}",
        "{sequence}/",
        "a//{sequence}",
        "../{sequence}",
        "a/./{sequence}",
        ".hidden/{sequence}",
        "{sequence}.",
        "{sequence}.part",
        "{sequence}.PART",
        "{sequence}.sha256",
        "{sequence}.version",
        "a\\{sequence}",
        "{sequence}\n",
        "é{sequence}",
        "C:{sequence}",
        "{sequence",
        "sequence}",
        "{}{sequence}",
        "{sequence!r}",
        "{sequence:5}",
        "{sequence.real}",
        "{sequence[0]}",
        "{{{sequence}",
        "{password}{sequence}",
        "{sequence}" + "x" * 191,
        "{sequence}" + "{guid}" * 4,
        "/".join(["x"] * 9) + "/{sequence}",
    ],
)
def test_a_pattern_that_could_collide_or_escape_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError):
        name_pattern(pattern)


HOSTILE = st.one_of(
    st.text(max_size=600),
    st.sampled_from(
        ["../../etc/passwd", "..", ".", "/etc/passwd", "a/../..", "x.part", "\0", "~root", "C:\\x", "-rf", ""]
    ),
)


@given(guid=HOSTILE, blog=HOSTILE, language=HOSTILE, partner=HOSTILE, suffix=HOSTILE)
def test_no_value_leads_anywhere_else(guid: str, blog: str, language: str, partner: str, suffix: str) -> None:
    parcel = make_parcel(guid=guid, blog=blog, language=language, partner=partner, suffix=suffix)
    pattern = name_pattern("{blog}/{partner}/{guid}-{language}.{ext}")
    segments = file_name(pattern, parcel).split("/")
    assert len(segments) == 3
    for segment in segments:
        assert segment.isascii()
        assert 0 < len(segment) <= 240
        assert not segment.startswith((".", "~"))
        assert not set(segment) & set("\\:\0 \n")


@given(st.lists(HOSTILE, min_size=2, max_size=2, unique=True))
def test_two_guids_never_have_one_name(guids: list[str]) -> None:
    names = {file_name("{guid}-{language}", make_parcel(guid=guid)).lower() for guid in guids}
    assert len(names) == 2


@given(st.lists(HOSTILE, min_size=2, max_size=2, unique=True))
def test_nor_have_two_other_values(values: list[str]) -> None:
    assert len({file_name("{blog}{sequence}", make_parcel(blog=value)) for value in values}) == 2


def test_no_name_is_longer_than_was_reckoned_with() -> None:
    long = "x" * 600
    parcel = make_parcel(
        guid=long, blog=long, language=long, partner=long, profile=long, channel=long, suffix=long,
        sequence=2**63 - 1, version=2**63 - 1, kind=Kind.CORRECTION,
    )  # fmt: skip
    for name in PLACEHOLDERS:
        for times in range(1, 12):
            segment = f"{{{name}}}" * times
            with suppress(ValueError):
                assert len(file_name(name_pattern("{sequence}/" + segment), parcel).split("/")[1]) <= 240
                continue
            break
        assert times > 3


def test_what_is_being_written_has_one_name_for_a_number() -> None:
    given_up, after = make_parcel(kind=Kind.NEW, version=1), make_parcel(kind=Kind.KILL, version=2)
    pattern = "{blog}/{sequence}-{version}.{ext}"
    assert (
        part_name(pattern, given_up) == part_name(pattern, after) == "hanoi-summit/outlet-full-files-000000000012.part"
    )
    assert part_name(pattern, make_parcel(channel="other")) != part_name(pattern, after)
    assert part_name("{guid}{language}.{ext}", after).endswith(".xml.part")
