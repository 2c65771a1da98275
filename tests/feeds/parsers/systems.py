"""Documents of other live-blog systems with one place in them changed to anything."""

import copy
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.parsers import find_parser
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.sanitise import clean_blog
from tests.feeds.parsers.test_golden import GOLDEN
from tests.strategies import any_text

NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
OPTIONS = ParseOptions(
    now=NOW, title="Leaders meet", language="en", slug="hanoi", base_url="https://example.org/live/1"
)
"""What no document of any of these formats lacks with them."""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text(8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("id", "type", "0", "@id")), inner),
    max_leaves=5,
)

_TAGS = ("p", "b", "ul", "li", "blockquote", "figure", "figcaption", "pre", "cite", "h2", "td", "br")
_CODES = ("caption", "gallery", "embed", "xx")
_PARTS = (
    *(mark.format(tag) for tag in _TAGS for mark in ("<{}>", "</{}>")),
    *(mark.format(code) for code in _CODES for mark in ("[{}]", "[/{}]")),
    *("https://e.org/1.jpg", "https://e.org/a", "[[", "]]", "<!--", "-->", "&lt;b&gt;", "/key"),
)
_SPACED = ("word ", "word\n", "\n\n", '[xx a="b"]', "<!-- wp:p -->", '<img src="https://e.org/1.jpg">')
HTML = st.lists(st.sampled_from((*_PARTS, *_SPACED)), max_size=25).map("".join)
"""Bodies made of all that makes bodies hard to read; every ``word`` in them must survive."""


def load(name: str) -> Any:
    """Return a golden document that is JSON."""
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a JSON document."""
    yield before
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*before, key))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a JSON document with another value at a path."""
    if not path:
        return value
    result = copy.deepcopy(document)
    holder = result
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return result


def read_or_refused(name: str, data: bytes) -> Parsed | None:
    """Read a document; ``None`` if it is refused. What is read must be safe to print."""
    try:
        parsed = find_parser(name).read(data, OPTIONS)
    except ParseError:
        return None
    assert clean_blog(parsed.blog) == parsed.blog
    return parsed
