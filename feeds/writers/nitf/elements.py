"""Elements of the NITF namespace, and what documents and blocks both say of their subjects."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from feeds.catalogs import reference_level, subject_concept
from feeds.model import Subject
from feeds.nitf import NITF

NOTHING: Final[Mapping[str, str | None]] = MappingProxyType({})

_PREFIX: Final = f"{{{NITF}}}"


def add(
    parent: etree._Element, name: str, text: str | None = None, attributes: Mapping[str, str | None] = NOTHING
) -> etree._Element:
    """Append an element of the NITF namespace to ``parent`` and return it; attributes without a value are left out."""
    child = etree.SubElement(
        parent, _PREFIX + name, {key: value for key, value in attributes.items() if value is not None}
    )
    child.text = text
    return child


def add_classifier(parent: etree._Element, kind: str, value: str, *, scheme: str | None = None) -> etree._Element:
    """Append a fact: its kind, its value, and the scheme the value is a code of, if it is one."""
    return add(parent, "classifier", None, {"type": kind, "idsrc": scheme, "value": value})


def add_tobject(parent: etree._Element, subjects: Iterable[Subject]) -> None:
    """Append the subjects that have a code of IPTC's subject reference system, which NITF has an element for."""
    leveled = [(subject, level) for subject in subjects if (level := reference_level(subject))]
    if leveled:
        tobject = add(parent, "tobject")
        for subject, level in leveled:
            _, code = subject_concept(subject)
            names = {"tobject.subject.refnum": code, f"tobject.subject.{level}": subject.name}
            add(tobject, "tobject.subject", None, names)


def add_keywords(parent: etree._Element, subjects: Iterable[Subject], tags: Iterable[str] = ()) -> None:
    """Append the names of all subjects, the QCode of one that has no name, and the tags."""
    names = [*(subject.name or subject.qcode for subject in subjects), *tags]
    if names:
        key_list = add(parent, "key-list")
        for name in names:
            add(key_list, "keyword", None, {"key": name})


def add_subjects(parent: etree._Element, subjects: Iterable[Subject]) -> None:
    """Append a classifier for each subject."""
    for subject in subjects:
        scheme, code = subject_concept(subject)
        add_classifier(parent, "subject", code, scheme=scheme)
