"""Which live blogs a profile lets through, and in which languages it delivers them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feeds.profile import LanguageRule, OutputProfile, PublishPolicy
from syndication.storage.revisions import list_feed_revisions

_SPANNED_BLOGS = 200

Readings = Mapping[str, Mapping[str, int]]
"""For each live blog, by its slug, the revision of each language it is read in, its own language first."""


def readings_of(session: Session, profile: OutputProfile, slug: str | None) -> Readings:
    """Look up what a profile lets through: one live blog, or the most recently changed ones."""
    wanted = profile.selection.blogs
    found: dict[str, dict[str, int]] = {}
    for feed in list_feed_revisions(session, slug):
        if not wanted or feed.slug in wanted:
            found.setdefault(feed.slug, {})[feed.language] = feed.revision
    return dict(list(found.items())[:_SPANNED_BLOGS])


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The languages a profile delivers of some live blogs, and those in which all of them have a page."""

    languages: tuple[str, ...]
    page_languages: tuple[str, ...]


def offer_of(profile: OutputProfile, readings: Readings) -> Offer:
    """Return the languages of what a profile lets through."""
    there = tuple(dict.fromkeys(tag for revisions in readings.values() for tag in revisions))
    ruled = tuple(rule.tag for rule in profile.languages) or there
    return Offer(
        languages=tuple(tag for tag in ruled if tag in there and _is_delivered(profile.rule_for(tag))),
        page_languages=tuple(tag for tag in there if all(tag in revisions for revisions in readings.values())),
    )


def _is_delivered(rule: LanguageRule | None) -> bool:
    return rule is not None and rule.policy is not PublishPolicy.OFF
