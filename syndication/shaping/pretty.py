"""A document as people read it: indented, a line for each element or member. Only to look at; nobody is sent this."""

import json

from lxml import etree

from feeds.errors import ParseError
from feeds.xml import parse_xml


def pretty(body: bytes, media_type: str) -> str:
    """Return a document in lines; one that cannot be parsed as it is."""
    text = body.decode("utf-8", "replace")
    try:
        if media_type.endswith("json"):
            return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
        root = parse_xml(body, format_name="xml")
    except (ParseError, ValueError, RecursionError):
        return text
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")
