"""Terms as TBX-Basic files (ISO 30042), written in DCA style as version 2 or 3, read as most tools write them.

Read are versions 2 (``martif``, ``termEntry``, ``langSet``, ``tig`` or ``ntig``) and 3 (``tbx``, ``conceptEntry``,
``langSec``, ``termSec``), the latter in DCA style, where a category is an attribute, and in DCT style, where it is an
element. ``administrativeStatus`` is a term's status. TBX cannot say that a word stays as it is: that is written as a
target equal to the source with the note ``do not translate``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from feeds.errors import ParseError
from feeds.xml import clean_text, parse_xml
from translations.exchange.term_file import STATUS_WORDS, TermFile, TermProblem
from translations.exchange.tmx import memory_language
from translations.glossary import Term, TermStatus

_FORMAT = "tbx"
_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KEPT_NOTE = "do not translate"
_WRITTEN = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
    TermStatus.DO_NOT_TRANSLATE: "preferredTerm-admn-sts",
}
# A declaration with nothing but an external identifier; its address is never followed.
_DOCTYPE = re.compile(
    rb"""<!DOCTYPE\s+(?:martif|tbx|TBX)\s+"""
    rb"""(?:SYSTEM|PUBLIC\s+(?:"[^"<]*"|'[^'<]*'))\s+(?:"[^"<]*"|'[^'<]*')\s*>"""
)
# Each source is taken with each target, so a hostile entry could make millions of pairs.
_MOST_OF_A_SIDE = 30
_PROLOG_BYTES = 64 * 1024
_ENTRIES, _LANGUAGES = ("conceptEntry", "termEntry"), ("langSec", "langSet")
_TERMS, _NOTES = ("termSec", "tig", "ntig"), ("note",)


@dataclass(frozen=True, slots=True, kw_only=True)
class TbxVersion:
    """What a version of TBX calls its elements, and how its root says which it is."""

    root: str
    header: str
    entry: str
    language: str
    term: str
    attributes: tuple[tuple[str, str], ...]
    namespace: str | None = None

    def name(self, local: str) -> str:
        """Return the name of an element."""
        return f"{{{self.namespace}}}{local}" if self.namespace else local


VERSION_2 = TbxVersion(
    root="martif",
    header="martifHeader",
    entry="termEntry",
    language="langSet",
    term="tig",
    attributes=(("type", "TBX-Basic"),),
)
VERSION_3 = TbxVersion(
    root="tbx",
    header="tbxHeader",
    entry="conceptEntry",
    language="langSec",
    term="termSec",
    attributes=(("type", "TBX-Basic"), ("style", "dca")),
    namespace=_NAMESPACE,
)


def read_tbx(data: bytes, *, source_language: str, target_language: str | None = None) -> TermFile:
    """Read the terms that lead from one language into another, or, where none is named, into every other one.

    Each term of an entry's source language is taken with each of its target's. Entries without either are left out and
    reported. Nothing the file names is fetched. Raises :exc:`~feeds.errors.ParseError` for what is no TBX.
    """
    root = parse_xml(data, format_name=_FORMAT)
    _check_doctype(root, data)
    if _name(root).lower() not in {"tbx", "martif"}:
        raise ParseError(format_name=_FORMAT, location="", reason="its root is neither tbx nor martif")
    terms: list[Term] = []
    problems: list[TermProblem] = []
    for entry in _inside(root, _ENTRIES):
        found = list(_terms_of(entry, source_language, target_language, problems))
        terms += found
        if not found:
            wanted = f"{source_language} and {target_language or 'another language'}"
            location = f"line {entry.sourceline}"
            problems.append(TermProblem(location=location, reason=f"this entry has no terms in {wanted}"))
    return TermFile(terms=tuple(terms), problems=tuple(problems))


def write_tbx(terms: Iterable[Term], *, title: str, version: TbxVersion = VERSION_3) -> bytes:
    """Write terms as TBX-Basic, one entry for each source text. Terms without a source text cannot be written."""
    nsmap = {None: version.namespace} if version.namespace else None
    root = etree.Element(version.name(version.root), {**dict(version.attributes), _XML_LANG: "en"}, nsmap=nsmap)
    file = _add(_add(root, version.header), "fileDesc")
    _add(_add(file, "titleStmt"), "title").text = clean_text(title)
    _add(_add(file, "sourceDesc"), "p").text = "The newsroom's termbase"
    body = _add(_add(root, "text"), "body")
    for number, group in enumerate(_by_source(terms), start=1):
        _write_entry(body, f"c{number}", group, version)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _terms_of(entry: etree._Element, source: str, target: str | None, problems: list[TermProblem]) -> Iterator[Term]:
    by_language: dict[str, list[etree._Element]] = {}
    for section in _inside(entry, _LANGUAGES):
        tag = memory_language(section.get(_XML_LANG) or section.get("lang") or "")
        by_language.setdefault(tag, []).extend(_inside(section, _TERMS))
    for language, sections in by_language.items():
        if len(sections) > _MOST_OF_A_SIDE:
            reason = f"this entry has {len(sections):,} terms in {language}; the first {_MOST_OF_A_SIDE} were taken"
            problems.append(TermProblem(location=f"line {entry.sourceline}", reason=reason))
            del sections[_MOST_OF_A_SIDE:]
    sources = by_language.pop(memory_language(source), [])
    entry_note = next(_notes_of(entry), "")
    for language, sections in by_language.items():
        if target is not None and language != memory_language(target):
            continue
        for source_text in filter(None, map(_term_text, sources)):
            for section in sections:
                target_text = _term_text(section)
                if target_text:
                    yield _term(source, language, source_text, target_text, section, entry_note)


def _term(
    source: str, language: str, source_text: str, target_text: str, section: etree._Element, entry_note: str
) -> Term:
    note, *more = (*_notes_of(section), "")
    is_kept = source_text == target_text and note.casefold() == _KEPT_NOTE
    return Term(
        source_language=source,
        target_language=language,
        source_text=source_text,
        target_text="" if is_kept else target_text,
        status=TermStatus.DO_NOT_TRANSLATE if is_kept else _status_of(section),
        note=(more[0] if is_kept and more else "" if is_kept else note) or entry_note,
    )


def _status_of(section: etree._Element) -> TermStatus:
    for element in section.iter():
        name = element.get("type") if _name(element) == "termNote" else _name(element)
        if name == "administrativeStatus":
            return STATUS_WORDS.get((element.text or "").strip().casefold(), TermStatus.PREFERRED)
    return TermStatus.PREFERRED


def _term_text(section: etree._Element) -> str:
    element = next(_inside(section, ("term",)), None)
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _notes_of(element: etree._Element) -> Iterator[str]:
    """Yield the notes that stand right in an element; in version 2 a term's stand in its group."""
    groups = [element, *(child for child in element if _name(child) in {"termGrp", "descripGrp"})]
    notes = (child for group in groups for child in group if _name(child) in _NOTES)
    return (" ".join("".join(note.itertext()).split()) for note in notes)


def _by_source(terms: Iterable[Term]) -> list[list[Term]]:
    groups: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        if term.source_text:
            groups.setdefault((term.source_language, term.source_text), []).append(term)
    return list(groups.values())


def _write_entry(body: etree._Element, entry_id: str, group: list[Term], version: TbxVersion) -> None:
    entry = _add(body, version.entry, id=entry_id)
    source = _add(entry, version.language, **{_XML_LANG: group[0].source_language})
    _add(_add(source, version.term), "term").text = clean_text(group[0].source_text)
    sections: dict[str, etree._Element] = {}
    for term in group:
        language = term.target_language
        if language not in sections:
            sections[language] = _add(entry, version.language, **{_XML_LANG: language})
        section = _add(sections[language], version.term)
        is_kept = term.status is TermStatus.DO_NOT_TRANSLATE
        _add(section, "term").text = clean_text(term.source_text if is_kept else term.target_text)
        _add(section, "termNote", type="administrativeStatus").text = _WRITTEN[term.status]
        for note in (_KEPT_NOTE if is_kept else "", clean_text(term.note)):
            if note:
                _add(section, "note").text = note


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    namespace = etree.QName(parent).namespace
    return etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name, attributes)


def _inside(element: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    return (child for child in element.iterdescendants() if _name(child) in names)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _check_doctype(root: etree._Element, data: bytes) -> None:
    info = root.getroottree().docinfo
    # UTF-16 is ASCII with zero bytes between, as far as a declaration we accept goes.
    if info.internalDTD is not None and not _DOCTYPE.search(data[:_PROLOG_BYTES].replace(b"\0", b"")):
        reason = f"its document type declaration is not that of a TBX file: {info.doctype}"
        raise ParseError(format_name=_FORMAT, location="document type", reason=reason)
