"""ninjs (IPTC's news in JSON) as an ingest format: versions 1.x to 3.x, ours and those of agencies and Superdesk.

What is read from where is written in ``docs/formats/ninjs.md``.
"""

from feeds.parsers.ninjs.document import is_ninjs, parse_ninjs

__all__ = ["is_ninjs", "parse_ninjs"]
