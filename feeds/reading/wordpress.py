"""Texts as WordPress keeps them: paragraphs are blank lines, an address alone on its line is an embed.

https://developer.wordpress.org/reference/functions/wpautop/ and /classes/wp_embed/. Texts of its block editor, which
have a comment around each block, hold whole paragraphs.
"""

import re
from collections.abc import Callable, Iterator

from feeds.model import Block
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.html_tree import INLINE_ELEMENTS
from feeds.reading.shortcodes import Attached, expand_shortcodes

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_LONE_URL = re.compile(r"\s*(https?://[^\s<>\"]+)\s*")
_BLOCK_COMMENT = "<!-- wp:"
_REUSABLE = re.compile(r"<!-- wp:block \{\"ref\":([0-9]+)")
_COMMAND = re.compile(r"<span class=\"liveblog-command[^\"<>]*\">[^<>]*</span>\s*")
_TYPED_COMMAND = re.compile(r"\A(\s*(?:<p>\s*)?)/key\b[ \t]*")
_PICTURE_FILES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_PLAYED_FILES = {".mp4": "video", ".webm": "video", ".mp3": "audio", ".m4a": "audio", ".ogg": "audio", ".wav": "audio"}


def blocks_from_wordpress(
    text: str, *, base_url: str | None, attached: Attached, remark: Callable[[str], None]
) -> tuple[Block, ...]:
    """Return a stored text as cleaned blocks without ids. ``remark`` is told of what it cannot show."""
    for reference in _REUSABLE.findall(text):
        remark(f"the reusable block {reference} is not part of the text")
    expanded = expand_shortcodes(without_commands(text), attached=attached, remark=remark)
    html = "".join(_with_breaks(expanded.replace("\r\n", "\n"), is_classic=_BLOCK_COMMENT not in text))
    return blocks_from_html(html, base_url=base_url)


def without_commands(text: str) -> str:
    """Leave out what the Liveblog plug-in keeps of its ``/key`` command in the text of a key event."""
    return _TYPED_COMMAND.sub(r"\1", _COMMAND.sub("", text))


def _with_breaks(html: str, *, is_classic: bool) -> Iterator[str]:
    """Yield HTML with line breaks for those of a classic text, and with embeds for addresses alone on their line."""
    parts = _TAG.split(html)
    verbatim = 0
    for number, part in enumerate(parts):
        if number % 2:
            verbatim += _opens(part, "pre") + _opens(part, "script") + _opens(part, "style")
            yield part
        elif verbatim > 0:
            yield part
        else:
            before, after = parts[number - 1] if number else "", parts[number + 1] if number + 1 < len(parts) else ""
            yield from _lines(part, before=before, after=after, mark="<br>" if is_classic else "\n")


def _opens(tag: str, name: str) -> int:
    """Return 1 for the start tag of an element, -1 for its end tag, 0 for any other."""
    if not tag[1:].lstrip("/").lower().startswith(name):
        return 0
    return -1 if tag.startswith("</") else 1


def _lines(text: str, *, before: str, after: str, mark: str) -> Iterator[str]:
    if _name(before) == "br":
        text = text.removeprefix("\n")
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_alone = (number > 0 or _is_break(before)) and (number + 1 < len(lines) or _is_break(after))
        url = _LONE_URL.fullmatch(line) if is_alone else None
        yield _shown(url[1]) if url else line
        if number + 1 < len(lines):
            yield mark


def _shown(url: str) -> str:
    path = url.partition("?")[0].lower()
    played = next((name for ending, name in _PLAYED_FILES.items() if path.endswith(ending)), "iframe")
    shown = f'<img src="{url}">' if path.endswith(_PICTURE_FILES) else f'<{played} src="{url}"></{played}>'
    return f"<div>{shown}</div>"


def _is_break(tag: str) -> bool:
    """Say whether a line ends at a tag; it does at the start and the end of the text."""
    return _name(tag) not in INLINE_ELEMENTS - {"br"}


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1].lower() if match else ""
