"""Who reads a live blog in a language, and by what rule: the public feeds, and every partner's profile with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from feeds.profile import LanguageRule, OutputProfile
from syndication.storage.partners import list_named_profiles
from translations.policy import rule_text

PUBLIC = "public"
"""The name of everybody who reads the public feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader of one language: ``public``, or a profile as ``PARTNER/PROFILE``, with its rule, also as text."""

    name: str
    rule: LanguageRule
    rule_text: str


class Readers:
    """All readers there are, as they were when they were loaded."""

    def __init__(self, profiles: Sequence[tuple[str, OutputProfile]]) -> None:
        self._profiles = profiles
        self._rules: dict[tuple[str, str], Mapping[str, LanguageRule]] = {}

    def of(self, slug: str | None, language: str) -> tuple[Reader, ...]:
        """Return who reads a live blog, or without a slug any of them, in a language; the public first."""
        return tuple(
            Reader(name=name, rule=rule, rule_text=rule_text(rule)) for name, rule in self._pairs(slug, language)
        )

    def rules(self, slug: str, language: str) -> Mapping[str, LanguageRule]:
        """Return the different rules in use for a live blog in a language, by their texts."""
        key = (slug, language) if self._has_choosy else ("", language)
        if key not in self._rules:
            self._rules[key] = {rule_text(rule): rule for _name, rule in self._pairs(slug, language)}
        return self._rules[key]

    def timers(self, slug: str, language: str) -> tuple[int, ...]:
        """Return the different timers in use for a live blog in a language, in minutes."""
        found = {rule.after_min for rule in self.rules(slug, language).values() if rule.after_min is not None}
        return tuple(sorted(found))

    @cached_property
    def _has_choosy(self) -> bool:
        return any(profile.selection.blogs for _name, profile in self._profiles)

    def _pairs(self, slug: str | None, language: str) -> Iterator[tuple[str, LanguageRule]]:
        yield PUBLIC, LanguageRule(tag=language)
        for name, profile in self._profiles:
            rule = profile.rule_for(language)
            chosen = profile.selection.blogs
            if rule is not None and (slug is None or not chosen or slug in chosen):
                yield name, rule


def load_readers(session: Session) -> Readers:
    """Load everybody who may read; the public feeds, which take the default of everything, are always there."""
    return Readers(list_named_profiles(session))
