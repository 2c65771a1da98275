"""What is news to a search engine: the live blogs of the last two days, each in all its languages.

A live blog is as old as its first publication. Later entries change it, but they do not make it news again: Google
wants the original date of publication and nothing that is older than two days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feeds.profile import LanguageRule
from syndication.storage.blogs import load_heads
from syndication.storage.changes import last_change_at
from syndication.storage.news import RecentPage, last_publication_at, list_recent_pages
from syndication.storage.work import load_text_works
from translations import variants
from translations.model import LanguageWork

NEWS_AGE = timedelta(days=2)

MOST_PAGES = 1000
"""How many pages a News sitemap may list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """The page of a live blog in one language, under the title it has there."""

    slug: str
    language: str
    title: str
    published_at: datetime
    changed_at: datetime


def list_news(session: Session, *, now: datetime) -> tuple[NewsPage, ...]:
    """Return the pages that are news now, what changed last first."""
    recent = list_recent_pages(session, since=now - NEWS_AGE, until=now, limit=MOST_PAGES)
    titles = _translated_titles(session, recent)
    return tuple(
        NewsPage(
            slug=page.slug,
            language=page.language,
            title=titles.get((page.guid, page.language), page.title),
            published_at=page.published_at,
            # What was posted ahead of its publication has not changed since.
            changed_at=max(page.changed_at, page.published_at),
        )
        for page in recent
    )


def news_changed_at(session: Session, *, now: datetime) -> datetime | None:
    """Return when the list last changed: by an edit, or by the clock that lets live blogs in and out of it."""
    came_in_at = last_publication_at(session, until=now)
    youngest_out = last_publication_at(session, until=now - NEWS_AGE)
    went_out_at = youngest_out + NEWS_AGE if youngest_out else None
    return max(filter(None, (last_change_at(session), came_in_at, went_out_at)), default=None)


def _translated_titles(session: Session, pages: Iterable[RecentPage]) -> Mapping[tuple[str, str], str]:
    """Return titles by guid and language, as pages show them; in a handful of queries for each language."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        if page.language != page.source_language:
            by_language[page.language].append(page.guid)
    heads = {head.guid: head for head in load_heads(session, _once(by_language.values()))}
    titles: dict[tuple[str, str], str] = {}
    for language, guids in by_language.items():
        rule = LanguageRule(tag=language)
        for text in load_text_works(session, guids, language=language):
            work = LanguageWork(language=language, revision=0, texts={text.guid: text})
            titles[text.guid, language] = variants.make(heads[text.guid], language, work, rule).title
    return titles


def _once(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(guid for guids in lists for guid in guids))
