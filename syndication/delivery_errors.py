"""What can go wrong with channels and deliveries; each error carries data a caller can act on, and one sentence."""

from feeds.errors import FieldProblem
from syndication.errors import NotFound, SyndicationError


class UnknownChannel(NotFound):
    """The partner has no channel of this name."""

    def __init__(self, partner: str, name: str) -> None:
        self.partner = partner
        self.name = name
        super().__init__(f"the partner {partner!r} has no channel {name!r}")


class UnknownDelivery(NotFound):
    """There is no delivery of this id or number."""

    def __init__(self, which: str) -> None:
        self.which = which
        super().__init__(f"there is no delivery {which}")


class InvalidChannel(SyndicationError):
    """Settings that a channel cannot have; ``problems`` says each with its path, such as ``settings.url``."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.path}: {problem.reason}" for problem in problems))


class SecretUnreadable(SyndicationError):
    """A sealed secret was sealed with another key, or is damaged."""

    def __init__(self) -> None:
        super().__init__("a kept secret cannot be read: SYNDICATION_SECRET_KEY, or secret.key, is another one now")


class DeliveryFailure(SyndicationError):
    """A delivery that a partner did not accept. ``status`` is its HTTP status, where it gave one.

    Channels raise one of the two kinds below; nothing else decides about retries.
    """

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        self.reason = reason
        self.status = status
        super().__init__(reason)


class TemporaryFailure(DeliveryFailure):
    """It may be accepted later. ``retry_after_s`` is what the partner asked for.

    ``is_outcome_known`` is false where the bytes may have arrived and only the answer got lost.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        is_outcome_known: bool = True,
    ) -> None:
        self.retry_after_s = retry_after_s
        self.is_outcome_known = is_outcome_known
        super().__init__(reason, status=status)


class PermanentFailure(DeliveryFailure):
    """These bytes will not be accepted, however often they are sent.

    ``is_gone`` says that the partner wants nothing more on this channel (HTTP 410).
    """

    def __init__(self, reason: str, *, status: int | None = None, is_gone: bool = False) -> None:
        self.is_gone = is_gone
        super().__init__(reason, status=status)


class UnknownKill(NotFound):
    """At this revision of the live blog nothing was killed, held or corrected."""

    def __init__(self, slug: str, revision: int) -> None:
        self.slug = slug
        self.revision = revision
        super().__init__(f"nothing was killed, held or corrected at revision {revision} of the live blog {slug!r}")
