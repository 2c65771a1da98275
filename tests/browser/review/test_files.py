"""Work that is taken along as a file and brought back: what comes back is on the desk and in the feeds."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.review.newsroom import Newsroom, expect_state, words

HEADLINE = "Getting along"


def test_a_text_goes_out_as_xliff_and_comes_back_translated(newsroom: Newsroom, tmp_path: Path) -> None:
    page = newsroom.sign_in()
    page.goto(newsroom.server.url + "/review/vi/")
    page.get_by_role("link", name="Work as files").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    taken = tmp_path / "work.xlf"
    download.value.save_as(taken)
    document = taken.read_text(encoding="utf-8")
    assert document.count("Hòa hợp") == 1
    unit = re.search(r"<trans-unit(?:(?!</trans-unit>).)*Hòa hợp.*?</trans-unit>", document, re.DOTALL)
    assert unit
    done = re.sub(r'state="[^"]*"( state-qualifier="[^"]*")?', 'state="final"', unit[0].replace("Hòa hợp", "Thuận hòa"))
    taken.write_text(document.replace(unit[0], done), encoding="utf-8")

    page.get_by_label("File (XLIFF or TMX").set_input_files(taken)
    page.get_by_label("Approve what the file calls final").check()
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_role("status")).to_contain_text("This came of it")
    newsroom.open(page, HEADLINE)
    expect(words(page, 1)).to_have_value("Thuận hòa")
    expect_state(page, 1, "Approved")
    assert "Thuận hòa" in newsroom.feed()
    expect_state(page, 2, "From memory")
