"""What can go wrong while partners and profiles are changed."""

from syndication.errors import NotFound, SyndicationError


class UnknownProfileVersion(NotFound):
    """The profile has no version of this number."""

    def __init__(self, name: str, version: int) -> None:
        self.name = name
        self.version = version
        super().__init__(f"the profile {name!r} has no version {version}")


class ProfileInUse(SyndicationError):
    """Somebody has had something that this profile made, or a channel has it, so that it must not be deleted."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"the profile {name!r} is in use: a channel has it, or somebody has had something that it made and must "
            "still hear of withdrawals; retire it instead"
        )


class NothingToPreview(NotFound):
    """The profile delivers nothing of the kind."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
