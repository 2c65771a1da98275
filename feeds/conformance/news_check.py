"""NewsML-G2, NewsML 1.2 and NITF: what their schemas cannot say, since an id there is any text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from lxml import etree

from feeds.catalogs import catalog_aliases, iptc_aliases
from feeds.conformance.report import Finding, Gravity
from feeds.html import is_web_url

_G2: Final = "http://iptc.org/std/nar/2006-10-01/"
_NITF: Final = "http://iptc.org/std/NITF/2006-10-18/"
_NS: Final = {"g2": _G2, "n": _NITF}
_IRI: Final = re.compile(r"(tag:[^\s,]+,\d{4}(-\d\d){0,2}:\S+|urn:[a-z0-9-]+:\S+)")
_BASIC_TIME: Final = re.compile(r"\d{8}T\d{6}[+-]\d{4}")
_STATES: Final = frozenset({"stat:usable", "stat:withheld", "stat:canceled"})
_QCODE: Final = re.compile(r"[A-Za-z0-9_.-]+:\S+")


def check_newsmlg2(root: etree._Element) -> Iterator[Finding]:
    """Yield what is wrong with the items of a NewsML-G2 message."""
    if root.tag != f"{{{_G2}}}newsMessage":
        yield _error("NoMessage", f"The root element is {root.tag!s}.")
        return
    if not root.findtext("g2:header/g2:transmitId", namespaces=_NS):
        yield _error("NoTransmitId", "The message has no transmitId; gaps cannot be noticed.")
    items = root.xpath("g2:itemSet/*[@guid]", namespaces=_NS)
    if not root.xpath("g2:itemSet/*", namespaces=_NS):
        yield _error("NoItem", "The message holds no item.")
    yield from _twice((str(item.get("guid")) for item in items), "guid")
    for item in items:
        yield from _g2_item(item)
    yield from _references(root, items)
    yield from _qcodes(root)


def check_newsml12(root: etree._Element) -> Iterator[Finding]:
    """Yield what is wrong with the identifiers and times of a NewsML 1.2 document."""
    if root.tag != "NewsML":
        yield _error("NoNewsML", f"The root element is {root.tag!s}.")
        return
    identifiers = [str(text) for text in root.xpath("//NewsItem/Identification//PublicIdentifier/text()")]
    if len(identifiers) < len(root.xpath("//NewsItem")):
        yield _error("NoIdentifier", "A NewsItem has no PublicIdentifier.")
    yield from _twice(identifiers, "PublicIdentifier")
    for identifier in identifiers:
        if not identifier.startswith("urn:newsml:"):
            yield _error("BadIdentifier", "A PublicIdentifier is no urn:newsml:.", identifier)
    for text in root.xpath("//FirstCreated/text() | //ThisRevisionCreated/text() | //DateAndTime/text()"):
        if not _BASIC_TIME.fullmatch(str(text)):
            yield _error("BadTime", "A time is not written as ISO 8601 without signs.", str(text))
    for revision in root.iter("RevisionId"):
        if not (revision.text or "").isdecimal() or (revision.text or "").startswith("0"):
            yield _error("BadRevision", "A revision is not a whole number from 1.", revision.text or "")


def check_nitf(root: etree._Element) -> Iterator[Finding]:
    """Yield what is wrong with the ids and times of an NITF document."""
    if root.tag != f"{{{_NITF}}}nitf":
        yield _error("NoNitf", f"The root element is {root.tag!s}.")
        return
    yield from _twice((str(one) for one in root.xpath("//n:block/@id", namespaces=_NS)), "id of a block")
    for text in root.xpath("//n:*/@norm", namespaces=_NS):
        if not _BASIC_TIME.fullmatch(str(text)):
            yield _error("BadTime", "A time is not written as ISO 8601 without signs.", str(text))
    for identifier in root.xpath("//n:doc-id/@id-string", namespaces=_NS):
        if not _IRI.fullmatch(str(identifier)):
            yield _error("BadId", "The id of the document is neither tag: nor urn:.", str(identifier))
    yield from _addresses(root.xpath("//n:a/@href | //n:media-reference/@source", namespaces=_NS))


def _g2_item(item: etree._Element) -> Iterator[Finding]:
    where = item.findtext("g2:contentMeta/g2:headline", namespaces=_NS) or str(item.get("guid"))
    if not _IRI.fullmatch(str(item.get("guid"))):
        yield _error("BadGuid", "A guid is neither tag: nor urn:.", where)
    version = item.get("version") or ""
    if not version.isdecimal() or version.startswith("0"):
        yield _error("BadVersion", "A version is not a whole number from 1.", where)
    if item.get("conformance") != "power":
        yield _error("NotPower", 'An item does not say conformance="power".', where)
    meta = item.find("g2:itemMeta", _NS)
    if meta is None:
        yield _error("NoItemMeta", "An item has no itemMeta.", where)
        return
    names = [etree.QName(child).localname for child in meta]
    if "embargoed" in names and "pubStatus" in names and names.index("embargoed") > names.index("pubStatus"):
        yield _error("EmbargoedLate", "embargoed stands behind pubStatus.", where)
    status = meta.find("g2:pubStatus", _NS)
    if status is None or status.get("qcode") not in _STATES:
        yield _error("BadStatus", "An item has no pubStatus that is usable, withheld or canceled.", where)
    for name in ("versionCreated", "firstCreated"):
        yield from _g2_time(meta.findtext(f"g2:{name}", namespaces=_NS), name, where)
    is_out = status is not None and status.get("qcode") == "stat:canceled"
    if is_out and item.find("g2:contentSet/*", _NS) is not None:
        yield _error("ContentOfKilled", "A withdrawn item still has content.", where)
    if item.find("g2:catalogRef", _NS) is None:
        yield _error("NoCatalogue", "An item names no catalogue for its codes.", where)
    yield from _addresses(item.xpath(".//g2:remoteContent/@href", namespaces=_NS), where)


def _g2_time(text: str | None, name: str, where: str) -> Iterator[Finding]:
    try:
        is_good = text is not None and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        is_good = False
    if not is_good:
        yield _error("BadTime", f"{name} is missing or no time with a zone.", where)


def _references(root: etree._Element, items: Iterable[etree._Element]) -> Iterator[Finding]:
    """Yield the references of packages that lead to another version than the one beside them."""
    versions = {item.get("guid"): item.get("version") for item in items}
    for reference in root.iterfind(".//g2:itemRef", _NS):
        there = versions.get(reference.get("residref"))
        if there is not None and reference.get("version") not in {None, there}:
            where = str(reference.get("residref"))
            yield _error("OtherVersion", "The package refers to another version than the one beside it.", where)


def _qcodes(root: etree._Element) -> Iterator[Finding]:
    declared = iptc_aliases() | catalog_aliases()
    used = {str(code) for code in root.xpath("//@qcode | //@role | //@type", namespaces=_NS) if _QCODE.fullmatch(code)}
    for alias in sorted({code.partition(":")[0] for code in used if not code.startswith(("urn:", "http"))} - declared):
        yield _error("UnknownAlias", "No catalogue declares the alias of a code.", alias)


def _addresses(found: Iterable[object], where: str = "") -> Iterator[Finding]:
    for address in found:
        if not is_web_url(str(address)) and not str(address).startswith("mailto:"):
            yield _error("RelativeAddress", "An address is not absolute.", where or str(address))


def _twice(ids: Iterable[str], what: str) -> Iterator[Finding]:
    for identifier, count in Counter(ids).items():
        if count > 1:
            yield _error("SameId", f"The same {what} stands {count} times.", identifier)


def _error(rule: str, said: str, where: str = "") -> Finding:
    return Finding(gravity=Gravity.ERROR, rule=rule, said=said, where=where[:120])
