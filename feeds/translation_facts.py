"""What is told of a translation by formats that have no words of their own for it: names and values."""

from collections.abc import Iterator

from feeds.model import Translation


def translation_facts(translation: Translation | None, *, source_guid: str | None) -> Iterator[tuple[str, str]]:
    """Yield how a text was translated; ``source_guid`` is the source's guid in the partner's scheme.

    ``engine``, ``memory`` and ``reviewer`` may come several times, all other names once.
    """
    if translation is None:
        return
    yield "translation-state", translation.state.value
    yield "translation-machine", str(translation.has_machine_text).lower()
    yield "translation-stale", str(translation.is_stale).lower()
    yield "translation-source", source_guid or translation.source_guid
    if translation.known_source_version is not None:
        yield "translation-source-version", str(translation.known_source_version)
    yield "translation-source-language", translation.source_language
    for name, values in (
        ("translation-engine", translation.engines),
        ("translation-memory", translation.memories),
        ("translation-reviewer", translation.reviewers),
    ):
        yield from ((name, value) for value in values)
