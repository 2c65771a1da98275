"""What the hub does not do, and why: a status and one line of plain text for whoever writes the other side."""

from syndication.errors import SyndicationError


class HubRefusal(SyndicationError):
    """A request that the hub does not take; ``status`` is HTTP's, ``retry_after_s`` when it may."""

    def __init__(self, status: int, reason: str, *, retry_after_s: int | None = None) -> None:
        self.status = status
        self.reason = reason
        self.retry_after_s = retry_after_s
        super().__init__(reason)
