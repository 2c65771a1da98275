"""An engine goes on with a sentence while somebody types it; it never types by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.review.newsroom import Newsroom, furnish, sentence, words
from tests.syndication.web.live_server import running


@pytest.fixture
def at_work(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    """A newsroom whose worker runs."""
    folder = tmp_path_factory.mktemp("at_work")
    furnish(folder)
    with running(folder, with_worker=True) as server:
        newsroom = Newsroom(folder, server, browser)
        yield newsroom
        newsroom.close()


def test_the_engine_proposes_how_to_go_on_and_one_key_takes_it(at_work: Newsroom) -> None:
    at_work.post("Police close streets", "Police close streets at the hotel.")
    page = at_work.open(at_work.sign_in(), "Police close streets")
    field = words(page, 2)
    start = " ".join(field.input_value().split()[:2])
    field.fill(start)
    proposed = sentence(page, 2).locator(".completion-words")
    expect(proposed).not_to_be_empty()
    expect(field).to_have_value(start)
    # A compiled word list goes on with nonsense; what counts is that it is what is shown that is taken.
    rest = proposed.text_content() or ""
    page.keyboard.press("ArrowRight")
    expect(field).to_have_value(start + rest)
    expect(proposed).to_be_hidden()

    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(sentence(page, 2).locator(".wordings .suggestion").first).to_be_visible()
