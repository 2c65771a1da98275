"""XML as feeds really have it: what has one meaning is mended, the rest is refused with its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.reading.assembling import Report
from feeds.reading.lenient_xml import read_xml
from tests.strategies import any_text


def read(text: str) -> tuple[str, list[str]]:
    """Return the text of a document, and the places of the remarks."""
    report = Report("rss")
    root = read_xml(text.encode("utf-8", "surrogatepass"), report)
    return "".join(root.itertext()).strip("\n"), [remark.location for remark in report.remarks()]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("a&nbsp;b &eacute;&mdash;&hellip;", "a\u00a0b é—…"),
        ("AT&T & Co, a&b=c", "AT&T & Co, a&b=c"),
        ("&unheard; &amp;nbsp; &lt;b&gt; &nbsp;", "&unheard; &nbsp; <b> \u00a0"),
        ("&LT;b&AMP; &nbsp;", "<b& \u00a0"),
        ("a\x0bb\x00c\ufffed", "abcd"),
        ("a&#11;b&#x1F;c&#xD800;d&#65535;e&#1114112;f", "abcdef"),
        ("a&#X41;b", "aAb"),
        ("<![CDATA[a & b &nbsp; <i>]]>&nbsp;", "a & b &nbsp; <i>\u00a0"),
        ("<!-- & --><?php & ?>&nbsp;", "\u00a0"),
        ('<b title="AT&T">x</b>', "x"),
        ("&", "&"),
    ],
)
def test_what_has_one_meaning_is_mended_and_remarked_on(inside, text):
    assert read(f"<rss>\n{inside}</rss>") == (text, ["line 2"])


def test_numbers_of_controls_are_what_they_are_in_html():
    assert read("<rss>It&#146;s &#x97; &#133;<![CDATA[&#146;]]></rss>") == ("It’s — …&#146;", [])


@pytest.mark.parametrize("text", ["<rss/>", "<rss>a &amp; b &#38; &lt;</rss>", "<rss><![CDATA[&nbsp;]]></rss>"])
def test_what_is_well_formed_is_not_remarked_on(text):
    assert read(text)[1] == []


def test_blank_lines_before_the_declaration_do_not_matter_and_lines_are_counted_with_them():
    assert read('\n \n<?xml version="1.0"?>\n<rss>x</rss>') == ("x", [])
    with pytest.raises(ParseError, match="rss, line 4: "):
        read('\n \n<?xml version="1.0"?>\n<rss><b></rss>')


def test_prefixes_that_are_declared_nowhere_are_the_usual_ones_or_nobodys():
    report = Report("rss")

    root = read_xml(b'<rss version="2.0"><media:content own:x="1"/><odd:b/></rss>', report)

    assert [child.tag for child in root] == ["{http://search.yahoo.com/mrss/}content", "{urn:x-undeclared:odd}b"]
    assert root.get("version") == "2.0"


@pytest.mark.parametrize("text", ["<rss>a < b</rss>", "<rss><b></rss>", "<rss/><rss/>", "<rss x=1/>", "<rss>", "x & y"])
def test_what_could_mean_several_things_is_refused_with_its_line(text):
    with pytest.raises(ParseError, match=r"rss, line [12]: "):
        read(f"\n{text}")


@pytest.mark.parametrize("doctype", ['[<!ENTITY nbsp "x">]', '[<!ENTITY a "&nbsp;">]', '[<!ENTITY % a SYSTEM "b">]'])
def test_declared_entities_are_refused_and_never_mended(doctype):
    with pytest.raises(ParseError, match="entity declarations"):
        read(f"<!DOCTYPE rss {doctype}><rss>&nbsp;&a; & more</rss>")


@given(st.lists(any_text(20) | st.sampled_from(("<b>", "</b>", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "&amp;",
    "&#12;", "&nbsp;", "<a:b/>", "<!DOCTYPE rss [", "<!ENTITY a 'b'>")), max_size=8).map("".join))  # fmt: skip
def test_whatever_is_in_it_is_read_or_refused(inside):
    with suppress(ParseError):
        assert read(f"<rss>{inside}</rss>")
