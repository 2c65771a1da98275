"""schema.org's LiveBlogPosting, the description of a live blog that its HTML page holds for search engines.

``page`` finds the scripts of a page, ``things`` looks at what they say (JSON-LD 1.1, https://www.w3.org/TR/json-ld11/),
``live_blog`` reads the posting, ``updates`` its updates and ``media`` their pictures, videos and sounds. What the page
shows to readers is not looked at.
"""

from feeds.parsers.live_blog_posting.live_blog import parse_live_blog_posting
from feeds.parsers.sample import Sample

__all__ = ["is_live_blog_posting", "parse_live_blog_posting"]


def is_live_blog_posting(sample: Sample) -> bool:
    """Say whether a document is a page with such a description, or the description alone."""
    if b"LiveBlogPosting" not in sample.data:
        return False
    if sample.is_html:
        return b"ld+json" in sample.data.lower()
    return bool(sample.json_keys & {"@context", "@graph", "@type"}) or isinstance(sample.json, list)
