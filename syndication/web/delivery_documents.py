"""The bytes of a delivery for people: printed so that they can be read, and compared with those sent before."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from feeds.errors import ParseError
from feeds.xml import parse_xml
from translations.word_diff import Change, DiffPart, word_diff

MOST_SHOWN = 200_000
"""How many characters of a document are shown; all of it can be downloaded."""

_MOST_LINES = 6000
_CONTEXT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document as text. ``is_cut`` where there is more of it, ``is_printed`` where it is not as it was sent."""

    text: str
    is_cut: bool
    is_printed: bool


def shown(body: bytes, media_type: str) -> Shown:
    """Print a document so that it can be read: JSON and XML with a line for each part, all else as it is."""
    text = body.decode("utf-8", "replace")
    printed = _printed(body, text, media_type)
    found = printed or text
    return Shown(text=found[:MOST_SHOWN], is_cut=len(found) > MOST_SHOWN, is_printed=printed is not None)


def difference(old: str, new: str) -> tuple[DiffPart, ...] | None:
    """Return what differs between two documents, by words, with some lines around it; ``None`` if they are too long."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(before), len(after)) > _MOST_LINES:
        return None
    return tuple(_parts(before, after))


def _parts(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffPart]:
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_CONTEXT)
    for number, group in enumerate(groups):
        if number or group[0][3] > 0:
            yield DiffPart(change=Change.SAME, text="…\n")
        for kind, old_start, old_end, new_start, new_end in group:
            old, new = "".join(before[old_start:old_end]), "".join(after[new_start:new_end])
            if kind == "equal":
                yield DiffPart(change=Change.SAME, text=new)
            else:
                yield from word_diff(old, new)


def _printed(body: bytes, text: str, media_type: str) -> str | None:
    essence = media_type.partition(";")[0].strip()
    try:
        if essence.endswith("json"):
            return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
        if essence.endswith("xml"):
            root = parse_xml(body, format_name=essence)
            etree.indent(root)
            return str(etree.tostring(root, encoding="unicode"))
    except (ValueError, RecursionError, ParseError):
        return None
    return None
