"""The numbers a partner has not got of a channel, and what they were."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from syndication.number_ranges import Ranges, count, first_numbers, missing
from syndication.storage.channels import ChannelRecord
from syndication.storage.deliveries import LoggedDelivery, accepted_among, superseded_among
from syndication.storage.withdrawn_deliveries import Withdrawal, sent_headlines, withdrawn_among

MOST_TOLD = 500
"""Of so many missing numbers it is told what they were; all of them are listed as ranges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedDelivery:
    """A missing number: what went out under it, and whether that still counts.

    ``is_superseded``: a later number has a newer version of the same text. ``headline`` is of the version that was
    sent, unless it was withdrawn since.
    """

    logged: LoggedDelivery
    is_superseded: bool
    withdrawal: Withdrawal | None
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedNumbers:
    """What is missing up to ``newest``, the last number of the channel. ``beyond`` are numbers that were never used."""

    newest: int
    missing: Ranges
    beyond: Ranges
    told: tuple[MissedDelivery, ...]

    @property
    def count(self) -> int:
        """How many numbers are missing."""
        return count(self.missing)


def missed_numbers(session: Session, channel: ChannelRecord, have: Ranges, *, since: int = 1) -> MissedNumbers:
    """Compare the numbers somebody has with those of a channel, from ``since`` on."""
    gaps = missing(have, first=since, last=channel.sequence)
    highest = have[-1].last if have else 0
    beyond = missing(missing(have, first=1, last=highest), first=channel.sequence + 1, last=highest)
    return MissedNumbers(
        newest=channel.sequence,
        missing=gaps,
        beyond=beyond,
        told=describe_numbers(session, channel, first_numbers(gaps, MOST_TOLD)),
    )


def describe_numbers(
    session: Session, channel: ChannelRecord, sequences: tuple[int, ...]
) -> tuple[MissedDelivery, ...]:
    """Say what went out on a channel under these numbers."""
    logged = accepted_among(session, channel.id, sequences)
    records = [one.delivery for one in logged]
    superseded = superseded_among(session, channel.id, sequences)
    withdrawn = withdrawn_among(session, records)
    headlines = sent_headlines(session, records)
    return tuple(
        MissedDelivery(
            logged=one,
            is_superseded=one.delivery.sequence in superseded,
            withdrawal=withdrawn.get(one.delivery.id),
            headline="" if one.delivery.id in withdrawn else headlines.get(one.delivery.id, ""),
        )
        for one in logged
    )
