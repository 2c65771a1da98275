"""NewsML 1.2, for partners whose systems are older than NewsML-G2: a NewsItem per live blog and per entry.

What every element comes from is written in ``docs/formats/newsml12.md``.
"""

from feeds.writers.newsml12.writer import NewsML12Writer

__all__ = ["NewsML12Writer"]
