"""JSON Feed 1 and 1.1 with our own objects; see ``docs/formats/json.md``.

``feed`` reads what the document says of the live blog, ``item`` one entry, ``own_objects`` our extensions; ``document``
puts them together.
"""

from feeds.parsers.json_feed.document import is_json_feed, parse_json_feed

__all__ = ["is_json_feed", "parse_json_feed"]
