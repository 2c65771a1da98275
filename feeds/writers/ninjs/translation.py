"""What a variant says about its translation: from what it was made, by what and whom, and how far people checked it."""

from collections.abc import Iterator

from feeds.digital_source import digital_source_type
from feeds.json import Table, filled
from feeds.model import Translation
from feeds.writers.ninjs import vocabulary


def source_type(translation: Translation | None) -> Table | None:
    """Return the ``digitalSourceType`` of a text that a trained model had a part in."""
    code = digital_source_type(translation)
    return {"name": code, "uri": vocabulary.DIGITAL_SOURCE_TYPES + code} if code else None


def makers(translation: Translation | None) -> Iterator[Table]:
    """Yield an ``infoSources`` member for each engine, memory and reviewer, told apart by their roles."""
    if translation is None:
        return
    for role, names in (
        (vocabulary.TRANSLATION_ENGINE, translation.engines),
        (vocabulary.TRANSLATION_MEMORY, translation.memories),
        (vocabulary.TRANSLATION_REVIEWER, translation.reviewers),
    ):
        for name in names:
            yield {"name": name, "role": role}


def states(translation: Translation | None) -> Iterator[Table]:
    """Yield how far people stand behind the text, and that it is stale if so, as ``genres`` members."""
    if translation is None:
        return
    for code in (translation.state.value, *(("stale",) if translation.is_stale else ())):
        yield {"name": f"translation: {code}", "uri": vocabulary.TRANSLATION_STATES + code, "literal": code}


def source(
    translation: Translation | None, *, guid: str | None, relation: str, kind: str, version: str | None
) -> list[Table]:
    """Return the object a variant was made from as an association, or none for a source text.

    ``guid`` is the source's in the partner's scheme, ``relation`` a QCode of IPTC's item relations, ``version`` is left
    out where the source counts otherwise than the note does.
    """
    if translation is None:
        return []
    return [
        filled(
            {
                "name": "source",
                "rel": vocabulary.ITEM_RELATIONS + relation.removeprefix("irel:"),
                "uri": guid or translation.source_guid,
                "type": kind,
                "representationType": "partial",
                "version": version,
                "language": translation.source_language,
            }
        )
    ]
