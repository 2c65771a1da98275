"""The News sitemap: the live blogs of the last two days, for search engines' news.

https://www.sitemaps.org/protocol.html with Google's News extension. Pages say themselves where they are in other
languages: ``xhtml:link`` is in neither of the two schemas, which let nothing in that they cannot check.
"""

from apiflask import APIBlueprint
from flask import Response
from lxml import etree

from feeds.dates import rfc3339
from feeds.item import Site
from feeds.language import news_language
from feeds.xml import clean_text
from syndication.addresses import index_url, news_sitemap_url
from syndication.clock import utc_now
from syndication.news import NewsPage, list_news, news_changed_at
from syndication.web.answers import PUBLIC_FEED, flask_answer, named_by_bytes
from syndication.web.authorisation import public
from syndication.web.sessions import current_site, read_session

blueprint = APIBlueprint("news_sitemap", __name__, enable_openapi=False)

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@blueprint.get("/news-sitemap.xml")
@public
def news_sitemap() -> Response:
    """List each page of each live blog that was published within two days."""
    now = utc_now()
    site = current_site()
    with read_session() as session:
        pages = list_news(session, now=now)
        changed_at = news_changed_at(session, now=now) or now
    body = _sitemap(site, pages)
    served = named_by_bytes(
        body, media_type="application/xml; charset=utf-8", url=news_sitemap_url(site), changed_at=changed_at
    )
    return flask_answer(served, audience=PUBLIC_FEED, now=now)


def _sitemap(site: Site, pages: tuple[NewsPage, ...]) -> bytes:
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP, "news": _NEWS})
    for page in pages:
        _add_page(root, site, page)
    if not pages:
        # The schema wants an address. Without news:news the list of live blogs does not claim to be news.
        etree.SubElement(etree.SubElement(root, f"{{{_SITEMAP}}}url"), f"{{{_SITEMAP}}}loc").text = index_url(site)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add_page(root: etree._Element, site: Site, page: NewsPage) -> None:
    url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
    etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = site.page_url(page.slug, page.language)
    etree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = rfc3339(page.changed_at)
    news = etree.SubElement(url, f"{{{_NEWS}}}news")
    publication = etree.SubElement(news, f"{{{_NEWS}}}publication")
    etree.SubElement(publication, f"{{{_NEWS}}}name").text = clean_text(site.name)
    etree.SubElement(publication, f"{{{_NEWS}}}language").text = news_language(page.language)
    etree.SubElement(news, f"{{{_NEWS}}}publication_date").text = rfc3339(page.published_at)
    etree.SubElement(news, f"{{{_NEWS}}}title").text = clean_text(page.title)
