"""The files that are there once for the whole site: catalogue, OPML, robots.txt, icon."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from apiflask import APIBlueprint
from flask import Response, current_app, request
from lxml import etree

from feeds.catalogs import catalog_bytes, json_feed_objects
from feeds.item import Site
from feeds.model import PubStatus
from feeds.xml import clean_text
from syndication.addresses import feed_url, news_sitemap_url, opml_url
from syndication.clock import utc_now
from syndication.storage.blogs import BlogRecord, list_blogs
from syndication.storage.changes import last_change_at
from syndication.storage.revisions import list_feed_revisions
from syndication.web.answers import NOSNIFF, PUBLIC_FEED, flask_answer, named_by_bytes
from syndication.web.authorisation import public
from syndication.web.feed_links import format_title, reader_formats
from syndication.web.sessions import current_site, read_session
from syndication.web.words import own_name

blueprint = APIBlueprint("site_files", __name__, enable_openapi=False)

_LISTED_BLOGS = 1000
_NOT_FOR_CRAWLERS = ("/api/", "/desk/", "/partners/", "/review/", "/sign-in/")
_DAY = ("Cache-Control", "public, max-age=86400")


@blueprint.get("/catalogs/syndication-1.xml")
@public
def catalog() -> Response:
    """Serve our NewsML-G2 catalogue. It never changes: a changed one would get an address of its own."""
    return _reference(catalog_bytes(), content_type="application/xml; charset=utf-8")


@blueprint.get("/catalogs/json-feed-objects-1.json")
@public
def json_feed_objects_file() -> Response:
    """Serve the description of our own objects in JSON Feed. Nothing in it changes, though things may be added."""
    return _reference(json_feed_objects(), content_type="application/schema+json")


def _reference(body: bytes, *, content_type: str) -> Response:
    """Answer with what documents refer to, for anyone to read."""
    response = Response(body, content_type=content_type)
    response.headers.extend([_DAY, NOSNIFF, ("Access-Control-Allow-Origin", "*")])
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/feeds.opml")
@public
def opml() -> Response:
    """List all public feeds that a feed reader can subscribe to (OPML 2.0)."""
    now = utc_now()
    site = current_site()
    with read_session() as session:
        records = [r for r in list_blogs(session, limit=_LISTED_BLOGS) if r.pub_status is PubStatus.USABLE]
        languages: dict[str, list[str]] = defaultdict(list)
        for feed in list_feed_revisions(session):
            languages[feed.slug].append(feed.language)
        # What changed last may have been taken off the list.
        changed_at = last_change_at(session)
    body = _opml(site, [(record, languages[record.slug]) for record in records])
    served = named_by_bytes(
        body, media_type="text/x-opml; charset=utf-8", url=opml_url(site), changed_at=changed_at or now
    )
    return flask_answer(served, audience=PUBLIC_FEED, now=now)


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Ask crawlers to read pages and feeds, and nothing else (RFC 9309); tell them where the news is."""
    refused = (f"Disallow: {path}" for path in _NOT_FOR_CRAWLERS)
    lines = ["User-agent: *", *refused, "", f"Sitemap: {news_sitemap_url(current_site())}", ""]
    response = Response("\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers.extend([_DAY, NOSNIFF])
    return response


@blueprint.get("/favicon.ico")
@public
def old_favicon() -> Response:
    """Serve the icon under the name that browsers try where a page names none; the type tells them what it is."""
    return favicon()


@blueprint.get("/favicon.svg")
@public
def favicon() -> Response:
    """Serve the icon."""
    response = current_app.send_static_file("favicon.svg")
    response.headers.extend([NOSNIFF])
    return response


def _opml(site: Site, blogs: Iterable[tuple[BlogRecord, Sequence[str]]]) -> bytes:
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = clean_text(site.name)
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for record, languages in blogs:
        group = etree.SubElement(body, "outline", text=clean_text(record.title))
        for language in languages:
            for name in reader_formats():
                _subscription(group, site, record, language, name)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _subscription(group: etree._Element, site: Site, record: BlogRecord, language: str, format_name: str) -> None:
    # "rss" is the type of every subscription, whatever its format (OPML 2.0, "Subscription lists").
    etree.SubElement(
        group,
        "outline",
        type="rss",
        text=clean_text(f"{record.title} ({own_name(language)}, {format_title(format_name)})"),
        language=language,
        xmlUrl=feed_url(site, record.slug, language, format_name),
        htmlUrl=site.page_url(record.slug, language),
    )
