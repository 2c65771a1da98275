"""What postings, updates and media objects alike are said to be: their subjects and their rights."""

from collections.abc import Iterator

from feeds.model import Rights, Subject
from feeds.parsers.live_blog_posting.things import Thing
from feeds.sanitise import one_line

_COUNTRY_LETTERS = 2


def read_subjects(thing: Thing) -> tuple[Subject, ...]:
    """Return the subjects that have a QCode such as ``medtop:11000000``; names alone are none."""
    found: dict[str, Subject] = {}
    for about in thing.things("about"):
        code = one_line(about.text("termCode") or "")
        if ":" in code and " " not in code:
            found.setdefault(code, Subject(qcode=code, name=one_line(about.text("name") or "") or None))
    return tuple(found.values())


def read_rights(thing: Thing) -> Rights | None:
    """Return who holds the rights, on what terms and where a thing may be used; ``None`` if it does not say."""
    terms = (one.words("text", "name", "url") for one in thing.things("usageInfo"))
    rights = Rights(
        holder=one_line(next(iter(thing.names("copyrightHolder")), "")) or None,
        notice=thing.words("copyrightNotice"),
        usage_terms=thing.words("usageInfo") or next((term for term in terms if term), None),
        allowed_territories=tuple(_countries(thing, "regionsAllowed")),
        denied_territories=tuple(_countries(thing, "ineligibleRegion")),
    )
    return None if rights == Rights() else rights


def _countries(thing: Thing, name: str) -> Iterator[str]:
    for code in dict.fromkeys(thing.names(name)):
        if len(code) == _COUNTRY_LETTERS and code.isascii() and code.isalpha() and code.isupper():
            yield code
