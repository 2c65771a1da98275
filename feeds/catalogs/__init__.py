"""Descriptions of our own codes and objects, which are served to partners, and what is in IPTC's catalogue.

A catalogue of NewsML-G2 says which scheme of codes an alias such as ``medtop`` stands for.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal

from feeds.model import Subject
from feeds.namespaces import SUBJECT_SCHEME

SUBJECT_SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
        "subj": "http://cv.iptc.org/newscodes/subjectcode/",
    }
)
"""Addresses of the schemes of IPTC that news subjects come from, by alias.

Address and code joined are the concept's own address, which is how NewsML-G2 resolves a QCode.
"""

_REFERENCE_NUMBER: Final = re.compile(r"[0-9]{8}")


@cache
def catalog_bytes() -> bytes:
    """Return the project's own catalogue, an XML document for :attr:`feeds.item.Site.catalog_url`.

    Published once and never changed: codes are added in a ``syndication-2.xml`` with an address of its own.
    """
    return (resources.files(__name__) / "syndication-1.xml").read_bytes()


def subject_concept(subject: Subject) -> tuple[str, str]:
    """Return scheme and code of a subject: one of IPTC's where its alias is known, else ours with the whole QCode."""
    alias, _, code = subject.qcode.partition(":")
    scheme = SUBJECT_SCHEMES.get(alias)
    return (scheme, code) if scheme else (SUBJECT_SCHEME, subject.qcode)


def reference_level(subject: Subject) -> Literal["type", "matter", "detail"] | None:
    """Return where a subject stands in IPTC's subject reference system, the scheme ``subj``; ``None`` if not in it.

    Its codes have eight digits, the last six for matter and detail, zeros for none.
    """
    scheme, code = subject_concept(subject)
    if scheme != SUBJECT_SCHEMES["subj"] or not _REFERENCE_NUMBER.fullmatch(code):
        return None
    if code.endswith("000000"):
        return "type"
    return "matter" if code.endswith("000") else "detail"


@cache
def json_feed_objects() -> bytes:
    """Return the description of our own objects in JSON Feed for :attr:`feeds.item.Site.json_feed_objects_url`.

    A JSON schema (2020-12). Members may be added, in feeds and in it; nothing in it goes or gets another meaning.
    """
    return (resources.files(__name__) / "json-feed-objects-1.json").read_bytes()


@cache
def iptc_aliases() -> frozenset[str]:
    """Return the aliases that IPTC's catalogue 41 declares."""
    return frozenset((resources.files(__name__) / "iptc-standards-41.txt").read_text(encoding="ascii").split())


@cache
def catalog_aliases() -> frozenset[str]:
    """Return the aliases that the project's own catalogue declares."""
    return frozenset(re.findall(r'<scheme\b[^>]*\balias="([^"]+)"', catalog_bytes().decode("utf-8")))
