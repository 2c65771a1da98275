"""NewsML-G2 as an ingest format: newsMessage, newsItem and packageItem of any version, ours and those of agencies.

What is read from where is written in ``docs/formats/newsmlg2.md``.
"""

from feeds.parsers.newsmlg2.document import is_newsmlg2, parse_newsmlg2

__all__ = ["is_newsmlg2", "parse_newsmlg2"]
