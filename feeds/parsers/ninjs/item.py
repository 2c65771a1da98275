"""What is said of any ninjs object: identity, status, times, language, makers, rights, subjects."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from feeds.catalogs import SUBJECT_SCHEMES
from feeds.model import PubStatus, Rights, Subject
from feeds.namespaces import TAG_SCHEME
from feeds.parsers.ninjs.objects import RoledText, named, objects, optional_text, spelt, texts, whole_number
from feeds.reading.assembling import BrokenEntry, Report
from feeds.reading.identities import guid_from
from feeds.reading.json_values import JsonItem, JsonObject
from feeds.reading.people import without_by
from feeds.reading.values import read_language, read_status

_OWN = "urn:x-syndication:"
_COUNTRIES = "http://cvx.iptc.org/iso3166-1a2/"
_SUBJECTS = (("subjects", "subject"), ("people", "person"), ("organisations", "organisation"), ("places", "place"),
             ("objects", "object"), ("events", "event"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One ninjs object; ``zone`` is taken for times that name none. ``is_own`` says that this project wrote it."""

    json: JsonObject
    zone: tzinfo
    is_own: bool
    report: Report

    @property
    def id(self) -> str:
        """The identifier as it is written; may be empty. Beside Superdesk's ``guid`` a ``uri`` is but an address."""
        return self.json.text("guid", "uri") or ""

    @property
    def place(self) -> str:
        """Where it stands in the document."""
        return self.json.path or self.id or "document"


def make_item(value: JsonItem, zone: tzinfo, report: Report, *, within: Item | None = None) -> Item:
    """Return an object as an item; raises :exc:`~feeds.reading.assembling.BrokenEntry` for what is none.

    What is ``within`` an item of ours is ours too.
    """
    json_object = spelt(value)
    sources = (source.text("role") or "" for source in objects(json_object, "infosources"))
    is_own = (within is not None and within.is_own) or any(role.startswith(f"{_OWN}role:") for role in sources)
    return Item(json=json_object, zone=zone, is_own=is_own, report=report)


def guid_of(item: Item) -> str:
    """Return the guid; what is no URI counts within its provider's."""
    return guid_from(item.id, scope=optional_text(item.json, "source", "copyrightholder"))


def version_of(item: Item) -> int:
    """Return the version; one that is not given, or is no number, is the first."""
    return whole_number(item.json, "version") or 1


def status_of(item: Item) -> PubStatus:
    """Return whether the item may be used; an unknown status holds it back."""
    code = (item.json.text("pubstatus") or "").lower()
    status = read_status(code)
    if status is None:
        item.report.add(item.place, "its pubstatus is unknown; taken as withheld", code)
        return PubStatus.WITHHELD
    return status


def embargo_of(item: Item) -> datetime | None:
    """Return when an embargo ends. Raises :exc:`BrokenEntry` for one that cannot be read, since nobody must lift it."""
    return item.json.time("embargoeduntil", "embargoed", "embargo", zone=item.zone)


def time_of(item: Item, *names: str) -> datetime | None:
    """Return the first of some times that can be read."""
    for name in names:
        try:
            found = item.json.time(name, zone=item.zone)
        except BrokenEntry as problem:
            item.report.add(item.place, problem.reason)
            continue
        if found is not None:
            return found
    return None


def language_of(item: Item) -> str | None:
    """Return the language of the content."""
    return read_language(optional_text(item.json, "language"))


def descriptions_of(item: Item) -> tuple[RoledText, ...]:
    """Return the descriptions, of one that is there in several mark-ups the plain one first."""
    found = texts(item.json, "descriptions", "description")
    return tuple(sorted(found, key=lambda one: "html" in one.role or "html" in one.content_type))


def byline_of(item: Item, *, in_text: str | None = None) -> str | None:
    """Return who made the content: as it is to be printed, else by name, else where it comes from."""
    printed = item.json.text("by", "byline")
    if item.is_own:
        return printed
    authors = ", ".join(name for author in objects(item.json, "authors") if (name := author.text("name")))
    found = printed or in_text or authors or optional_text(item.json, "creditline", "source")
    return without_by(found) if found else None


def rights_of(item: Item) -> Rights | None:
    """Return who holds the rights and on what terms; territories are known of our own objects alone."""
    policy = _policy(item) if item.is_own else {}
    rights = Rights(
        holder=item.json.text("copyrightholder"),
        notice=item.json.text("copyrightnotice"),
        usage_terms=item.json.text("usageterms"),
        allowed_territories=tuple(_territories(policy.get("permission"))),
        denied_territories=tuple(_territories(policy.get("prohibition"))),
    )
    return None if rights == Rights() else rights


def subjects_of(item: Item) -> tuple[Subject, ...]:
    """Return what the content is about, each concept once: topics, people, organisations, places, things, events."""
    found: dict[str, Subject] = {}
    for plural, singular in _SUBJECTS:
        for concept in objects(item.json, plural, singular):
            if _is_own_tag(item, concept):
                continue
            name = concept.text("name")
            code = concept.text("literal") if item.is_own else _code(concept)
            if code:
                found.setdefault(code, Subject(qcode=code, name=name))
            elif name:
                found.setdefault(name, Subject(qcode=name))
    return tuple(found.values())


def tags_of(item: Item) -> tuple[str, ...]:
    """Return what our own documents say an entry is filed under."""
    concepts = objects(item.json, "subjects", "subject")
    return tuple(concept.text("name") or "" for concept in concepts if _is_own_tag(item, concept))


def _is_own_tag(item: Item, concept: JsonObject) -> bool:
    return item.is_own and (concept.text("uri") or "").startswith(f"{TAG_SCHEME}:")


def own_genres(item: Item, scheme: str) -> frozenset[str]:
    """Return our codes of a scheme, such as ``mark``, that an item has among its genres."""
    prefix = f"{_OWN}{scheme}:"
    addresses = (genre.text("uri") or "" for genre in objects(item.json, "genres"))
    return frozenset(address.removeprefix(prefix) for address in addresses if address.startswith(prefix))


def own_sources(item: Item, role: str) -> tuple[str, ...]:
    """Return the names of the information sources that have one of our roles."""
    sources = objects(item.json, "infosources")
    return tuple(name for one in sources if one.text("role") == f"{_OWN}role:{role}" and (name := one.text("name")))


def reference(item: Item, name: str) -> JsonObject | None:
    """Return the object that an item of ours refers to under a name: ``liveBlog`` or ``source``."""
    if not item.is_own:
        return None
    found = (spelt(one) for key, one in named(item.json, "associations") if key == name)
    return next(found, None)


def _code(concept: JsonObject) -> str | None:
    """Return the code of a concept: as a QCode if it is one of IPTC's, else its address or the code as it stands."""
    address, literal = concept.text("uri"), concept.text("literal", "code", "qcode")
    scheme = concept.text("scheme")
    if literal and scheme and not address:
        address = f"{scheme.rstrip('/#')}/{literal}" if "://" in scheme else f"{scheme.rstrip(':')}:{literal}"
    for alias, known in SUBJECT_SCHEMES.items():
        for spelling in (known, known.replace("http://", "https://")):
            if address and address.startswith(spelling) and len(address) > len(spelling):
                return f"{alias}:{address.removeprefix(spelling)}"
    return literal if literal and ":" in literal else address or literal


def _policy(item: Item) -> dict[str, object]:
    """Return the policy of the W3C's rights language in which we say where an object may be used."""
    info = next(objects(item.json, "rightsinfo"), None)
    encoded = info.text("encodedrights") if info is not None else None
    try:
        policy = json.loads(encoded or "{}")
    except (ValueError, RecursionError):
        return {}
    return policy if isinstance(policy, dict) else {}


def _territories(rules: object) -> Iterator[str]:
    for rule in rules if isinstance(rules, list) else ():
        constraints = rule.get("constraint") if isinstance(rule, dict) else None
        for constraint in constraints if isinstance(constraints, list) else ():
            places = constraint.get("rightOperand") if isinstance(constraint, dict) else None
            for place in places if isinstance(places, list) else ():
                code = str(place).removeprefix(_COUNTRIES)
                if re.fullmatch(r"[A-Z]{2}", code):
                    yield code
