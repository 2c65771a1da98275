"""A live blog's name in addresses, made from its headline or from its address elsewhere."""

import hashlib
import re
import unicodedata
from datetime import date
from urllib.parse import unquote, urlsplit

_CHARACTERS = 80
_FEWEST_LETTERS = 3
_PAGE = re.compile(r"/blogs/([a-z0-9-]+)/[A-Za-z0-9-]+/(?:#.*)?$")
_EXTENSION = re.compile(r"\.[a-z]{2,5}\Z", re.IGNORECASE)
_GENERIC = frozenset({"index", "default", "live", "liveblog", "live-blog", "amp", "feed"})
# Letters that Unicode does not take apart into a letter of ASCII and a mark.
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def slug_of_page(address: str) -> str | None:
    """Return the slug in the address of a live blog's page as this service has them, or of an entry on it."""
    match = _PAGE.search(address)
    return match[1] if match else None


def make_slug(title: str, *, on: date) -> str:
    """Return small ASCII letters, digits and hyphens, at most 80, cut between words.

    A headline with next to no Latin letters, such as one in Korean, gives ``live-blog-``, the day and a hash of it.
    """
    words = _words(title)
    if sum(character.isalpha() for character in words) < _FEWEST_LETTERS:
        return f"live-blog-{on.isoformat()}-{hashlib.sha256(title.encode(errors='replace')).hexdigest()[:8]}"
    return _cut(words)


def slug_from_url(url: str | None) -> str | None:
    """Return the last part of an address that names something: headlines of live blogs change, their addresses do not.

    ``None`` where no part has three Latin letters, or only says what kind of page it is.
    """
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return None
    for part in reversed(path.split("/")):
        words = _words(_EXTENSION.sub("", part))
        if words not in _GENERIC and sum(character.isalpha() for character in words) >= _FEWEST_LETTERS:
            return _cut(words)
    return None


def _words(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    ascii_text = re.sub(r"['’]", "", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def _cut(words: str) -> str:
    if len(words) <= _CHARACTERS:
        return words
    return words[: _CHARACTERS + 1].rpartition("-")[0] or words[:_CHARACTERS]
