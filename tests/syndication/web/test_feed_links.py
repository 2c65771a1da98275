"""The feeds that pages offer: every format, under the name people call it."""

from apiflask import APIFlask

from feeds.writers import WRITERS
from syndication.web.feed_links import feed_links, format_title, reader_formats
from tests.factories import make_site


def test_every_format_is_offered_those_for_feed_readers_first(app: APIFlask) -> None:
    with app.test_request_context():
        links = feed_links(make_site(), "hanoi", "vi")
    assert {link.url for link in links} == {f"https://example.org/blogs/hanoi/vi/feed.{name}" for name in WRITERS}
    assert [link.is_for_readers for link in links] == sorted((link.is_for_readers for link in links), reverse=True)
    assert [link.name for link in links if link.is_for_readers] == [format_title(name) for name in reader_formats()]


def test_every_format_has_a_name_of_its_own() -> None:
    assert [name for name in WRITERS if format_title(name) == name and name != "ninjs"] == []
    assert format_title("new") == "new"


def test_a_feed_leads_to_its_page_and_its_media_type(app: APIFlask) -> None:
    with app.test_request_context():
        (rss,) = [link for link in feed_links(make_site(), "hanoi", "vi") if link.name == "RSS"]
    assert rss.path == "/blogs/hanoi/vi/feed.rss"
    assert rss.media_type == "application/rss+xml"
