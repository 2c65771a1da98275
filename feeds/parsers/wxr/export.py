"""The XML of an export as it stands: a site, its authors, its items and their comments (WXR 1.0 to 1.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml import etree

from feeds.reading.assembling import Report
from feeds.reading.values import read_time
from feeds.xml import parse_xml

NAMESPACE = "http://wordpress.org/export/"
_PREFIXES = (
    ("http://purl.org/rss/1.0/modules/content/", "content:"),
    ("http://purl.org/dc/elements/1.1/", "dc:"),
)
# WordPress writes what editors have pasted; XML cannot hold it, and would be refused whole for one of these bytes.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_NO_TIME = "0000-00-00"


@dataclass(frozen=True, slots=True)
class Record:
    """An item or a comment: the texts in it by name, such as ``wp:status``, and the custom fields of WordPress."""

    line: int
    texts: Mapping[str, str]
    meta: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a text without blanks around it, or an empty one."""
        return self.texts.get(name, "").strip()

    def time(self, name: str, *, zone: tzinfo) -> datetime | None:
        """Return a time: in UTC if it is told, else on the site's clock, which is in ``zone``.

        ``name`` is that of the local time. Raises :exc:`ValueError` for what is none.
        """
        for text, clock in ((self.text(f"{name}_gmt"), None), (self.text(name), zone)):
            if text and not text.startswith(_NO_TIME):
                return read_time(text, clock) if clock else read_time(text)
        return None

    @property
    def place(self) -> str:
        """Where it stands in the document."""
        return f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Item(Record):
    """A post, a page, a file or anything else that WordPress keeps as a post."""

    comments: tuple[Record, ...]

    @property
    def id(self) -> str:
        """The number of the post."""
        return self.text("wp:post_id")

    @property
    def kind(self) -> str:
        """The type of the post, such as ``post``, ``page`` or ``attachment``."""
        return self.text("wp:post_type") or "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A whole export. ``authors`` are display names by login, ``author_ids`` by number."""

    site: Record
    authors: Mapping[str, str]
    author_ids: Mapping[str, str]
    items: tuple[Item, ...]


def read_export(data: bytes, report: Report) -> Export:
    """Return an export; raises :exc:`~feeds.errors.ParseError` for what is none."""
    channel = parse_xml(_without_controls(data, report), format_name=report.format_name).find("channel")
    if channel is None:
        raise report.failure("it has no channel")
    authors = [_texts(child) for child in channel if _name(child) == "wp:author"]
    names = [
        (author, author.get("wp:author_display_name", "").strip() or author.get("wp:author_login", "").strip())
        for author in authors
    ]
    return Export(
        site=_record(channel),
        authors={author.get("wp:author_login", "").strip(): name for author, name in names},
        author_ids={author.get("wp:author_id", "").strip(): name for author, name in names},
        items=tuple(_item(child) for child in channel if _name(child) == "item"),
    )


def _without_controls(data: bytes, report: Report) -> bytes:
    if b"\x00" in data[:4]:
        return data
    clean = data.translate(None, _CONTROLS)
    if len(clean) < len(data):
        report.add("", f"{len(data) - len(clean):,} control characters, which XML cannot hold, were left out")
    return clean


def _item(element: etree._Element) -> Item:
    record = _record(element)
    comments = tuple(_record(child) for child in element if _name(child) == "wp:comment")
    return Item(record.line, record.texts, record.meta, comments)


def _record(element: etree._Element) -> Record:
    return Record(element.sourceline or 0, _texts(element), dict(_meta(element)))


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the texts of the children that hold nothing else, the first of each name."""
    found: dict[str, str] = {}
    for child in element:
        if len(child) == 0 and (name := _name(child)):
            found.setdefault(name, child.text or "")
    return found


def _meta(element: etree._Element) -> Iterator[tuple[str, str]]:
    for child in element:
        if _name(child) in {"wp:postmeta", "wp:commentmeta"}:
            texts = _texts(child)
            yield texts.get("wp:meta_key", "").strip(), texts.get("wp:meta_value", "")


def _name(element: etree._Element) -> str:
    """Return the name of an element with the prefix that WordPress gives its namespace."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    namespace = name.namespace or ""
    if namespace.startswith(NAMESPACE):
        return f"{'excerpt' if namespace.rstrip('/').endswith('excerpt') else 'wp'}:{name.localname}"
    return next((prefix for known, prefix in _PREFIXES if namespace == known), "") + name.localname
