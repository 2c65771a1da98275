"""The sample that ships in ``samples/``: loaded into an empty installation, so that there is something to see.

It goes the same way as everybody's data: the plain-text importer, the memory import, the profile import.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.parsers import ParseOptions, find_parser
from syndication.auth import create_partner_token
from syndication.config import Settings
from syndication.ingest import accept_blog
from syndication.memory import import_memory
from syndication.partners import import_toml, list_partners
from syndication.storage.blogs import list_blogs
from syndication.storage.database import Database

_BLOG = "hanoi-summit.txt"
_SLUG = "hanoi-summit"
_TIMEZONE = "Asia/Ho_Chi_Minh"
_ACTOR = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerToken:
    """A token as it is shown, once."""

    partner: str
    token: str


def load_sample(database: Database, folder: Path, *, settings: Settings, now: datetime) -> tuple[PartnerToken, ...]:
    """Load the sample, whole or not at all, and return the partners' tokens.

    Where there is a live blog or a partner already, nothing is touched and nothing returned: somebody works here.
    Raises :exc:`OSError` where the files are not there.
    """
    with database.writing() as session:
        if list_blogs(session, limit=1) or list_partners(session, limit=1):
            return ()
        options = ParseOptions(now=now, timezone=_TIMEZONE, slug=_SLUG, language="en")
        parsed = find_parser("plain_text").read((folder / _BLOG).read_bytes(), options)
        for memory in sorted(folder.glob("*.tmx")):
            import_memory(session, memory.read_bytes(), name=memory.name, now=now)
        accept_blog(session, parsed.blog, actor=_ACTOR, now=now, settings=settings)
        profiles = import_toml(session, (folder / "profiles.toml").read_text("utf-8"), actor=_ACTOR, now=now)
        partners = dict.fromkeys(record.partner_slug for record in profiles)
        return tuple(
            PartnerToken(partner=slug, token=create_partner_token(session, slug, name=f"{slug} sample", now=now))
            for slug in partners
        )
