"""The pure parts of the desk's scripts, by tables of cases: marks that follow the words, differences of words."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.review.newsroom import Newsroom


@pytest.fixture(scope="module")
def page(installed: Newsroom) -> Page:
    page = installed.sign_in()
    page.goto(installed.server.url + "/review/vi/")
    return page


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """Call an exported function of a script in the browser."""
    return page.evaluate(
        """async ([module, name, given]) => {
          const base = document.querySelector("script[type=module]").src;
          const all = await import(new URL(module, base));
          return all[name](...given);
        }""",
        [module, function, list(arguments)],
    )


# What is marked is written [so]; the caret is at the end of what was typed.
@pytest.mark.parametrize(
    ("before", "after", "caret", "marked"),
    [
        ("ab [cd] ef", "ab cXd ef", 5, "cXd"),
        ("ab [cd] ef", "ab cdX ef", 6, "cd"),
        ("ab [cd] ef", "ab Xcd ef", 4, "cd"),
        ("ab [cd] ef", "Xab cd ef", 1, "cd"),
        ("ab [cd] ef", "ab cd efX", 9, "cd"),
        ("ab [cd] ef", "ab X ef", 4, "X"),
        ("ab [cd] ef", "ab c ef", 4, "c"),
        ("ab [cd] ef", "ab ef", 3, ""),
        ("ab [cd] ef", "X", 1, ""),
        ("ab [cd] ef", "abX ef", 3, ""),
        ("ab [cd ef]", "ab cX", 5, "cX"),
        ("[ab] cd", "X cd", 1, "X"),
        ("a[a]a", "aXaa", 2, "a"),
        ("[하노이]에서", "하노이에서만", 6, "하노이"),
        ("[😀] ok", "x😀 ok", 1, "😀"),
    ],
)
def test_a_mark_follows_its_words(page: Page, before: str, after: str, caret: int, marked: str) -> None:
    start, end = before.index("["), before.index("]") - 1
    plain = before.replace("[", "").replace("]", "")
    units = len(plain[:start].encode("utf-16-le")) // 2, len(plain[:end].encode("utf-16-le")) // 2
    mark = {"tag": "b", "href": None, "start": units[0], "end": units[1]}
    (moved,) = call(page, "marks.js", "shiftMarks", [mark], plain, after, caret)
    raw = after.encode("utf-16-le")
    assert raw[2 * moved["start"] : 2 * moved["end"]].decode("utf-16-le") == marked


@pytest.mark.parametrize(
    "html",
    [
        "plain",
        "a &lt;b&gt; &amp; c",
        "<b>bold</b> and <i>not</i>",
        '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;">link</a>',
        '<a href="https://example.org/"><b>both</b> here</a>',
        "<b>one <i>two</i></b> three",
        "tiếng <b>Việt</b> 한국어",
    ],
)
def test_what_is_read_is_written_again_as_it_was(page: Page, html: str) -> None:
    read = call(page, "marks.js", "readInline", html)
    assert call(page, "marks.js", "writeInline", read["text"], read["marks"]) == html


def test_marks_that_cross_are_written_one_in_the_other_and_no_link_is_cut(page: Page) -> None:
    bold = {"tag": "b", "href": None, "start": 0, "end": 4}
    link = {"tag": "a", "href": "https://example.org/", "start": 2, "end": 6}
    written = call(page, "marks.js", "writeInline", "abcdef", [bold, link])
    assert written == '<b>ab</b><a href="https://example.org/"><b>cd</b>ef</a>'


def test_hostile_markup_in_a_text_is_written_as_text(page: Page) -> None:
    read = call(page, "marks.js", "readInline", "<img src=x onerror=alert(1)>&lt;script&gt;")
    assert read == {"text": "<script>", "marks": []}
    assert call(page, "marks.js", "writeInline", read["text"], read["marks"]) == "&lt;script&gt;"


@pytest.mark.parametrize(
    ("text", "selection", "stretch"),
    [
        ("một hai ba", (5, 5), "hai"),
        ("một hai ba", (4, 8), "hai"),
        ("một hai ba", (3, 3), "một"),
        ("하노이에서", (0, 3), "하노이"),
        ("a  b", (2, 2), ""),
    ],
)
def test_a_mark_is_put_over_what_is_selected_or_the_word_at_the_caret(
    page: Page, text: str, selection: tuple[int, int], stretch: str
) -> None:
    start, end = call(page, "marks.js", "stretchAt", text, *selection)
    assert text[start:end] == stretch


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("12 injured", "14 injured", "-12 +14 = injured"),
        ("He shot", "He allegedly shot", "=He  +allegedly  =shot"),
        ("same", "same", "=same"),
        ("", "new", "+new"),
        ("gone", "", "-gone"),
        ("a b c", "x y c", "-a b +x y = c"),
    ],
)
def test_words_that_differ_are_told(page: Page, before: str, after: str, told: str) -> None:
    signs = {"same": "=", "del": "-", "ins": "+"}
    steps = call(page, "words.js", "diffWords", before, after, "en")
    assert " ".join(signs[step["kind"]] + step["text"] for step in steps) == told


def test_texts_without_end_are_told_apart_in_no_time(page: Page) -> None:
    before, after = " ".join(f"w{n}" for n in range(5000)), " ".join(f"v{n}" for n in range(5000))
    steps = call(page, "words.js", "diffWords", before, after, "en")
    assert [step["kind"] for step in steps] == ["del", "ins"]


def test_characters_are_counted_as_the_service_counts_them(page: Page) -> None:
    assert call(page, "marks.js", "unitsOf", "😀 ok", 2) == 3
    assert call(page, "marks.js", "unitsOf", "ok", 9) == 2
