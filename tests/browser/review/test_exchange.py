"""Work taken along and brought back in a browser, with scripts and without; axe on what comes of it."""

from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from syndication.auth import Role
from tests.browser.axe import barriers
from tests.browser.review.newsroom import SLUG, Newsroom
from translations.model import SegmentState

HEADLINE = "'Brave decision'"
LIGHT = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
DARK = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def taken_along(newsroom: Newsroom, page: Page, folder: Path) -> Path:
    """Download the work through the page, beginning at the inbox."""
    page.goto(newsroom.server.url + "/review/vi/")
    page.get_by_role("link", name="Work as files").click()
    page.get_by_label("Live blog", exact=True).first.select_option(SLUG)
    page.get_by_label("XLIFF 1.2").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def translated(newsroom: Newsroom, path: Path, number: int, words: str) -> None:
    """Translate a sentence of an entry in the file, and call it final."""
    root = etree.fromstring(path.read_bytes())
    guid = newsroom.entry(HEADLINE).guid
    file = next(file for file in root.iter("{*}file") if file.get("original") == guid)
    target = list(file.iter("{*}target"))[number]
    target.text = words
    target.set("state", "final")
    path.write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def brought(page: Page, path: Path, button: str) -> None:
    page.get_by_label("File (XLIFF or TMX").set_input_files(path)
    page.get_by_label("Approve what the file calls final").check()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=f"What came of {path.name}")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_work_is_taken_along_and_comes_back_into_the_feed(
    newsroom: Newsroom, tmp_path: Path, has_scripts: bool
) -> None:
    page = newsroom.sign_in("Minh", Role.TRANSLATOR, java_script_enabled=has_scripts, accept_downloads=True)
    path = taken_along(newsroom, page, tmp_path)
    assert path.name == f"{SLUG}.vi.xlf"
    said = f"Quyết định dũng cảm ({'có' if has_scripts else 'không'} kịch bản)."
    translated(newsroom, path, 0, said)
    brought(page, path, "Look first")
    expect(page.get_by_role("status")).to_contain_text("Nothing has been changed yet.")
    assert said not in newsroom.feed()
    brought(page, path, "Take in")
    expect(page.get_by_role("status")).to_contain_text("1, 1 of them approved")
    segment = newsroom.segments(HEADLINE)[0]
    assert segment.state is SegmentState.APPROVED
    assert said in newsroom.feed()


@pytest.mark.parametrize("look", [LIGHT, DARK, PHONE], ids=["light", "dark", "phone"])
def test_a_conflict_is_shown_to_everybody(newsroom: Newsroom, tmp_path: Path, look: dict[str, object]) -> None:
    page = newsroom.sign_in("Minh", Role.TRANSLATOR, accept_downloads=True, **look)
    path = taken_along(newsroom, page, tmp_path)
    assert barriers(page) == []
    translated(newsroom, path, 1, "Bản dịch ở nơi khác, dài và khác hẳn.")
    width = look["viewport"]["width"]  # type: ignore[index]
    newsroom.rewrite(HEADLINE, lambda html: html.replace("courageous", f"courageous ({width})", 1))
    brought(page, path, "Look first")
    expect(page.locator(".conflict").first).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
