"""Descriptions of our own codes and objects, which are served to partners, and what is in IPTC's catalogue.

A catalogue of NewsML-G2 says which scheme of codes an alias such as ``medtop`` stands for.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

SUBJECT_SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
        "subj": "http://cv.iptc.org/newscodes/subjectcode/",
    }
)
"""Addresses of the schemes of IPTC that news subjects come from, by alias.

Address and code joined are the concept's own address, which is how NewsML-G2 resolves a QCode.
"""


@cache
def catalog_bytes() -> bytes:
    """Return the project's own catalogue, an XML document for :attr:`feeds.item.Site.catalog_url`.

    Published once and never changed: codes are added in a ``syndication-2.xml`` with an address of its own.
    """
    return (resources.files(__name__) / "syndication-1.xml").read_bytes()


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
