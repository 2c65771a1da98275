"""A day of a partner's engineer: feeds, the log, a new key while a poller goes on, missed numbers, a replay."""

import hashlib
import os
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.partner.outlet import HOME, Outlet
from tests.conftest import require
from tests.syndication.web.live_server import until


def copied(page: Page, label: str) -> str:
    """Press a button that copies, and return what it has copied."""
    page.get_by_role("button", name=re.compile(f"^Copy {label}")).first.click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def run_line(line: str, key: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in a shell, as it was printed, with the key in its variable."""
    require(shutil.which("curl") is not None, "curl")
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "KEY": key}
    return subprocess.run(["sh", "-c", line], env=environ, capture_output=True, text=True, timeout=60, check=False)


def enter(outlet: Outlet) -> tuple[Page, str]:
    key = outlet.key()
    page = outlet.enter(key)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page, key


class Poller:
    """A program that asks for a feed again and again with whatever key it is given."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key
        self.statuses: list[int] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._poll)
        self.thread.start()

    def _poll(self) -> None:
        while not self.stop.wait(0.05):
            request = urllib.request.Request(self.url, headers={"Authorization": f"Bearer {self.key}"})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    self.statuses.append(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    self.statuses.append(error.code)

    def end(self) -> list[int]:
        self.stop.set()
        self.thread.join()
        return self.statuses


def test_a_line_that_is_copied_fetches_what_it_says(outlet: Outlet, tmp_path: Path) -> None:
    page, key = enter(outlet)
    for label in ("the line for all live blogs in Vietnamese", "the line for Trump"):
        ran = run_line(copied(page, label), key, tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert "<" in ran.stdout
    refused = run_line(copied(page, "the line for all live blogs in Vietnamese"), "wrong", tmp_path)
    assert refused.returncode != 0
    assert "401" in refused.stderr


def test_the_lines_of_a_channel_read_its_numbers(outlet: Outlet, tmp_path: Path) -> None:
    page, key = enter(outlet)
    page.get_by_text("Read its numbers yourself").click()
    poll = copied(page, "the line that asks for deliveries").replace("wait=30", "wait=0")
    ran = run_line(poll, key, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert '"deliveries": []' in ran.stdout
    stream = re.sub(r"after=\d+", "after=0", copied(page, "the line that opens the stream"))
    ran = run_line(f"{stream} --max-time 3", key, tmp_path)
    assert "id: 1\n" in ran.stdout


def test_the_bytes_in_the_log_have_the_hash_that_is_shown(outlet: Outlet, tmp_path: Path) -> None:
    page, _ = enter(outlet)
    page.get_by_role("link", name="Delivery log").click()
    page.get_by_role("link", name="1", exact=True).click()
    shown = page.locator("dt:text-is('SHA-256') + dd").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the very bytes").click()
    path = tmp_path / "bytes"
    saved.value.save_as(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == shown


def test_what_was_killed_is_marked_and_not_handed_out(outlet: Outlet) -> None:
    page, _ = enter(outlet)
    expect(page.get_by_role("heading", name="Killed, held and corrected")).to_be_visible()
    page.get_by_role("link", name="Delivery log").click()
    row = page.get_by_role("row").filter(has_text="killed since").first
    number = row.get_by_role("link").inner_text()
    row.get_by_role("link").click()
    expect(page.get_by_text("Reason: the quote is not confirmed")).to_be_visible()
    expect(page.get_by_role("link", name="Download the very bytes")).to_have_count(0)
    answer = page.request.get(page.url + "bytes")
    assert (answer.status, number.isdigit()) == (410, True)


def test_a_key_is_changed_while_a_poller_goes_on(outlet: Outlet) -> None:
    page, key = enter(outlet)
    poller = Poller(f"{outlet.server.url}{HOME}live", key)
    page.get_by_role("link", name="Keys").click()
    mine = page.locator("article").filter(has_text="opened this page")
    expect(mine.get_by_label("The old key ends")).to_have_value("24")
    mine.get_by_role("button", name="Change").click()
    expect(page.get_by_role("status")).to_contain_text("works for 24 hours more")
    secret = copied(page, "the new key")
    seen = len(poller.statuses)
    poller.key = secret
    until(lambda: len(poller.statuses) > seen + 3, "polls with the new key")
    assert set(poller.end()) == {200}
    # The browser goes on with the new key; the old one is still there, and is ended when nobody uses it any more.
    page.get_by_role("link", name="Keys").click()
    assert secret not in page.content()
    old = page.locator("article").filter(has_not_text="opened this page").filter(has_text="first")
    old.first.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status")).to_contain_text("is revoked")


def test_missed_numbers_are_found_and_sent_again(outlet: Outlet) -> None:
    page, _ = enter(outlet)
    page.get_by_role("link", name="Numbers").click()
    page.get_by_label("The numbers you have").fill("1-4, 6-14\n17-1000")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="3 missing")).to_be_visible()
    expect(page.get_by_text("never used: 25-1000")).to_be_visible()
    told = page.get_by_role("group", name="What the missing numbers were")
    expect(told.get_by_role("row").nth(1)).to_contain_text("yes")
    expect(told.get_by_role("row").nth(2)).to_contain_text("It was killed since")
    page.get_by_role("button", name="Send just these again").click()
    expect(page.get_by_role("status")).to_contain_text("3 texts are sent again on wire")
    outlet.dispatch()
    page.get_by_role("link", name="Delivery log").click()
    kinds = page.locator("table.own-log tbody tr").evaluate_all(
        "all => all.slice(0, 3).map(row => row.cells[2].innerText)"
    )
    assert sorted(kinds) == ["kill", "kill", "update"]


def test_a_replay_brings_each_text_once(outlet: Outlet) -> None:
    page, _ = enter(outlet)
    page.get_by_role("link", name="Numbers").click()
    form = page.locator("form").filter(has=page.get_by_role("button", name="Send again", exact=True))
    form.get_by_label("From number").fill("1")
    form.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status")).to_contain_text("20 texts are sent again on wire")


def test_the_page_is_left_and_nothing_is_open(outlet: Outlet) -> None:
    page, _ = enter(outlet)
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_label("Key")).to_be_visible()
    page.goto(f"{HOME}-/keys/")
    expect(page.get_by_label("Key")).to_be_visible()


def test_a_wrong_key_is_said_to_be_one(outlet: Outlet) -> None:
    page = outlet.page()
    page.on("console", lambda _: page.trouble.clear())
    page.goto(HOME)
    page.get_by_label("Key").fill("not a key")
    page.get_by_role("button", name="Open the page").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not a key of this page.")
    page.trouble.clear()
