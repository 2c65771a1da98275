"""ninjs 3.1 and 2.2 (IPTC News in JSON): a composite object for the live blog that holds its entries.

What every property comes from is written in ``docs/formats/ninjs.md``.
"""

from feeds.writers.ninjs.writer import NinjsWriter

__all__ = ["NinjsWriter"]
