"""Untrusted HTML as a small tree: what browsers make of it, without scripts, comments and bottomless nesting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import nh3

from feeds.sanitise import one_line
from feeds.xml import without_forbidden

# fmt: off
INLINE_ELEMENTS = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "u", "var", "wbr",
})
MEDIA_ELEMENTS = frozenset({"img", "video", "audio", "iframe", "embed", "object"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
_VOID = frozenset({"br", "embed", "hr", "img", "source", "wbr"})
_TAGS = INLINE_ELEMENTS | MEDIA_ELEMENTS | _BLOCKS | {"picture", "source"}
# A lazily loaded picture stands a second time in a noscript; forms, drawings and formulas are no text.
_WITHOUT_CONTENT = frozenset({
    "script", "style", "noscript", "template", "button", "form", "input", "select", "textarea", "svg", "math", "head",
    "title",
})
# fmt: on
_ATTRIBUTES = {
    "*": {"class", "lang", "id"},
    "a": {"href"},
    "audio": {"src"},
    "blockquote": {"cite"},
    "embed": {"src", "type"},
    "iframe": {"src", "title"},
    "img": {"src", "srcset", "alt", "width", "height", "data-src", "data-srcset", "title"},
    "object": {"data", "type"},
    "source": {"src", "srcset", "type", "media"},
    "td": {"colspan"},
    "th": {"colspan"},
    "time": {"datetime"},
    "video": {"src", "poster", "width", "height"},
}
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,11})(?=[\s/>])[^<>]*>")
_SCHEMES = frozenset({"http", "https", "mailto"})
_MAX_DEPTH = 64


@dataclass(slots=True)
class Node:
    """An element, or a piece of text (``name`` empty, ``text`` set)."""

    name: str = ""
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute without blanks around it, or an empty string."""
        return self.attributes.get(name, "").strip()

    def has_class(self, *names: str) -> bool:
        """Say whether one of the classes is, or begins with, one of ``names``."""
        return any(given.startswith(names) for given in self.get("class").lower().split())

    def iter(self, *names: str) -> Iterator["Node"]:
        """Yield the elements of these names in the tree, in document order, this one included."""
        if self.name in names:
            yield self
        for child in self.children:
            yield from child.iter(*names)

    def plain(self) -> str:
        """Return the text inside, with single blanks."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        if self.name:
            is_apart = self.name not in INLINE_ELEMENTS or self.name == "br"
            yield " " if is_apart else ""
            for child in self.children:
                yield from child._texts()
            yield " " if is_apart else ""
        else:
            yield self.text


def read_html(fragment: str) -> Node:
    """Return the tree of a fragment or page under a ``div``, of known elements only; the text of others stays.

    Elements more than 64 deep are taken out of each other, so that walking the tree is safe.
    """
    clean = nh3.clean(
        without_forbidden(fragment),
        tags=set(_TAGS),
        clean_content_tags=set(_WITHOUT_CONTENT),
        attributes={name: set(allowed) for name, allowed in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel=None,
    )
    builder = _TreeBuilder()
    builder.feed(clean)
    builder.close()
    return builder.root


def holds_html(text: str) -> bool:
    """Say whether a text is rather HTML than plain: a tag of a known element is in it."""
    return any(match[1].lower() in _TAGS for match in _TAG.finditer(text))


def plain_words(text: str) -> str:
    """Return a text that may be HTML, or plain but for character references, on one line of plain text."""
    return one_line(read_html(text).plain() if holds_html(text) else unescape(text))


class _TreeBuilder(HTMLParser):
    """Build the tree of what nh3 gives, which is well nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node(name="div")
        self._open = [self.root]
        self._flattened = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Append an element and, unless it is void or too deep, go into it."""
        if len(self._open) > _MAX_DEPTH and tag not in _VOID:
            self._flattened += 1
            return
        node = Node(name=tag, attributes={name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """Go out of the innermost element."""
        if tag in _VOID:
            return
        if self._flattened:
            self._flattened -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Append a piece of text."""
        self._open[-1].children.append(Node(text=data))
