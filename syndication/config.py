"""The settings of one installation, read from ``SYNDICATION_*`` environment variables.

docs/operations.md lists them. Nothing heavy is imported here, since every command reads its settings first.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from feeds.html import is_web_url
from feeds.ip_addresses import IpNetwork
from feeds.language import canonical_tag
from feeds.profile import zone_name
from syndication.errors import SettingsError

_POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_ALL_NETWORKS = "all"
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class LogFormat(StrEnum):
    """How log lines look: for a person at a terminal, or one JSON object each."""

    CONSOLE = "console"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between installations.

    ``base_url`` is the public address without a trailing slash, ``None`` where it follows from host and port.
    ``authority`` is the domain in the guids minted here (RFC 4151 §2.1). ``logo_url`` is a picture that stands for the
    provider, ``None`` where the site's icon does. ``languages`` are what every live blog is translated into.
    ``timezone`` is the zone of documents that name none. ``index_url`` replaces the known index of translation
    packages. ``libretranslate_url`` is a LibreTranslate server that is asked for drafts, with its key if it wants one.
    ``secret_key`` seals what must be read again, such as a partner's password (:mod:`syndication.sealing`).
    ``folders_dir`` is where channels of the kind ``folder`` may write. With ``websub`` there is a hub here;
    ``websub_hubs`` are hubs of others that are told of changes. A kill that nobody has acknowledged for
    ``kill_overdue_min`` minutes is overdue. The bytes of deliveries are kept ``keep_bytes_days`` days.
    """

    data_dir: Path
    database_url: str
    base_url: str | None
    host: str
    port: int
    authority: str
    site_name: str
    provider: str
    logo_url: str | None
    languages: tuple[str, ...]
    timezone: str | None
    packages_dir: Path
    index_url: str | None
    libretranslate_url: str | None
    libretranslate_key: str | None = field(repr=False)
    log_format: LogFormat
    private_networks: tuple[IpNetwork, ...]
    source_bytes: int
    secret_key: str | None = field(repr=False)
    folders_dir: Path
    websub: bool
    websub_hubs: tuple[str, ...]
    kill_overdue_min: int
    keep_bytes_days: int

    def wanted_languages(self, own: str) -> tuple[str, ...]:
        """Return what a live blog written in ``own`` is translated into."""
        return tuple(tag for tag in self.languages if tag != own)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings; a variable that is unset or blank has its default.

    Raises :exc:`~syndication.errors.SettingsError` naming the variable.
    """
    given = {name: value.strip() for name, value in environ.items() if name.startswith("SYNDICATION_")}
    data_dir = Path(given.get("SYNDICATION_DATA") or "data").absolute()
    site_name = given.get("SYNDICATION_SITE_NAME") or "Newsroom"
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(given.get("SYNDICATION_DATABASE_URL"), data_dir),
        base_url=_web_url("SYNDICATION_BASE_URL", given.get("SYNDICATION_BASE_URL")),
        host=given.get("SYNDICATION_HOST") or "127.0.0.1",
        port=_port(given.get("SYNDICATION_PORT") or "8000"),
        authority=_authority(given.get("SYNDICATION_AUTHORITY") or "newsroom.example"),
        site_name=site_name,
        provider=given.get("SYNDICATION_PROVIDER") or site_name,
        logo_url=_web_url("SYNDICATION_LOGO_URL", given.get("SYNDICATION_LOGO_URL")),
        languages=_languages(given.get("SYNDICATION_LANGUAGES") or "vi,ko"),
        timezone=_timezone(given.get("SYNDICATION_TIMEZONE")),
        packages_dir=Path(given.get("SYNDICATION_PACKAGES") or data_dir / "packages").absolute(),
        index_url=_web_url("SYNDICATION_INDEX_URL", given.get("SYNDICATION_INDEX_URL")),
        libretranslate_url=_web_url("SYNDICATION_LIBRETRANSLATE_URL", given.get("SYNDICATION_LIBRETRANSLATE_URL")),
        libretranslate_key=given.get("SYNDICATION_LIBRETRANSLATE_KEY") or None,
        log_format=_log_format(given.get("SYNDICATION_LOG_FORMAT") or LogFormat.CONSOLE),
        private_networks=_networks(given.get("SYNDICATION_ALLOW_PRIVATE_NETWORKS") or ""),
        source_bytes=_bytes("SYNDICATION_SOURCE_BYTES", given.get("SYNDICATION_SOURCE_BYTES") or "20000000"),
        secret_key=given.get("SYNDICATION_SECRET_KEY") or None,
        folders_dir=Path(given.get("SYNDICATION_FOLDERS") or data_dir / "delivered").absolute(),
        websub=_switch("SYNDICATION_WEBSUB", given.get("SYNDICATION_WEBSUB") or "on"),
        websub_hubs=_web_urls("SYNDICATION_WEBSUB_HUBS", given.get("SYNDICATION_WEBSUB_HUBS") or ""),
        kill_overdue_min=_whole("SYNDICATION_KILL_OVERDUE_MIN", given.get("SYNDICATION_KILL_OVERDUE_MIN") or "5"),
        keep_bytes_days=_whole("SYNDICATION_KEEP_BYTES_DAYS", given.get("SYNDICATION_KEEP_BYTES_DAYS") or "90"),
    )


def _database_url(given: str | None, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'syndication.db'}"
    scheme, separator, rest = given.partition("://")
    if scheme in _POSTGRESQL and separator:
        return f"postgresql+psycopg://{rest}"
    # SQLAlchemy takes what follows the third slash as the file; without one every connection had its own database.
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return given
    reason = "not an address such as postgresql://user@host/name or sqlite:////var/lib/syndication/syndication.db"
    raise SettingsError("SYNDICATION_DATABASE_URL", reason)


def _web_url(variable: str, given: str | None) -> str | None:
    if not given:
        return None
    if not is_web_url(given):
        raise SettingsError(variable, f"{given!r} is not an http or https address")
    return given.rstrip("/")


def _port(given: str) -> int:
    # int() would also take "1_000", "+80" and digits of other scripts.
    if not re.fullmatch(r"[0-9]{1,5}", given) or not 1 <= int(given) <= 65535:
        raise SettingsError("SYNDICATION_PORT", f"{given!r} is not a port number from 1 to 65535")
    return int(given)


def _authority(given: str) -> str:
    if not _DOMAIN.fullmatch(given.lower()):
        raise SettingsError("SYNDICATION_AUTHORITY", f"{given!r} is not a domain name such as example.org")
    return given.lower()


def _languages(given: str) -> tuple[str, ...]:
    try:
        tags = [canonical_tag(tag.strip()) for tag in given.split(",") if tag.strip()]
    except ValueError as cause:
        raise SettingsError("SYNDICATION_LANGUAGES", str(cause)) from cause
    return tuple(dict.fromkeys(tags))


def _timezone(given: str | None) -> str | None:
    if not given:
        return None
    try:
        return zone_name(given)
    except ValueError as cause:
        raise SettingsError("SYNDICATION_TIMEZONE", str(cause)) from cause


def _log_format(given: str) -> LogFormat:
    try:
        return LogFormat(given)
    except ValueError as cause:
        known = " or ".join(LogFormat)
        raise SettingsError("SYNDICATION_LOG_FORMAT", f"{given!r} is not {known}") from cause


def _networks(given: str) -> tuple[IpNetwork, ...]:
    networks: list[IpNetwork] = []
    for name in filter(None, map(str.strip, given.split(","))):
        if name == _ALL_NETWORKS:
            return (ipaddress.IPv4Network("0.0.0.0/0"), ipaddress.IPv6Network("::/0"))
        try:
            networks.append(ipaddress.ip_network(name))
        except ValueError as cause:
            reason = f"{name!r} is neither a network such as 10.1.0.0/16 nor an address, nor {_ALL_NETWORKS!r}"
            raise SettingsError("SYNDICATION_ALLOW_PRIVATE_NETWORKS", reason) from cause
    return tuple(networks)


def _bytes(variable: str, given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", given) or int(given) == 0:
        raise SettingsError(variable, f"{given!r} is not a number of bytes")
    return int(given)


def _whole(variable: str, given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", given) or int(given) == 0:
        raise SettingsError(variable, f"{given!r} is not a whole number from 1 to 99,999")
    return int(given)


def _switch(variable: str, given: str) -> bool:
    if given not in {"on", "off"}:
        raise SettingsError(variable, f"{given!r} is neither on nor off")
    return given == "on"


def _web_urls(variable: str, given: str) -> tuple[str, ...]:
    urls = [url.strip() for url in given.split(",") if url.strip()]
    for url in urls:
        if not is_web_url(url):
            raise SettingsError(variable, f"{url!r} is not an http or https address")
    return tuple(dict.fromkeys(urls))
