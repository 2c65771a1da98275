"""The glossary and the memory as translators and reviewers use them in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from syndication.rights import Role
from tests.browser.axe import barriers
from tests.browser.review.newsroom import Newsroom, sentence, words

DARK: dict[str, object] = {"color_scheme": "dark"}
PHONE: dict[str, object] = {"viewport": {"width": 320, "height": 640}}


def glossary(newsroom: Newsroom, page: Page, query: str = "") -> Page:
    page.goto(f"{newsroom.server.url}/review/vi/glossary/{query}")
    return page


def memory(newsroom: Newsroom, page: Page, query: str = "") -> Page:
    page.goto(f"{newsroom.server.url}/review/vi/memory/{query}")
    return page


def add_term(page: Page, source: str, target: str) -> None:
    form = page.get_by_role("form", name="Add a term")
    if not form.is_visible():
        page.get_by_text("Add a term", exact=True).click()
    form.get_by_label("Source").fill(source)
    form.get_by_label("Tiếng Việt").fill(target)
    form.get_by_role("button", name="Add the term").click()
    expect(page.get_by_role("status").filter(has_text="The term is added.")).to_be_visible()


def test_a_term_is_added_found_changed_and_removed_without_a_script(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Minh", Role.REVIEWER, java_script_enabled=False)
    add_term(glossary(newsroom, page), "smiles", "nụ cười")
    page.get_by_label("Words").fill("nu cuoi")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("listitem").filter(has_text="smiles → nụ cười")).to_be_visible()
    page.get_by_label("Words").fill("SMILE")
    page.get_by_role("button", name="Search").click()
    term = page.get_by_role("listitem").filter(has_text="smiles → nụ cười")
    term.get_by_text("Change").click()
    form = term.get_by_role("form", name="Change smiles")
    form.get_by_label("Tiếng Việt").fill("tươi cười")
    form.get_by_label("Status").select_option("admitted")
    form.get_by_role("button", name="Save the term").click()
    term = page.get_by_role("listitem").filter(has_text="smiles → tươi cười")
    expect(term.get_by_text("admitted", exact=True).first).to_be_visible()
    term.get_by_text("Change").click()
    term.get_by_role("button", name="Remove the term smiles").click()
    expect(page.get_by_text("The term is removed.")).to_be_visible()


def test_a_term_stands_beside_the_sentence_that_holds_it(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Linh", Role.TRANSLATOR)
    add_term(glossary(newsroom, page), "Getting along", "hợp nhau")
    newsroom.open(page, "Getting along")
    expect(page.get_by_text("hợp nhau").first).to_be_attached()


def test_what_was_just_approved_is_in_the_memory(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Linh", Role.TRANSLATOR)
    newsroom.post("Leaders met again", "Police close streets at the hotel.")
    newsroom.open(page, "Leaders met again")
    words(page, 2).fill("Cảnh sát đóng các con phố gần khách sạn.")
    words(page, 2).press("Control+Enter")
    expect(sentence(page, 2).locator(".state-word")).to_have_text("Approved")
    memory(newsroom, page, "?q=các+con+phố")
    unit = page.get_by_role("listitem").filter(has_text="Police close streets at the hotel.")
    expect(unit.locator("mark")).to_have_text(["các", "con", "phố"])
    expect(unit.get_by_text("Linh")).to_be_visible()


def test_a_unit_is_corrected_in_its_place(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Minh", Role.REVIEWER)
    memory(newsroom, page)
    unit = page.get_by_role("listitem").filter(has=page.get_by_text("Change", exact=True)).first
    source = unit.locator(".source").inner_text()
    unit.get_by_text("Change", exact=True).click()
    unit.get_by_label("Translation, as inline HTML").fill("Một câu khác hẳn.")
    unit.get_by_role("button", name="Save the unit").click()
    expect(page.get_by_text("The unit is changed.")).to_be_visible()
    memory(newsroom, page, "?q=khác+hẳn")
    expect(page.locator("li.unit .source")).to_have_text([source])


def test_a_file_of_terms_is_taken_in_and_taken_along(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Minh", Role.REVIEWER)
    glossary(newsroom, page)
    table = "source,target,status\ncoverage,tường thuật,\nbad,,\n"
    page.get_by_label("File of terms").set_input_files(
        {"name": "terms.csv", "mimeType": "text/csv", "buffer": table.encode("utf-16")}
    )
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("1 new.*1 left out"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename == "terms-en-vi.csv"
    assert "coverage,tường thuật" in download.value.path().read_text(encoding="utf-8-sig")


def test_the_inbox_leads_to_both(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Linh", Role.TRANSLATOR)
    page.goto(f"{newsroom.server.url}/review/vi/")
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary, Tiếng Việt")
    page.get_by_role("link", name="Memory").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Memory, Tiếng Việt")


@pytest.mark.parametrize("look", [{}, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing_serious(newsroom: Newsroom, look: dict[str, object]) -> None:
    page = newsroom.sign_in("Minh", Role.REVIEWER, **look)
    add_term(glossary(newsroom, page), f"term {len(look)} {look}"[:300], "từ " + "rấtdài" * 40)
    found = {}
    for name, show in (("glossary", glossary), ("memory", memory)):
        show(newsroom, page)
        for summary in page.locator("main summary").all():
            if summary.locator("xpath=..").get_attribute("open") is None:
                summary.click()
        found[name] = barriers(page)
        if page.viewport_size and page.viewport_size["width"] < 400:
            assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name
    assert {name: violations for name, violations in found.items() if violations} == {}
