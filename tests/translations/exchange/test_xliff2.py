"""XLIFF 2 as other tools hand it back: cut further, joined, with codes as pairs or as begin and end."""

import pytest

from tests.translations.exchange.work_files import read, the_unit, written
from tests.translations.factories import make_segment, make_source, make_translation
from translations.exchange.codes import Code, CodeKind, read_codes
from translations.model import Mark

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
MARKS = (Mark(start=5, end=8, tag="b"),)
SOURCE = 'They <pc id="1" dataRefStart="d1">met</pc>.'


def document(*units: str, namespace: str = NAMESPACE, version: str = "2.1") -> bytes:
    head = f'<xliff xmlns="{namespace}" version="{version}" srcLang="en" trgLang="vi">'
    return f'{head}\n<file id="f1" original="tag:x">\n{"".join(units)}</file></xliff>'.encode()


def segment(target: str | None, *, source: str = SOURCE, attributes: str = "") -> str:
    shown = "" if target is None else f"<target>{target}</target>"
    return f"<segment {attributes}><source>{source}</source>{shown}</segment>"


def unit(*inner: str, unit_id: str = "s1", attributes: str = "") -> str:
    data = '<originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;i&gt;</data></originalData>'
    return f'<unit id="{unit_id}" {attributes}>{data}{"".join(inner)}</unit>\n'


ALIKE = [
    'Họ <pc id="1">met</pc>.',
    'Họ <sc id="1"/>met<ec startRef="1"/>.',
    'Họ <sc id="1" isolated="yes"/>met<ec id="1" isolated="yes"/>.',
    '<mrk id="m1" type="term">Họ</mrk> <pc id="1">met</pc>.',
    'Họ <sm id="m1"/><pc id="1">met</pc><em startRef="m1"/>.',
    '<![CDATA[Họ ]]><pc id="1"><!-- x -->met</pc>.<cp hex="0007"/>',
]


@pytest.mark.parametrize("markup", ALIKE)
def test_the_same_translation_is_read_however_a_tool_writes_it(markup: str) -> None:
    one = the_unit(document(unit(segment(markup))))
    assert one.target is not None
    read_back = read_codes(one.target, source=one.source, marks=MARKS)
    assert read_back == ("Họ met.", (Mark(start=3, end=6, tag="b"),))


def test_formatting_that_was_added_is_read_by_the_data_it_refers_to() -> None:
    one = the_unit(document(unit(segment('<pc id="1">Họ</pc> <pc id="n1" dataRefStart="d2">gặp</pc>.'))))
    assert one.target is not None
    _, marks = read_codes(one.target, source=one.source, marks=MARKS)
    assert [mark.tag for mark in marks] == ["b", "i"]


def test_a_copied_code_is_there_twice_or_not_in_the_source() -> None:
    one = the_unit(document(unit(segment('<pc id="1">Họ</pc> <pc id="9" copyOf="1">gặp</pc>.'))))
    assert one.target is not None
    assert Code(CodeKind.OPEN, "9") in one.target


def test_sentences_that_a_tool_has_cut_further_are_one_again_in_the_order_of_their_targets() -> None:
    inner = (
        '<segment><source>One.</source><target order="3">Một.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment><source>Two.</source><target order="1">Hai.</target></segment>'
    )
    one = the_unit(document(unit(inner)))
    assert (one.source, one.target) == (("One. Two.",), ("Hai. Một.",))


def test_a_unit_of_which_only_a_part_is_translated_is_left_out_and_told() -> None:
    inner = segment("Một.", source="One.") + segment(None, source="Two.")
    (problem,) = read(document(unit(inner))).problems
    assert (problem.location, problem.reason) == ("line 3", "only a part of it is translated")


STATES = [
    ((("final",)), True, False),
    (("reviewed", "final"), True, False),
    (("translated", "final"), False, False),
    (("initial", "initial"), False, True),
    (("",), False, True),
]


@pytest.mark.parametrize(("states", "is_final", "is_untranslated"), STATES)
def test_a_unit_is_as_far_as_all_its_segments_are(
    states: tuple[str, ...], is_final: bool, is_untranslated: bool
) -> None:
    attributes = [f'state="{state}"' if state else "" for state in states]
    one = the_unit(document(unit(*(segment("x", source="y", attributes=told) for told in attributes))))
    assert (one.is_final, one.is_untranslated) == (is_final, is_untranslated)


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_every_version_2_is_read(version: str) -> None:
    namespace = NAMESPACE.replace("2.0", "2.2") if version == "2.2" else NAMESPACE
    one = the_unit(document(unit(segment("Một.", source="One.")), namespace=namespace, version=version))
    assert one.target == ("Một.",)


def test_a_unit_without_a_source_is_told_with_its_line() -> None:
    file = read(document(unit(unit_id="s1"), unit("<segment/>", unit_id="s2")))
    assert {(one.unit_id, one.reason) for one in file.problems} == {
        ("s1", "it has no segment with a source"),
        ("s2", "it has no segment with a source"),
    }


def test_what_is_not_to_be_translated_is_passed_over() -> None:
    assert read(document(unit(segment("Một."), attributes='translate="no"'))).units == ()


def test_pairs_that_overlap_are_written_as_begin_and_end_and_come_back() -> None:
    source = make_source("<b>one</b> <i>two</i>")
    marks = (Mark(start=0, end=5, tag="b"), Mark(start=3, end=7, tag="i"))
    crossing = make_translation("một hai", source, marks=marks)
    data = written("xliff2", make_segment(source, current=crossing))
    assert b"<sc " in data
    one = the_unit(data)
    assert one.target is not None
    assert read_codes(one.target, source=one.source, marks=source.marks) == ("một hai", marks)


def test_a_link_must_neither_be_deleted_nor_copied_by_a_tool() -> None:
    data = written("xliff2", make_segment(make_source('See <a href="https://example.org/">it</a>.'), target="x"))
    assert b'type="link" canDelete="no" canCopy="no"' in data
