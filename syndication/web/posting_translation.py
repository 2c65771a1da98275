"""What a schema.org posting says about its translation: of what, by whom and what, and how far people stand behind it.

schema.org knows persons and organisations as translators and contributors, and an engine is neither. So ``translator``
names the people who reviewed, and the engine is a ``contributor`` by its bare name: a text, which schema.org allows
wherever it expects a thing (https://schema.org/docs/datamodel.html), claims nothing about what bears the name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from feeds.digital_source import PARTLY_TRAINED_ALGORITHM, TRAINED_ALGORITHM, digital_source_type
from feeds.locales import Labels
from feeds.model import Translation, TranslationState
from feeds.namespaces import TRANSLATION_SCHEME
from feeds.present import translation_notes

# schema.org's names of IPTC's codes.
_DIGITAL_SOURCES = {
    TRAINED_ALGORITHM: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    PARTLY_TRAINED_ALGORITHM: "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
}


def is_translated(notes: Iterable[Translation | None]) -> bool:
    """Say whether any of these texts is a translation; text that stands in for one is none."""
    return any(_is_translation(note) for note in notes)


def source_work(note: Translation, *, kind: str, url: str) -> dict[str, Any]:
    """Return the work a text was translated from, of the schema.org type ``kind``, in the version that was at hand."""
    return {
        "@type": kind,
        "@id": url,
        "url": url,
        "identifier": note.source_guid,
        "version": note.source_version,
        "inLanguage": note.source_language,
    }


def made_by(notes: Sequence[Translation | None], labels: Labels) -> dict[str, Any]:
    """Say how some texts were translated, as a whole; ``None`` stands for a text that was written as it is."""
    translated = [note for note in notes if note is not None and _is_translation(note)]
    if not translated:
        return {}
    return {
        "translator": [{"@type": "Person", "name": name} for name in _once(note.reviewers for note in translated)],
        "contributor": _once(note.engines for note in translated),
        "digitalSourceType": _digital_source(notes),
        "creativeWorkStatus": _status(translated, labels),
    }


def _is_translation(note: Translation | None) -> bool:
    return note is not None and note.state is not TranslationState.UNTRANSLATED


def _once(names: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for several in names for name in several))


def _digital_source(notes: Iterable[Translation | None]) -> str | None:
    """Return the digital source type of some texts together: a composite as soon as people had a part in one."""
    codes = {digital_source_type(note) for note in notes}
    if codes == {None}:
        return None
    return _DIGITAL_SOURCES[TRAINED_ALGORITHM if codes == {TRAINED_ALGORITHM} else PARTLY_TRAINED_ALGORITHM]


def _status(translated: Sequence[Translation], labels: Labels) -> list[dict[str, str | None]]:
    state = _state_of_all({note.state for note in translated})
    sentences = translation_notes(labels, replace(translated[0], state=state, is_stale=False))
    stale = [_term("stale", labels.stale)] if any(note.is_stale for note in translated) else []
    return [_term(state.value, next(iter(sentences), None)), *stale]


def _state_of_all(states: set[TranslationState]) -> TranslationState:
    if len(states) == 1:
        return next(iter(states))
    if states & {TranslationState.REVIEWED, TranslationState.MIXED}:
        return TranslationState.MIXED
    return TranslationState.MACHINE


def _term(code: str, sentence: str | None) -> dict[str, str | None]:
    return {"@type": "DefinedTerm", "termCode": code, "inDefinedTermSet": TRANSLATION_SCHEME, "name": sentence}
