"""Golden documents with something done to them: parts gone, doubled, moved, filled with anything."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from lxml import etree

from feeds.codec import decode_blog, encode
from feeds.parsers import Parsed
from feeds.sanitise import clean_blog
from feeds.xml import without_forbidden
from tests.strategies import any_text

GOLDEN = Path(__file__).parent / "golden"
_BESIDE = (".expected.json", ".options.json")
_JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text(10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text(5), inner, max_size=3),
    max_leaves=5,
)


def golden_documents(format_name: str) -> list[bytes]:
    """Return the golden documents of a format."""
    paths = sorted(path for path in (GOLDEN / format_name).iterdir() if not path.name.endswith(_BESIDE))
    return [path.read_bytes() for path in paths]


@st.composite
def mangled_bytes(draw: st.DrawFn, documents: list[bytes]) -> bytes:
    """One of the documents with a stretch of it gone, doubled or replaced by any bytes."""
    data = draw(st.sampled_from(documents))
    start = draw(st.integers(0, len(data)))
    end = min(len(data), start + draw(st.integers(0, 200)))
    middle = draw(st.sampled_from((b"", data[start:end] * 2)) | st.binary(max_size=20))
    return data[:start] + middle + data[end:]


@st.composite
def mangled_xml(draw: st.DrawFn, documents: list[bytes]) -> bytes:
    """One of the documents with up to three elements removed, doubled, moved, emptied, renamed or filled anew."""
    root = copy.deepcopy(draw(st.sampled_from(_trees(documents))))
    for _ in range(draw(st.integers(1, 3))):
        elements = list(root.iter(etree.Element))
        _mangle_element(draw, elements)
    return etree.tostring(root)


def mangled_json(documents: list[bytes]) -> SearchStrategy[bytes]:
    """One of the documents with up to three of its values replaced by any other value, or by one from elsewhere."""
    return st.sampled_from([json.loads(document) for document in documents]).flatmap(_mangled_value)


def check_result(parsed: Parsed) -> None:
    """Check that what was read can be printed anywhere and kept."""
    assert clean_blog(parsed.blog) == parsed.blog
    assert decode_blog(encode(parsed.blog), now=parsed.blog.updated_at) == parsed.blog


def _trees(documents: list[bytes]) -> list[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return [etree.fromstring(document, parser) for document in documents]


def _mangle_element(draw: st.DrawFn, elements: list[etree._Element]) -> None:
    element, other = draw(st.sampled_from(elements)), draw(st.sampled_from(elements))
    parent = element.getparent()
    text = without_forbidden(draw(any_text(10)))
    match draw(st.integers(0, 6)):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            parent.append(copy.deepcopy(element))
        case 2:
            element.clear()
        case 3:
            element.text = text
        case 4:
            element.append(copy.deepcopy(other))
        case 5 if element.attrib:
            element.set(draw(st.sampled_from(sorted(map(str, element.attrib)))), text)
        case _:
            element.tag = other.tag


@st.composite
def _mangled_value(draw: st.DrawFn, document: Any) -> bytes:
    mangled = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(mangled))
        if places:
            holder, key = draw(st.sampled_from(places))
            elsewhere = st.sampled_from([copy.deepcopy(one[at]) for one, at in places])
            holder[key] = draw(_JSON_VALUES | elsewhere)
    return json.dumps(mangled).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
