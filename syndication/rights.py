"""What people and API clients may do: roles, and the languages a translator works in."""

import re
from enum import StrEnum

from feeds.language import canonical_tag
from syndication.errors import InvalidLanguages

ALL_LANGUAGES = ("*",)
"""The languages of those who may work in any."""

_SEPARATORS = re.compile(r"[\s,;]+")


class Role(StrEnum):
    """What people and API clients may do, each role everything the ones before it may."""

    READER = "reader"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def allows(self, needed: "Role") -> bool:
        """Say whether this role is enough where ``needed`` is asked for."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


def may_translate(role: Role, languages: tuple[str, ...], language: str) -> bool:
    """Say whether somebody may decide on translations into a language.

    Reviewers and above may in all of them. A translator's ``zh`` covers ``zh-Hant`` too (RFC 4647 §3.3.1).
    """
    if role.allows(Role.REVIEWER):
        return True
    if not role.allows(Role.TRANSLATOR):
        return False
    wanted = language.lower()
    return languages == ALL_LANGUAGES or any(f"{wanted}-".startswith(f"{tag.lower()}-") for tag in languages)


def parse_languages(given: str) -> tuple[str, ...]:
    """Read language tags as people type them, between commas or blanks; ``*`` or ``all`` means every language.

    Raises :exc:`~syndication.errors.InvalidLanguages` where there is no tag, or one that is none.
    """
    parts = [part for part in _SEPARATORS.split(given) if part]
    if any(part == "*" or part.lower() == "all" for part in parts):
        return ALL_LANGUAGES
    try:
        tags = tuple(dict.fromkeys(map(canonical_tag, parts)))
    except ValueError as cause:
        raise InvalidLanguages(str(cause)) from cause
    if not tags:
        raise InvalidLanguages("name at least one language, or * for all")
    return tags


def stored_languages(languages: tuple[str, ...]) -> str:
    """Return languages as the database keeps them."""
    return " ".join(languages)


def read_languages(stored: str) -> tuple[str, ...]:
    """Return languages that the database kept."""
    return tuple(stored.split())


def told_languages(languages: tuple[str, ...]) -> str:
    """Name languages in a sentence."""
    return "all languages" if languages == ALL_LANGUAGES else ", ".join(languages) or "no language"
