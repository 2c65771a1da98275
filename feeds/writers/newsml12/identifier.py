"""Permanent ids as NewsML 1.2 spells them: provider, date and id of a NewsItem, and its URN (RFC 3085)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

# RFC 4151 §2.1 lets the day and the month be missing, then the first is meant. An e-mail address is no domain name.
_TAG: Final = re.compile(
    r"tag:(?P<authority>[A-Za-z0-9.-]+),(?P<year>[0-9]{4})(-(?P<month>0[1-9]|1[0-2])(-(?P<day>0[1-9]|[12][0-9]|3[01]))?)?"
    r":(?P<specific>.+)"
)
_SYMBOLS: Final = "()+,-.=@;$_!*'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """What identifies all revisions of a NewsItem: ``provider_id`` is a domain name, ``date_id`` as ``20190227``."""

    provider_id: str
    date_id: str
    news_item_id: str

    def urn(self, version: int) -> str:
        """Return the ``PublicIdentifier`` of one revision, whose content is all there."""
        return f"urn:newsml:{self.provider_id}:{self.date_id}:{self.news_item_id}:{version}"


def identify(guid: str, *, authority: str, created_at: datetime) -> Identifier:
    """Spell a guid as an identifier, the same for ever.

    A ``tag:`` URI has the three parts itself. Any other one is an id of ``authority``'s as a whole, and its date is
    the day in UTC on which the item was created.
    """
    from_tag = _from_tag(guid)
    if from_tag is not None:
        return from_tag
    day = f"{created_at.astimezone(UTC):%Y%m%d}"
    return Identifier(provider_id=_escaped(authority), date_id=day, news_item_id=_escaped(guid))


def reference(guid: str, version: int) -> str:
    """Return the URN of a version of something of which the guid alone is known, or else that guid."""
    from_tag = _from_tag(guid)
    return from_tag.urn(version) if from_tag is not None else guid


def _from_tag(guid: str) -> Identifier | None:
    tag = _TAG.fullmatch(guid)
    if tag is None:
        return None
    return Identifier(
        provider_id=tag["authority"],
        date_id=f"{tag['year']}{tag['month'] or '01'}{tag['day'] or '01'}",
        news_item_id=_escaped(tag["specific"]),
    )


def _escaped(text: str) -> str:
    """Percent-encode all but the letters, digits and symbols of RFC 3085; ``quote`` never encodes a tilde."""
    return quote(text, safe=_SYMBOLS).replace("~", "%7E")
