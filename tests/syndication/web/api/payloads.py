"""Small canonical JSON bodies, and the paths they are sent to."""

from typing import Any
from urllib.parse import quote

BLOGS = "/api/v1/blogs"
HANOI = f"{BLOGS}/hanoi"
ENTRIES = f"{HANOI}/entries"

Json = dict[str, Any]


def blog_body(**changes: Any) -> Json:
    """A live blog without entries."""
    body = {
        "slug": "hanoi",
        "title": "Leaders meet in Hanoi",
        "language": "en",
        "timezone": "Asia/Ho_Chi_Minh",
        "published_at": "2019-02-27T09:41:00Z",
    }
    return body | changes


def entry_body(**changes: Any) -> Json:
    """An entry as in the documentation, without a guid."""
    body = {
        "kind": "update",
        "headline": "Leaders meet",
        "published_at": "2019-02-27T11:33:00Z",
        "blocks": [{"type": "paragraph", "html": "They <b>shook hands</b>."}],
    }
    return body | changes


def entry_path(guid: str, slug: str = "hanoi") -> str:
    """The address of an entry, percent-encoded."""
    return f"{BLOGS}/{quote(slug, safe='')}/entries/{quote(guid, safe='')}"
