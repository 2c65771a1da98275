"""TMX as work: our own files, OmegaT's project memories, and those of other tools."""

import pytest

from feeds.errors import ParseError
from tests.translations.exchange.work_files import numbered, read, the_unit, written
from tests.translations.factories import make_segment
from translations.exchange import read_exchange
from translations.exchange.codes import Code, CodeKind, read_codes
from translations.model import Mark, SegmentState

OPEN, CLOSE, ALONE = CodeKind.OPEN, CodeKind.CLOSE, CodeKind.ALONE


def document(*units: str, tool: str = "OmegaT", doctype: str = "", srclang: str = "en") -> bytes:
    header = f'<header creationtool="{tool}" srclang="{srclang}" segtype="sentence"/>'
    return f'{doctype}<tmx version="1.1">\n{header}<body>\n{"".join(units)}</body></tmx>'.encode()


def unit(source: str, target: str, *, attribute: str = "lang", language: str = "vi", inner: str = "") -> str:
    sides = f'<tuv {attribute}="en"><seg>{source}</seg></tuv><tuv {attribute}="{language}"><seg>{target}</seg></tuv>'
    return f"<tu>{inner}{sides}</tu>\n"


def test_shortcuts_of_omegat_are_codes() -> None:
    source = "See &lt;a0&gt;it&lt;/a0&gt;&lt;x1/&gt; now."
    one = the_unit(document(unit(source, "&lt;x1/&gt;Xem &lt;a0&gt;đi&lt;/a0&gt;.")))
    marks = (Mark(start=4, end=6, tag="a", href="https://example.org/"), Mark(start=6, end=6, tag="br"))
    assert one.target == (Code(ALONE, "x1"), "Xem ", Code(OPEN, "a0"), "đi", Code(CLOSE, "a0"), ".")
    text, read_back = read_codes(one.target, source=one.source, marks=marks)
    assert (text, [mark.tag for mark in read_back]) == ("Xem đi.", ["br", "a"])


def test_what_looks_like_shortcuts_is_text_in_files_of_other_tools() -> None:
    one = the_unit(document(unit("One &lt;b0&gt;.", "Một &lt;b0&gt;."), tool="Other"))
    assert one.target == ("Một <b0>.",)


def test_level_two_of_omegat_is_read_by_the_numbers_across_languages() -> None:
    source = (
        '<bpt i="0" x="0">&lt;b0&gt;</bpt>A<ept i="0">&lt;/b0&gt;</ept> <bpt i="1" x="1">&lt;i1&gt;</bpt>B<ept i="1"/>'
    )
    target = '<bpt i="0" x="1">&lt;i1&gt;</bpt>B<ept i="0"/> <bpt i="1" x="0">&lt;b0&gt;</bpt>A<ept i="1"/>'
    one = the_unit(document(unit(source, target)))
    marks = (Mark(start=0, end=1, tag="b"), Mark(start=2, end=3, tag="i"))
    assert one.target is not None
    text, read_back = read_codes(one.target, source=one.source, marks=marks)
    assert (text, [mark.tag for mark in read_back]) == ("B A", ["i", "b"])


def test_a_project_memory_names_no_texts_and_has_no_states() -> None:
    one = the_unit(document(unit("One.", "Một."), doctype='<!DOCTYPE tmx SYSTEM "tmx11.dtd">'))
    assert (one.guid, one.segment_id, one.seen, one.is_final) == (None, None, None, False)


def test_an_alternative_of_omegat_names_its_unit() -> None:
    inner = '<prop type="file">hanoi.vi.xlf</prop><prop type="id">s7</prop>'
    assert the_unit(document(unit("One.", "Một.", inner=inner))).segment_id == 7


def test_the_language_meant_is_the_only_other_one_or_has_to_be_named() -> None:
    both = document(unit("One.", "Một."), unit("One.", "하나.", language="ko"))
    with pytest.raises(ParseError, match=r"several languages \(ko, vi\): say which one is meant"):
        read(both)
    file = read_exchange(both, language="ko")
    assert [one.target for one in file.units] == [("하나.",)]
    assert [one.reason for one in file.problems] == ["it has no text in ko"]
    with pytest.raises(ParseError, match="no second language"):
        read(document("<tu><tuv lang='en'><seg>One.</seg></tuv></tu>"))


def test_languages_are_compared_without_case_and_region() -> None:
    data = document(unit("One.", "Một.", language="VI-VN"), srclang="EN-US")
    assert the_unit(data).target == ("Một.",)


def test_highlighted_text_is_text_and_isolated_codes_are_begin_and_end() -> None:
    source = '<it pos="begin" x="1">&lt;b&gt;</it>A <hi>B</hi><it pos="end" x="1">&lt;/b&gt;</it>'
    one = the_unit(document(unit(source, "x"), tool="Other"))
    assert one.source == (Code(OPEN, "1", "<b>"), "A B", Code(CLOSE, "1", "</b>"))


def test_only_what_has_a_translation_is_written_and_says_what_it_is() -> None:
    segments = numbered(
        make_segment(state=SegmentState.MISSING),
        make_segment(state=SegmentState.REJECTED),
        make_segment(state=SegmentState.APPROVED),
    )
    one = the_unit(written("tmx", *segments))
    assert one.seen is not None
    assert (one.segment_id, one.seen.state) == (3, SegmentState.APPROVED)


def test_an_outdated_translation_stays_with_the_sentence_it_was_made_from() -> None:
    one = the_unit(written("tmx", *numbered(make_segment(state=SegmentState.STALE))))
    assert one.source == ("An older sentence.",)


@pytest.mark.parametrize("doctype", ['<!DOCTYPE tmx SYSTEM "evil.dtd">', "<!DOCTYPE tmx [<!ELEMENT a ANY>]>"])
def test_a_document_type_that_is_not_tmx_s_own_is_refused(doctype: str) -> None:
    with pytest.raises(ParseError, match="document type declaration is not that of a TMX file"):
        read(document(unit("One.", "Một."), doctype=doctype))
