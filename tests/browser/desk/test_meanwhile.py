"""Two editors, a bad connection, a closed browser: nothing that was typed is lost, nothing is posted twice."""

from dataclasses import replace

from playwright.sync_api import Route, expect

from feeds.model import Paragraph, PubStatus
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.ingest import kill_entry
from tests.browser.desk.live_desk import (
    blog_of,
    change,
    editor,
    newest,
    open_entry,
    open_stream,
    post,
    row,
    told,
    with_words,
    words,
)
from tests.browser.review.newsroom import SLUG, Newsroom


def test_what_others_post_comes_without_touching_what_is_typed(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    minh = open_stream(newsroom, editor(newsroom, "Minh"))
    words(linh).click()
    linh.keyboard.type("Half a sen")
    post(minh, "News of Minh.")
    expect(row(linh, "News of Minh")).to_have_class("stream-row is-fresh")
    linh.keyboard.type("tence.")
    expect(words(linh)).to_have_text("Half a sentence.")
    row(minh, "News of Minh").get_by_role("button", name="Pin").click()
    expect(row(linh, "News of Minh").locator(".chip-pinned")).to_be_visible()
    linh.keyboard.press("Control+Enter")
    expect(row(minh, "Half a sentence.")).to_be_visible()


def test_two_who_write_one_entry_get_both_versions_with_their_differences(newsroom: Newsroom) -> None:
    headline = "Getting along"
    linh = open_entry(newsroom, editor(newsroom), headline)
    words(linh).click()
    linh.keyboard.press("Control+a")
    linh.keyboard.type("What Linh has written.")
    theirs = change(
        newsroom, headline, lambda entry: replace(with_words("What Minh has written.")(entry), byline="Minh")
    )
    expect(linh.locator("#entry-news")).to_contain_text("Somebody else has saved")
    expect(words(linh)).to_have_text("What Linh has written.")
    linh.keyboard.press("Control+Enter")
    clash = linh.locator(".clash").first
    expect(clash).to_contain_text(f"Minh has saved version {theirs.version}")
    expect(clash.locator("ins")).to_have_text("Linh")
    expect(clash.locator("del")).to_have_text("Minh")
    expect(words(linh)).to_have_text("What Linh has written.")
    linh.get_by_label("Theirs: What Minh has written.").check()
    linh.get_by_role("button", name="Save").click()
    expect(linh.locator("#entry-news .done")).to_be_visible()
    kept = newsroom.entry(headline)
    assert (kept.blocks[0], kept.byline) == (replace(theirs.blocks[0]), "Minh")


def test_a_kill_while_somebody_writes_leaves_his_words_to_read(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    post(linh, "Soon to be killed.")
    row(linh, "Soon to be killed").get_by_role("link", name="Edit").click()
    expect(linh.locator("body.is-ready")).to_be_attached()
    words(linh).click()
    linh.keyboard.type("More words. ")
    linh.context.set_offline(True)
    database = newsroom.database
    with database.writing() as session:
        kill_entry(session, newest(newsroom).guid, "wrong", actor="Minh", now=utc_now())
    database.close()
    linh.context.set_offline(False)
    linh.keyboard.press("Control+Enter")
    expect(linh.locator("[data-troubles]")).to_contain_text("was killed")
    expect(linh.get_by_role("heading", name="What you had written")).to_be_visible()
    expect(linh.get_by_role("main")).to_contain_text("More words.")


def test_without_a_connection_nothing_is_lost_and_it_is_posted_once(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    words(linh).click()
    linh.keyboard.type("From the train.")
    linh.context.set_offline(True)
    linh.keyboard.press("Control+Enter")
    expect(told(linh)).to_contain_text("cannot be reached")
    expect(words(linh)).to_have_text("From the train.")
    linh.context.set_offline(False)
    expect(row(linh, "From the train")).to_be_visible()
    posted = [entry for entry in blog_of(newsroom, SLUG).entries if "From the train" in str(entry.blocks)]
    assert len(posted) == 1


def test_an_answer_that_is_lost_does_not_post_twice(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    linh.route("**/entries", lose)
    words(linh).click()
    linh.keyboard.type("Once and only once.")
    linh.keyboard.press("Control+Enter")
    expect(told(linh)).to_contain_text("cannot be reached")
    assert lost == [303]
    linh.keyboard.press("Control+Enter")
    expect(words(linh)).to_have_text("")
    posted = [entry for entry in blog_of(newsroom, SLUG).entries if "Once and only once" in str(entry.blocks)]
    assert len(posted) == 1


def test_a_double_press_posts_once(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    words(linh).click()
    linh.keyboard.type("Pressed twice.")
    linh.evaluate("""() => {
      const button = document.querySelector("#entry-form [data-send]");
      button.click();
      button.click();
    }""")
    expect(row(linh, "Pressed twice")).to_be_visible()
    posted = [entry for entry in blog_of(newsroom, SLUG).entries if "Pressed twice" in str(entry.blocks)]
    assert len(posted) == 1


def test_unsent_words_are_there_again_after_the_browser_was_closed(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    words(linh).click()
    linh.keyboard.type("Not yet ")
    linh.keyboard.press("Control+b")
    linh.keyboard.type("done")
    linh.get_by_role("toolbar").get_by_role("button", name="List").click()
    linh.get_by_text("Pin, schedule, embargo").click()
    linh.get_by_label("Highlight", exact=True).check()
    expect(linh.locator("[data-kept]")).to_contain_text("Kept in this browser")
    linh.reload()
    expect(linh.locator("[data-kept]")).to_contain_text("not posted yet")
    expect(words(linh)).to_have_text("Not yet done")
    words(linh).click()
    linh.keyboard.press("Control+Enter")
    expect(row(linh, "Not yet done").locator(".chip-highlighted")).to_be_visible()
    assert str(newest(newsroom).blocks[0]).count("<b>done</b>") == 1
    linh.reload()
    expect(words(linh)).to_have_text("")


def test_unsaved_changes_of_an_entry_come_back_and_can_be_thrown_away(newsroom: Newsroom) -> None:
    headline = "Trump meets Kim for the second time"
    linh = open_entry(newsroom, editor(newsroom), headline)
    before = words(linh).inner_text()
    words(linh).click()
    linh.keyboard.type("Changed. ")
    linh.reload()
    expect(linh.locator("#entry-news")).to_contain_text("not saved yet")
    expect(words(linh)).to_contain_text("Changed.")
    linh.get_by_role("button", name="Throw them away").click()
    expect(words(linh)).to_have_text(before)


def test_whoever_was_signed_out_signs_in_elsewhere_and_goes_on(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    words(linh).click()
    linh.keyboard.type("Written while signed out.")
    cookies = linh.context.cookies()
    linh.context.clear_cookies()
    linh.keyboard.press("Control+Enter")
    expect(told(linh)).to_contain_text("signed out")
    expect(words(linh)).to_have_text("Written while signed out.")
    assert cookies
    newsroom.sign_in_again(linh.context, "Linh", Role.EDITOR)
    words(linh).click()
    linh.keyboard.press("Control+Enter")
    expect(row(linh, "Written while signed out")).to_be_visible()


def test_a_release_of_what_somebody_has_changed_meanwhile_is_asked_about(newsroom: Newsroom) -> None:
    headline = "'Brave decision'"
    linh = open_stream(newsroom, editor(newsroom))
    change(newsroom, headline, lambda entry: replace(entry, pub_status=PubStatus.WITHHELD), "Linh")
    expect(row(linh, headline).locator(".chip-held")).to_be_visible()
    # The news of it does not get through.
    linh.route("**/desk/blogs/*/", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    change(newsroom, headline, with_words("Other words."))
    row(linh, headline).get_by_role("button", name="Release").click()
    expect(told(linh)).to_contain_text("since you looked")
    assert newsroom.entry(headline).pub_status is PubStatus.WITHHELD


def test_a_scheduled_entry_turns_by_itself(newsroom: Newsroom) -> None:
    linh = open_stream(newsroom, editor(newsroom))
    linh.evaluate("""() => {
      const field = document.getElementById("published_at");
      field.value = new Date(Date.now() + 7 * 3600_000 + 4_000).toISOString().slice(0, 19);
    }""")
    post(linh, "Due in a moment.")
    expect(row(linh, "Due in a moment").locator(".chip-scheduled")).to_be_visible()
    expect(row(linh, "Due in a moment").locator(".chip-scheduled")).to_have_count(0)
    assert Paragraph(html="Due in a moment.", id="b1") in newest(newsroom).blocks
