"""What makes two sentences, or two translations, the same: SHA-256 sums, in hexadecimal.

A sentence's sum covers its text and where its marks stand in it, addresses included, so that a corrected link is a
change. The *folded* sum is blind to typography: quotation marks, dashes and spaces; never to case, digits, letters or
sentence ends.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from feeds.html import escape
from translations.inline import write_inline
from translations.model import Mark, SegmentTranslation

# The white space that HTML shows as one blank; a no-break space is something else until it is folded.
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_ANY_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("-{2,}")
_FOLDED = (
    dict.fromkeys(map(ord, "“”„‟«»″＂〝〞"), '"')
    | dict.fromkeys(map(ord, "‘’‚‛‹›′＇`´"), "'")
    | dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
    | dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"), None)
)


def source_hash(text: str, marks: Sequence[Mark] = ()) -> str:
    """Sum up a sentence: NFC, runs of blanks as one blank, with its tags in place."""
    return _sum(_BLANKS.sub(" ", unicodedata.normalize("NFC", write_inline(text, marks))).strip())


def fold_hash(text: str, marks: Sequence[Mark] = ()) -> str:
    """Sum up a sentence with its typography folded; addresses of links are not folded."""
    folded = write_inline(text, marks, write_text=lambda stretch: escape(fold_typography(stretch)))
    return _sum(_ANY_BLANKS.sub(" ", unicodedata.normalize("NFC", folded)).strip())


def fold_typography(text: str) -> str:
    """Write every quotation mark as ``"`` or ``'``, every dash as ``-``, every space as one blank."""
    return _ANY_BLANKS.sub(" ", _DASHES.sub("-", text.translate(_FOLDED)))


def target_hash(translation: SegmentTranslation | None) -> str:
    """Sum up a translation as a reviewer sees it; the empty string where there is none."""
    return "" if translation is None else _sum(write_inline(translation.text, translation.marks))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
