"""Our own objects in a JSON Feed, ``_syndication`` and ``_translation``, as ``docs/formats/json.md`` describes them.

One that is there and makes no sense breaks the entry: it may say that the entry must not be used.
"""

from feeds.model import EntryKind, PubStatus, Rights, Subject, Translation, TranslationState
from feeds.reading.assembling import BrokenEntry
from feeds.reading.feed_facts import Marks, Notes
from feeds.reading.json_values import JsonObject
from feeds.reading.subjects import read_subject, unique_subjects
from feeds.reading.territories import read_territories
from feeds.reading.values import read_language
from feeds.sanitise import one_line

_MOST_DIGITS = 15


def read_own_notes(values: JsonObject) -> Notes:
    """Return our objects of an item; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
    own = values.object("_syndication")
    if own is None:
        return Notes()
    status = read_status(own)
    try:
        return Notes(
            is_own=True,
            version=read_version(own),
            status=status,
            embargoed_until=own.time("embargoed_until"),
            correction=line(own, "correction"),
            translation=read_translation(values),
        )
    except BrokenEntry:
        # Whatever else is wrong with it, an order not to use an entry must be heard.
        if status is not PubStatus.CANCELED:
            raise
        return Notes(is_own=True, status=status)


def read_marks(own: JsonObject) -> Marks:
    """Return what our object says of an item's subjects and place."""
    return Marks(
        subjects=read_subjects(own),
        tags=own.texts("tags"),
        kind=read_kind(own),
        pinned=own.flag("pinned"),
        highlighted=own.flag("highlighted"),
    )


def read_kind(own: JsonObject) -> EntryKind:
    """Return what an entry is in its live blog; kinds that there are not yet are updates."""
    kind = own.value("kind").value
    return EntryKind(kind) if isinstance(kind, str) and kind in set(EntryKind) else EntryKind.UPDATE


def line(values: JsonObject, name: str) -> str | None:
    """Return a text on one line."""
    return one_line(values.text(name) or "") or None


def read_version(own: JsonObject) -> int:
    """Return a version; 0 without one."""
    return _number(own, "version") if "version" in own else 0


def read_status(own: JsonObject) -> PubStatus:
    """Return whether a thing may be used; a status that is not known is no leave to publish."""
    status = own.value("pub_status").value
    if status is None:
        return PubStatus.USABLE
    return PubStatus(status) if isinstance(status, str) and status in set(PubStatus) else PubStatus.WITHHELD


def read_subjects(own: JsonObject) -> tuple[Subject, ...]:
    """Return subjects with their codes and names."""
    found = own.objects("subjects")
    return unique_subjects(read_subject(s.text("qcode") or "", name=s.text("name")) for s in found)


def read_rights(own: JsonObject) -> Rights | None:
    """Return everything that is stated about rights."""
    rights = own.object("rights")
    if rights is None:
        return None
    return Rights(
        holder=line(rights, "holder"),
        notice=line(rights, "notice"),
        usage_terms=line(rights, "usage_terms"),
        allowed_territories=_territories(rights, "allowed_territories"),
        denied_territories=_territories(rights, "denied_territories"),
    )


def read_translation(values: JsonObject) -> Translation | None:
    """Return how a text was translated."""
    note = values.object("_translation")
    if note is None:
        return None
    source, language = note.text("source_id"), read_language(note.text("source_language"))
    state = note.text("state")
    if not source or language is None or state not in set(TranslationState):
        raise BrokenEntry(f"{note.path} does not say from what or how it was translated")
    return Translation(
        source_guid=source,
        source_version=_number(note, "source_version"),
        source_language=language,
        state=TranslationState(state),
        has_machine_text=note.flag("machine"),
        is_stale=note.flag("stale"),
        engines=note.texts("engines"),
        memories=note.texts("memories"),
        reviewers=note.texts("reviewers"),
    )


def _territories(rights: JsonObject, name: str) -> tuple[str, ...]:
    codes = read_territories(" ".join(rights.texts(name)))
    if codes is None:
        raise BrokenEntry(f"{rights.path}.{name} has what is no country's code")
    return codes


def _number(values: JsonObject, name: str) -> int:
    text = values.text(name) or ""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise BrokenEntry(f"{values.path}.{name}: expected a whole number, found {text[:40]!r}")
    return int(text)
