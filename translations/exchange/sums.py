"""What makes a translation the same before and after it went through another tool: blanks and order of marks aside."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from feeds.html import escape
from translations.exchange.codes import Coded, CodeKind
from translations.exchange.names import tag_of
from translations.inline import write_inline
from translations.model import Mark, SegmentTranslation

_BLANKS = re.compile(r"[ \t\n\r\f]+")


def shown_hash(translation: SegmentTranslation | None) -> str:
    """Sum up a translation as readers see it; the empty string where there is none."""
    return "" if translation is None else shown_sum(translation.text, translation.marks)


def shown_sum(text: str, marks: Sequence[Mark]) -> str:
    """Sum up text and marks as readers see them."""
    return _sum(shown(text, marks))


def told_sum(coded: Coded) -> str:
    """Sum up coded text by the markup that its codes are said to stand for: to be compared, and for nothing else."""
    ends: dict[str, str] = {}
    parts: list[str] = []
    for part in coded:
        if isinstance(part, str):
            parts.append(escape(part))
        elif part.kind is CodeKind.OPEN:
            ends[part.id] = f"</{tag_of(part.native)}>"
            parts.append(part.native)
        elif part.kind is CodeKind.CLOSE:
            parts.append(ends.get(part.id, ""))
        else:
            parts.append("<br/>")
    return _sum(collapsed("".join(parts)))


def shown(text: str, marks: Sequence[Mark] = ()) -> str:
    """Return text and marks as inline HTML in which two translations that look alike are the same."""
    return collapsed(write_inline(text, marks))


def collapsed(text: str) -> str:
    """Return text in NFC with runs of blanks as one blank, and none at its ends."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
