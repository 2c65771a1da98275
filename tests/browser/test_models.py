"""Translation packages on the desk, in a browser: sent, tried by a worker, watched, and removed."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from syndication.model_worker import ModelWorker
from syndication.rights import Role
from syndication.storage.database import open_database
from tests.browser.axe import barriers
from tests.browser.conftest import Visit
from tests.browser.test_pages import LOW_CONTRAST
from tests.browser.test_signing_in import path_of_link
from tests.syndication.kept import defaults
from tests.syndication.web.live_server import RunningServer
from tests.wordlist_package import build_wordlist_package


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = {"leaders": "dirigeants", "met": "se sont réunis", "today": "aujourd'hui"}
    out = tmp_path_factory.mktemp("package") / "translate-en_fr.argosmodel"
    return build_wordlist_package(words, target="fr", readme="# Words\n\nBy Hana. CC BY 4.0\n", out=out)


def open_models(page: Page, base_url: str, data: Path) -> None:
    page.goto(base_url + path_of_link(data, "Hana", Role.ADMIN))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Translation packages")


def send(page: Page, package: Path) -> None:
    form = page.get_by_role("form", name="Install from a file")
    form.get_by_label("File").set_input_files(package)
    form.get_by_role("button", name="Send").click()


def do_what_waits(data: Path) -> None:
    """Do what a worker does with it."""
    settings = defaults(data=str(data))
    database = open_database(settings)
    ModelWorker(settings, database).run_once()
    database.close()


def test_a_package_is_sent_watched_and_removed_without_losing_the_place(
    visit: Visit, data: Path, package: Path
) -> None:
    open_models(visit.page, visit.base_url, data)
    page = visit.page
    send(page, package)
    work = page.get_by_role("region", name="Work on packages")
    expect(work).to_contain_text("waiting")
    typed = page.get_by_role("form", name="Install by languages").get_by_label("Languages")
    typed.fill("en-s")
    do_what_waits(data)
    expect(work).to_contain_text("Installed en-fr, version 1.0", timeout=20_000)
    expect(typed).to_have_value("en-s")
    expect(typed).to_be_focused()
    card = page.get_by_role("article").filter(has_text=re.compile("en-fr version 1.0"))
    card.get_by_text("canary sentences passed").click()
    expect(card.get_by_role("cell", name="dirigeants se sont réunis", exact=False).first).to_be_visible()
    card.get_by_text("Licence and attribution").click()
    expect(card.get_by_text("By Hana. CC BY 4.0")).to_be_visible()
    card.get_by_role("button", name="Remove the package for en-fr").click()
    do_what_waits(data)
    expect(work).to_contain_text("Removed: en_fr.", timeout=20_000)
    assert visit.trouble == []


def test_without_javascript_the_page_does_the_same(
    browser: Browser, server: RunningServer, data: Path, package: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_models(page, server.url, data)
    send(page, package)
    do_what_waits(data)
    page.get_by_role("link", name="See how far it is now").click()
    expect(page.get_by_role("region", name="Work on packages")).to_contain_text("Installed en-fr, version 1.0")
    page.get_by_role("button", name="Remove the package for en-fr").click()
    do_what_waits(data)
    context.close()


def test_the_order_of_engines_is_set_with_the_keyboard(visit: Visit, data: Path) -> None:
    open_models(visit.page, visit.base_url, data)
    form = visit.page.get_by_role("form", name="Engines for en to ko")
    form.get_by_label("Engine 1 for en to ko").select_option("libretranslate")
    form.get_by_label("Engine 2 for en to ko").select_option("argos")
    form.get_by_role("button").focus()
    visit.page.keyboard.press("Enter")
    expect(form.get_by_label("Engine 1 for en to ko")).to_have_value("libretranslate")
    expect(visit.page.get_by_role("row").filter(has_text="en→ko")).to_contain_text("Hana")
    assert visit.trouble == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_page_fits_and_can_be_read(visit: Visit, data: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.set_viewport_size({"width": width, "height": 800})
    open_models(visit.page, visit.base_url, data)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.page.evaluate(LOW_CONTRAST) == []


def test_the_page_keeps_nobody_out(visit: Visit, data: Path, package: Path) -> None:
    open_models(visit.page, visit.base_url, data)
    send(visit.page, package)
    do_what_waits(data)
    visit.page.reload()
    for summary in visit.page.locator("summary").all():
        summary.click()
    found = barriers(visit.page)
    visit.page.get_by_role("button", name="Remove the package for en-fr").click()
    do_what_waits(data)
    assert found == []
