"""What is kept sealed of a subscription: the subscriber's secret, and how a partner's feed was opened."""

import json
from dataclasses import asdict, dataclass

from syndication.sealing import Sealer


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """What only the hub and one subscriber know.

    ``secret`` signs what is sent. ``topic`` is the topic as it was asked for, where that holds a key; ``token_id`` the
    token that has opened a partner's feed, which must stay in use.
    """

    secret: str | None = None
    topic: str | None = None
    token_id: int | None = None


def seal(sealer: Sealer, confidence: Confidence) -> str | None:
    """Return it so that only this installation can read it; ``None`` where there is nothing to keep."""
    kept = {name: value for name, value in asdict(confidence).items() if value is not None}
    return sealer.seal(json.dumps(kept)) if kept else None


def unseal(sealer: Sealer, sealed: str | None) -> Confidence:
    """Return what was sealed; raises :exc:`~syndication.errors.SecretUnreadable`."""
    return Confidence(**json.loads(sealer.open(sealed))) if sealed else Confidence()
