"""Terms: how the newsroom wants names and set phrases translated, left alone, or never written."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TermStatus(StrEnum):
    """What is said of a term: use it, it may be used, never use it, leave the source's words as they are."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"
    DO_NOT_TRANSLATE = "do_not_translate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the termbase, in one language pair; ``target_text`` is empty for ``do_not_translate``.

    Languages are written as memories write them (:func:`translations.exchange.tmx.memory_language`). ``version`` is the
    optimistic lock, ``id`` the store's.
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
