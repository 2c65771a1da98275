"""How machine-made text is declared in IPTC's vocabulary of digital source types."""

from typing import Final

from feeds.model import Translation, TranslationState

TRAINED_ALGORITHM: Final = "trainedAlgorithmicMedia"
PARTLY_TRAINED_ALGORITHM: Final = "compositeWithTrainedAlgorithmicMedia"


def digital_source_type(translation: Translation | None) -> str | None:
    """Return IPTC's code for a text that a trained model had a part in; ``None`` where no model had.

    Reviewing a machine's draft does not unmake its origin, so reviewed text from an engine is a composite; that it is
    reviewed has to be said elsewhere. Text recalled from a translation memory was written by people.
    """
    if translation is None:
        return None
    match translation.state:
        case TranslationState.MACHINE:
            return TRAINED_ALGORITHM
        case TranslationState.MIXED | TranslationState.REVIEWED if translation.has_machine_text or translation.engines:
            return PARTLY_TRAINED_ALGORITHM
    return None
