"""RSS 0.9x, 1.0 (RDF) and 2.0 with the modules that news feeds use; see ``docs/formats/rss.md``.

``channel`` reads what the document says of the live blog, ``item`` one entry, ``document`` puts them together.
"""

from feeds.parsers.rss.document import is_rss, parse_rss

__all__ = ["is_rss", "parse_rss"]
