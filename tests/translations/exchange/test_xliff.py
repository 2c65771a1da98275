"""XLIFF 1.2 as other tools hand it back: read for what it says, and never for more."""

import pytest

from feeds.errors import ParseError
from tests.translations.exchange.work_files import read, the_unit
from translations.exchange.codes import Code, Coded, CodeKind, read_codes
from translations.model import Mark

NAMESPACE = 'xmlns="urn:oasis:names:tc:xliff:document:1.2"'
BOLD = '<bpt id="1">&lt;b&gt;</bpt>met<ept id="1">&lt;/b&gt;</ept>'
SOURCE = f"They {BOLD}."
MARKS = (Mark(start=5, end=8, tag="b"),)


def document(*units: str, namespace: str = NAMESPACE, body: str = "body") -> bytes:
    file = '<file original="tag:x" source-language="en" target-language="vi" datatype="html">'
    return f'<xliff {namespace} version="1.2">\n{file}<{body}>\n{"".join(units)}</{body}></file></xliff>'.encode()


def unit(target: str, *, source: str = SOURCE, attributes: str = "", state: str = "translated") -> str:
    shown = f'<target state="{state}">{target}</target>'
    return f'<trans-unit id="s1" {attributes}><source>{source}</source>{shown}</trans-unit>\n'


def target_of(markup: str) -> tuple[str, tuple[Mark, ...]]:
    one = the_unit(document(unit(markup)))
    assert one.target is not None
    return read_codes(one.target, source=one.source, marks=MARKS)


ALIKE = [
    f"Họ {BOLD}.",
    'Họ <g id="1">met</g>.',
    'Họ <bx id="1" rid="1"/>met<ex id="2" rid="1"/>.',
    'Họ <it id="1" pos="open">&lt;b&gt;</it>met<it id="1" pos="close">&lt;/b&gt;</it>.',
    f'<mrk mtype="seg" mid="1">Họ {BOLD}</mrk><mrk mtype="seg" mid="2">.</mrk>',
    f'<mrk mtype="protected">Họ</mrk> {BOLD}.',
    f"<![CDATA[Họ ]]>{BOLD}.",
    f"Họ <!-- a remark -->{BOLD}<?pi?>.",
    'Họ <bpt id="1"><sub>other</sub></bpt>met<ept id="1"/>.',
]


@pytest.mark.parametrize("markup", ALIKE)
def test_the_same_translation_is_read_however_a_tool_writes_it(markup: str) -> None:
    assert target_of(markup) == ("Họ met.", (Mark(start=3, end=6, tag="b"),))


def test_codes_that_a_tool_renamed_are_known_by_the_source() -> None:
    source = 'They <g id="tag-7">met</g>.'
    one = the_unit(document(unit('Họ <g id="tag-7">gặp</g>.', source=source)))
    assert one.target is not None
    assert read_codes(one.target, source=one.source, marks=MARKS) == ("Họ gặp.", (Mark(start=3, end=6, tag="b"),))


def test_a_foreign_element_is_a_code_that_is_not_in_the_source() -> None:
    one = the_unit(document(unit('Họ <blink xmlns="urn:other">met</blink>.')))
    assert one.target is not None
    assert Code(CodeKind.ALONE, "<blink>") in one.target


STATES = [
    ("final", "", True, False),
    ("signed-off", "", True, False),
    ("translated", "", False, False),
    ("translated", 'approved="yes"', True, False),
    ("x-reviewed", "", False, False),
    ("needs-translation", "", False, True),
    ("new", "", False, True),
]


@pytest.mark.parametrize(("state", "attributes", "is_final", "is_untranslated"), STATES)
def test_states_are_read(state: str, attributes: str, is_final: bool, is_untranslated: bool) -> None:
    one = the_unit(document(unit("Một.", attributes=attributes, state=state)))
    assert (one.is_final, one.is_untranslated) == (is_final, is_untranslated)


def test_a_namespace_that_was_lost_or_a_prefix_that_came_is_no_obstacle() -> None:
    assert the_unit(document(unit("Một."), namespace="")).target == ("Một.",)
    prefixed = (
        '<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
        '<x:file original="tag:x" source-language="en" target-language="vi" datatype="html"><x:body>'
        '<x:trans-unit id="s1"><x:source>One.</x:source><x:target>Một.</x:target></x:trans-unit>'
        "</x:body></x:file></x:xliff>"
    )
    assert the_unit(prefixed.encode()).target == ("Một.",)


def test_sentences_that_a_tool_has_cut_further_are_one_again() -> None:
    cut = (
        '<trans-unit id="s1"><source>One. Two.</source>'
        '<seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">Một.</mrk> <mrk mtype="seg" mid="2">Hai.</mrk></target></trans-unit>'
    )
    one = the_unit(document(cut))
    assert (one.source, one.target) == (("One. Two.",), ("Một. Hai.",))


def test_a_bad_unit_is_told_with_its_line_and_the_others_are_read() -> None:
    file = read(document(unit("Một."), '<trans-unit id="s2"><target>Hai.</target></trans-unit>\n', unit("Ba.")))
    assert [one.target for one in file.units] == [("Một.",)]
    assert [(one.location, one.unit_id, one.reason) for one in file.problems] == [
        ("line 4", "s2", "it has no source"),
        ("line 5", "s1", "there is a unit with this id before it, which was taken"),
    ]


def test_what_is_not_to_be_translated_is_passed_over() -> None:
    assert read(document(unit("Một.", attributes='translate="no"'))).units == ()


def test_candidates_and_notes_are_not_translations() -> None:
    extra = "<alt-trans><source>x</source><target>Khác.</target></alt-trans><note>One more</note>"
    one = the_unit(document(unit("Một.").replace("</target>", f"</target>{extra}")))
    assert one.target == ("Một.",)


def test_a_file_in_another_language_than_the_first_is_left_out_and_told() -> None:
    data = document(unit("Một.")).replace(
        b"</xliff>",
        b'<file original="tag:y" source-language="en" target-language="ko" datatype="html"><body/></file></xliff>',
    )
    (problem,) = read(data).problems
    assert problem.reason == "this file is in another language than the first one and was left out"


SEEN = [
    ("version", "x"),
    ("version", "9" * 30),
    ("source", "abc"),
    ("target", "abc"),
    ("state", "nonsense"),
]


def with_contexts(**said: str) -> str:
    told = {"version": "3", "source": "a" * 64, "target": "b" * 64, "state": "machine"} | said
    contexts = "".join(
        f'<context context-type="x-syndication-{name}">{value}</context>' for name, value in told.items()
    )
    return unit("Một.").replace("</target>", f"</target><context-group>{contexts}</context-group>")


def test_what_was_seen_is_read() -> None:
    one = the_unit(document(with_contexts()))
    assert one.seen is not None
    assert (one.seen.version, one.seen.state.value) == (3, "machine")


@pytest.mark.parametrize(("name", "value"), SEEN)
def test_an_account_that_was_tampered_with_counts_for_nothing(name: str, value: str) -> None:
    assert the_unit(document(with_contexts(**{name: value}))).seen is None


def test_a_document_type_is_refused_and_not_fetched() -> None:
    with pytest.raises(ParseError, match="document type declaration"):
        read(
            b'<!DOCTYPE xliff PUBLIC "x" "http://www.oasis-open.org/committees/xliff/xliff.dtd">' + document(unit("x"))
        )


@pytest.mark.parametrize("depth", [100, 200])
def test_deep_nesting_is_read_or_refused_but_never_fails(depth: int) -> None:
    markup = '<mrk mtype="x-a">' * depth + "Một." + "</mrk>" * depth
    try:
        one = the_unit(document(unit(markup)))
    except ParseError:
        return
    assert one.target == ("Một.",)


def test_a_long_file_is_read() -> None:
    many = [
        f'<trans-unit id="s{n}"><source>One {n}.</source><target>Một {n}.</target></trans-unit>' for n in range(5_000)
    ]
    assert len(read(document(*many)).units) == 5_000


def coded(markup: str) -> Coded:
    target = the_unit(document(unit(markup))).target
    assert target is not None
    return target


def test_characters_that_xml_escapes_are_characters() -> None:
    assert coded("&lt;b&gt; &amp; &#x1F600; &#xA0;") == ("<b> & 😀 \xa0",)
