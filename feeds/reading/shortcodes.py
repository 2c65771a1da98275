"""WordPress shortcodes, such as ``[caption]...[/caption]`` and ``[gallery ids="5,6"]``, made into HTML.

https://developer.wordpress.org/apis/shortcode/. What a theme or a plug-in has made of its own cannot be known: its
marks are left out, the words between them stay.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from feeds.html import escape, escape_attribute
from feeds.model import Media, MediaKind

_CODE = re.compile(r"\[(/?)([A-Za-z][A-Za-z0-9_-]{1,40})((?:[\s=][^\[\]]*)?)/?\]")
_ATTRIBUTE = re.compile(r"""([A-Za-z0-9_-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_URL = re.compile(r"https?://[^\s\"'<>\]]+")
_PICTURE_FIRST = re.compile(r"\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_FILES = ("src", "mp4", "m4v", "webm", "ogv", "mov", "mp3", "m4a", "ogg", "wav", "flac")
_DEEPEST = 8
_IDS: Mapping[str, str] = MappingProxyType(
    {
        "tweet": "https://twitter.com/i/status/{}",
        "twitter": "https://twitter.com/i/status/{}",
        "youtube": "https://www.youtube.com/watch?v={}",
        "vimeo": "https://vimeo.com/{}",
    }
)
_EMBEDS = frozenset(
    {*_IDS, "embed", "instagram", "facebook", "soundcloud", "dailymotion", "spotify", "tiktok", "iframe"}
)
_SILENT = frozenset({"liveblog_key_events"})

Attached = Callable[[tuple[str, ...]], Iterable[Media]]
"""What gives attachments by their ids; without any, all that are attached to the text."""


@dataclass(slots=True)
class _Frame:
    """A shortcode that is open, and what has been found in it so far."""

    name: str
    given: str
    inside: list[str] = field(default_factory=list)


def expand_shortcodes(text: str, *, attached: Attached, remark: Callable[[str], None]) -> str:
    """Return the text with HTML in place of its shortcodes; ``remark`` is told of each that is not known.

    ``[Update]`` is a word in brackets: something is a shortcode if it is known here, has attributes, or is closed.
    """
    if "[" not in text:
        return text
    closing = Counter(match[2].lower() for match in _CODE.finditer(text) if match[1])
    frames = [_Frame("", "")]
    last = 0
    for match in _CODE.finditer(text):
        if text[match.start() - 1 : match.start()] == "[" and text[match.end() : match.end() + 1] == "]":
            # A shortcode in brackets of its own is shown as it is written.
            frames[-1].inside += (text[last : match.start() - 1], match[0])
            last = match.end() + 1
            continue
        frames[-1].inside.append(text[last : match.start()])
        last = match.end()
        name = match[2].lower()
        if match[1]:
            closing[name] -= 1
            _close(frames, name, match[0], attached, remark)
        elif closing[name] > 0 and len(frames) <= _DEEPEST:
            frames.append(_Frame(name, match[3]))
        else:
            frames[-1].inside.append(_lone(match, attached, remark))
    frames[-1].inside.append(text[last:])
    return "".join(part for frame in frames for part in frame.inside)


def _close(frames: list[_Frame], name: str, written: str, attached: Attached, remark: Callable[[str], None]) -> None:
    if not any(frame.name == name for frame in frames):
        frames[-1].inside.append(written)
        return
    while True:
        frame = frames.pop()
        inside = "".join(frame.inside)
        is_closed = frame.name == name
        frames[-1].inside.append(_expanded(frame.name, frame.given, inside, attached, remark) if is_closed else inside)
        if is_closed:
            return


def _lone(match: re.Match[str], attached: Attached, remark: Callable[[str], None]) -> str:
    name, given = match[2].lower(), match[3]
    is_known = name in _EMBEDS | _SILENT | {"gallery", "playlist", "video", "audio"}
    if not is_known and not _ATTRIBUTE.search(given):
        return match[0]
    return _expanded(name, given, "", attached, remark)


def _expanded(name: str, given: str, inside: str, attached: Attached, remark: Callable[[str], None]) -> str:
    attributes = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(given)}
    if name in {"caption", "wp_caption"}:
        return _caption(attributes, inside)
    if name in {"gallery", "playlist"}:
        ids = tuple(re.findall(r"[0-9]+", attributes.get("ids", attributes.get("include", ""))))
        shown = [figure_html(media) for media in attached(ids)]
        if len(shown) < max(1, len(ids)):
            remark(f"{len(shown)} of {len(ids) or 'all'} files of [{name}] are in the document")
        return "".join(shown)
    if name in {"video", "audio"}:
        files = [url for key in _FILES if (url := attributes.get(key))] or _URL.findall(given + " " + inside)
        sources = "".join(f'<source src="{escape_attribute(url)}">' for url in files)
        return f"<div><{name}>{sources}</{name}></div>" if sources else inside
    if name in _EMBEDS and (url := _address(name, given, inside)):
        return f'<div><iframe src="{escape_attribute(url)}"></iframe></div>'
    if name not in _SILENT:
        remark(f"the shortcode [{name}] is not known; its marks were left out")
    return inside


def _caption(attributes: Mapping[str, str], inside: str) -> str:
    match = _PICTURE_FIRST.match(inside)
    picture, words = (match[1], match[2]) if match else ("", inside)
    if attributes.get("caption"):
        words = f"{attributes['caption']} {words}"
    return f"<figure>{picture}<figcaption>{words.strip()}</figcaption></figure>"


def _address(name: str, given: str, inside: str) -> str | None:
    url = _URL.search(given) or _URL.search(inside)
    if url is not None:
        return url[0].replace("&amp;", "&").replace("&#038;", "&")
    bare = next(iter(given.strip(" =\t\n\"'").split()), "")
    return _IDS[name].format(bare) if name in _IDS and re.fullmatch(r"[\w-]{5,30}", bare) else None


def figure_html(media: Media) -> str:
    """Return an attachment as WordPress shows it in a text: the thing itself with its caption."""
    found = media.renditions[0] if media.renditions else None
    source = escape_attribute(found.href or "") if found else ""
    caption = escape(media.caption or "")
    credit = f" <small>{escape(media.credit)}</small>" if media.credit else ""
    shown = "".join(_element(media, source, found.width, found.height)) if found else ""
    return f"<figure>{shown}<figcaption>{caption}{credit}</figcaption></figure>"


def _element(media: Media, source: str, width: int | None, height: int | None) -> Iterator[str]:
    if media.kind is not MediaKind.PICTURE:
        yield f'<{media.kind.value} src="{source}"></{media.kind.value}>'
        return
    yield f'<img src="{source}" alt="{escape_attribute(media.alt or "")}"'
    yield f' width="{width}"' if width else ""
    yield f' height="{height}"' if height else ""
    yield ">"
