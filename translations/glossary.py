"""Terms: how the newsroom wants names and set phrases translated, left alone, or never written."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from translations.hashes import fold_typography

KEY_CHARACTERS = 3
"""How many characters of a term's key are enough to look it up among very many terms."""

_BARE = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i"})


class TermStatus(StrEnum):
    """What is said of a term: use it, it may be used, never use it, leave the source's words as they are."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"
    DO_NOT_TRANSLATE = "do_not_translate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the termbase, in one language pair; ``target_text`` is empty for ``do_not_translate``.

    A ``forbidden`` one without ``source_text`` is never written, whatever the source says. Languages are written as
    memories write them (:func:`translations.exchange.tmx.memory_language`). ``version`` is the optimistic lock, ``id``
    the store's.
    """

    source_language: str
    target_language: str
    source_text: str
    target_text: str = ""
    status: TermStatus = TermStatus.PREFERRED
    note: str = ""
    updated_at: datetime | None = None
    version: int = 1
    id: int | None = None


def search_key(text: str) -> str:
    """Fold a text for look-up, more than any comparison of terms does: small letters without accents, plain typography.

    Two texts that are the same term always have the same key; that two keys are the same does not make one term.
    """
    folded = fold_typography(unicodedata.normalize("NFC", text)).casefold()
    bare = "".join(one for one in unicodedata.normalize("NFD", folded) if unicodedata.category(one) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_BARE).strip()


def key_starts(text_key: str) -> Iterator[str]:
    """Yield how the key of a term begins that may stand in a text with this key; a term of less is its whole key."""
    for start in range(len(text_key)):
        for length in range(1, KEY_CHARACTERS + 1):
            yield text_key[start : start + length]


class TermIndex:
    """Terms by how their keys begin, to find quickly which of very many may stand in a text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._everywhere: list[Term] = []
        self._by_start: dict[str, list[tuple[str, Term]]] = {}
        for term in terms:
            key = search_key(term.source_text)
            if key:
                self._by_start.setdefault(key[:KEY_CHARACTERS], []).append((key, term))
            else:
                self._everywhere.append(term)

    def candidates(self, text: str) -> tuple[Term, ...]:
        """Return the terms whose source may stand in a text: every one that does, and a few that only look like it."""
        key = search_key(text)
        found: dict[int, Term] = {}
        for start in key_starts(key):
            for term_key, term in self._by_start.get(start, ()):
                if id(term) not in found and term_key in key:
                    found[id(term)] = term
        return (*found.values(), *self._everywhere)
