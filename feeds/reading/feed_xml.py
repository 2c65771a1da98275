"""Elements of RSS and Atom as feeds have them: their names in any of the namespaces in use, texts, bases, languages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urljoin

from lxml import etree

from feeds import namespaces
from feeds.html import escape, escape_attribute
from feeds.reading.assembling import Report
from feeds.sanitise import one_line

RSS = ""
"""The namespace of RSS 2.0, which has none; elements of its older and odder relatives count as of it."""

_SAME: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "http://purl.org/rss/1.0/",
                "http://my.netscape.com/rdf/simple/0.9/",
                "http://channel.netscape.com/rdf/simple/0.9/",
                "http://backend.userland.com/rss",
                "http://backend.userland.com/rss2",
                "http://backend.userland.com/RSS2",
                "http://backend.userland.com/rss091",
                "http://blogs.law.harvard.edu/tech/rss",
                "http://cyber.law.harvard.edu/rss/rss.html",
            ),
            RSS,
        ),
        "http://search.yahoo.com/mrss": namespaces.MEDIA,
        "https://search.yahoo.com/mrss/": namespaces.MEDIA,
        "http://video.search.yahoo.com/mrss/": namespaces.MEDIA,
        "http://www.itunes.com/DTDs/Podcast-1.0.dtd": namespaces.ITUNES,
        "http://purl.org/rss/1.0/modules/content": namespaces.CONTENT,
        "http://purl.org/dc/elements/1.0/": namespaces.DC,
        "http://purl.org/rss/1.0/modules/dcterms/": namespaces.DCTERMS,
    }
)
_VOID = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)

_OTHER_PAGES = frozenset({"next", "prev", "previous", "prev-archive", "next-archive", "current"})


class Parts:
    """The child elements of one element by their names, which are in lower case: feeds write them as they like."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self._parts: dict[tuple[str, str], list[etree._Element]] = defaultdict(list)
        for child in element:
            name = name_of(child)
            if name is not None:
                self._parts[name].append(child)

    def all(self, namespace: str, *names: str) -> list[etree._Element]:
        """Return the children of these names, in document order name by name."""
        return [part for name in names for part in self._parts.get((namespace, name), ())]

    def each(self, names: Iterable[tuple[str, str]]) -> Iterator[etree._Element]:
        """Yield the children of some names of several namespaces, in the order of the names."""
        for name in names:
            yield from self._parts.get(name, ())

    def first(self, namespace: str, *names: str) -> etree._Element | None:
        """Return the first child of the first of these names that is there."""
        return next(iter(self.all(namespace, *names)), None)

    def text(self, namespace: str, *names: str) -> str | None:
        """Return the first text that is not blank, on one line."""
        return next(filter(None, map(line_of, self.all(namespace, *names))), None)


def name_of(element: etree._Element) -> tuple[str, str] | None:
    """Return namespace and name, both as they are looked for here; ``None`` for what is no element."""
    if not isinstance(element.tag, str):
        return None
    namespace, _, name = element.tag.rpartition("}")
    namespace = namespace.removeprefix("{")
    return _SAME.get(namespace, namespace), name.lower()


def text_of(element: etree._Element) -> str:
    """Return all the text inside, as it stands there."""
    return "".join(element.itertext())


def line_of(element: etree._Element) -> str:
    """Return the text inside on one line."""
    return one_line(text_of(element))


def is_marked_up(element: etree._Element) -> bool:
    """Say whether there are elements inside."""
    return any(name_of(child) is not None for child in element)


def markup_of(element: etree._Element) -> str:
    """Return what is inside as HTML: the text if that is all there is, else the elements without their prefixes."""
    return "".join(_markup(element)) if is_marked_up(element) else text_of(element)


def base_of(element: etree._Element, document_base: str | None) -> str | None:
    """Return the address that relative addresses in an element are resolved against, by ``xml:base``."""
    base = document_base
    given = (parent.get(namespaces.XML_BASE) for parent in (element, *element.iterancestors()))
    for address in reversed([address for address in given if address]):
        try:
            base = urljoin(base or "", address)
        except ValueError:
            continue
    return base


def language_of(element: etree._Element) -> str | None:
    """Return the nearest ``xml:lang``, of the element itself or what it is in."""
    given = (parent.get(namespaces.XML_LANG) for parent in (element, *element.iterancestors()))
    return next(filter(None, given), None)


def place_of(element: etree._Element) -> str:
    """Return where an element stands, for a remark."""
    return f"line {element.sourceline}"


def remark_on_pages(parts: Parts, report: Report) -> None:
    """Remark where a channel or feed says that it is not all there is (RFC 5005)."""
    relations = {(link.get("rel") or "").lower() for link in parts.all(namespaces.ATOM, "link")}
    others = sorted(relations & _OTHER_PAGES)
    if others or parts.first(namespaces.HISTORY, "archive") is not None:
        report.add(place_of(parts.element), "it is one document of several; the others were not read", " ".join(others))


def _markup(element: etree._Element) -> Iterator[str]:
    yield escape(element.text or "")
    for child in element:
        name = name_of(child)
        if name is not None:
            attributes = (f' {key}="{escape_attribute(value)}"' for key, value in child.items() if "}" not in key)
            yield f"<{name[1]}{''.join(attributes)}>"
            yield from _markup(child)
            yield "" if name[1] in _VOID else f"</{name[1]}>"
        yield escape(child.tail or "")
