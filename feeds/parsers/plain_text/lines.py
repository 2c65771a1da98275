"""Bytes to numbered lines: decoded, cleaned of what cannot be printed, bullets told from text.

UTF-8 and, with a byte order mark, UTF-16 are read. Other encodings are refused instead of guessed: Vietnamese or Korean
text read in the wrong one would be published as nonsense.
"""

import codecs
import re
from dataclasses import dataclass

from feeds.parsers.plain_text.report import failure
from feeds.xml import clean_text

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_END = re.compile("\r\n|\r|\n")
# Breaks inside what an editor counts as one line: vertical tab, form feed, NEL, U+2028 and U+2029.
_SOFT_BREAK = re.compile("[\v\f\x85\u2028\u2029]")
# Controls that XML allows and nobody can see, and byte order marks left by joining files.
_INVISIBLE = re.compile("[\x7f-\x9f\ufeff]")
# A lone no-break space means something (``10 000``); in a run of blanks it is a leftover of the page's layout.
_BLANKS = re.compile(r"\s{2,}|[^\S\u00a0\u202f]")
# Zero-width characters matter inside a word (emoji, Persian, Khmer), not at the edge of a line.
_EDGES = " \t\u00a0\u200b\u200e\u200f\u202f\u2060\u3000"
_MARGIN = re.compile(rf"[{_EDGES}]*")
_BULLET = re.compile(r"([•●▪■‣◦·])\s*|([*–-])(?:\s+|$)")
_RULE = re.compile(r"(?:[-*_=~–—•·▪]\s*){2,}")
_TAB_COLUMNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is not blank.

    ``number`` counts from 1 as editors do; ``indent`` is the column of its first character (a tab reaches the next
    multiple of 4); ``mark`` is the bullet it starts with, which ``text`` no longer has.
    """

    number: int
    indent: int
    text: str
    mark: str = ""
    follows_blank: bool = False

    @property
    def is_rule(self) -> bool:
        """Say whether the line only draws a border, such as ``---`` or ``* * *``."""
        return bool(_RULE.fullmatch(self.text))


def read_lines(data: bytes) -> tuple[Line, ...]:
    """Return the lines of a text file that are not blank.

    Raises :exc:`~feeds.errors.ParseError` for an empty file, for one that is not text, and for other encodings.
    """
    lines: list[Line] = []
    blank_since = True
    for number, physical in enumerate(_LINE_END.split(_decode(data)), start=1):
        for piece in _SOFT_BREAK.split(physical):
            line = _read_line(number, piece, follows_blank=blank_since)
            blank_since = line is None
            if line is not None:
                lines.append(line)
    if not lines:
        raise failure("the file is empty")
    return tuple(lines)


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as cause:
        place = f"byte {cause.start + 1}"
        reason = f"it is not {encoding.removesuffix('-sig').upper()} text; save the file as UTF-8"
        raise failure(reason, location=place) from cause
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise failure("it holds NUL characters, as a binary file does; save it as UTF-8 text", location=f"line {line}")
    return text


def _read_line(number: int, raw: str, *, follows_blank: bool) -> Line | None:
    cleaned = _INVISIBLE.sub("", clean_text(raw))
    margin = _MARGIN.match(cleaned)
    indent = len(margin.group().expandtabs(_TAB_COLUMNS)) if margin else 0
    text = _BLANKS.sub(" ", cleaned).strip(_EDGES)
    if not text:
        return None
    bullet = None if _RULE.fullmatch(text) else _BULLET.match(text)
    mark = (bullet[1] or bullet[2]) if bullet else ""
    rest = text[bullet.end() :].lstrip(_EDGES) if bullet else text
    return Line(number=number, indent=indent, text=rest, mark=mark, follows_blank=follows_blank)
