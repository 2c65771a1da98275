"""What is said about an item beside its content: corrections, withdrawals, marks, kind, translation."""

from collections.abc import Iterator

from lxml import etree

from feeds.model import EntryKind, Translation, TranslationState
from feeds.parsers.newsmlg2.elements import best_words, child, children
from feeds.parsers.newsmlg2.item import Item
from feeds.reading.own_lines import is_own_notice
from feeds.reading.values import read_language
from feeds.reading.xml_html import words_of


def correction_note(item: Item) -> str | None:
    """Return what readers are to be told of a correction, which only a note of that role is meant for.

    Other notes speak to editors and are never published: that they were left out is remarked on.
    """
    notes = dict(_notes(item))
    found = next((text for role, text in notes.items() if role.startswith("correct")), None)
    others = [text for role, text in notes.items() if not role.startswith("correct")]
    if item.is_own:
        return found
    if "correction" in signals(item) and found is None:
        item.report.add(item.place, "it is a correction, and no note tells readers of what", "; ".join(others))
    elif others:
        item.report.add(item.place, "its notes to editors were left out", "; ".join(others))
    return found


def kill_reason(item: Item) -> str | None:
    """Return why an item was withdrawn; the general order to remove it is no reason."""
    notes = dict(_notes(item))
    found = next((text for role, text in notes.items() if "withdraw" in role), next(iter(notes.values()), None))
    return None if found is None or is_own_notice(found) else found


def signals(item: Item) -> frozenset[str]:
    """Return the codes of the signals, in small letters: ``correction`` is everybody's, ``pinned`` ours alone."""
    codes = [item.codes.code(signal) or "" for signal in children(item.meta, "signal")]
    own = {code.partition(":")[2] for code in codes if code.startswith(("synmark:", "syntrans:"))}
    return frozenset(own | {"correction" for code in codes if code.lower().endswith(":correction")})


def kind_of(item: Item) -> EntryKind:
    """Return what an entry is in its live blog; others than we do not say."""
    codes = {item.codes.code(genre) for genre in children(item.content_meta, "genre")}
    return next((kind for kind in EntryKind if f"synkind:{kind}" in codes), EntryKind.UPDATE)


def translation_of(item: Item) -> Translation | None:
    """Return how a text of ours was translated, as far as the document says."""
    state = _translation_state(item)
    source = next(_sources(item), None)
    language = read_language(source_tag.get("tag")) if (source_tag := child(source, "language")) is not None else None
    if state is None or source is None or language is None:
        return None
    version = source.get("version") or ""
    return Translation(
        source_guid=source.get("residref") or "",
        source_version=int(version) if version.isascii() and version.isdigit() and len(version) <= 9 else 0,
        source_language=language,
        state=state,
        has_machine_text=child(item.content_meta, "digitalSourceType") is not None,
        is_stale="stale" in signals(item),
        engines=tuple(_contributors(item, "synrole:translationEngine")),
        memories=tuple(_contributors(item, "synrole:translationMemory")),
        reviewers=tuple(_contributors(item, "synrole:translationReviewer")),
    )


def is_translation(item: Item, language: str | None) -> bool:
    """Say whether an item names one in another language that it was made from."""
    tags = [read_language(tag.get("tag")) for link in _sources(item) for tag in children(link, "language")]
    return any(tag is not None and language is not None and tag != language for tag in tags)


def _sources(item: Item) -> Iterator[etree._Element]:
    """Yield the links to what an item was made from, whichever relation the sender has for that."""
    for link in children(item.meta, "link"):
        relation = item.codes.local(link, "rel")
        if link.get("residref") and (relation in {"derivedfrom", "translatedfrom"} or _is_own_source(item, link)):
            yield link


def _is_own_source(item: Item, link: etree._Element) -> bool:
    """Say whether one of our links is to a source: all others with a ``residref`` say what class of item is there."""
    return item.is_own and child(link, "itemClass") is None and item.codes.local(link, "rel") != "associatedwith"


def _translation_state(item: Item) -> TranslationState | None:
    for element in children(item.meta, "itemMetaExtProperty"):
        scheme, _, code = (item.codes.code(element) or "").partition(":")
        if item.codes.code(element, "rel") == "synprop:translationState" and scheme == "syntrans":
            return next((state for state in TranslationState if state == code), None)
    return None


def _contributors(item: Item, role: str) -> Iterator[str]:
    for element in children(item.content_meta, "contributor"):
        name = best_words(children(element, "name"), None)
        if name and item.codes.code(element, "role") == role:
            yield name


def _notes(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the notes to editors by the code of their role, notes of one role together."""
    elements = list(children(item.meta, "edNote"))
    for role in dict.fromkeys(item.codes.local(element, "role") for element in elements):
        words = [words_of(element) for element in elements if item.codes.local(element, "role") == role]
        if text := " ".join(filter(None, words)):
            yield role, text
