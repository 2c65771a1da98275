"""WordPress eXtended RSS, what a WordPress site exports of itself.

``export`` reads the XML, ``attachments`` the files in it, ``posts`` makes entries of posts and ``liveblog`` of the
entries of Automattic's Liveblog plug-in; ``live_blog`` decides what of an export is the live blog. E-mail addresses and
IP addresses, of which an export is full, are never looked at.
"""

from feeds.parsers.sample import Sample
from feeds.parsers.wxr.export import NAMESPACE
from feeds.parsers.wxr.live_blog import parse_wxr

__all__ = ["is_wxr", "parse_wxr"]


def is_wxr(sample: Sample) -> bool:
    """Say whether a document is RSS with the namespace of WordPress's exports, of any version."""
    declared = (name or "" for name in sample.root_namespaces)
    return sample.root[1] == "rss" and any(name.startswith(NAMESPACE) for name in declared)
