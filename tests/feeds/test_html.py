"""Safe inline HTML: what a browser makes of it is inert, what a reader sees of it stays."""

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from lxml import html as lxml_html

from feeds.html import (
    INLINE_TAGS,
    clean_inline,
    escape,
    escape_attribute,
    inner_xml,
    is_web_url,
    parse_fragment,
    plain_text,
)
from feeds.xml import clean_text
from tests.strategies import any_text, inline_html

ATTACKS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/relative'>x</a>",
    "<a href='https://example.org/' onclick='alert(1)' style='x:y' target=_top>x</a>",
    "<b onmouseover=alert(1) style='background:url(javascript:alert(1))'>x</b>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><input></form>",
    "<base href=//evil.example>",
    "<style>@import '//evil.example'</style>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<plaintext><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "</p></div></entry><script>alert(1)</script>",
    "<b><a href='https://example.org/'><script>",
    "<<script>alert(1)//<</script>",
    "<?xml version='1.0'?><script>alert(1)</script>",
)


class Tags(HTMLParser):
    """Collect the tags and attributes a tokeniser sees, as a second opinion beside lxml's and html5ever's."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.seen += [(tag, "")] + [(tag, f"{name}={value}") for name, value in attrs]


def assert_inert(cleaned: str) -> None:
    """Read the fragment as two HTML parsers and an XML parser do; there must be nothing but allowed tags and links."""
    page = lxml_html.document_fromstring(f"<html><body><div>{cleaned}</div></body></html>")
    for element in page.body.iterdescendants():
        assert element.tag in INLINE_TAGS | {"div"}
        assert set(element.attrib) <= ({"href"} if element.tag == "a" else set())
        address = element.get("href", "https://x.example")
        assert is_web_url(address) or address.startswith("mailto:")
    tokeniser = Tags()
    tokeniser.feed(cleaned)
    for tag, attribute in tokeniser.seen:
        assert tag in INLINE_TAGS
        assert attribute == "" or (tag == "a" and attribute.startswith(("href=http", "href=mailto:")))
    assert {str(element.tag) for element in parse_fragment(cleaned).iterdescendants()} <= INLINE_TAGS


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_inert_after_a_browser_has_parsed_it(attack):
    assert_inert(clean_inline(f"before {attack} after"))


def test_naughty_strings_are_inert_and_stay_clean(naughty_strings):
    for text in naughty_strings:
        cleaned = clean_inline(text)
        assert_inert(cleaned)
        assert clean_inline(cleaned) == cleaned


def test_naughty_strings_are_shown_as_they_are_once_escaped(naughty_strings):
    for text in (clean_text(text.replace("\ufeff", "")) for text in naughty_strings):
        assert plain_text(clean_inline(escape(text))) == text


@given(inline_html())
def test_any_fragment_becomes_inert_well_formed_and_stays_so(fragment):
    cleaned = clean_inline(fragment)

    assert_inert(cleaned)
    assert clean_inline(cleaned) == cleaned


@given(inline_html())
def test_browser_and_xml_parser_read_the_same_text(fragment):
    cleaned = clean_inline(fragment)

    as_html = nh3.clean(cleaned, tags=set()).replace("&nbsp;", "\xa0")
    as_xml = "".join(parse_fragment(cleaned).itertext())
    assert as_html == escape(as_xml)


@given(any_text())
def test_any_text_survives_escaping(text):
    text = clean_text(text.replace("\ufeff", "")).replace("\r\n", "\n").replace("\r", "\n")

    assert plain_text(clean_inline(escape(text))) == text
    element = parse_fragment(f'<a href="{escape_attribute(text)}"/>')[0]
    assert element.get("href") == text.replace("\n", " ").replace("\t", " ")


@pytest.mark.parametrize(
    ("fragment", "cleaned"),
    [
        ("They <b>shook</b> hands.", "They <b>shook</b> hands."),
        ("one<br>two<br/>three", "one<br/>two<br/>three"),
        ("<B>loud</B>", "<b>loud</b>"),
        ("<b>never closed", "<b>never closed</b>"),
        ("<b>crossed <i>tags</b> here</i>", "<b>crossed <i>tags</i></b><i> here</i>"),
        ("<p>a <span>word</span></p>", "a word"),
        ("fish & chips < 3 > 2", "fish &amp; chips &lt; 3 &gt; 2"),
        ("&lt;b&gt; &amp;amp; &eacute;&nbsp;", "&lt;b&gt; &amp;amp; é\xa0"),
        ('<a href="https://example.org/?a=1&b=2">x</a>', '<a href="https://example.org/?a=1&amp;b=2">x</a>'),
        ('<a href="mailto:desk@example.org">x</a>', '<a href="mailto:desk@example.org">x</a>'),
        ('<a href="/relative">x</a>', "<a>x</a>"),
        ("<script>gone()</script>kept", "kept"),
        ("<style>gone</style>kept<!-- gone -->", "kept"),
        ("", ""),
    ],
)
def test_fragment_is_cleaned(fragment, cleaned):
    assert clean_inline(fragment) == cleaned


@pytest.mark.parametrize("fragment", ["<b></b>x", "<i><b></b></i>x", "<a href='https://example.org/'></a>x"])
def test_tags_around_nothing_go_because_browsers_take_them_for_opening_tags(fragment):
    assert clean_inline(fragment) == "x"


def test_tags_around_a_blank_or_a_line_break_stay():
    assert clean_inline("a<b> </b>b<i><br></i>") == "a<b> </b>b<i><br/></i>"


@pytest.mark.parametrize("reference", ["&#1;", "&#x1F;", "&#xFFFE;", "&#xFFFF;", "&#11;"])
def test_reference_to_a_character_xml_forbids_is_dropped(reference):
    assert clean_inline(f"a{reference}<b>b{reference}</b>") == "a<b>b</b>"


def test_marks_written_as_references_are_normalised():
    assert clean_inline("Vie&#x323;&#x302;t") == "Việt"


@pytest.mark.parametrize("fragment", ["\ufeffa", "\ufeff\ufeff<b>a</b>", "<b>&#xFEFF;a</b>"])
def test_byte_order_mark_is_dropped_wherever_it_stands(fragment):
    assert plain_text(clean_inline(fragment)) == "a"


def test_mark_that_would_melt_into_a_tag_does_not():
    cleaned = clean_inline("<b>&#x338;not</b> <i>\u0338this</i>")

    assert cleaned == "<b>\u0338not</b> <i>\u0338this</i>"
    assert clean_inline(cleaned) == cleaned


@pytest.mark.parametrize("depth", [17, 300, 5_000])
def test_deep_nesting_keeps_every_word_and_loses_only_depth(depth):
    cleaned = clean_inline("<b>x" * depth)

    assert plain_text(cleaned) == "x" * depth
    assert cleaned.count("<b>") == 16


def test_plain_text_shows_line_breaks_and_characters():
    assert plain_text("fish &amp; <b>chips</b><br/>&lt;3<br/>") == "fish & chips\n<3\n"


def test_inside_of_an_element_is_serialised_without_its_tags():
    assert inner_xml(parse_fragment("a<b>c</b>d &gt; e")) == "a<b>c</b>d &gt; e"
    assert inner_xml(parse_fragment("")) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://user@example.org/",
        "https://[2001:db8::1]/",
        "https://ví-dụ.example/đường",
    ],
)
def test_web_address_is_known(url):
    assert is_web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "/path",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/\x00",
        "https://[::1",
        "https://example.org:port/",
        "mailto:desk@example.org",
    ],
)
def test_what_is_no_absolute_web_address_is_not(url):
    assert not is_web_url(url)
