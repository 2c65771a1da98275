"""Partners with channels, in few words."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from feeds.profile import OutputProfile
from syndication.config import Settings
from syndication.delivery.dispatcher import Dispatcher
from syndication.delivery.settings import seal_secrets
from syndication.delivery.webhook import SIGNING_KEY
from syndication.sealing import sealer_of
from syndication.storage.channels import ChannelRecord, find_channel, insert_channel
from syndication.storage.database import Database
from syndication.storage.partners import find_profile, save_partner, save_profile
from tests.factories import NOW
from tests.syndication.kept import defaults

KEY = "whsec_" + base64.b64encode(b"a key of the tests, 32 bytes long").decode()


def local_settings(data: Path, **environ: str) -> Settings:
    """Return the settings of an installation that may deliver to this machine."""
    return defaults(data=str(data), allow_private_networks="127.0.0.0/8", **environ)


def keep_channel(
    database: Database,
    settings: Settings,
    *,
    kind: str = "webhook",
    partner: str = "mekong-daily",
    name: str = "wire",
    given: dict[str, Any] | None = None,
    secrets: dict[str, str] | None = None,
    max_per_min: int | None = None,
    **profile: Any,
) -> ChannelRecord:
    """Give a partner a channel for a profile of its own; more than one profile setting may be given."""
    shape = OutputProfile(**{"name": name, "format": "newsmlg2"} | profile)
    with database.writing() as session:
        partner_id = save_partner(session, partner, partner.title(), now=NOW)
        save_profile(session, partner_id, shape, actor="Linh", now=NOW)
        record = find_profile(session, partner, shape.name)
        assert record is not None
        sealed = seal_secrets(sealer_of(settings), {SIGNING_KEY: KEY} if secrets is None else secrets)
        values = {
            "partner_id": partner_id,
            "profile_id": record.id,
            "name": name,
            "kind": kind,
            "settings": json.dumps(given or {}),
            "secrets": sealed,
            "max_per_min": max_per_min,
        }
        insert_channel(session, values, now=NOW)
    return channel_of(database, partner, name)


def channel_of(database: Database, partner: str = "mekong-daily", name: str = "wire") -> ChannelRecord:
    """Return a channel as it stands."""
    with database.reading() as session:
        found = find_channel(session, partner, name)
    assert found is not None
    return found


def dispatch(database: Database, settings: Settings, *, lease: timedelta = timedelta(seconds=150)) -> int:
    """Send everything that may leave now."""
    return Dispatcher(settings, database, lease=lease).run_once()
