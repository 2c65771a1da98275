"""NewsML-G2 documents put together for one test each."""

from datetime import UTC, datetime
from typing import Any

from feeds.model import Entry
from feeds.parsers import Parsed, ParseOptions
from feeds.parsers.newsmlg2 import parse_newsmlg2

NAR = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
NITF = "http://iptc.org/std/NITF/2006-10-18/"
NOW = datetime(2019, 3, 1, tzinfo=UTC)

CREATED = "<versionCreated>2019-02-27T12:00:00Z</versionCreated>"


def read(document: str | bytes, **options: Any) -> Parsed:
    data = document.encode() if isinstance(document, str) else document
    return parse_newsmlg2(data, ParseOptions(now=NOW, **options))


def news_item(
    content: str = "",
    *,
    meta: str = "",
    content_meta: str = "<headline>They met</headline>",
    guid: str = "tag:press.example,2019:1",
    version: str = "1",
    before: str = "",
) -> str:
    """Make a newsItem in English of noon; ``content`` goes into its contentSet."""
    content_set = f"<contentSet>{content}</contentSet>" if content else ""
    return (
        f'<newsItem xmlns="{NAR}" guid="{guid}" version="{version}" xml:lang="en">{before}'
        f"<itemMeta>{CREATED}{meta}</itemMeta><contentMeta>{content_meta}</contentMeta>{content_set}</newsItem>"
    )


def picture_item(guid: str = "tag:press.example,2019:pic", *, meta: str = "", href: str = "https://e.org/1.jpg") -> str:
    return news_item(
        f'<remoteContent href="{href}" contenttype="image/jpeg" width="1200" height="800"/>',
        guid=guid,
        meta=f'<itemClass qcode="ninat:picture"/>{meta}',
        content_meta='<description role="drol:caption">The hotel</description>',
    )


def message(*items: str, header: str = "<sender>press.example</sender>") -> str:
    return f'<newsMessage xmlns="{NAR}"><header>{header}</header><itemSet>{"".join(items)}</itemSet></newsMessage>'


def entry(document: str, **options: Any) -> Entry:
    """Return the only entry of a document."""
    (found,) = read(document, **options).blog.entries
    return found
