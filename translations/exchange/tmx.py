"""Translation memories as TMX 1.4 files (LISA OSCAR, TMX 1.4b), read from any tool and written for any.

TMX 1.1 is read too, with its ``lang`` attributes and the document type declaration that OmegaT writes. A unit that
cannot be used is left out and reported; only a document that is no TMX at all is refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from feeds.errors import ParseError
from feeds.xml import clean_text, parse_xml
from translations.exchange.tmx_codes import read_segment, write_segment
from translations.memory import MemoryUnit, make_unit
from translations.model import Mark

_ANY_LANGUAGE = "*all*"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TIME = "%Y%m%dT%H%M%SZ"
_KNOWN_DTDS = frozenset({"tmx.dtd", "tmx10.dtd", "tmx11.dtd", "tmx12.dtd", "tmx13.dtd", "tmx14.dtd", "tmx14b.dtd"})
# A declaration with nothing but an external identifier; its address is never followed.
_DOCTYPE = re.compile(rb"""<!DOCTYPE\s+tmx\s+(?:SYSTEM|PUBLIC\s+(?:"[^"<]*"|'[^'<]*'))\s+(?:"[^"<]*"|'[^'<]*')\s*>""")
_PROLOG_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxVariant:
    """A sentence in one language, tagged as the file does."""

    language: str
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxUnit:
    """A ``tu``: one sentence in several languages. ``source_language`` is ``None`` where any may be the source."""

    source_language: str | None
    variants: tuple[TmxVariant, ...]
    id: str | None = None
    creator: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxHeader:
    """What a file says of itself; ``source_language`` is ``None`` where any of a unit's languages may be the source."""

    version: str
    source_language: str | None
    tool: str
    segmentation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxProblem:
    """Something a person should know: where (``line 12``), in which unit, what, and whether the unit was left out."""

    location: str
    unit_id: str | None
    reason: str
    is_left_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxFile:
    """A translation memory as read."""

    header: TmxHeader
    units: tuple[TmxUnit, ...]
    problems: tuple[TmxProblem, ...]


class _Unusable(Exception):
    """Why a unit is left out."""


def read_tmx(data: bytes) -> TmxFile:
    """Read a TMX document.

    Nothing it names is fetched. Raises :exc:`~feeds.errors.ParseError` for what is no TMX, or has a document type
    declaration with content of its own.
    """
    root = parse_xml(data, format_name="tmx")
    check_doctype(root, data)
    header = root.find("{*}header")
    if etree.QName(root).localname != "tmx" or header is None:
        raise ParseError(format_name="tmx", location="", reason="it has no tmx element with a header")
    problems: list[TmxProblem] = []
    source_language = _source_language(header.get("srclang"))
    return TmxFile(
        header=TmxHeader(
            version=root.get("version", ""),
            source_language=source_language,
            tool=" ".join(filter(None, (header.get("creationtool"), header.get("creationtoolversion")))),
            segmentation=header.get("segtype", ""),
        ),
        units=tuple(_units(root, source_language, problems)),
        problems=tuple(problems),
    )


def memory_units(file: TmxFile, *, memory: str, source_language: str | None = None) -> Iterator[MemoryUnit]:
    """Yield what a file gives to the memory of this name: its sentences from the source language into each other one.

    ``source_language`` decides where a unit leaves it open; such a unit is passed over without it. Languages are
    those of :func:`memory_language`.
    """
    for unit in file.units:
        wanted = memory_language(unit.source_language or source_language or "")
        by_language: dict[str, TmxVariant] = {}
        for variant in unit.variants:
            by_language.setdefault(memory_language(variant.language), variant)
        source = by_language.pop(wanted, None)
        if source is None:
            continue
        for language, target in by_language.items():
            yield make_unit(
                memory=memory,
                languages=(wanted, language),
                source=(source.text, source.marks),
                target=(target.text, target.marks),
                creator=unit.creator,
                created_at=unit.created_at,
            )


def memory_language(tag: str) -> str:
    """Return the part of a language tag that memories are told apart by: language, and script where it is named."""
    language, *rest = tag.replace("_", "-").split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return f"{language.lower()}-{script}" if script else language.lower()


def write_tmx(units: Iterable[MemoryUnit], *, source_language: str, tool_version: str, created_at: datetime) -> bytes:
    """Write memory units from one source language as TMX 1.4, each with its own ``tu``; ``created_at`` is the file's.

    Only people's translations are memory units, so nothing in the file is machine-made.
    """
    root = etree.Element("tmx", version="1.4")
    header = {
        "creationtool": "syndication",
        "creationtoolversion": tool_version,
        "segtype": "sentence",
        "o-tmf": "syndication",
        "adminlang": "en",
        "srclang": source_language,
        "datatype": "html",
        "creationdate": _written(created_at),
    }
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    segments = [segment for unit in units for segment in _add_unit(body, unit)]
    # Indented while the segments are empty, since white space inside them would be text.
    etree.indent(root)
    for segment, text, marks in segments:
        write_segment(segment, text, marks)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def check_doctype(root: etree._Element, data: bytes) -> None:
    """Raise :exc:`~feeds.errors.ParseError` for a document type declaration that is not TMX's own, without content."""
    info = root.getroottree().docinfo
    if info.internalDTD is None:
        return
    # UTF-16 is ASCII with zero bytes between, as far as a declaration we accept goes.
    prolog = data[:_PROLOG_BYTES].replace(b"\0", b"")
    name = (info.system_url or "").replace("\\", "/").rpartition("/")[2].lower()
    if name not in _KNOWN_DTDS or not _DOCTYPE.search(prolog):
        reason = f"its document type declaration is not that of a TMX file: {info.doctype}"
        raise ParseError(format_name="tmx", location="document type", reason=reason)


def _units(root: etree._Element, source_language: str | None, problems: list[TmxProblem]) -> Iterator[TmxUnit]:
    for element in root.iterfind("{*}body/{*}tu"):
        location, unit_id = f"line {element.sourceline}", element.get("tuid")
        remarks: list[str] = []
        try:
            unit = _read_unit(element, source_language, remarks)
        except _Unusable as problem:
            problems.append(TmxProblem(location=location, unit_id=unit_id, reason=str(problem), is_left_out=True))
            continue
        problems += [
            TmxProblem(location=location, unit_id=unit_id, reason=remark, is_left_out=False) for remark in remarks
        ]
        yield unit


def _read_unit(element: etree._Element, source_language: str | None, remarks: list[str]) -> TmxUnit:
    variants: dict[str, TmxVariant] = {}
    for tuv in element.iterfind("{*}tuv"):
        variant = _read_variant(tuv, remarks)
        if variants.setdefault(variant.language.lower(), variant) is not variant:
            remarks.append(f"it has several texts in {variant.language}; the first was taken")
    if len(variants) < 2:
        raise _Unusable("it has no text in a second language")
    own_language = element.get("srclang")
    return TmxUnit(
        id=element.get("tuid"),
        source_language=_source_language(own_language) if own_language else source_language,
        variants=tuple(variants.values()),
        creator=element.get("changeid") or element.get("creationid"),
        created_at=_read_time(element.get("changedate")) or _read_time(element.get("creationdate")),
    )


def _read_variant(tuv: etree._Element, remarks: list[str]) -> TmxVariant:
    language = tuv.get(_XML_LANG) or tuv.get("lang") or ""
    if not re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", language):
        raise _Unusable(f"{language!r} is not a language" if language else "it has a text without a language")
    segment = tuv.find("{*}seg")
    if segment is None:
        raise _Unusable(f"its text in {language} has no seg element")
    text, marks, notes = read_segment(segment)
    if not text:
        raise _Unusable(f"its text in {language} is empty")
    remarks.extend(notes)
    return TmxVariant(language=language, text=text, marks=marks)


def _source_language(tag: str | None) -> str | None:
    return None if not tag or tag.lower() == _ANY_LANGUAGE else tag


def _read_time(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text or "", _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _add_unit(body: etree._Element, unit: MemoryUnit) -> Iterator[tuple[etree._Element, str, tuple[Mark, ...]]]:
    """Add a ``tu`` and yield its empty segments with what belongs into them."""
    element = etree.SubElement(body, "tu")
    if unit.id is not None:
        element.set("tuid", str(unit.id))
    if unit.created_at is not None:
        element.set("creationdate", _written(unit.created_at))
    if unit.creator:
        element.set("creationid", clean_text(unit.creator))
    sides = (
        (unit.source_language, unit.source_text, unit.source_marks),
        (unit.target_language, unit.target_text, unit.target_marks),
    )
    for language, text, marks in sides:
        variant = etree.SubElement(element, "tuv", {_XML_LANG: language})
        yield etree.SubElement(variant, "seg"), text, marks


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime(_TIME)
