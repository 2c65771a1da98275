"""Translation memories as TMX files."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.errors import ParseError
from feeds.html import clean_inline
from feeds.xml import clean_text
from tests.conftest import schema_path
from tests.strategies import inline_html
from tests.translations.factories import NOW, make_memory_unit
from translations.exchange.tmx import TmxHeader, TmxUnit, TmxVariant, memory_language, memory_units, read_tmx, write_tmx
from translations.inline import read_inline
from translations.memory import MemoryUnit
from translations.model import Mark

HEADER = (
    '<header creationtool="OmegaT" creationtoolversion="6" segtype="sentence" o-tmf="x" adminlang="EN-US" '
    'srclang="{srclang}" datatype="plaintext"/>'
)


def document(*units: str, srclang: str = "en", prolog: str = "", version: str = "1.4") -> bytes:
    body = "\n".join(units)
    return f'{prolog}<tmx version="{version}">{HEADER.format(srclang=srclang)}<body>\n{body}\n</body></tmx>'.encode()


def unit(*texts: tuple[str, str], attributes: str = "", attribute: str = "xml:lang") -> str:
    variants = "".join(f'<tuv {attribute}="{language}"><seg>{text}</seg></tuv>' for language, text in texts)
    return f"<tu {attributes}>{variants}</tu>"


ONE = unit(("en", "One."), ("vi", "Một."))


def texts(data: bytes) -> list[tuple[str, ...]]:
    return [tuple(variant.text for variant in unit.variants) for unit in read_tmx(data).units]


def reasons(data: bytes) -> list[tuple[str, bool]]:
    return [(problem.reason, problem.is_left_out) for problem in read_tmx(data).problems]


def written(*units: MemoryUnit) -> bytes:
    return write_tmx(units, source_language="en", tool_version="0.1.0", created_at=NOW)


def test_a_unit_is_read_with_its_languages_and_origin() -> None:
    attributes = 'tuid="7" creationid="Linh" creationdate="20190227T120000Z"'
    file = read_tmx(document(unit(("en-US", "One &amp; two."), ("vi", " Một "), attributes=attributes)))
    assert file.header == TmxHeader(version="1.4", source_language="en", tool="OmegaT 6", segmentation="sentence")
    assert file.units == (
        TmxUnit(
            id="7",
            source_language="en",
            variants=(TmxVariant(language="en-US", text="One & two."), TmxVariant(language="vi", text="Một")),
            creator="Linh",
            created_at=datetime(2019, 2, 27, 12, tzinfo=UTC),
        ),
    )
    assert file.problems == ()


def test_tmx_1_1_with_its_own_language_attribute_is_read() -> None:
    data = document(
        unit(("EN-US", "One."), ("VI", "Một."), attribute="lang"),
        prolog='<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx11.dtd">\n',
        version="1.1",
    )
    assert texts(data) == [("One.", "Một.")]


def test_a_namespace_does_not_hide_the_units() -> None:
    assert texts(document(ONE).replace(b"<tmx ", b'<tmx xmlns="http://www.lisa.org/tmx14" ')) == [("One.", "Một.")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_file_may_come_in_other_encodings_with_its_document_type(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    prolog = f'<?xml version="1.0" encoding="{name}"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    data = document(unit(("en", "One."), ("fr", "Été.")), prolog=prolog).decode().encode(encoding)
    assert texts(data) == [("One.", "Été.")]


ACCEPTED = [
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
    "<!DOCTYPE tmx SYSTEM 'http://www.lisa.org/tmx/tmx14.dtd'>",
    '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "tmx14.dtd" >',
]
REFUSED = [
    '<!DOCTYPE tmx [<!ENTITY a "b">]>',
    '<!DOCTYPE tmx [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY a "b">]>',
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ATTLIST tuv xml:lang CDATA "vi">]>',
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd" []>',
    '<!DOCTYPE tmx SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE tmx SYSTEM "http://example.org/evil.dtd">',
    "<!DOCTYPE tmx>",
]


@pytest.mark.parametrize("doctype", ACCEPTED)
def test_the_document_type_of_tmx_is_accepted_and_not_fetched(doctype: str) -> None:
    assert texts(document(ONE, prolog=doctype)) == [("One.", "Một.")]


@pytest.mark.parametrize("doctype", REFUSED)
def test_any_other_document_type_is_refused(doctype: str) -> None:
    with pytest.raises(ParseError):
        read_tmx(document(ONE, prolog=doctype))


BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{"&" + before + ";" * 1}{("&" + before + ";") * 9}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_an_entity_bomb_is_refused() -> None:
    with pytest.raises(ParseError):
        read_tmx(document(unit(("en", "&i;"), ("vi", "Một.")), prolog=BOMB + "]>"))


@pytest.mark.parametrize("data", [b"", b"not xml", b"<rss/>", b"<tmx/>", b"\xff\xfe\x00", document(ONE)[:-9]])
def test_what_is_no_tmx_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_tmx(data)


BAD_UNITS = [
    ("<tu><tuv><seg>One.</seg></tuv></tu>", "it has a text without a language"),
    ('<tu><tuv xml:lang="!"><seg>One.</seg></tuv></tu>', "'!' is not a language"),
    ('<tu><tuv xml:lang="en"/></tu>', "its text in en has no seg element"),
    (unit(("en", " "), ("vi", "Một.")), "its text in en is empty"),
    (unit(("en", "<ph>x</ph>"), ("vi", "Một.")), "its text in en is empty"),
    (unit(("en", "One.")), "it has no text in a second language"),
    ("<tu/>", "it has no text in a second language"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_UNITS)
def test_a_bad_unit_is_left_out_and_reported_and_the_others_are_read(bad: str, reason: str) -> None:
    file = read_tmx(document(ONE, bad, ONE))
    assert len(file.units) == 2
    (problem,) = file.problems
    assert (problem.location, problem.reason, problem.is_left_out) == ("line 3", reason, True)


def test_of_two_texts_in_one_language_the_first_is_taken_and_the_other_reported() -> None:
    data = document(unit(("en", "One."), ("vi", "Một."), ("VI", "Mốt.")))
    assert texts(data) == [("One.", "Một.")]
    assert reasons(data) == [("it has several texts in VI; the first was taken", False)]


FOREIGN_CODES = [
    ('Click <bpt i="1">&lt;f0&gt;</bpt>here<ept i="1">&lt;/f0&gt;</ept>.', "bpt"),
    ('Click <ph x="1">{1}</ph>here.', "ph"),
    ('Click <it pos="begin">\\b </it>here.', "it"),
    ("Click <ut>{\\i </ut>here.", "ut"),
    ('Click <bpt i="1">&lt;a title="<sub>tip</sub>"&gt;</bpt>here<ept i="1"/>.', "bpt"),
    ('Click <bpt i="1">&lt;script&gt;</bpt>here<ept i="1">&lt;/script&gt;</ept>.', "bpt"),
    ('Click <bpt i="1">&lt;b&gt;</bpt>here.', "bpt"),
]


@pytest.mark.parametrize(("segment", "name"), FOREIGN_CODES)
def test_codes_of_other_tools_are_left_out_and_named_while_the_text_is_kept(segment: str, name: str) -> None:
    data = document(unit(("en", segment), ("vi", "Bấm vào đây.")))
    (read,) = read_tmx(data).units
    assert (read.variants[0].text, read.variants[0].marks) == ("Click here.", ())
    assert reasons(data) == [(f"an inline code of another tool was left out: {name}", False)]


def test_highlighted_text_is_text() -> None:
    data = document(unit(("en", 'Click <hi type="x">right <hi>here</hi></hi>.'), ("vi", "Bấm vào đây.")))
    assert texts(data) == [("Click right here.", "Bấm vào đây.")]
    assert reasons(data) == []


def test_our_own_codes_become_marks() -> None:
    link = '&lt;a href="https://example.org/?a=1&amp;amp;b=2"&gt;'
    segment = f'See <bpt i="1">{link}</bpt>it<ept i="1">&lt;/a&gt;</ept><ph>&lt;br/&gt;</ph> now.'
    (read,) = read_tmx(document(unit(("en", segment), ("vi", "Một.")))).units
    assert (read.variants[0].text, read.variants[0].marks) == (
        "See it now.",
        (
            Mark(start=4, end=6, tag="a", href="https://example.org/?a=1&b=2"),
            Mark(start=6, end=6, tag="br"),
        ),
    )


def test_a_hostile_address_in_a_code_does_not_come_in() -> None:
    segment = 'See <bpt i="1">&lt;a href="javascript:x"&gt;</bpt>it<ept i="1"/>.'
    (read,) = read_tmx(document(unit(("en", segment), ("vi", "Một.")))).units
    assert [mark.href for mark in read.variants[0].marks] == [None]


PAIRS = [
    # srclang of the file, of the unit, given; the pairs that come out
    ("en-US", "", None, [("en", "vi"), ("en", "ko")]),
    ("en", 'srclang="vi"', None, [("vi", "en"), ("vi", "ko")]),
    ("*all*", "", "vi-VN", [("vi", "en"), ("vi", "ko")]),
    ("*all*", "", None, []),
    ("fr", "", None, []),
]


@pytest.mark.parametrize(("srclang", "attributes", "given_language", "pairs"), PAIRS)
def test_languages_are_matched_by_their_first_part(
    srclang: str, attributes: str, given_language: str | None, pairs: list[tuple[str, str]]
) -> None:
    data = document(unit(("EN-GB", "One."), ("vi", "Một."), ("ko_KR", "하나."), attributes=attributes), srclang=srclang)
    found = memory_units(read_tmx(data), memory="m", source_language=given_language)
    assert [(unit.source_language, unit.target_language) for unit in found] == pairs


@pytest.mark.parametrize(
    ("tag", "expected"), [("EN-us", "en"), ("ko", "ko"), ("zh-hant-TW", "zh-Hant"), ("pt_BR", "pt")]
)
def test_a_script_is_part_of_a_memorys_language(tag: str, expected: str) -> None:
    assert memory_language(tag) == expected


def test_what_is_written_is_read_back() -> None:
    units = [
        make_memory_unit("One.", "Một.", id=7, created_at=NOW),
        make_memory_unit(
            'See <a href="https://example.org/?a=1&amp;b=2"><b>it</b> all</a>',
            'Xem <a href="https://example.org/?a=1&amp;b=2"><i>tất</i> cả</a> &amp; nữa',
        ),
        make_memory_unit("<b>Two</b><b> three</b>", "Hai<br/>ba <i><b>bốn</b></i>"),
    ]
    read = list(memory_units(read_tmx(written(*units)), memory="sample"))
    assert [(unit.source_text, unit.source_marks, unit.source_hash) for unit in read] == [
        (unit.source_text, unit.source_marks, unit.source_hash) for unit in units
    ]
    assert [(unit.target_text, unit.target_marks) for unit in read] == [
        (unit.target_text, unit.target_marks) for unit in units
    ]
    assert [(unit.creator, unit.created_at) for unit in read] == [("Linh", NOW), ("Linh", None), ("Linh", None)]


@given(inline_html(), st.text(max_size=20))
def test_any_unit_survives_being_written_and_read(source: str, target: str) -> None:
    text, marks = read_inline(clean_inline(source).strip())
    if not text.strip() or not clean_text(target).strip():
        return
    kept = make_memory_unit("x", "y", source_text=text, source_marks=marks, target_text=clean_text(target).strip())
    (read,) = memory_units(read_tmx(written(kept)), memory="sample")
    assert (read.source_text, read.source_marks, read.target_text) == (text, marks, kept.target_text)


def test_codes_are_written_properly_nested() -> None:
    data = written(make_memory_unit("<b><i>One</i></b>.", "Một."))
    seg = next(etree.fromstring(data).iter("seg"))
    assert [(code.tag, code.get("i"), code.text) for code in seg] == [
        ("bpt", "1", "<b>"),
        ("bpt", "2", "<i>"),
        ("ept", "2", "</i>"),
        ("ept", "1", "</b>"),
    ]


def test_what_is_written_is_valid_tmx_1_4() -> None:
    dtd = etree.DTD(BytesIO(schema_path("tmx/tmx14.dtd").read_bytes()))
    data = written(
        make_memory_unit("<b>One</b><br/>.", '<a href="https://example.org/">Một</a>', id=1, created_at=NOW),
        make_memory_unit("Two.", "Hai.", creator=None),
    )
    assert dtd.validate(etree.fromstring(data)), dtd.error_log


def test_an_empty_memory_is_written_as_a_whole_file() -> None:
    assert read_tmx(written()).units == ()


def test_the_same_units_are_written_as_the_same_bytes() -> None:
    units = [make_memory_unit(f"{a} <b>{b}</b>", "x") for a, b in product("ab", "cd")]
    assert written(*units) == written(*units)
