"""Everything :mod:`translations` raises. Each error carries data a caller can act on, and one plain sentence."""

from translations.model import Segment


class TranslationError(Exception):
    """The root of this package's errors."""


class NotCheckable(TranslationError):
    """Something that was to be checked and is no pair of texts; ``reason`` says why, about *it*."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class SegmentsDoNotFit(TranslationError):
    """Sentences that are not those of the text they should be put into; ``field`` is the first that has no place."""

    def __init__(self, *, guid: str, field: str) -> None:
        self.guid = guid
        self.field = field
        super().__init__(f"the segments of {guid} do not fit its field {field}")


class ReviewError(TranslationError):
    """A reviewer's action that cannot be done; nothing was changed. ``segment`` is how the segment stands."""

    def __init__(self, segment: Segment, reason: str) -> None:
        self.segment = segment
        super().__init__(reason)


class ReviewConflict(ReviewError):
    """The reviewer acted on something that is no longer there.

    ``segment`` is what is there now. What the reviewer saw is given as it was sent: the sums of source and target, or
    the version; ``text_html`` is the text that was to be saved, so that it is not lost.
    """

    def __init__(
        self,
        segment: Segment,
        *,
        source_hash_seen: str | None = None,
        target_hash_seen: str | None = None,
        version_seen: int | None = None,
        text_html: str | None = None,
    ) -> None:
        self.source_hash_seen = source_hash_seen
        self.target_hash_seen = target_hash_seen
        self.version_seen = version_seen
        self.text_html = text_html
        super().__init__(segment, "the sentence or its translation has changed since it was shown")


class NothingToUndo(ReviewError):
    """The last thing that was done to the segment is not the caller's, or cannot be taken back."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(segment, "there is nothing of yours to take back: you did not change this sentence last")


class CannotJoin(ReviewError):
    """The sentence cannot be joined with the next one; ``reason`` says why."""

    def __init__(self, segment: Segment, reason: str) -> None:
        super().__init__(segment, reason)


class NotJoined(ReviewError):
    """The sentence is one by itself: there is nothing to split again."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(segment, "this sentence was not joined with another one")


class NothingToReview(ReviewError):
    """There is no translation to approve or to reject."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(segment, "this sentence has no translation yet")


class FindingsOpen(ReviewError):
    """One of many to be approved at once has findings that nobody has looked at: it is to be approved by itself."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(segment, "the checks have found something in it; look at it by itself")


class EmptyTranslation(ReviewError):
    """A text without a word; a sentence cannot be translated by nothing."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(segment, "the translation is empty")


class LinksDiffer(ReviewError):
    """A translation whose links are not those of the source. ``lost`` and ``added`` are addresses."""

    def __init__(self, segment: Segment, *, lost: tuple[str, ...], added: tuple[str, ...]) -> None:
        self.lost = lost
        self.added = added
        parts = [f"{address} is missing" for address in lost] + [f"{address} is not in the source" for address in added]
        super().__init__(segment, f"the links are not those of the source: {'; '.join(parts)}")
