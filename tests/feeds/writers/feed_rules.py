"""What the W3C feed validator would say about an RSS or Atom document."""

from lxml import etree

from feeds.conformance.feed_rules import NS, RULES

__all__ = ["NS", "RULES", "broken_rules"]


def broken_rules(document: bytes) -> set[str]:
    """Return the names of the events the validator would report."""
    root = etree.fromstring(document)
    return {name for name, rule in RULES.items() if next(rule(root), None) is not None}
