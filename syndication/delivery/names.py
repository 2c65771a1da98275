"""How a file is called at a partner: from a pattern that the operator writes, and values that others have chosen.

A pattern is ``hanoi/{sequence}.{ext}``: letters, digits, ``._-`` and spaces as they are, placeholders in braces,
folders between slashes. Slashes come from the pattern alone. A value keeps only letters, digits, ``-`` and ``_``, and
has a bounded length; where that loses something, part of its SHA-256 is put behind it, so no two values look alike.
"""

import hashlib
import re
from collections.abc import Callable
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from syndication.delivery.model import Parcel

PART = ".part"
"""What a file's name ends with while it is being written."""

CHECKSUM = ".sha256"
"""What the name of the file ends with that holds another one's checksum."""

_SEQUENCE_DIGITS = 12
_VERSION_DIGITS = 6
_MOST_SEGMENT = 240
_MOST_PATTERN = 200
_MOST_FOLDERS = 8
_MOST_VALUE = 40
_MOST_GUID = 56
_MOST_EXT = 17
_HASH_DIGITS = 16
_EVENT_DIGITS = 8
_LITERAL = re.compile(r"[A-Za-z0-9 ._/-]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_OWN_ENDINGS = (PART, CHECKSUM, ".version")

_VALUES: dict[str, tuple[Callable[[Parcel], str], int]] = {
    # It never wraps: the 10^12th has a digit more. 19 digits are what the database can count.
    "sequence": (lambda parcel: f"{parcel.sequence:0{_SEQUENCE_DIGITS}d}", 19),
    "blog": (lambda parcel: _safe(parcel.blog), _MOST_VALUE),
    "language": (lambda parcel: _safe(parcel.language), _MOST_VALUE),
    "partner": (lambda parcel: _safe(parcel.partner), _MOST_VALUE),
    "profile": (lambda parcel: _safe(parcel.profile), _MOST_VALUE),
    "channel": (lambda parcel: _safe(parcel.channel), _MOST_VALUE),
    "kind": (lambda parcel: parcel.kind.value, 10),
    "event": (lambda parcel: hashlib.sha256(parcel.event_id.encode()).hexdigest()[:_EVENT_DIGITS], _EVENT_DIGITS),
    "guid": (lambda parcel: _hashed(parcel.guid, _MOST_GUID), _MOST_GUID),
    "version": (lambda parcel: f"{parcel.version:0{_VERSION_DIGITS}d}", 19),
    # Not the time of this attempt: a delivery has one name, however often it is tried.
    "time": (lambda parcel: parcel.created_at.strftime("%Y%m%dT%H%M%SZ"), 16),
    "ext": (lambda parcel: _safe(parcel.suffix.lstrip("."), _MOST_EXT), _MOST_EXT),
}

DEFAULT_PATTERN = "{sequence}-{version}-{kind}-{event}.{ext}"
"""Sorts as deliveries count. If a number comes again, for something else, it comes under another name."""

PLACEHOLDERS = tuple(_VALUES)
"""What may stand in braces in a pattern."""


def name_pattern(pattern: str) -> str:
    """Return ``pattern`` if no two deliveries can get one name by it; raises :exc:`ValueError` if it cannot be used."""
    if not pattern or len(pattern) > _MOST_PATTERN:
        raise ValueError(f"expected a pattern of 1 to {_MOST_PATTERN} characters")
    used = _placeholders(pattern)
    if "sequence" not in used and not {"guid", "language"} <= used:
        raise ValueError("expected {sequence}, or {guid} and {language}: otherwise files would replace each other")
    segments = pattern.split("/")
    if len(segments) > _MOST_FOLDERS + 1:
        raise ValueError(f"expected {_MOST_FOLDERS} folders at most")
    for segment in segments:
        if not segment or segment.startswith((".", " ")) or segment.endswith((".", " ")):
            raise ValueError("expected names between slashes that neither begin nor end with a dot or a space")
        if _longest(segment) > _MOST_SEGMENT:
            raise ValueError(f"expected names that cannot get longer than {_MOST_SEGMENT} characters")
    if segments[-1].lower().endswith(_OWN_ENDINGS):
        raise ValueError(f"expected another ending than {', '.join(_OWN_ENDINGS)}: those are used beside the files")
    return pattern


Pattern = Annotated[
    str,
    AfterValidator(name_pattern),
    Field(
        title="File names",
        description="Pattern of the file names, with folders if you like. {sequence} is the number with 12 digits; "
        "also {guid}, {language}, {version}, {kind}, {event}, {blog}, {partner}, {profile}, {channel}, {time} and "
        "{ext}. With {sequence} there is a file for each delivery; with {guid} and {language} instead, one for each "
        "entry, which newer versions replace.",
    ),
]


def file_name(pattern: str, parcel: Parcel) -> str:
    """Return the name of a parcel's file, with its folders; the same for every attempt to send it."""
    return pattern.format_map({name: value(parcel) for name, (value, _) in _VALUES.items()})


def part_name(pattern: str, parcel: Parcel) -> str:
    """Return under which name a parcel's file is written, beside its own.

    The next delivery of the channel gets the same one if this one is given up, so nothing stays behind for long.
    """
    name = file_name(pattern, parcel)
    if not is_numbered(pattern):
        return f"{name}{PART}"
    folder, slash, _ = name.rpartition("/")
    sender = "-".join(map(_safe, (parcel.partner, parcel.profile, parcel.channel)))
    return f"{folder}{slash}{sender}-{parcel.sequence:0{_SEQUENCE_DIGITS}d}{PART}"


def is_numbered(pattern: str) -> bool:
    """Return whether each delivery has a file of its own, instead of replacing the one with the version before."""
    return "sequence" in _placeholders(pattern)


def _placeholders(pattern: str) -> frozenset[str]:
    used = set()
    for literal, name, spec, conversion in Formatter().parse(pattern):
        if not _LITERAL.fullmatch(literal):
            raise ValueError("expected letters from a to z, digits, spaces and . _ - / besides the placeholders")
        if name is None:
            continue
        if name not in _VALUES or spec or conversion:
            raise ValueError(f"unknown placeholder {{{name}}}; known are {', '.join(_VALUES)}")
        used.add(name)
    return frozenset(used)


def _longest(segment: str) -> int:
    return sum(len(literal) + (_VALUES[name][1] if name else 0) for literal, name, _, _ in Formatter().parse(segment))


def _safe(value: str, most: int = _MOST_VALUE) -> str:
    if value and len(value) <= most and not _UNSAFE.search(value):
        return value
    return _hashed(value, most)


def _hashed(value: str, most: int) -> str:
    """Return what can be read of a value, its end if it is long, and what makes it unlike every other one."""
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]
    room = most - _HASH_DIGITS - 1
    readable = _UNSAFE.sub("_", value).strip("_-")[-room:] if room else ""
    return f"{readable}-{digest}" if readable else digest
