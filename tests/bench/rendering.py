"""Feed rebuilds after one changed entry, against a full feedgen build and against copying the bytes."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

from feedgen.feed import FeedGenerator

from feeds.model import Entry, Paragraph
from feeds.profile import OutputProfile, Window
from feeds.render import Fragment, render
from tests.bench.measuring import Figure, compare
from tests.factories import BLOG_GUID, NOW, make_blog, make_entry, make_links, make_site

_TEXT = "The two leaders shook hands and posed in front of flags before they sat down to dinner. " * 5
_GOALS = {100: (">= 100", "<= 4"), 1000: (">= 300", "<= 4")}


def make_entries(number: int) -> list[Entry]:
    """Make entries of about 1.3 KB in Atom."""
    return [
        make_entry(
            guid=f"{BLOG_GUID}/entry/{at}",
            headline=f"Headline number {at}",
            blocks=(Paragraph(html=_TEXT), Paragraph(html=_TEXT)),
            published_at=NOW - timedelta(minutes=at + 1),
        )
        for at in range(number)
    ]


def feedgen_build(entries: list[Entry]) -> bytes:
    """Build the same feed as users of feedgen do: everything, every time."""
    feed = FeedGenerator()
    feed.id(BLOG_GUID)
    feed.title("Leaders meet in Hanoi")
    feed.link(href="https://example.org/", rel="alternate")
    feed.updated(NOW)
    for entry in entries:
        item = feed.add_entry(order="append")
        item.id(entry.guid)
        item.title(entry.headline)
        item.link(href=f"https://example.org/#{entry.guid}")
        item.author(name=entry.byline)
        item.content(
            "".join(f"<p>{block.html}</p>" for block in entry.blocks if isinstance(block, Paragraph)), type="html"
        )
        item.published(entry.published_at)
        item.updated(entry.updated_at)
    built: bytes = feed.atom_str()
    return built


def _rebuilder(entries: list[Entry]) -> Callable[[], bytes]:
    """Return a function that changes one entry and renders the feed, fragments kept between calls."""
    profile = OutputProfile(name="p", format="atom", window=Window(max_entries=1000))
    site, links = make_site(), make_links()
    kept: dict[Hashable, Fragment] = {}
    version = count(2)

    def rebuild() -> bytes:
        entries[0] = replace(entries[0], version=next(version), updated_at=NOW)
        blog = make_blog(entries=tuple(entries))
        return render([blog], profile, now=NOW, site=site, links=links, fragments=kept).body

    return rebuild


def figures() -> Iterator[Figure]:
    """Yield figures 1 and 2."""
    for number, (against_feedgen, against_copy) in _GOALS.items():
        entries = make_entries(number)
        rebuild = _rebuilder(entries)
        body = rebuild()
        yield compare(
            f"1. feedgen, all of {number} entries / our rebuild after one change",
            dividend=lambda entries=entries: feedgen_build(entries),
            divisor=rebuild,
            goal=against_feedgen,
            rounds=7,
        )
        yield compare(
            f"2. our rebuild at {number} entries / copying its bytes",
            dividend=rebuild,
            divisor=lambda body=body: bytearray(body),
            goal=against_copy,
        )
