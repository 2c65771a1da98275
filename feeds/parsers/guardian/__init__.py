"""The Guardian's content API: an item with its blocks, as ``show-blocks=all`` gives them.

``live_blog`` reads the item and its blocks, ``elements`` what a block is made of. The shape is that of the API's
published models (https://github.com/guardian/content-api-models).
"""

from feeds.parsers.guardian.live_blog import parse_guardian
from feeds.parsers.sample import Sample

__all__ = ["is_guardian", "parse_guardian"]

_ITEM_NAMES = frozenset({"webUrl", "apiUrl", "webTitle"})


def is_guardian(sample: Sample) -> bool:
    """Say whether a document is an answer of the API, or an item taken out of one."""
    response = sample.json.get("response") if sample.json_keys else None
    if not isinstance(response, dict):
        return sample.json_keys >= _ITEM_NAMES
    return "userTier" in response or "content" in response
