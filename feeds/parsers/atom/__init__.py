"""Atom 1.0 (RFC 4287) with tombstones (RFC 6721), Media RSS and our own notes; see ``docs/formats/atom.md``.

``feed`` reads what the document says of the live blog, ``entry`` one entry, ``text`` RFC 4287's texts, ``tombstones``
what has been withdrawn; ``document`` puts them together.
"""

from feeds.parsers.atom.document import is_atom, parse_atom

__all__ = ["is_atom", "parse_atom"]
