"""Texts laid out for a teleprinter, as agencies still send them: hard line ends, paragraphs marked by an indent."""

import re
from collections.abc import Iterator

_INDENT = re.compile(r"(?:\t| {2,})\s*\S")


def wire_paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, or the text as one where its lines do not tell any.

    A paragraph begins with an indented line or behind a blank one; other lines go on, flush left. Where no line is
    indented, or every one as in XML that was printed for people, lines mean nothing.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_wire = any(line[:1].strip() for line in lines[1:]) and any(map(_INDENT.match, lines[1:]))
    paragraphs = tuple(filter(None, _paragraphs(lines))) if is_wire else ()
    return paragraphs if len(paragraphs) > 1 else (text,)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    open_lines: list[str] = []
    for line in lines:
        if not line.strip() or _INDENT.match(line):
            yield " ".join(open_lines)
            open_lines = []
        if line.strip():
            open_lines.append(line.strip())
    yield " ".join(open_lines)
