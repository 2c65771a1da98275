"""RSS and Atom: the rules of the W3C feed validator, with the items in which they are broken."""

from collections.abc import Iterator

from lxml import etree

from feeds.conformance.feed_rules import NS, RULES
from feeds.conformance.feed_words import SAID, WARNINGS
from feeds.conformance.report import Finding, Gravity

_ITEMS = frozenset({"item", f"{{{NS['atom']}}}entry"})


def check_feed(root: etree._Element) -> Iterator[Finding]:
    """Yield which rules an RSS or Atom document breaks, and where."""
    if root.tag not in {"rss", f"{{{NS['atom']}}}feed"}:
        yield Finding(gravity=Gravity.ERROR, rule="NoFeed", said=f"The root element is {root.tag!s}.")
        return
    for name, rule in RULES.items():
        try:
            for broken in rule(root):
                yield _finding(name, broken)
        except ValueError as problem:
            yield Finding(gravity=Gravity.ERROR, rule=name, said=f"{SAID[name]} {problem}")


def _finding(name: str, broken: object) -> Finding:
    gravity = Gravity.WARNING if name in WARNINGS else Gravity.ERROR
    return Finding(gravity=gravity, rule=name, said=SAID[name], where=_where(broken))


def _where(broken: object) -> str:
    """Name the item that something stands in, and the element or value itself."""
    parent = broken.getparent() if hasattr(broken, "getparent") else None
    own = etree.QName(broken).localname if isinstance(broken, etree._Element) else _shortened(str(broken))
    holder = broken if isinstance(broken, etree._Element) else parent
    while holder is not None and holder.tag not in _ITEMS:
        holder = holder.getparent()
    title = None if holder is None else holder.findtext("title") or holder.findtext("atom:title", namespaces=NS)
    return f"{_shortened(title)}: {own}" if title and own not in {"item", "entry"} else _shortened(title or own)


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
