"""XML and JSON with their parts marked for colours; everything is escaped, and nothing of it is run."""

import re
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

_XML: Final = re.compile(
    r"(?P<remark><!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>)"
    r"|(?P<tag></?[^\s<>/=\"']+|/?>)"
    r"|(?P<name>[^\s<>=\"'/]+(?=\s*=\s*[\"']))"
    r"|(?P<text>\"[^\"<]*\"|'[^'<]*')",
    re.DOTALL,
)
_JSON: Final = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d[\d.eE+-]*)|(?P<tag>true|false|null)'
)


def coloured(text: str, media_type: str) -> tuple[Markup, ...]:
    """Return the lines of a pretty-printed document with ``span`` elements around its parts."""
    pieces = _json(text) if media_type.endswith("json") else _xml(text)
    marked = "".join(_marked(kind, piece) for kind, piece in pieces)
    return tuple(Markup(line) for line in marked.split("\n"))  # noqa: S704, since every piece is escaped


def _marked(kind: str, piece: str) -> str:
    """Escape a piece and mark it, line by line, so that lines can be shown by themselves."""
    if not kind:
        return str(escape(piece))
    return "\n".join(f'<span class="code-{kind}">{escape(line)}</span>' if line else "" for line in piece.split("\n"))


def _json(text: str) -> Iterator[tuple[str, str]]:
    yield from _tokens(_JSON, text)


def _xml(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of XML: names and values within tags only, since texts have quotation marks of their own."""
    for part in re.split(r"(<!\[CDATA\[|\]\]>|<!--.*?-->|<[^<>]*>)", text, flags=re.DOTALL):
        if part.startswith("<") and part.endswith(">") and not part.startswith("<!"):
            yield from _tokens(_XML, part)
        elif part.startswith(("<![CDATA[", "<!--")) or part == "]]>":
            yield "remark", part
        else:
            yield "", part


def _tokens(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield "", text[at : match.start()]
        yield match.lastgroup or "", match[0]
        at = match.end()
    if at < len(text):
        yield "", text[at:]
