"""What the W3C feed validator would say about an RSS or Atom document, as far as our writers could get it wrong.

Each rule carries the name of the validator's event and yields what breaks it: an element, or a value.

Events that a sound document may set off are no rules: ``DuplicateUpdated`` (two entries of one second are no mistake),
``UnknownNamespace`` (ours), ``BadCharacters`` (control characters from U+0080, which XML allows), and
``InvalidMediaRestrictionRel``, for which the validator asks for a word that Media RSS 1.5.1 does not have.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree
from lxml import html as lxml_html

from feeds.html import is_web_url

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "syn": "urn:x-syndication:feed",
}
_USUAL_PREFIX = {address: prefix for prefix, address in NS.items() if prefix != "atom"}

_EBU_ROLES = re.compile(
    "actor|anchor person|author|choreographer|composer|conductor|director|editor|graphic designer|grip|illustrator|"
    "lyricist|music arranger|music group|musician|orchestra|performer|photographer|producer|reporter|vocalist"
)
_MIME = re.compile(r'[^\s()<>,;:\\"/\[\]?=]+/[^\s()<>,;:\\"/\[\]?=]+(\s*;\s*[^\s()<>,;:\\"/\[\]?=]+=[^\s;]+)*')
_TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*")
_UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MAIL_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]+", re.IGNORECASE)
_COUNTRY = re.compile(r"[a-z]{2}")
_HISTORY_RELATIONS = frozenset({"current", "prev-archive", "next-archive"})
_NEEDED_ATTRIBUTES = {
    "atom:link": ("href",),
    "atom:category": ("term",),
    "at:deleted-entry": ("ref", "when"),
    "media:content": ("url",),
    "media:restriction": ("relationship", "type"),
    "media:thumbnail": ("url",),
}
_CHANNEL_ELEMENTS = re.compile(
    "title|link|description|language|copyright|pubDate|lastBuildDate|category|generator|docs|ttl|image|item"
)
_ITEM_ELEMENTS = re.compile("title|link|description|category|comments|enclosure|guid|pubDate|source")
_DANGEROUS = frozenset({"script", "style", "iframe", "object", "embed", "form", "meta", "link", "base"})

Rule = Callable[[etree._Element], Iterator[object]]


def _entries(root: etree._Element) -> list[etree._Element]:
    return list(root.xpath("/rss/channel/item | /atom:feed/atom:entry", namespaces=NS))


def _bodies(root: etree._Element) -> Iterator[etree._Element]:
    for text in root.xpath("//content:encoded/text() | //atom:content/text()", namespaces=NS):
        yield lxml_html.fragment_fromstring(str(text), create_parent="div")


def _duplicate_atom_links(root: etree._Element) -> Iterator[object]:
    for holder in root.xpath("//atom:feed | //atom:entry | //channel | //item", namespaces=NS):
        alternates = holder.xpath("atom:link[@rel='alternate']", namespaces=NS)
        seen = Counter((link.get("type"), link.get("hreflang")) for link in alternates)
        yield from (key for key, count in seen.items() if count > 1)


def _missing_self(root: etree._Element) -> Iterator[object]:
    if len(root.xpath("/*/atom:link[@rel='self'] | /rss/channel/atom:link[@rel='self']", namespaces=NS)) != 1:
        yield root


def _missing_elements(root: etree._Element) -> Iterator[object]:
    needed = {"rss": ("title", "link", "description"), f"{{{NS['atom']}}}feed": ("id", "title", "updated", "author")}
    holder = root[0] if root.tag == "rss" else root
    prefix = "" if root.tag == "rss" else f"{{{NS['atom']}}}"
    for name in needed[str(root.tag)]:
        if holder.find(prefix + name) is None:
            yield name
    for entry in _entries(root):
        for name in ("title", "guid", "pubDate") if root.tag == "rss" else ("id", "title", "updated"):
            if entry.find(prefix + name) is None:
                yield name


def _duplicate_elements(root: etree._Element) -> Iterator[object]:
    may_repeat = {"link", "category", "contributor", "creator", "content", "group", "item", "entry", "deleted-entry"}
    for holder in root.xpath("//atom:feed | //atom:entry | //channel | //item", namespaces=NS):
        counted = Counter(child.tag for child in holder)
        yield from (t for t, n in counted.items() if n > 1 and etree.QName(str(t)).localname not in may_repeat)


def _duplicate_ids(root: etree._Element) -> Iterator[object]:
    ids: Counter[str] = Counter(root.xpath("//item/guid/text() | //atom:entry/atom:id/text()", namespaces=NS))
    yield from (guid for guid, count in ids.items() if count > 1)


def _duplicate_semantics(root: etree._Element) -> Iterator[object]:
    pairs = (("copyright", "dc:rights"), ("language", "dc:language"), ("pubDate", "dc:date"), ("title", "dc:title"))
    for channel in root.iter("channel"):
        yield from (ext for core, ext in pairs if channel.find(core) is not None and channel.find(ext, NS) is not None)


def _duplicate_item_semantics(root: etree._Element) -> Iterator[object]:
    pairs = (("author", "dc:creator"), ("category", "dc:subject"), ("pubDate", "dc:date"), ("title", "dc:title"))
    for item in root.iter("item"):
        yield from (ext for core, ext in pairs if item.find(core) is not None and item.find(ext, NS) is not None)


def _bad_rfc822(root: etree._Element) -> Iterator[object]:
    texts = root.xpath("//pubDate/text() | //lastBuildDate/text()")
    yield from (text for text in texts if not _RFC822.fullmatch(str(text)))


def _wrong_day_of_week(root: etree._Element) -> Iterator[object]:
    for text in root.xpath("//pubDate/text() | //lastBuildDate/text()"):
        if _RFC822.fullmatch(str(text)) and not str(text).startswith(f"{parsedate_to_datetime(str(text)):%a}"):
            yield text


def _bad_rfc3339(root: etree._Element) -> Iterator[object]:
    paths = "//atom:updated/text() | //atom:published/text() | //at:deleted-entry/@when | //dcterms:modified/text()"
    for text in root.xpath(paths, namespaces=NS):
        if not _RFC3339.fullmatch(str(text)):
            yield text
        else:
            datetime.fromisoformat(str(text))


def _bad_links(root: etree._Element) -> Iterator[object]:
    paths = "//link/text() | //atom:link/@href | //media:content/@url | //media:thumbnail/@url"
    yield from (url for url in root.xpath(paths, namespaces=NS) if not is_web_url(str(url)))


def _bad_guids(root: etree._Element) -> Iterator[object]:
    for guid in root.xpath("//guid/text() | //atom:id/text() | //at:deleted-entry/@ref", namespaces=NS):
        if not (_TAG_URI.fullmatch(str(guid)) or _UUID_URN.fullmatch(str(guid))):
            yield guid


def _guid_taken_for_address(root: etree._Element) -> Iterator[object]:
    yield from (guid for guid in root.iter("guid") if guid.get("isPermaLink") != "false")


def _bad_languages(root: etree._Element) -> Iterator[object]:
    paths = "//language/text() | //dc:language/text() | //@xml:lang | //@hreflang"
    yield from (tag for tag in root.xpath(paths, namespaces=NS) if not _LANGUAGE.fullmatch(str(tag)))


def _bad_mime_types(root: etree._Element) -> Iterator[object]:
    types = root.xpath("//atom:link/@type | //media:content/@type", namespaces=NS)
    yield from (name for name in types if not _MIME.fullmatch(str(name)))


def _blank_elements(root: etree._Element) -> Iterator[object]:
    may_be_blank = {
        "content",
        "encoded",
        "link",
        "category",
        "thumbnail",
        "territories",
        "translation",
        "deleted-entry",
        "archive",
    }
    for element in root.iter(etree.Element):
        is_blank = len(element) == 0 and not (element.text or "").strip()
        if is_blank and etree.QName(str(element.tag)).localname not in may_be_blank:
            yield element


def _content_before_description(root: etree._Element) -> Iterator[object]:
    for item in root.iter("item"):
        tags = [child.tag for child in item]
        content = f"{{{NS['content']}}}encoded"
        if content in tags and tags.index("description") > tags.index(content):
            yield item


def _metadata_after_entries(root: etree._Element) -> Iterator[object]:
    for entry in _entries(root)[:1]:
        yield from (late for late in entry.itersiblings() if late.tag != entry.tag)


def _lonely_media_groups(root: etree._Element) -> Iterator[object]:
    yield from root.xpath("//media:group[count(media:content) < 2]", namespaces=NS)


def _bad_credit_roles(root: etree._Element) -> Iterator[object]:
    yield from (role for role in root.xpath("//media:credit/@role", namespaces=NS) if not _EBU_ROLES.fullmatch(role))


def _bad_media(root: etree._Element) -> Iterator[object]:
    known = {"image", "audio", "video", "document", "executable"}
    yield from (medium for medium in root.xpath("//media:content/@medium", namespaces=NS) if medium not in known)


def _bad_integers(root: etree._Element) -> Iterator[object]:
    numbers = root.xpath("//media:*/@width | //media:*/@height | //@fileSize | //ttl/text()", namespaces=NS)
    yield from (number for number in numbers if not str(number).isdecimal())


def _odd_prefixes(root: etree._Element) -> Iterator[object]:
    for element in root.iter(etree.Element):
        for prefix, address in element.nsmap.items():
            if address in _USUAL_PREFIX and prefix != _USUAL_PREFIX[address]:
                yield prefix


def _dangerous_tags(root: etree._Element) -> Iterator[object]:
    for body in _bodies(root):
        yield from (tag for tag in body.iter(etree.Element) if tag.tag in _DANGEROUS)


def _dangerous_attributes(root: etree._Element) -> Iterator[object]:
    for body in _bodies(root):
        for tag in body.iter(etree.Element):
            yield from (name for name in tag.attrib if str(name).startswith("on") or name == "style")


def _relative_addresses(root: etree._Element) -> Iterator[object]:
    for body in _bodies(root):
        addresses = body.xpath(".//@href | .//@src")
        yield from (url for url in addresses if not (is_web_url(str(url)) or str(url).startswith("mailto:")))


def _blank_attributes(root: etree._Element) -> Iterator[object]:
    yield from (value for value in root.xpath("//@*") if not str(value).strip())


def _mail_addresses(root: etree._Element) -> Iterator[object]:
    people = root.xpath("//dc:creator/text() | //dc:contributor/text() | //atom:name/text()", namespaces=NS)
    yield from (name for name in people if _MAIL_ADDRESS.search(str(name)))
    yield from root.xpath("//managingEditor | //webMaster | //item/author | //atom:email", namespaces=NS)


def _history_in_entries(root: etree._Element) -> Iterator[object]:
    for entry in _entries(root):
        yield from (link for link in entry.findall("atom:link", NS) if link.get("rel") in _HISTORY_RELATIONS)


def _no_current_in_archive(root: etree._Element) -> Iterator[object]:
    if root.find(".//fh:archive", NS) is not None and not root.xpath("//atom:link[@rel='current']", namespaces=NS):
        yield root


def _unknown_relations(root: etree._Element) -> Iterator[object]:
    relations = root.xpath("//atom:link/@rel", namespaces=NS)
    yield from (rel for rel in relations if rel not in {"alternate", "hub", "self", "via"} | _HISTORY_RELATIONS)


def _no_content_or_alternate(root: etree._Element) -> Iterator[object]:
    for entry in root.iterfind("atom:entry", NS):
        links = entry.xpath("atom:link[@rel='alternate' or not(@rel)]", namespaces=NS)
        if entry.find("atom:content", NS) is None and not links:
            yield entry


def _missing_attributes(root: etree._Element) -> Iterator[object]:
    for path, names in _NEEDED_ATTRIBUTES.items():
        for holder in root.iterfind(f".//{path}", NS):
            yield from (name for name in names if holder.get(name) is None)


def _unknown_text_types(root: etree._Element) -> Iterator[object]:
    types = root.xpath("//media:description/@type | //media:title/@type", namespaces=NS)
    yield from (name for name in types if name not in {"plain", "html"})


def _unknown_restrictions(root: etree._Element) -> Iterator[object]:
    types = root.xpath("//media:restriction/@type", namespaces=NS)
    yield from (name for name in types if name not in {"country", "uri"})


def _unknown_countries(root: etree._Element) -> Iterator[object]:
    for text in root.xpath("//media:restriction[@type='country']/text()", namespaces=NS):
        yield from (code for code in str(text).split(" ") if not _COUNTRY.fullmatch(code))


def _odd_truth(root: etree._Element) -> Iterator[object]:
    yield from (value for value in root.xpath("//@isDefault | //@isPermaLink") if value not in {"true", "false"})


def _undefined_elements(root: etree._Element) -> Iterator[object]:
    for path, names in (("/rss/channel/*", _CHANNEL_ELEMENTS), ("//item/*", _ITEM_ELEMENTS)):
        own = (child.tag for child in root.xpath(path) if "{" not in child.tag)
        yield from (tag for tag in own if not names.fullmatch(tag))


def _unexpected_attributes(root: etree._Element) -> Iterator[object]:
    known = {"rss": {"version"}, "guid": {"isPermaLink"}, "category": {"domain"}}
    for element in root.iter(etree.Element):
        if "{" not in str(element.tag):
            yield from set(element.attrib) - known.get(str(element.tag), set())


def _loose_text(root: etree._Element) -> Iterator[object]:
    for holder in root.xpath("//atom:feed | //atom:entry | //channel | //item | //media:group", namespaces=NS):
        yield from (text for text in (holder.text, *(child.tail for child in holder)) if text and text.strip())


def _blanks_around_values(root: etree._Element) -> Iterator[object]:
    names = "id updated published guid pubDate lastBuildDate link language ttl modified version"
    for element in root.iter(etree.Element):
        if etree.QName(str(element.tag)).localname in names.split() and element.text != (element.text or "").strip():
            yield from [element] if element.text else []


def _other_versions(root: etree._Element) -> Iterator[object]:
    if root.tag == "rss" and root.get("version") != "2.0":
        yield root


RULES: dict[str, Rule] = {
    "AttrNotBlank": _blank_attributes,
    "ContainsEmail": _mail_addresses,
    "ContainsRelRef": _relative_addresses,
    "DuplicateAtomLink": _duplicate_atom_links,
    "DuplicateElement": _duplicate_elements,
    "DuplicateItemSemantics": _duplicate_item_semantics,
    "DuplicateSemantics": _duplicate_semantics,
    "DuplicateValue": _duplicate_ids,
    "FeedHistoryRelInEntry": _history_in_entries,
    "IncorrectDOW": _wrong_day_of_week,
    "InvalidCountryCode": _unknown_countries,
    "InvalidCreditRole": _bad_credit_roles,
    "InvalidFullLink": _bad_links,
    "InvalidHttpGUID": _guid_taken_for_address,
    "InvalidLanguage": _bad_languages,
    "InvalidMIMEAttribute": _bad_mime_types,
    "InvalidMediaMedium": _bad_media,
    "InvalidMediaRestrictionType": _unknown_restrictions,
    "InvalidMediaTextType": _unknown_text_types,
    "InvalidNonNegativeInteger": _bad_integers,
    "InvalidRFC2822Date": _bad_rfc822,
    "InvalidRFC3339Date": _bad_rfc3339,
    "InvalidRSSVersion": _other_versions,
    "InvalidTAG": _bad_guids,
    "InvalidTrueFalse": _odd_truth,
    "MediaGroupWithoutAlternatives": _lonely_media_groups,
    "MisplacedMetadata": _metadata_after_entries,
    "MissingAttribute": _missing_attributes,
    "MissingContentOrAlternate": _no_content_or_alternate,
    "MissingCurrentInArchive": _no_current_in_archive,
    "MissingElement": _missing_elements,
    "MissingSelf": _missing_self,
    "NeedDescriptionBeforeContent": _content_before_description,
    "NonstdPrefix": _odd_prefixes,
    "NotBlank": _blank_elements,
    "SecurityRisk": _dangerous_tags,
    "SecurityRiskAttr": _dangerous_attributes,
    "UndefinedElement": _undefined_elements,
    "UnexpectedAttribute": _unexpected_attributes,
    "UnexpectedText": _loose_text,
    "UnexpectedWhitespace": _blanks_around_values,
    "UnregisteredAtomLinkRel": _unknown_relations,
}
