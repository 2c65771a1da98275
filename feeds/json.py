"""JSON as it leaves: compact UTF-8, no character that XML could not carry, documents written in parts (RFC 8259).

The same texts go out as XML too, so what XML forbids is an error here as well, although JSON could escape it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

Table = dict[str, object]
"""A JSON object on its way out: names to texts, numbers, truth values, lists and further tables."""

ARRAY_TAIL: Final = b"]}"
"""What closes a document that :func:`array_head` has opened."""

# Text is not made ASCII, so the only escapes are those of quotes, backslashes and controls. Of controls, tab, line feed
# and carriage return are allowed, and have letters of their own. A backslash that is itself escaped begins nothing.
_FORBIDDEN = re.compile(r"[\ufffe\uffff]|(?<!\\)(?:\\\\)*(?P<escape>\\(?:u[0-9a-f]{4}|[bf]))")
# Looking for these first takes a twentieth of the time.
_SUSPECTS = ("\ufffe", "\uffff", "\\u", "\\b", "\\f")

# JSON allows them in texts, JavaScript before 2019 did not, and documents are still put into scripts.
_LINE_SEPARATORS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}


def filled(table: Mapping[str, object]) -> Table:
    """Return the members that say something: without ``None`` and without empty texts, lists and tables."""
    return {name: value for name, value in table.items() if value not in (None, "", [], (), {})}


def compact(value: object) -> bytes:
    """Write one value without blanks between its parts; raises :exc:`ValueError` for text that XML cannot carry."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if any(suspect in text for suspect in _SUSPECTS) and (found := _FORBIDDEN.search(text)):
        raise ValueError(f"a text holds the character {found['escape'] or ascii(found[0])}, which no feed can carry")
    for separator, escaped in _LINE_SEPARATORS.items():
        text = text.replace(separator, escaped)
    return text.encode()


def array_head(
    table: Mapping[str, object], name: str, *, before: Sequence[object] = (), goes_on: bool = False
) -> bytes:
    """Write ``table`` and the beginning of one more member, the array ``name``, with the elements ``before``.

    With further elements, commas between them and :data:`ARRAY_TAIL` it is the whole object. ``goes_on`` says that
    there are any, so that a comma has to stand behind the first ones.
    """
    opened = compact({**table, name: before}).removesuffix(ARRAY_TAIL)
    return opened + b"," if before and goes_on else opened
