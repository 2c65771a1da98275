"""Who serves the feeds, and under which address."""

from sqlalchemy.orm import Session

from feeds.item import Site
from syndication.config import Settings
from syndication.storage.settings import get_setting, set_setting

HUB_PATH = "/hub"
"""Where our own WebSub hub is, below the base URL."""

_BASE_URL = "base_url"


def site_of(settings: Settings, session: Session) -> Site:
    """Say who serves the feeds.

    Without ``SYNDICATION_BASE_URL`` the address is the one the last ``serve`` listened on, so that an export run
    beside the server prints the same addresses as the server.
    """
    base_url = settings.base_url or get_setting(session, _BASE_URL) or f"http://{settings.host}:{settings.port}"
    return Site(
        base_url=base_url,
        name=settings.site_name,
        provider=settings.provider,
        authority=settings.authority,
        logo_url=settings.logo_url,
        own_hub_url=f"{base_url}{HUB_PATH}" if settings.websub else None,
        other_hubs=settings.websub_hubs,
    )


def remember_base_url(session: Session, base_url: str) -> None:
    """Keep the address that ``serve`` listens on for the commands run beside it."""
    set_setting(session, _BASE_URL, base_url.rstrip("/"))
