"""How machine-made text is declared in IPTC's vocabulary of digital source types."""

from feeds.model import Translation, TranslationState
from feeds.profile import DigitalSource

IPTC_CODES = DigitalSource()
"""The codes for everybody."""


def digital_source_type(translation: Translation | None, wanted: DigitalSource | None = None) -> str | None:
    """Return the code for a text that a trained model had a part in; ``None`` where no model had.

    Reviewing a machine's draft does not unmake its origin, so reviewed text from an engine is a composite; that it is
    reviewed has to be said elsewhere. Text recalled from a translation memory was written by people. ``wanted`` are the
    codes of a partner that asks for others than IPTC's usual ones.
    """
    if translation is None:
        return None
    codes = wanted or IPTC_CODES
    match translation.state:
        case TranslationState.MACHINE:
            return codes.machine
        case TranslationState.MIXED | TranslationState.REVIEWED if translation.has_machine_text or translation.engines:
            return codes.edited
    return None
