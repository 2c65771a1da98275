"""Versions of ninjs: objects are made in the spelling of 3.x, and respelt for 2.x.

The two branches differ in names alone: 3.x writes ``firstCreated``, 2.x ``firstcreated``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from feeds.json import Table

NEWEST: Final = "3.1"
LEGACY: Final = "2.2"

_OTHER_NAMES: Mapping[str, str] = MappingProxyType({"embargoedUntil": "embargoed"})


def standard(version: str) -> Table:
    """Return the ``standard`` of a document; its ``schema`` is the ``$id`` of IPTC's schema."""
    return {
        "name": "ninjs",
        "version": version,
        "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json#",
    }


def spelt(table: Table, version: str | None) -> Table:
    """Return an object in the spelling of a version, the newest by default.

    2.x has no ``rel`` for what an associated object is to this one; its ``name`` says the same.
    """
    return {name: _lower(value) for name, value in _renamed(table)} if version == LEGACY else table


def _lower(value: object) -> object:
    if isinstance(value, dict):
        return {name: _lower(member) for name, member in _renamed(value)}
    return [_lower(member) for member in value] if isinstance(value, list) else value


def _renamed(table: Table) -> list[tuple[str, object]]:
    return [(_OTHER_NAMES.get(name, name.lower()), value) for name, value in table.items() if name != "rel"]
