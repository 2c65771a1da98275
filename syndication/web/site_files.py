"""The files that are there once for the whole site: catalogue, OPML, robots.txt, icon."""

import hashlib
from collections.abc import Iterable

from apiflask import APIBlueprint
from flask import Response, current_app, request
from lxml import etree

from feeds.catalogs import catalog_bytes, json_feed_objects
from feeds.item import Site
from feeds.model import PubStatus
from syndication.addresses import feed_url, opml_url
from syndication.clock import utc_now
from syndication.documents import Served
from syndication.storage.blogs import BlogRecord, list_blogs
from syndication.storage.revisions import blog_languages
from syndication.web.answers import NOSNIFF, PUBLIC_FEED, flask_answer
from syndication.web.authorisation import public
from syndication.web.sessions import current_site, read_session
from syndication.web.words import own_name

blueprint = APIBlueprint("site_files", __name__, enable_openapi=False)

_LISTED_BLOGS = 1000
# What a feed reader can subscribe to; OPML knows no other kind of feed.
_READER_FORMATS = ("atom", "rss")
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
        body = _opml(site, [(record, blog_languages(session, record.slug)) for record in records])
    served = Served(
        body=body,
        media_type="text/x-opml; charset=utf-8",
        etag=hashlib.sha256(body).hexdigest()[:20],
        last_modified_at=max((record.updated_at for record in records), default=now),
        valid_until=None,
        url=opml_url(site),
    )
    return flask_answer(served, audience=PUBLIC_FEED, now=now)


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Ask crawlers to read pages and feeds, and nothing else."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/api/", "/desk/", "/partners/", "/sign-in/")), ""]
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


def _opml(site: Site, blogs: Iterable[tuple[BlogRecord, tuple[str, ...]]]) -> bytes:
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = site.name
    body = etree.SubElement(root, "body")
    for record, languages in blogs:
        group = etree.SubElement(body, "outline", text=record.title)
        for language in languages:
            for name in _READER_FORMATS:
                _subscription(group, site, record, language, name)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _subscription(group: etree._Element, site: Site, record: BlogRecord, language: str, format_name: str) -> None:
    # "rss" is the type of every subscription, whatever its format (OPML 2.0, "Subscription lists").
    etree.SubElement(
        group,
        "outline",
        type="rss",
        text=f"{record.title} ({own_name(language)}, {format_name})",
        language=language,
        xmlUrl=feed_url(site, record.slug, language, format_name),
        htmlUrl=site.page_url(record.slug, language),
    )
