"""JSON Feed 1.1, with objects of our own for what it has no member for.

What every member comes from is written in ``docs/formats/json.md``.
"""

from feeds.writers.json_feed.writer import JsonFeedWriter

__all__ = ["JsonFeedWriter"]
