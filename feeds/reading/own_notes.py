"""What our own RSS and Atom documents say in the namespace ``urn:x-syndication:feed``; see ``docs/formats/atom.md``.

Versions, status, embargo and the like decide what may be published, so one that is there and cannot be understood
breaks the entry rather than be overlooked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from feeds.model import EntryKind, PubStatus, Rights, Subject, Translation, TranslationState
from feeds.namespaces import KIND_SCHEME, MARK_SCHEME, SUBJECT_SCHEME, SYNDICATION, TAG_SCHEME, TRANSLATION_SCHEME
from feeds.reading.assembling import BrokenEntry
from feeds.reading.feed_facts import Marks, Notes
from feeds.reading.feed_xml import Parts, line_of
from feeds.reading.subjects import read_subject, unique_subjects
from feeds.reading.territories import read_territories
from feeds.reading.values import read_language, read_time

_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of RSS (``scheme`` is its domain) or Atom."""

    term: str
    scheme: str | None = None
    label: str | None = None


def read_notes(parts: Parts) -> Notes:
    """Return the notes on a channel, feed, item or entry; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
    version = parts.text(SYNDICATION, "version")
    if version is None:
        return Notes()
    status = _status(parts.text(SYNDICATION, "status"))
    translation = parts.first(SYNDICATION, "translation")
    try:
        return Notes(
            is_own=True,
            version=_number(version, "syn:version"),
            status=status,
            embargoed_until=_time(parts.text(SYNDICATION, "embargoed-until")),
            correction=parts.text(SYNDICATION, "correction"),
            translation=None if translation is None else _translation(translation),
        )
    except BrokenEntry:
        # Whatever else is wrong with it, an order not to use an entry must be heard.
        if status is not PubStatus.CANCELED:
            raise
        return Notes(is_own=True, status=status)


def with_territories(rights: Rights | None, parts: Parts) -> Rights | None:
    """Add to rights where they hold; raises :exc:`~feeds.reading.assembling.BrokenEntry` for what is no country."""
    territories = parts.first(SYNDICATION, "territories")
    if territories is None:
        return rights
    return replace(
        rights or Rights(),
        allowed_territories=_codes(territories, "allowed"),
        denied_territories=_codes(territories, "denied"),
    )


def read_marks(categories: Iterable[Category]) -> Marks:
    """Return subjects, tags, kind and marks; other people's schemes have subjects only."""
    categories = list(categories)
    kinds = [c.term for c in categories if c.scheme == KIND_SCHEME and c.term in set(EntryKind)]
    marks = {c.term for c in categories if c.scheme == MARK_SCHEME}
    ours = {KIND_SCHEME, MARK_SCHEME, TAG_SCHEME, TRANSLATION_SCHEME}
    return Marks(
        subjects=unique_subjects(_subject(category) for category in categories if category.scheme not in ours),
        tags=tuple(category.term for category in categories if category.scheme == TAG_SCHEME),
        kind=EntryKind(kinds[0]) if kinds else EntryKind.UPDATE,
        pinned="pinned" in marks,
        highlighted="highlighted" in marks,
    )


def _subject(category: Category) -> Subject | None:
    scheme = None if category.scheme == SUBJECT_SCHEME else category.scheme
    return read_subject(category.term, name=category.label, scheme=scheme)


def _translation(element: etree._Element) -> Translation:
    parts = Parts(element)

    def names(name: str) -> tuple[str, ...]:
        return tuple(filter(None, map(line_of, parts.all(SYNDICATION, name))))

    state, language = element.get("state"), read_language(element.get("source-language"))
    source = element.get("source")
    if state not in set(TranslationState) or language is None or not source:
        raise BrokenEntry("its syn:translation does not say from what or how it was translated")
    return Translation(
        source_guid=source,
        source_version=_number(element.get("source-version") or "", "source-version"),
        source_language=language,
        state=TranslationState(state),
        has_machine_text=element.get("machine") == "true",
        is_stale=element.get("stale") == "true",
        engines=names("engine"),
        memories=names("memory"),
        reviewers=names("reviewer"),
    )


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise BrokenEntry(f"its {name} is no number: {text[:40]!r}")
    return int(text)


def _status(text: str | None) -> PubStatus:
    """Return a status; one that is not known is no leave to publish."""
    if text is None:
        return PubStatus.USABLE
    return PubStatus(text) if text in set(PubStatus) else PubStatus.WITHHELD


def _time(text: str | None) -> datetime | None:
    try:
        return None if text is None else read_time(text)
    except ValueError as cause:
        raise BrokenEntry(f"its syn:embargoed-until cannot be read: {cause}") from cause


def _codes(territories: etree._Element, name: str) -> tuple[str, ...]:
    text = territories.get(name) or ""
    codes = read_territories(text)
    if codes is None:
        raise BrokenEntry(f"its syn:territories has what is no country's code: {text[:40]!r}")
    return codes
