"""Everything :mod:`translations` raises. Each error carries data a caller can act on, and one plain sentence."""


class TranslationError(Exception):
    """The root of this package's errors."""


class SegmentsDoNotFit(TranslationError):
    """Sentences that are not those of the text they should be put into; ``field`` is the first that has no place."""

    def __init__(self, *, guid: str, field: str) -> None:
        self.guid = guid
        self.field = field
        super().__init__(f"the segments of {guid} do not fit its field {field}")
