"""Writing: what keys, buttons, pastes and drops make of a text, and that nothing of it is markup anybody typed."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from feeds.model import Block, Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Quote, Rendition, Table
from tests.browser.conftest import HOSTILE
from tests.browser.desk.live_desk import (
    drop,
    editor,
    newest,
    open_entry,
    open_stream,
    paste,
    path_of,
    row,
    told,
    words,
)
from tests.browser.review.newsroom import Newsroom

WORD = """<html><head><style>p{margin:0}</style></head><body><!--StartFragment-->
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Bold</b> and
<span style='font-weight:700'>heavy</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>First</p>
<p class=MsoListParagraphCxSpLast><span style='mso-list:Ignore'>·</span>Second</p>
<h2>Heading</h2><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><!--EndFragment--></body></html>"""
WEB = """<meta charset="utf-8"><b style="font-weight:normal"><div>One
<a href="https://e.org/a?b=1&amp;c=2" onclick="x()">link</a>
and <em>stress</em>.</div><script>alert(1)</script><figure>
<img src="https://pictures.example.org/1.jpg" alt="A hall" onerror="alert(2)">
<figcaption>The hall</figcaption></figure><blockquote>Said.</blockquote><a href="javascript:alert(3)">bad</a></b>"""


@pytest.fixture
def page(newsroom: Newsroom) -> Iterator[Page]:
    opened = editor(newsroom)
    opened.route("https://pictures.example.org/*", lambda route: route.fulfill(status=404))

    def note(dialog: Dialog) -> None:
        opened.trouble.append(f"dialog: {dialog.message}")  # type: ignore[attr-defined]
        dialog.dismiss()

    opened.on("dialog", note)
    open_stream(newsroom, opened)
    yield opened
    opened.evaluate("localStorage.clear()")


def sent(page: Page, newsroom: Newsroom) -> tuple[Block, ...]:
    """Post what is in the composer and return the blocks that were kept, without their ids."""
    before = page.locator(".stream-row").first.get_attribute("id")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".stream-row").first).not_to_have_attribute("id", before or "")
    return newest(newsroom).blocks


def test_enter_begins_a_paragraph_and_backspace_joins_two(page: Page, newsroom: Newsroom) -> None:
    page.keyboard.type("First half second half.")
    for _ in "second half.":
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".part")).to_have_count(2)
    page.keyboard.press("Backspace")
    expect(page.locator(".part")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Another line.")
    assert sent(page, newsroom) == (
        Paragraph(html="First half ", id="b1"),
        Paragraph(html="second half.<br/>Another line.", id="b2"),
    )


def test_the_caret_goes_from_one_paragraph_to_the_next(page: Page) -> None:
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.type("!")
    expect(words(page, 1)).to_have_text("One!")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type("?")
    expect(words(page, 2)).to_have_text("Two?")
    page.keyboard.press("Alt+ArrowUp")
    expect(words(page, 1)).to_have_text("Two?")
    expect(words(page, 1)).to_be_focused()


def test_buttons_make_headings_quotes_lists_and_tables(page: Page, newsroom: Newsroom) -> None:
    bar = page.get_by_role("toolbar", name="Text")
    page.keyboard.type("Dinner")
    bar.get_by_role("button", name="Heading").click()
    page.keyboard.press("Enter")
    page.keyboard.type("We'll see")
    bar.get_by_role("button", name="Quote").click()
    page.get_by_label("Said by").fill("Kim")
    words(page, 2).click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("one")
    bar.get_by_role("button", name="List").click()
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("After the list.")
    bar.get_by_role("button", name="Table").click()
    page.get_by_role("button", name="Remove the last row").click()
    page.locator(".table-part .words").first.click()
    page.keyboard.type("a")
    assert sent(page, newsroom) == (
        Heading(html="Dinner", id="b1"),
        Quote(html="We'll see", attribution="Kim", id="b2"),
        ListBlock(items=("one", "two"), id="b3"),
        Paragraph(html="After the list.", id="b4"),
        Table(rows=(("a", ""),), header=True, id="b5"),
    )


def test_a_link_is_put_on_the_chosen_words(page: Page, newsroom: Newsroom) -> None:
    page.keyboard.type("See this")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+k")
    page.keyboard.type("nowhere")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Address of the link")).to_be_focused()
    page.get_by_label("Address of the link").fill("https://e.org/a?b=1&c=2")
    page.keyboard.press("Enter")
    assert sent(page, newsroom) == (Paragraph(html='See <a href="https://e.org/a?b=1&amp;c=2">this</a>', id="b1"),)


def test_a_paste_from_a_word_processor_gives_clean_parts(page: Page, newsroom: Newsroom) -> None:
    paste(page, html=WORD)
    assert sent(page, newsroom) == (
        Paragraph(html="<b>Bold</b> and <b>heavy</b>", id="b1"),
        ListBlock(items=("First", "Second"), id="b2"),
        Heading(html="Heading", id="b3"),
        Table(rows=(("a", "b"), ("1", "2")), header=True, id="b4"),
    )


def test_a_paste_from_a_page_gives_clean_parts_and_its_pictures(page: Page, newsroom: Newsroom) -> None:
    page.keyboard.type("Before. After.")
    for _ in " After.":
        page.keyboard.press("ArrowLeft")
    paste(page, html=WEB)
    assert sent(page, newsroom) == (
        Paragraph(html="Before.", id="b1"),
        Paragraph(html='One <a href="https://e.org/a?b=1&amp;c=2">link</a> and <em>stress</em>.', id="b2"),
        MediaBlock(
            media=Media(
                kind=MediaKind.PICTURE,
                alt="A hall",
                caption="The hall",
                renditions=(Rendition(href="https://pictures.example.org/1.jpg"),),
            ),
            id="b3",
        ),
        Quote(html="Said.", id="b4"),
        Paragraph(html="bad", id="b5"),
        Paragraph(html=" After.", id="b6"),
    )


def test_words_that_are_pasted_into_a_sentence_stay_in_it(page: Page, newsroom: Newsroom) -> None:
    page.keyboard.type("A  B")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    paste(page, html="<p><b>bold</b></p>")
    page.keyboard.press("End")
    paste(page, text="https://e.org/page")
    (block,) = sent(page, newsroom)
    assert block == Paragraph(html='A <b>bold</b> B<a href="https://e.org/page">https://e.org/page</a>', id="b1")


def test_plain_text_becomes_paragraphs(page: Page, newsroom: Newsroom) -> None:
    paste(page, text="One <b>\r\ntwo\r\n\r\nthree")
    assert sent(page, newsroom) == (Paragraph(html="One &lt;b&gt;<br/>two", id="b1"), Paragraph(html="three", id="b2"))


def test_a_picture_that_is_dropped_from_another_page_is_a_picture_here(page: Page, newsroom: Newsroom) -> None:
    page.keyboard.type("Look:")
    drop(page.locator("[data-parts]"), html='<img src="https://pictures.example.org/2.png" alt="Two">')
    expect(page.get_by_label("Address", exact=True)).to_have_value("https://pictures.example.org/2.png")
    expect(page.get_by_label("Alternative text")).to_have_value("Two")
    expect(page.locator(".media-look")).to_contain_text("shows no picture here")
    drop(page.locator("[data-parts]"), uri="https://pictures.example.org/film.mp4")
    expect(page.get_by_label("What it is").nth(1)).to_have_value("video")
    page.get_by_label("Caption").first.click()
    blocks = sent(page, newsroom)
    assert [block.type for block in blocks] == ["paragraph", "media", "media"]


def test_a_file_is_refused_with_what_to_do(page: Page) -> None:
    page.evaluate("""() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(["x"], "x.png", { type: "image/png" }));
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(event);
    }""")
    expect(told(page)).to_contain_text("taken by its address")


@pytest.mark.parametrize("text", [HOSTILE, "שלום עולם\u202e 👩‍👩‍👧‍👦 Việt", "a\u0000b\u000b\ufffec", "{{7*7}} ${x} %s"])
def test_hostile_words_are_words(page: Page, newsroom: Newsroom, text: str) -> None:
    page.get_by_placeholder("Headline").fill(text)
    words(page).click()
    paste(page, text=text)
    paste(page, html=text)
    page.get_by_text("Pin, schedule, embargo").click()
    page.get_by_label("Byline").fill(text)
    sent(page, newsroom)
    entry = newest(newsroom)
    assert entry.headline
    page.goto(newsroom.server.url + path_of(newsroom, entry.headline))
    expect(page.locator("body.is-ready")).to_be_attached()
    expect(page.frame_locator(".preview-frame").locator("article")).to_be_visible()
    page.get_by_role("link", name="History").click()
    assert page.evaluate("document.querySelectorAll('[onerror], main script').length") == 0


def test_two_hundred_kilobytes_are_pasted_and_posted(page: Page, newsroom: Newsroom) -> None:
    paste(page, text="\n\n".join(f"{number}. Chữ quốc ngữ rất dài." * 8 for number in range(900)))
    expect(page.locator(".part")).to_have_count(900)
    blocks = sent(page, newsroom)
    assert len(blocks) == 900
    assert sum(len(block.html.encode()) for block in blocks if isinstance(block, Paragraph)) > 200_000


def test_an_edit_keeps_the_ids_of_what_stays(page: Page, newsroom: Newsroom) -> None:
    headline = "Getting along"
    before = newsroom.entry(headline)
    open_entry(newsroom, page, headline)
    words(page, 1).click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("In between.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entry-news .done")).to_contain_text("Saved as version 2")
    after = newsroom.entry(headline)
    assert [block for block in after.blocks if block.id in {one.id for one in before.blocks}] == list(before.blocks)
    assert len(after.blocks) == len(before.blocks) + 1


def test_an_editor_that_nobody_touched_saves_nothing(page: Page, newsroom: Newsroom) -> None:
    open_entry(newsroom, page, "'Brave decision'")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#entry-news .done")).to_have_text("Nothing was changed.")
    assert newsroom.entry("'Brave decision'").version == 1


def test_keys_do_everything_without_a_mouse(page: Page, newsroom: Newsroom) -> None:
    page.keyboard.type("By keys alone.")
    page.keyboard.press("Control+Enter")
    expect(row(page, "By keys alone")).to_be_visible()
    expect(words(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(row(page, "By keys alone")).to_be_focused()
    for key, chip in (("p", "pinned"), ("h", "highlighted"), ("w", "held")):
        page.keyboard.press(key)
        expect(row(page, "By keys alone").locator(f".chip-{chip}")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_url("**/entries/*/")
    expect(page.locator("body.is-ready")).to_be_attached()
    page.keyboard.press("r")
    expect(page.get_by_label("What is corrected")).to_be_focused()
    page.keyboard.type("It was keys.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entry-state .chip-corrected")).to_be_visible()
    page.keyboard.press("b")
    page.wait_for_url("**/desk/blogs/*/#entry-*")
    expect(page.locator("body.is-ready")).to_be_attached()
    page.keyboard.press("c")
    expect(words(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_url("**/kill")
    expect(page.get_by_label("Reason")).to_be_focused()


MODULES: dict[str, tuple[str, object]] = {
    "inline": ("writeInline(parse('<b>a</b><script>x</script>'))", "<b>a</b>"),
    "blocks": ("writeInline(parse('<div>a</div><div>b</div>'))", "a<br/>b"),
    "address": ("isAddress('https://e.org/1.jpg')", True),
    "no address": ("isAddress('javascript:alert(1)')", False),
    "two words": ("isAddress('https://e.org and more')", False),
    "kind": ("mediaKindOf('https://e.org/1.JPEG?w=3')", "picture"),
    "no kind": ("mediaKindOf('https://e.org/page')", ""),
}


@pytest.mark.parametrize("name", MODULES)
def test_what_a_browser_gives_is_written_as_inline_html(page: Page, name: str) -> None:
    code, expected = MODULES[name]
    folder = page.locator("link[href*='desk.css']").get_attribute("href")
    module = json.dumps((folder or "").replace("desk.css", "inline.js"))
    names = "{ parse, writeInline, isAddress, mediaKindOf }"
    script = f"async () => {{ const {names} = await import({module}); return {code}; }}"
    assert page.evaluate(script) == expected


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2019-02-27T18:30", "Asia/Ho_Chi_Minh", "11:30 UTC"),
        ("2019-02-27T03:30", "Asia/Ho_Chi_Minh", "2019-02-26 20:30 UTC"),
        ("2024-07-01T12:00:00", "America/New_York", "16:00 UTC"),
        ("2024-12-01T12:00", "America/New_York", "17:00 UTC"),
        ("2024-03-31T03:30", "Europe/Berlin", "01:30 UTC"),
        ("", "Europe/Berlin", ""),
    ],
)
def test_a_time_is_told_in_utc(page: Page, local: str, zone: str, utc: str) -> None:
    folder = page.locator("link[href*='desk.css']").get_attribute("href")
    module = json.dumps((folder or "").replace("desk.css", "clocks.js"))
    script = f"async ([local, zone]) => (await import({module})).tellUtc(local, zone)"
    assert page.evaluate(script, [local, zone]) == utc
