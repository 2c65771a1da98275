"""What the texts and numbers of an output profile may be: validated types, each with the reason it refuses for."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field

from feeds.dates import Time
from feeds.html import is_web_url
from feeds.sanitise import one_line
from feeds.territories import territory_code

_CHARACTER = r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(rf"https?://{_CHARACTER}+(?:#{_CHARACTER}*)?")


def zone_name(name: str) -> str:
    """Return ``name`` if it is an IANA time zone; raises :exc:`ValueError` if not."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise ValueError(f"{name!r} is not an IANA time zone such as Asia/Ho_Chi_Minh") from cause
    return name


ZoneName = Annotated[str, AfterValidator(zone_name)]


def template_of(*names: str) -> AfterValidator:
    """Return a validator of texts with ``{name}`` placeholders, which refuses a name that will never be filled in."""

    def check(text: str) -> str:
        unknown = sorted(set(re.findall(r"\{([^{}]*)\}", text)) - set(names))
        if unknown:
            raise ValueError(f"unknown placeholder {{{unknown[0]}}}; known: {', '.join(f'{{{n}}}' for n in names)}")
        return text

    return AfterValidator(check)


def link_template(template: str) -> str:
    """Return ``template`` if an address comes out whatever is filled in (RFC 3986); raises :exc:`ValueError` if not."""
    example = re.sub(r"\{\w+\}", "x", template.replace("{page_url}", "https://example.org/blogs/x/en/"))
    if not (_ADDRESS.fullmatch(example) and is_web_url(example)):
        raise ValueError(
            "expected an http or https address, such as {page_url}#{anchor}, with other characters than letters, "
            "digits and -._~:/?#@!$&'()*+,;= percent-encoded, and one # at most"
        )
    return template


def web_address(address: str) -> str:
    """Return ``address`` if it is an absolute http or https address; raises :exc:`ValueError` if not."""
    if not is_web_url(address):
        raise ValueError("expected an absolute http or https address")
    return address


def none_if_blank(text: str | None) -> str | None:
    """Return ``None`` for a blank text: in a form, to leave a setting empty and to leave it out are the same."""
    return text or None


def without_blanks(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that say anything, each once."""
    return tuple(dict.fromkeys(text for text in texts if text))


def whole_second(value: datetime) -> datetime:
    """Return a time as people give it and forms show it."""
    return value.replace(microsecond=0)


Line = Annotated[str, AfterValidator(one_line)]
LineTemplate = Annotated[Line, template_of("byline", "provider", "blog", "url")]
LinkTemplate = Annotated[
    str, template_of("page_url", "anchor", "partner", "language", "slug"), AfterValidator(link_template)
]
OptionalLine = Annotated[Line | None, AfterValidator(none_if_blank)]
OptionalText = Annotated[str | None, AfterValidator(none_if_blank)]
OptionalLineTemplate = Annotated[LineTemplate | None, AfterValidator(none_if_blank)]
Lines = Annotated[tuple[Line, ...], AfterValidator(without_blanks)]
Second = Annotated[Time, AfterValidator(whole_second)]

TerritoryCode = Annotated[str, AfterValidator(territory_code)]
TerritoryCodes = Annotated[tuple[TerritoryCode, ...], AfterValidator(without_blanks)]
WallClock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, such as ``06:00``."""

WebAddress = Annotated[str, AfterValidator(web_address)]
OptionalWebAddress = Annotated[WebAddress | None, BeforeValidator(none_if_blank)]
ParameterName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.~-]+$", max_length=64)]
ParameterValue = Annotated[Line, template_of("partner", "language", "slug"), Field(max_length=200)]

Hours = Annotated[int, Field(ge=1, le=1_000_000)]
"""Whole hours, up to a century: times a little further on than any the model has are still in the calendar."""

MOST_MINUTES = 10_080
"""The longest timer of a publish policy: a week."""

Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]
"""Whole minutes, up to a week."""
