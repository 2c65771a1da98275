"""Posts of Superdesk's Live Blog (Sourcefabric), in the shape of either version of its client API.

``live_blog`` reads the posts of a live blog, ``items`` what a post is made of. A post is a package: its items stand in
the refs of its ``main`` group (version 1), or in a list of their own (version 2).
"""

from feeds.parsers.sample import Sample
from feeds.parsers.superdesk_live_blog.live_blog import parse_superdesk_live_blog

__all__ = ["is_superdesk_live_blog", "parse_superdesk_live_blog"]


def is_superdesk_live_blog(sample: Sample) -> bool:
    """Say whether a document is a post or a list of posts; Superdesk lists other things in the same way."""
    if not sample.json_keys:
        return False
    posts = sample.json.get("_items", [sample.json])
    return isinstance(posts, list) and any(_is_post(post) for post in posts)


def _is_post(value: object) -> bool:
    return isinstance(value, dict) and "post_status" in value and ("groups" in value or "items" in value)
