"""A live blog's name in addresses, made from its headline."""

import hashlib
import re
import unicodedata
from datetime import date

_CHARACTERS = 80
_FEWEST_LETTERS = 3
# Letters that Unicode does not take apart into a letter of ASCII and a mark.
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def make_slug(title: str, *, on: date) -> str:
    """Return small ASCII letters, digits and hyphens, at most 80, cut between words.

    A headline with next to no Latin letters, such as one in Korean, gives ``live-blog-``, the day and a hash of it.
    """
    folded = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS))
    ascii_text = re.sub(r"['’]", "", folded).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if sum(character.isalpha() for character in words) < _FEWEST_LETTERS:
        return f"live-blog-{on.isoformat()}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    if len(words) <= _CHARACTERS:
        return words
    return words[: _CHARACTERS + 1].rpartition("-")[0] or words[:_CHARACTERS]
