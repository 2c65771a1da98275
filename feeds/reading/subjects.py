"""Categories, tags and keywords of others as subjects.

A code of IPTC's, however it is written, becomes its QCode. Any other word or code is its own QCode: it is shown and
selected by as it stands, and NewsML-G2 sends it as a literal.
"""

import re
from collections.abc import Iterable

from feeds.catalogs import SUBJECT_SCHEMES
from feeds.model import Subject
from feeds.sanitise import one_line

_CODE = re.compile(r"\d{8}")


def read_subject(term: str, *, name: str | None = None, scheme: str | None = None) -> Subject | None:
    """Return a category as a subject; ``None`` for a blank one.

    ``term`` is a code in ``scheme``, an address of a concept, a QCode or just a word; ``name`` is what to show for it.
    """
    code, label = one_line(term), one_line(name or "")
    if not code:
        code, label = label, ""
    if not code:
        return None
    for alias, address in SUBJECT_SCHEMES.items():
        bare = _without_protocol(address)
        if _CODE.fullmatch(code) and scheme and _without_protocol(scheme).rstrip("/") == bare.rstrip("/"):
            code = f"{alias}:{code}"
        elif _without_protocol(code).startswith(bare):
            code = f"{alias}:{_without_protocol(code).removeprefix(bare)}"
    return Subject(qcode=code, name=label if label and label != code else None)


def unique_subjects(subjects: Iterable[Subject | None]) -> tuple[Subject, ...]:
    """Return the subjects without blanks, each QCode once."""
    found: dict[str, Subject] = {}
    for subject in subjects:
        if subject is not None:
            found.setdefault(subject.qcode, subject)
    return tuple(found.values())


def _without_protocol(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")
