"""What holds for every format of work: valid by its schema, the same bytes for the same work, read back whole."""

from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, isoschematron

from feeds.errors import ParseError, UnknownFormat
from feeds.html import clean_inline
from tests.conftest import schema_path
from tests.strategies import inline_html, printable_text
from tests.translations.exchange.test_codes import crossing
from tests.translations.exchange.work_files import in_every_state, make_file, numbered, read, written
from tests.translations.factories import make_segment, make_source, make_translation
from translations.exchange import EXCHANGES, find_exchange, read_exchange
from translations.exchange.judging import Outcome, judge
from translations.exchange.work import Note, seen_of, segment_id_of
from translations.inline import read_inline
from translations.model import Mark, SegmentState

GOLDEN = Path(__file__).parent / "golden"
XLIFFS = ["xliff", "xliff2"]


class _LocalSchemas(etree.Resolver):
    """Finds the schema of xml: beside the schema that asks for it, wherever that says it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, system_url: str, _public_id: str, context: object) -> object:
        if system_url.endswith("xml.xsd"):
            found = next(self._folder.rglob("xml.xsd"))
            return self.resolve_filename(str(found), context)
        return None


@cache
def schema(name: str) -> etree.XMLSchema:
    path = schema_path(name)
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_LocalSchemas(path.parent))
    return etree.XMLSchema(etree.parse(path, parser))


@cache
def core_rules() -> isoschematron.Schematron:
    """OASIS' rules beyond the schema. They say they need XSLT 2, and use nothing of it."""
    rules = schema_path("xliff/2.1/xliff_core_2.1.sch").read_bytes()
    read = etree.fromstring(rules.replace(b'queryBinding="xslt2"', b'queryBinding="xslt"'))
    return isoschematron.Schematron(read, store_report=True)


def check_schema(format_name: str, data: bytes) -> None:
    """Check a document against what its format publishes."""
    document = etree.fromstring(data)
    if format_name == "tmx":
        dtd = etree.DTD(BytesIO(schema_path("tmx/tmx14.dtd").read_bytes()))
        assert dtd.validate(document), dtd.error_log
        return
    if format_name == "xliff":
        strict = schema("xliff/1.2/xliff-core-1.2-strict.xsd")
        assert strict.validate(document), strict.error_log
        return
    core = schema("xliff/2.1/xliff_core_2.0.xsd")
    assert core.validate(document), core.error_log
    rules = core_rules()
    assert rules.validate(document), rules.validation_report
    for name in ("metadata", "matches"):
        module = schema(f"xliff/2.1/{name}.xsd")
        for element in document.iter(f"{{urn:oasis:names:tc:xliff:{name}:2.0}}{name}"):
            assert module.validate(etree.fromstring(etree.tostring(element))), module.error_log


@pytest.mark.parametrize("format_name", EXCHANGES)
def test_work_in_every_state_is_valid_by_the_published_schema(format_name: str) -> None:
    check_schema(format_name, written(format_name, *in_every_state()))


@pytest.mark.parametrize("format_name", EXCHANGES)
@given(crossing(), inline_html())
def test_any_marks_of_source_and_translation_are_valid(
    format_name: str, target: tuple[str, tuple[Mark, ...]], html: str
) -> None:
    source = make_source(f"{clean_inline(html)} <b>one</b> <i>two</i>.".strip())
    segment = make_segment(source, current=make_translation(target[0], source, marks=target[1]), id=1)
    check_schema(format_name, written(format_name, segment))


@pytest.mark.parametrize("format_name", EXCHANGES)
def test_a_file_without_work_is_valid_too(format_name: str) -> None:
    data = written(format_name)
    check_schema(format_name, data)
    assert read(data).units == ()


@pytest.mark.parametrize("format_name", XLIFFS)
def test_the_source_in_the_place_of_translations_is_valid_and_no_translation(format_name: str) -> None:
    segments = in_every_state()
    data = written(format_name, *segments, is_source_in_target=True)
    check_schema(format_name, data)
    for segment, unit in zip(segments, read(data).units, strict=True):
        assert unit.is_source_again
        assert judge(segment, unit, approve=True).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("format_name", EXCHANGES)
def test_the_bytes_are_those_that_were_agreed_on(format_name: str, request: pytest.FixtureRequest) -> None:
    work = make_file(*in_every_state())
    remarked = replace(work.texts[0], notes={1: (Note(author="Linh", text="Which <hands>?"),)})
    data = EXCHANGES[format_name].write(replace(work, texts=(remarked,)))
    path = GOLDEN / f"every_state.{format_name}.xml"
    if request.config.getoption("update_golden"):
        path.write_bytes(data)
    assert data == path.read_bytes()


@pytest.mark.parametrize("format_name", EXCHANGES)
def test_what_is_written_comes_back_with_what_was_seen(format_name: str) -> None:
    segments = in_every_state()
    file = read(written(format_name, *segments))
    by_id = {unit.segment_id: unit for unit in file.units}
    assert (file.problems, file.source_language, file.target_language) == ((), "en", "vi")
    assert file.blog_guid == make_file().blog_guid
    for segment in segments:
        unit = by_id.pop(segment.id, None)
        if unit is None:
            assert format_name == "tmx"
            assert segment.state in {SegmentState.MISSING, SegmentState.REJECTED}
            continue
        assert unit.seen is not None
        assert unit.guid == make_file(segment).texts[0].guid
        if (format_name, segment.state) != ("tmx", SegmentState.STALE):
            assert unit.seen == seen_of(segment)
        assert judge(segment, unit, approve=True).outcome is Outcome.UNCHANGED
    assert by_id == {}


@pytest.mark.parametrize("format_name", EXCHANGES)
def test_ids_stay_when_sentences_move_and_change(format_name: str) -> None:
    before = numbered(make_segment("One."), make_segment("Two."))
    moved = tuple(replace(one, source=replace(make_source("Other."), field="headline")) for one in reversed(before))
    ids = {unit.id for unit in read(written(format_name, *before)).units}
    assert {unit.id for unit in read(written(format_name, *moved)).units} == ids == {"s1", "s2"}


def test_machine_text_is_never_unmarked() -> None:
    machine = numbered(make_segment(state=SegmentState.MACHINE))
    xliff = etree.fromstring(written("xliff", *machine))
    target = next(xliff.iter("{*}target"))
    assert dict(target.attrib) == {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"}
    segment = next(etree.fromstring(written("xliff2", *machine)).iter("{*}segment"))
    assert (segment.get("state"), segment.get("subState")) == ("translated", "syndication:machine")
    unit = next(etree.fromstring(written("tmx", *machine)).iter("tu"))
    assert unit.findtext("prop[@type='x-syndication-state']") == "machine"
    assert "Machine translation by argos" in (unit.findtext("note") or "")


def test_a_state_is_told_in_the_words_of_the_format() -> None:
    segments = in_every_state()
    units = list(etree.fromstring(written("xliff", *segments)).iter("{*}trans-unit"))
    told = [unit.find("{*}target").get("state") for unit in units]
    assert told == [
        "needs-translation",
        "needs-review-translation",
        "needs-review-translation",
        "translated",
        "final",
        "needs-review-translation",
        "needs-translation",
    ]
    assert [unit.get("approved") for unit in units] == [None, None, None, None, "yes", None, None]
    segments2 = etree.fromstring(written("xliff2", *segments)).iter("{*}segment")
    assert [one.get("state") for one in segments2] == [
        "initial",
        "translated",
        "translated",
        "translated",
        "final",
        "initial",
        "initial",
    ]


@pytest.mark.parametrize("format_name", XLIFFS)
def test_a_text_that_is_out_of_date_says_what_the_source_was(format_name: str) -> None:
    data = written(format_name, *numbered(make_segment(state=SegmentState.STALE))).decode()
    assert "The source has changed since this translation was made. It was: An older sentence." in data


def test_a_text_may_be_written_in_another_language_than_the_live_blog() -> None:
    work = make_file(*numbered(make_segment()))
    work = replace(work, texts=(replace(work.texts[0], source_language="fr"),))
    xliff = etree.fromstring(EXCHANGES["xliff"].write(work))
    assert [file.get("source-language") for file in xliff.iter("{*}file")] == ["fr"]
    tmx = EXCHANGES["tmx"].write(work)
    check_schema("tmx", tmx)
    (unit,) = read(tmx).units
    assert unit.source == ("The leaders met.",)
    assert [one.name for one in EXCHANGES.values() if not one.has_languages_of_texts] == ["xliff2"]


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[str, str]:
    words = draw(printable_text(12))
    made = [clean_inline(draw(inline_html())), clean_inline(draw(inline_html()))]
    return f"{clean_inline(words)} {made[0]}", f"{made[1]} {clean_inline(words)}"


@pytest.mark.parametrize("format_name", EXCHANGES)
@given(_pairs())
def test_any_sentence_with_any_marks_comes_back_as_it_left(format_name: str, pair: tuple[str, str]) -> None:
    source, target = pair
    segment = make_segment(make_source(source.strip()), SegmentState.MACHINE, target.strip(), id=1)
    data = written(format_name, segment)
    (unit,) = read(data).units
    judged = judge(segment, unit, approve=True)
    # Links and line breaks of a draft that are not the source's are a problem in any tool; nothing else is.
    tags = {mark.tag for mark in (*segment.source.marks, *read_inline(target.strip())[1])}
    assert judged.outcome is Outcome.UNCHANGED or (judged.outcome is Outcome.PROBLEM and tags & {"a", "br"})


@pytest.mark.parametrize("format_name", EXCHANGES)
@given(inline_html())
def test_any_marks_of_a_source_stand_on_a_translation_as_they_did(format_name: str, html: str) -> None:
    source = f"{clean_inline(html)} end"
    segment = make_segment(make_source(source.strip()), SegmentState.EDITED, source.strip(), id=1)
    (unit,) = read(written(format_name, segment)).units
    judged = judge(segment, unit, approve=True)
    assert (judged.outcome, judged.reason) == (Outcome.UNCHANGED, "it is the same here")


HOSTILE = [
    b"",
    b"<",
    b"not xml",
    b"\xff\xfe\x00",
    b"<xliff/>",
    b'<xliff version="1.2"/>',
    b'<xliff version="2.1"><file/></xliff>',
    b'<xliff version="1.2"><file source-language="en"/></xliff>',
    b'<xliff version="3.0"/>',
    b'<tmx version="1.4"><header/></tmx>',
    b'<tmx version="1.4"><header srclang="*all*"/></tmx>',
    b"<html/>",
    b'<!DOCTYPE xliff SYSTEM "http://example.org/x.dtd"><xliff version="1.2"/>',
    b'<!DOCTYPE xliff [<!ENTITY a "b">]><xliff version="1.2"/>',
    b'<!DOCTYPE xliff [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2"><file>&a;</file></xliff>',
    b'<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY a "b">]><tmx version="1.4"><header srclang="en"/></tmx>',
    b'<xliff version="1.2">' + b"<file>" * 5_000,
    b'<xliff version="1.2"><file source-language="en" target-language="vi">&nbsp;</file></xliff>',
]


@pytest.mark.parametrize("data", HOSTILE)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ParseError) as refused:
        read_exchange(data)
    assert refused.value.reason


BILLION = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>".encode() for n in range(1, 10)
)


@pytest.mark.parametrize("root", [b"xliff version='1.2'", b"xliff version='2.1'", b"tmx version='1.4'"])
def test_an_entity_bomb_is_refused(root: bytes) -> None:
    name = root.split()[0]
    with pytest.raises(ParseError):
        read_exchange(BILLION + b"]><" + root + b">&a9;</" + name + b">")


def test_a_format_is_found_by_its_name() -> None:
    assert find_exchange("tmx").extension == "tmx"
    with pytest.raises(UnknownFormat, match="known: xliff, xliff2, tmx"):
        find_exchange("csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s12", 12),
        ("12", None),
        ("s", None),
        ("", None),
        (None, None),
        ("x12", None),
        ("s-1", None),
        ("s" + "9" * 40, None),
    ],
)
def test_only_our_own_ids_name_segments(text: str | None, expected: int | None) -> None:
    assert segment_id_of(text) == expected
