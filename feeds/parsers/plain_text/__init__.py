"""A live blog as copied from a news page: stamp, headline, standfirst, bullets, background text, byline.

The way through the package is the way of the text: :mod:`~feeds.parsers.plain_text.lines` (bytes to numbered lines),
``parts`` (which lines are head, entries, tail), ``head``, ``entries`` and ``blocks`` (what each line is, by ``stamps``
and ``credits``), ``anchor`` and ``timeline`` (when each entry was published), ``live_blog`` (the whole).
The rules are written for people in ``docs/formats/plain_text.md``.
"""

from feeds.parsers.plain_text.live_blog import parse_plain_text
from feeds.parsers.sample import Sample

__all__ = ["is_plain_text", "parse_plain_text"]


def is_plain_text(sample: Sample) -> bool:
    """Say whether a document is neither markup nor a JSON object or array, not even the beginning of one."""
    return not (sample.is_markup or sample.looks_like_json or isinstance(sample.json, dict | list))
