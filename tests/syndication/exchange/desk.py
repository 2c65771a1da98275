"""A small live blog with work on it, and what a translator does to a file in another tool, done with lxml."""

from collections.abc import Callable

from lxml import etree

from syndication.exchange.back import Bringing, import_work
from syndication.exchange.out import Wanted, export_work
from syndication.exchange.report import ImportReport
from syndication.memory import import_memory
from syndication.reviewing import approve_segment, edit_segment
from syndication.storage.database import Database
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, keep_blog, memory_of, raw_entry, work_on
from translations.hashes import target_hash
from translations.model import Segment

MEMORY = {"Police closed streets.": "Cảnh sát đóng đường.", "They hugged.": "Họ ôm nhau."}
FIRST, SECOND, THIRD = "Police closed streets.", "They hugged.", "They shook hands."


def keep_work(database: Database) -> str:
    """Keep an entry of three sentences, the first two drafted from a memory, the third missing; return its guid."""
    text = 'Police closed streets. They hugged. They <b>shook</b> <a href="https://example.org/1">hands</a>.'
    guid = keep_blog(database, raw_entry(text, headline=None)).entries[0].guid
    with database.writing() as session:
        import_memory(session, memory_of(MEMORY), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    return guid


def exported(database: Database, format_name: str = "xliff", slug: str = SLUG, **wanted: object) -> bytes:
    """Return the work in Vietnamese as a file."""
    with database.reading() as session:
        asked = Wanted(format_name=format_name, language="vi", **wanted)  # type: ignore[arg-type]
        return export_work(session, slug, asked, now=NOW).body


def brought(database: Database, data: bytes, **bringing: object) -> ImportReport:
    """Take a file in."""
    return import_work(database, data, Bringing(actor="Minh", now=NOW, **bringing))  # type: ignore[arg-type]


def sentence(database: Database, guid: str, source: str) -> Segment:
    """Return a sentence by its source text."""
    return next(one for one in work_on(database, guid).segments if one.source.text == source)


def edit_here(database: Database, segment: Segment, text_html: str) -> Segment:
    """Change a translation on the desk, as Linh."""
    assert segment.id is not None
    with database.writing() as session:
        return edit_segment(session, segment.id, text_html=text_html, if_version=segment.version, actor="Linh", now=NOW)


def approve_here(database: Database, segment: Segment) -> Segment:
    """Approve a translation on the desk, as Linh."""
    assert segment.id is not None
    seen = {"source_hash": segment.source.source_hash, "target_hash": target_hash(segment.current)}
    with database.writing() as session:
        return approve_segment(session, segment.id, **seen, actor="Linh", now=NOW)


def changed(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """Return a document after a tool has been at its tree."""
    root = etree.fromstring(data)
    change(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def translated(data: bytes, targets: dict[str, str], *, state: str | None = None) -> bytes:
    """Return a file of work with other targets, given as markup by plain source text, whatever its format.

    ``{1}`` and ``{/1}`` in a target stand for the codes of the source.
    """

    def change(root: etree._Element) -> None:
        for unit in root.iter("{*}segment", "{*}trans-unit", "{*}tu"):
            source, target = _sides(unit)
            words = "".join(_words(source))
            if words in targets:
                _put(source, target, targets[words])
                if state is not None:
                    (unit if etree.QName(unit).localname == "segment" else target).set("state", state)

    return changed(data, change)


def _sides(unit: etree._Element) -> tuple[etree._Element, etree._Element]:
    if etree.QName(unit).localname == "tu":
        first, second = unit.iterfind("tuv/seg")
        return first, second
    source = unit.find("{*}source")
    assert source is not None
    target = unit.find("{*}target")
    if target is None:
        target = etree.Element(f"{{{etree.QName(source).namespace}}}target")
        source.addnext(target)
    return source, target


_CODES = {"bpt", "ept", "ph"}


def _words(element: etree._Element) -> list[str]:
    name = etree.QName(element).localname
    inner = [] if name in _CODES else [element.text or ""]
    for one in element:
        inner += [*_words(one), one.tail or ""]
    return inner


def _put(source: etree._Element, target: etree._Element, text: str) -> None:
    """Put a target in place, with the codes that the source has."""
    for number, code in enumerate([one for one in source.iter() if one is not source], 1):
        name = etree.QName(code).localname
        key = code.get("id") or code.get("i") or str(number)
        bare = etree.fromstring(etree.tostring(code, with_tail=False))
        if name == "pc":
            for one in list(bare):
                bare.remove(one)
            bare.text = "SPLIT"
            start, end = etree.tostring(bare).decode().split("SPLIT")
            text = text.replace(f"{{{key}}}", start).replace(f"{{/{key}}}", end)
        else:
            written = etree.tostring(bare).decode()
            text = text.replace(f"{{{key}}}" if name in {"bpt", "ph"} else f"{{/{key}}}", written)
    read = etree.fromstring(f"<x>{text}</x>")
    for one in list(target):
        target.remove(one)
    target.text = read.text
    target.extend(list(read))
