"""What a variant says about its translation: from what it was made, by what and whom, and how far people checked it."""

from lxml import etree

from feeds.digital_source import digital_source_type
from feeds.model import Translation
from feeds.writers.newsmlg2 import vocabulary
from feeds.writers.newsmlg2.elements import add, one_line


def add_digital_source_type(content_meta: etree._Element, translation: Translation | None) -> None:
    """Append ``digitalSourceType`` where a trained model had a part in the text."""
    code = digital_source_type(translation)
    if code:
        add(content_meta, "digitalSourceType", qcode=f"{vocabulary.SOURCE_TYPES}:{code}")


def add_contributors(content_meta: etree._Element, translation: Translation | None) -> None:
    """Append a ``contributor`` for each engine, memory and reviewer, told apart by their roles."""
    if translation is None:
        return
    for engine in translation.engines:
        add(add(content_meta, "contributor", role=vocabulary.TRANSLATION_ENGINE), "name", one_line(engine))
    for memory in translation.memories:
        add(add(content_meta, "contributor", role=vocabulary.TRANSLATION_MEMORY), "name", one_line(memory))
    for reviewer in translation.reviewers:
        person = add(content_meta, "contributor", role=vocabulary.TRANSLATION_REVIEWER, type=vocabulary.PERSON)
        add(person, "name", one_line(reviewer))


def add_source_link(
    item_meta: etree._Element, translation: Translation, *, source_guid: str | None, relation: str, contenttype: str
) -> etree._Element:
    """Append the ``link`` to the item a variant was made from, and return it.

    ``source_guid`` is written in the partner's scheme, ``contenttype`` is that of the source.
    """
    link = add(
        item_meta, "link", rel=relation, residref=source_guid or translation.source_guid, contenttype=contenttype
    )
    add(link, "language", tag=translation.source_language)
    return link


def add_state(item_meta: etree._Element, translation: Translation | None) -> None:
    """Append how far people stand behind the translated text, as an extension property."""
    if translation is not None:
        state = vocabulary.TRANSLATION_STATE[translation.state]
        add(item_meta, "itemMetaExtProperty", rel=vocabulary.STATE_PROPERTY, qcode=state)
