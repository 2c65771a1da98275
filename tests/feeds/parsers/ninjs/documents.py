"""ninjs documents put together for one test each."""

import json
from datetime import UTC, datetime
from typing import Any

from feeds.model import Entry
from feeds.parsers import Parsed, ParseOptions
from feeds.parsers.ninjs import parse_ninjs

NOW = datetime(2019, 3, 1, tzinfo=UTC)


def read(document: object, **options: Any) -> Parsed:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return parse_ninjs(data, ParseOptions(now=NOW, **options))


def story(**changes: Any) -> dict[str, Any]:
    """Make an object of type text of version 2.x in English, of noon; ``None`` takes a property away."""
    made = {
        "uri": "tag:press.example,2019:1",
        "type": "text",
        "version": "1",
        "versioncreated": "2019-02-27T12:00:00Z",
        "language": "en",
        "headlines": [{"role": "main", "value": "They met"}],
        "bodies": [{"role": "html", "contenttype": "text/html", "value": "<p>They <b>met</b>.</p>"}],
    } | changes
    return {name: value for name, value in made.items() if value is not None}


def picture(**changes: Any) -> dict[str, Any]:
    made = {
        "name": "main",
        "uri": "tag:press.example,2019:pic",
        "type": "picture",
        "versioncreated": "2019-02-27T12:00:00Z",
        "descriptions": [{"role": "caption", "value": "The hotel"}],
        "renditions": [{"name": "main", "href": "https://e.org/1.jpg", "contenttype": "image/jpeg", "width": 1200}],
    } | changes
    return {name: value for name, value in made.items() if value is not None}


def entry(document: object, **options: Any) -> Entry:
    """Return the only entry of a document."""
    (found,) = read(document, **options).blog.entries
    return found
