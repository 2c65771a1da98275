"""What is said about an item beside its content: corrections, withdrawals, marks, kind, translation."""

from feeds.model import EntryKind, Translation, TranslationState
from feeds.parsers.ninjs.item import Item, own_genres, own_sources, reference
from feeds.parsers.ninjs.objects import objects, optional_text, whole_number
from feeds.reading.own_lines import is_own_notice
from feeds.reading.values import read_language


def correction_note(item: Item) -> str | None:
    """Return what readers are to be told of a correction: our ``ednote`` says that, those of others speak to editors.

    That one was left out is remarked on.
    """
    note = optional_text(item.json, "ednote")
    if item.is_own:
        return note
    codes = {(signal.text("code", "qcode") or "").rpartition(":")[2] for signal in objects(item.json, "signal")}
    if "correction" in codes:
        item.report.add(item.place, "it is a correction, and no note tells readers of what", note or "")
    elif note:
        item.report.add(item.place, "its note to editors was left out", note)
    return None


def kill_reason(item: Item) -> str | None:
    """Return why an item was withdrawn; the general order to remove it is no reason."""
    note = optional_text(item.json, "ednote")
    return None if note is None or is_own_notice(note) else note


def kind_of(item: Item) -> EntryKind:
    """Return what an entry is in its live blog; others than we do not say."""
    kinds = own_genres(item, "kind")
    return next((kind for kind in EntryKind if kind in kinds), EntryKind.UPDATE)


def marks_of(item: Item) -> frozenset[str]:
    """Return ``pinned`` and ``highlighted``, as far as they are set."""
    return own_genres(item, "mark")


def translation_of(item: Item) -> Translation | None:
    """Return how a text of ours was translated, as far as the document says."""
    source = reference(item, "source")
    codes = own_genres(item, "translation")
    state = next((state for state in TranslationState if state in codes), None)
    language = read_language(source.text("language")) if source is not None else None
    if source is None or state is None or language is None:
        return None
    return Translation(
        source_guid=source.text("uri") or "",
        source_version=whole_number(source, "version") or 0,
        source_language=language,
        state=state,
        has_machine_text="digitalsourcetype" in item.json,
        is_stale="stale" in codes,
        engines=own_sources(item, "translationEngine"),
        memories=own_sources(item, "translationMemory"),
        reviewers=own_sources(item, "translationReviewer"),
    )
