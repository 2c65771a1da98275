"""NewsML-G2 2.35: a newsMessage with a packageItem per live blog and a newsItem per entry.

What every element comes from is written in ``docs/formats/newsmlg2.md``.
"""

from feeds.writers.newsmlg2.writer import NewsMLG2Writer

__all__ = ["NewsMLG2Writer"]
