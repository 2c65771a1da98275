"""Countries in which a text may or may not be used, by their ISO 3166-1 alpha-2 codes."""

import re

_CODE = re.compile(r"[A-Za-z]{2}")


def read_territories(text: str) -> tuple[str, ...] | None:
    """Return the codes in a text, in capitals and each once; ``None`` if anything in it is none.

    A restriction that is half understood would be half kept, so it is for the caller to keep its words.
    """
    words = text.replace(",", " ").split()
    if not all(_CODE.fullmatch(word) for word in words):
        return None
    return tuple(dict.fromkeys(word.upper() for word in words))
