"""NITF 3.6: one document for a feed, with the live blog in its head and a ``block`` per entry in its body.

What every element comes from is written in ``docs/formats/nitf.md``.
"""

from feeds.writers.nitf.writer import NitfWriter

__all__ = ["NitfWriter"]
