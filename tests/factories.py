"""Small complete model objects for tests; every factory takes the fields to change as keywords."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.identity import anchor
from feeds.item import Feed, FeedLinks, Item, Package, Site
from feeds.model import (
    Entry,
    EntryKind,
    LiveBlog,
    Media,
    MediaKind,
    Paragraph,
    PubStatus,
    Rendition,
    Translation,
    TranslationState,
)
from feeds.profile import NewsMLText

NOW = datetime(2019, 2, 27, 14, 0, tzinfo=UTC)
"""Shortly after everything the factories make; a clock for tests."""

BLOG_GUID = "tag:example.org,2019-02-27:blog/hanoi"
ENTRY_GUID = f"{BLOG_GUID}/entry/dinner"
PAGE_URL = "https://example.org/blogs/hanoi/en/"


def make_entry(**changes: Any) -> Entry:
    """Make a usable update with a headline and one paragraph."""
    entry = Entry(
        guid=ENTRY_GUID,
        version=1,
        headline="Leaders sit down to dinner",
        blocks=(Paragraph(id="b1", html="The two leaders <b>shook hands</b> before dinner."),),
        byline="Staff reporters",
        published_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
        created_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
        updated_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
    )
    return replace(entry, **changes)


def make_blog(**changes: Any) -> LiveBlog:
    """Make a live blog in English with one entry."""
    blog = LiveBlog(
        guid=BLOG_GUID,
        version=1,
        revision=1,
        slug="hanoi",
        title="Leaders meet in Hanoi",
        standfirst="Two days of talks open in the Vietnamese capital.",
        language="en",
        timezone="Asia/Ho_Chi_Minh",
        byline="Staff reporters",
        published_at=datetime(2019, 2, 27, 9, 41, tzinfo=UTC),
        created_at=datetime(2019, 2, 27, 9, 41, tzinfo=UTC),
        updated_at=datetime(2019, 2, 27, 9, 41, tzinfo=UTC),
        entries=(make_entry(),),
    )
    return replace(blog, **changes)


def make_picture(**changes: Any) -> Media:
    """Make a picture with a caption, a credit and one rendition."""
    picture = Media(
        kind=MediaKind.PICTURE,
        caption="The hotel on Wednesday",
        alt="A white hotel behind trees",
        credit="Giang Huy",
        renditions=(make_rendition(),),
    )
    return replace(picture, **changes)


def make_rendition(**changes: Any) -> Rendition:
    """Make a JPEG of 1200 by 800 pixels."""
    rendition = Rendition(
        href="https://example.org/media/hotel-1200.jpg", mimetype="image/jpeg", width=1200, height=800, bytes=182_000
    )
    return replace(rendition, **changes)


def make_translation(**changes: Any) -> Translation:
    """Make the note of a machine draft from English, current with its source."""
    translation = Translation(
        source_guid=ENTRY_GUID,
        source_version=1,
        source_language="en",
        state=TranslationState.MACHINE,
        has_machine_text=True,
        engines=("Argos Translate en-vi 1.9",),
    )
    return replace(translation, **changes)


def make_site(**changes: Any) -> Site:
    """Make the installation that serves the feeds."""
    site = Site(base_url="https://example.org", name="Example Live", provider="Example News", authority="example.org")
    return replace(site, **changes)


def make_links(**changes: Any) -> FeedLinks:
    """Make the addresses of an English feed without siblings."""
    links = FeedLinks(feed_url="https://example.org/blogs/hanoi/en/feed.atom", page_url=PAGE_URL)
    return replace(links, **changes)


def make_item(**changes: Any) -> Item:
    """Make what a writer gets for :func:`make_entry`; a changed ``guid`` moves the ``url`` along."""
    guid = changes.get("guid", ENTRY_GUID)
    item = Item(
        site=make_site(),
        guid=guid,
        version=1,
        previous_version=changes.get("version", 1) - 1,
        url=f"{PAGE_URL}#{anchor(guid)}",
        blog_guid=BLOG_GUID,
        blog_title="Leaders meet in Hanoi",
        title="Leaders sit down to dinner",
        has_own_title=True,
        body_html="<p>The two leaders <b>shook hands</b> before dinner.</p>",
        body_text="The two leaders shook hands before dinner.",
        summary="The two leaders shook hands before dinner.",
        language="en",
        language_tag="en",
        created_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
        published_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
        updated_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
        byline="Staff reporters",
        credit_line=None,
        kind=EntryKind.UPDATE,
        pinned=False,
        highlighted=False,
        subjects=(),
        tags=(),
        pub_status=PubStatus.USABLE,
        embargoed_until=None,
        correction_note=None,
        kill_reason=None,
        rights=None,
        media=(),
        translation=None,
        translation_source_guid=None,
        translation_relation="irel:derivedFrom",
        source_url=None,
        alternates=(),
        is_right_to_left=False,
        format_version=None,
        newsml_text=NewsMLText.XHTML,
    )
    return replace(item, **changes)


def make_withdrawn_item(**changes: Any) -> Item:
    """Make what is left of an entry after a kill: a notice under the same guid, one version and ten minutes later."""
    notice = "This entry has been withdrawn. Please remove it and do not use it."
    item = make_item(
        version=2,
        title="Withdrawn",
        has_own_title=False,
        body_html=f"<p>{notice} Reason: wrong photo</p>",
        body_text=f"{notice} Reason: wrong photo",
        summary=notice,
        updated_at=datetime(2019, 2, 27, 11, 43, tzinfo=UTC),
        pub_status=PubStatus.CANCELED,
        kill_reason="wrong photo",
    )
    return replace(item, **changes)


def make_package(**changes: Any) -> Package:
    """Make the live blog of :func:`make_blog` as a feed holds it."""
    package = Package(
        guid=BLOG_GUID,
        version=1,
        previous_version=changes.get("version", 1) - 1,
        title="Leaders meet in Hanoi",
        standfirst="Two days of talks open in the Vietnamese capital.",
        language_tag="en",
        created_at=datetime(2019, 2, 27, 9, 41, tzinfo=UTC),
        published_at=datetime(2019, 2, 27, 9, 41, tzinfo=UTC),
        updated_at=datetime(2019, 2, 27, 9, 41, tzinfo=UTC),
        pub_status=PubStatus.USABLE,
        byline="Staff reporters",
        subjects=(),
        rights=None,
        page_url=PAGE_URL,
        translation=None,
        translation_source_guid=None,
        translation_relation="irel:derivedFrom",
    )
    return replace(package, **changes)


def make_feed(*, items: tuple[Item, ...] | None = None, **changes: Any) -> Feed:
    """Make a feed of one live blog; ``updated_at`` is that of its newest item unless given."""
    chosen = (make_item(),) if items is None else items
    package = make_package()
    feed = Feed(
        guid=BLOG_GUID,
        title=package.title,
        subtitle=package.standfirst,
        language="en",
        language_tag="en",
        updated_at=max([package.updated_at, *(item.updated_at for item in chosen)]),
        published_at=package.published_at,
        author="Example News",
        rights=None,
        subjects=(),
        site=make_site(),
        links=make_links(),
        packages=(package,),
        items=chosen,
        ttl_min=5,
        format_version=None,
    )
    return replace(feed, **changes)


def make_items(count: int, **changes: Any) -> tuple[Item, ...]:
    """Make items a minute apart, newest first, each with its own guid and title."""
    newest = datetime(2019, 2, 27, 11, 33, tzinfo=UTC)
    return tuple(
        make_item(
            **{
                "guid": f"{BLOG_GUID}/entry/{number}",
                "title": f"Update {number}",
                "published_at": newest - timedelta(minutes=number),
                "updated_at": newest - timedelta(minutes=number),
            }
            | changes
        )
        for number in range(count)
    )
