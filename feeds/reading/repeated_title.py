"""A title that stands in a document's metadata and once more at the top of its text."""

from feeds.reading.html_tree import Node

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def split_title(root: Node, title: str | None) -> tuple[str | None, Node]:
    """Return the title of a text, and the text without the heading that repeats it.

    With the heading goes the ``header`` around it, where documents say their date and subjects again. Where no title is
    known, an ``h1`` at the top is one. Words that stand before a heading show that it is none.
    """
    _found, read, children = _without_title(root, title)
    return title or read, Node(name=root.name, attributes=root.attributes, children=children)


def _without_title(node: Node, title: str | None) -> tuple[bool, str | None, list[Node]]:
    """Return whether the search is over, the title that was found, and the children without it."""
    for at, child in enumerate(node.children):
        found = _title_in(child, title)
        if found is not None:
            return True, found, [*node.children[:at], *node.children[at + 1 :]]
        if not child.name and child.text.strip():
            return True, None, node.children
        if child.name in _HEADINGS:
            return True, None, node.children
        is_over, found, inside = _without_title(child, title)
        if is_over:
            kept = Node(name=child.name, attributes=child.attributes, children=inside)
            return True, found, [*node.children[:at], kept, *node.children[at + 1 :]]
    return False, None, node.children


def _title_in(node: Node, title: str | None) -> str | None:
    """Return the words of a heading that is the title, or of one in a ``header``."""
    if node.name == "header":
        return next((found for inner in node.iter(*_HEADINGS) if (found := _title_in(inner, title))), None)
    if node.name not in _HEADINGS or (title is None and node.name != "h1"):
        return None
    words = node.plain()
    return words if title is None or _folded(words) == _folded(title) else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
