"""Objects of our own, ``_syndication`` and ``_translation``: what JSON Feed has no member for.

Their members are described in ``feeds/catalogs/json-feed-objects-1.json``, whose address each object has in ``about``.
"""

from collections.abc import Iterable

from feeds.dates import rfc3339
from feeds.item import ArchivePlace, Feed, Item, LanguageLink, Package, Site
from feeds.json import Table, filled
from feeds.model import PubStatus, Rights, Subject, Translation, TranslationState
from feeds.profile import Extension
from feeds.uris import uri


def about_feed(feed: Feed) -> Table | None:
    """Return the feed's ``_syndication``: its identity, the live blogs in it, the same feed in other languages.

    ``None`` for partners that want no object of ours but the one on translations, which says what is machine-made.
    """
    if Extension.OWN in feed.without:
        return None
    return filled(
        {
            "about": feed.site.json_feed_objects_url,
            "id": feed.guid,
            "updated": rfc3339(feed.updated_at),
            "provider": feed.site.provider,
            "archive": _archive(feed.links.archive),
            "blogs": [_blog(package) for package in feed.packages],
            "subjects": _subjects(feed.subjects),
            "rights": rights_table(feed.rights),
            "alternates": _alternates(feed.links.sibling_feeds),
        }
    )


def about_item(item: Item) -> Table | None:
    """Return an item's ``_syndication``: version and status, marks, notes, rights; ``None`` as for a feed."""
    if Extension.OWN in item.without:
        return None
    return filled(
        {
            "about": item.site.json_feed_objects_url,
            "version": item.version,
            "pub_status": item.pub_status.value,
            "blog": {"id": item.blog_guid, "title": item.blog_title},
            "kind": item.kind.value,
            "pinned": item.pinned,
            "highlighted": item.highlighted,
            "has_own_title": item.has_own_title,
            "correction": item.correction_note,
            "kill_reason": item.kill_reason if item.pub_status is PubStatus.CANCELED else None,
            "embargoed_until": rfc3339(item.embargoed_until) if item.embargoed_until else None,
            "byline": item.byline,
            "subjects": _subjects(item.subjects),
            "tags": item.tags,
            "rights": rights_table(item.rights),
            "alternates": _alternates(item.alternates),
        }
    )


def about_translation(
    translation: Translation | None, site: Site, *, source_guid: str | None, source_url: str | None
) -> Table | None:
    """Return the ``_translation`` of a variant: from what, by what and whom it was made, and how far people checked it.

    ``source_guid`` is the source's guid in the partner's scheme.
    """
    if translation is None:
        return None
    return filled(
        {
            "about": site.json_feed_objects_url,
            "source_id": source_guid or translation.source_guid,
            "source_version": translation.known_source_version,
            "source_language": translation.source_language,
            "source_url": uri(source_url) if source_url else None,
            "state": translation.state.value,
            "machine": translation.has_machine_text,
            "reviewed": translation.state is TranslationState.REVIEWED,
            "stale": translation.is_stale,
            "engines": translation.engines,
            "memories": translation.memories,
            "reviewers": translation.reviewers,
        }
    )


def rights_table(rights: Rights | None) -> Table | None:
    """Return what is stated about rights; territories are ISO 3166-1 alpha-2 codes."""
    if rights is None:
        return None
    return filled(
        {
            "holder": rights.holder,
            "notice": rights.notice,
            "usage_terms": rights.usage_terms,
            "allowed_territories": rights.allowed_territories,
            "denied_territories": rights.denied_territories,
        }
    )


def _archive(place: ArchivePlace | None) -> Table | None:
    if place is None:
        return None
    return {"number": place.number, "generation": place.generation, "current_url": uri(place.current_url)}


def _blog(package: Package) -> Table:
    return {
        "id": package.guid,
        "version": package.version,
        "pub_status": package.pub_status.value,
        "title": package.title,
        "language": package.language_tag,
        "url": uri(package.page_url),
    }


def _subjects(subjects: Iterable[Subject]) -> list[Table]:
    return [filled({"qcode": subject.qcode, "name": subject.name}) for subject in subjects]


def _alternates(links: Iterable[LanguageLink]) -> list[Table]:
    return [{"language": link.language, "url": uri(link.url)} for link in links]
