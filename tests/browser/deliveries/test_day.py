"""A day of a partner's channel at the desk: set up, tried out, broken, mended, paused, looked into."""

import re

from playwright.sync_api import Locator, Page, expect
from standardwebhooks import Webhook

from syndication.rights import Role
from tests.browser.deliveries.outlet import DESK, edit, post
from tests.browser.review.newsroom import Newsroom
from tests.syndication.delivery.receiver import Answer, Received, Receiver, accepting
from tests.syndication.web.live_server import until


def refusing(_request: Received) -> Answer:
    return Answer(status=422)


def admin(newsroom: Newsroom, **options: object) -> Page:
    page = newsroom.sign_in("Hana", Role.ADMIN, **options)
    page.set_default_timeout(30_000)
    page.on("dialog", lambda dialog: page.trouble.append(dialog.message))  # type: ignore[attr-defined]
    return page


def channel(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


def set_up(page: Page, base_url: str, receiver: Receiver, name: str) -> str:
    """Set a webhook up by its form; return the key that is shown."""
    page.goto(base_url + DESK)
    form = page.get_by_role("form", name="Add a channel")
    form.get_by_label("Partner").select_option("The Daily")
    form.get_by_label("It is sent by").select_option("Webhook")
    form.get_by_role("button").click()
    form = page.get_by_role("form", name="New channel")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Address").fill(receiver.url)
    form.get_by_role("button", name="Set up the channel").click()
    expect(page.get_by_role("status")).to_contain_text("The channel is set up")
    return page.locator("code.secret").inner_text()


def test_a_channel_is_set_up_delivers_fails_and_is_mended_without_a_reload(
    newsroom: Newsroom, receiver: Receiver
) -> None:
    page = admin(newsroom, viewport={"width": 1200, "height": 900})
    key = set_up(page, newsroom.server.url, receiver, "push")
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_role("status")).to_contain_text("Reached.")

    page.goto(newsroom.server.url + DESK)
    entry = post(newsroom, "The leaders met.", headline="They met")
    until(lambda: len(receiver.accepted) == 1, "the first delivery")
    first = receiver.accepted[0]
    Webhook(key).verify(first.body, {name.lower(): value for name, value in first.headers.items()})
    row = channel(page, "daily/push")
    expect(row).to_contain_text(re.compile(r"Last number\s*1"))

    receiver.behave = refusing
    edit(newsroom, entry, "The leaders have met.")
    letters = page.get_by_role("region", name="Dead letters")
    expect(letters).to_contain_text("the partner answered 422")
    expect(letters).to_contain_text("finds a fault in it")
    expect(row).to_contain_text("1 dead letter")
    receiver.behave = accepting
    letters.get_by_role("button", name=re.compile("^Try again")).click()
    until(lambda: len(receiver.accepted) == 2, "the second delivery")
    expect(channel(page, "daily/push")).to_contain_text(re.compile(r"Last number\s*2"))
    expect(page.get_by_role("region", name="Dead letters")).to_contain_text("None.")

    page.get_by_role("group", name="The newest deliveries").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Number 2")
    difference = page.get_by_role("group", name="The difference")
    expect(difference.locator("ins", has_text="have").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the very bytes").click()
    assert saved.value.path().read_bytes() == receiver.accepted[1].body


def test_a_channel_is_paused_and_resumed_with_the_keyboard(newsroom: Newsroom, receiver: Receiver) -> None:
    page = admin(newsroom)
    set_up(page, newsroom.server.url, receiver, "keys")
    page.goto(newsroom.server.url + DESK)
    page.get_by_role("button", name="Pause daily/keys").focus()
    page.keyboard.press("Enter")
    row = channel(page, "daily/keys")
    expect(row).to_contain_text("Paused by Hana")
    page.locator("body").click(position={"x": 5, "y": 5})
    entry = post(newsroom, "While it is paused.")
    expect(row).to_contain_text(re.compile(r"Waiting\s*1"))
    page.get_by_role("button", name="Resume daily/keys").focus()
    page.keyboard.press("Enter")
    until(lambda: any(one.guid == entry.guid for one in receiver.accepted), "what had waited")
    expect(row).to_contain_text(re.compile(r"Waiting\s*0"))


def test_without_javascript_the_desk_does_the_same(newsroom: Newsroom, receiver: Receiver) -> None:
    page = admin(newsroom, java_script_enabled=False)
    set_up(page, newsroom.server.url, receiver, "plain")
    page.goto(newsroom.server.url + DESK)
    page.get_by_role("button", name="Pause daily/plain").click()
    expect(channel(page, "daily/plain")).to_contain_text("Paused by Hana")


def test_what_is_typed_cannot_run_and_is_told_beside_its_field(newsroom: Newsroom) -> None:
    hostile = """"><script>alert(1)</script><img src=x onerror=alert(2)>"""
    page = admin(newsroom)
    page.goto(f"{newsroom.server.url}/desk/partners/daily/channels/new?kind=webhook")
    form = page.get_by_role("form", name="New channel")
    form.get_by_label("Name").fill(hostile[:60])
    form.get_by_label("Address").fill(hostile)
    form.get_by_label("Signing key").fill("too short")
    form.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("3 things are not right yet")
    address = page.get_by_label("Address")
    expect(address).to_have_value(hostile)
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Signing key")).to_have_value("")


def test_sources_are_followed_and_removed(newsroom: Newsroom) -> None:
    page = admin(newsroom)
    page.goto(f"{newsroom.server.url}/desk/sources/")
    form = page.get_by_role("form", name="Follow a live blog")
    form.get_by_label("Address").fill("http://127.0.0.1:1/feed.atom")
    form.get_by_label("Name here").fill("wire")
    form.get_by_role("button").click()
    row = channel(page, "wire")
    # A worker has tried it within seconds, and the page says what came of it.
    expect(row.locator(".channel-trouble")).to_be_visible()
    row.get_by_role("button", name="Pause wire").click()
    expect(channel(page, "wire")).to_contain_text("paused")
    channel(page, "wire").get_by_role("button", name="Remove wire").click()
    expect(page.get_by_text("No live blog of others is followed.")).to_be_visible()
