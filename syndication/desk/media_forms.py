"""A picture, video or sound as fields of a form, with whose it is and where it may be used; and back."""

import re

from feeds.body import main_rendition
from feeds.model import Media, MediaKind, Rendition, Rights
from syndication.desk.fields import Fields, Written, line_of, same_fields, text_of

_BETWEEN = re.compile(r"[\s,;]+")


def write_media(media: Media, key: str) -> Written:
    """Return the fields of a picture, video or sound: of its renditions the one that pages show."""
    shown = main_rendition(media)
    return {
        f"{key}.kind": [media.kind.value],
        f"{key}.href": [shown.href or "" if shown else ""],
        f"{key}.caption": [media.caption or ""],
        f"{key}.alt": [media.alt or ""],
        f"{key}.credit": [media.credit or ""],
    } | write_rights(media.rights, key)


def read_media(fields: Fields, key: str, was: Media | None) -> Media:
    """Return what a form says; renditions stay as they ``was``, unless it has another address."""
    kind = text_of(fields, f"{key}.kind")
    href = text_of(fields, f"{key}.href").strip()
    shown = main_rendition(was) if was else None
    if was is not None and href == ((shown.href if shown else None) or ""):
        renditions = was.renditions
    else:
        renditions = (Rendition(href=href),) if href else ()
    return Media(
        kind=MediaKind(kind) if kind in set(MediaKind) else MediaKind.PICTURE,
        caption=line_of(fields, f"{key}.caption"),
        alt=line_of(fields, f"{key}.alt"),
        credit=line_of(fields, f"{key}.credit"),
        renditions=renditions,
        rights=read_rights(fields, key, was.rights if was else None),
    )


def write_rights(rights: Rights | None, key: str) -> Written:
    """Return the fields of rights; none and empty ones look alike."""
    shown = rights or Rights()
    return {
        f"{key}.holder": [shown.holder or ""],
        f"{key}.notice": [shown.notice or ""],
        f"{key}.usage_terms": [shown.usage_terms or ""],
        f"{key}.allowed": [", ".join(shown.allowed_territories)],
        f"{key}.denied": [", ".join(shown.denied_territories)],
    }


def read_rights(fields: Fields, key: str, was: Rights | None) -> Rights | None:
    """Return the rights that a form says: ``None`` where all is blank, and ``was`` where it says what was written."""
    if same_fields(fields, write_rights(was, key)):
        return was
    rights = Rights(
        holder=line_of(fields, f"{key}.holder"),
        notice=line_of(fields, f"{key}.notice"),
        usage_terms=line_of(fields, f"{key}.usage_terms"),
        allowed_territories=_territories(fields, f"{key}.allowed"),
        denied_territories=_territories(fields, f"{key}.denied"),
    )
    return None if rights == Rights() else rights


def _territories(fields: Fields, name: str) -> tuple[str, ...]:
    parts = _BETWEEN.split(text_of(fields, name).upper())
    return tuple(dict.fromkeys(part for part in parts if part))
