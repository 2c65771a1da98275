"""Signing in by link and by password, looking at the desk, letting others in, and signing out."""

import re
import uuid
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from syndication.auth import Role, create_sign_in_link, create_user, list_users
from syndication.clock import utc_now
from syndication.rights import ALL_LANGUAGES
from syndication.storage.database import open_database
from tests.browser.axe import barriers
from tests.browser.conftest import Visit
from tests.browser.test_pages import LOW_CONTRAST
from tests.syndication.kept import defaults
from tests.syndication.web.live_server import RunningServer

PASSWORD = "bốn con mèo ngủ"


def test_the_link_leads_to_the_desk_and_signing_out_leads_away(visit: Visit, sign_in_path: str) -> None:
    page = visit.open(sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    expect(page.get_by_text("Linh, reader")).to_be_visible()
    assert visit.trouble == []
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    answer = page.goto(f"{visit.base_url}/desk/")
    assert answer is not None
    assert answer.status == 401


def test_the_desk_works_without_javascript(browser: Browser, server: RunningServer, sign_in_path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("No engine for en→vi").first).to_be_visible()
    expect(page.get_by_text("syndication models install en-vi").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_desk_fits_and_can_be_read(visit: Visit, sign_in_path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = visit.open(sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []


def test_a_person_sets_a_password_and_signs_in_again_with_the_keyboard_alone(visit: Visit, newcomer_path: str) -> None:
    page = visit.open(newcomer_path)
    tab_to(page, "Sign in")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk/$"))
    page.goto(f"{visit.base_url}/account/")
    tab_to(page, "New password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r":\d+/$"))

    page.goto(f"{visit.base_url}/sign-in/?next=/account/")
    tab_to(page, "Name")
    page.keyboard.type("Thảo")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.get_by_role("definition").nth(2)).to_have_text("vi, ko")
    assert visit.trouble == []


def test_a_wrong_password_is_said_where_the_form_is(visit: Visit) -> None:
    page = visit.open("/sign-in/")
    page.get_by_label("Name").fill("Linh")
    page.get_by_label("Password").fill("not it at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    expect(page.get_by_label("Name")).to_have_value("Linh")
    expect(page.get_by_label("Password")).to_have_value("")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_fit_and_can_be_read(visit: Visit, data: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = visit.open(path_of_link(data, "Hana", Role.ADMIN))
    page.get_by_role("button", name="Sign in").click()
    for path in ("/desk/people/", "/account/", "/sign-in/"):
        page.goto(visit.base_url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(LOW_CONTRAST) == [], path
        assert barriers(page) == [], path
    assert visit.trouble == []


def test_an_admin_lets_somebody_in(visit: Visit, data: Path, browser: Browser) -> None:
    page = visit.open(path_of_link(data, "Hana", Role.ADMIN))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="People", exact=True).click()
    name = f"Kim {uuid.uuid4().hex[:6]}"
    form = page.locator("form", has=page.get_by_role("button", name="Add and make a sign-in link"))
    form.get_by_label("Name").fill(name)
    form.get_by_label("Role").select_option("translator")
    form.get_by_label("Translates into").fill("ko")
    form.get_by_role("button").click()
    link = page.get_by_role("status").locator("code").inner_text()
    assert visit.trouble == []

    context = browser.new_context()
    theirs = context.new_page()
    theirs.goto(f"{visit.base_url}/sign-in/{link.rpartition('/')[2]}")
    theirs.get_by_role("button", name="Sign in").click()
    theirs.goto(f"{visit.base_url}/account/")
    expect(theirs.get_by_role("definition").nth(0)).to_have_text(name)
    expect(theirs.get_by_role("definition").nth(2)).to_have_text("ko")
    context.close()


@pytest.fixture
def newcomer_path(data: Path) -> str:
    """The path of a link that signs in somebody who has no password yet."""
    return path_of_link(data, "Thảo", Role.TRANSLATOR, ("vi", "ko"))


def path_of_link(data: Path, name: str, role: Role, languages: tuple[str, ...] = ALL_LANGUAGES) -> str:
    """Make a fresh sign-in link for somebody, who is added if need be."""
    database = open_database(defaults(data=str(data)))
    with database.writing() as session:
        if not any(user.name == name for user in list_users(session)):
            create_user(session, name, role, now=utc_now(), languages=languages)
        secret = create_sign_in_link(session, name, now=utc_now())
    database.close()
    return f"/sign-in/{secret}"


def tab_to(page: Page, name: str) -> None:
    """Press the tabulator until what has the focus is called ``name``."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")
        if focused == name:
            return
    raise AssertionError(f"the tabulator does not lead to {name}")
