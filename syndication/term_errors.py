"""What :mod:`syndication.termbase` and the desk of the translation memory raise."""

from syndication.errors import NotFound, SyndicationError


class UnknownTerm(NotFound):
    """No term has this id, or it was removed."""

    def __init__(self, term_id: int) -> None:
        self.term_id = term_id
        super().__init__(f"there is no term {term_id}")


class UnknownUnit(NotFound):
    """No unit of a translation memory has this id."""

    def __init__(self, unit_id: int) -> None:
        self.unit_id = unit_id
        super().__init__(f"there is no memory unit {unit_id}")


class TermRefused(SyndicationError):
    """A term that cannot be kept as it is; ``field`` says what of it is wrong, ``reason`` what."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


class TermExists(SyndicationError):
    """The termbase has the same source with the same target already, under ``term_id``."""

    def __init__(self, term_id: int, source_text: str, target_text: str) -> None:
        self.term_id = term_id
        super().__init__(
            f"the glossary has {source_text or 'this'!r} as {target_text or 'not to be translated'!r} already"
        )


class UnitRefused(SyndicationError):
    """A translation that cannot be kept in a memory; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class UnitChanged(SyndicationError):
    """A memory unit has another translation than the one that was seen; nothing was changed."""

    def __init__(self, unit_id: int) -> None:
        self.unit_id = unit_id
        super().__init__("somebody else has changed this unit; look at it again")
