"""Credits of pictures, videos and sounds in running text: ``Photo by ...``, ``Ảnh: ...``, ``(사진=...)``.

A caption is what stands before a credit on the same line; a credit alone on its line has none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from feeds.model import MediaKind

_KINDS: Mapping[str, MediaKind] = MappingProxyType(
    {
        **dict.fromkeys(("photo", "photos", "photograph", "photographs", "photography"), MediaKind.PICTURE),
        **dict.fromkeys(("picture", "pictures", "image", "images", "graphic", "graphics"), MediaKind.PICTURE),
        **dict.fromkeys(("foto", "fotos", "ảnh", "hình", "hình ảnh", "đồ họa", "사진", "그래픽"), MediaKind.PICTURE),
        **dict.fromkeys(("video", "videos", "footage", "clip", "영상", "동영상", "비디오"), MediaKind.VIDEO),
        **dict.fromkeys(("audio", "sound", "recording", "âm thanh", "음성", "오디오"), MediaKind.AUDIO),
    }
)
# After these and a colon any short text is a name: Vietnamese agencies write theirs in small letters
# (``Ảnh: Nhân vật cung cấp``) and Korean has none.
_FREE_LABELS = frozenset(
    ("ảnh", "hình", "hình ảnh", "đồ họa", "âm thanh", "사진", "그래픽", "영상", "동영상", "비디오", "음성", "오디오")
)
_LABEL = re.compile(
    rf"(?<!\w)(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:\scredits?|\s?제공)?(?!\w)"
    r"|(?<!\w)credits?(?!\w)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\s(?:taken |provided |supplied |shot )?(?:by|courtesy of|courtesy|via)(?:\s?[:：]\s?|\s)", re.IGNORECASE
)
_COLON = re.compile(r"\s?[:：=]\s?")
_BRACKETS: Mapping[str, str] = MappingProxyType({"(": ")", "[": "]", "（": "）", "【": "】"})
# What may end the caption: a full stop (inside quotes too), or a dash, stroke or bracket before the credit.
_CAPTION_END = re.compile(r"(?:^|[.!?…。！？][\"'”’»)\]]*|\s[-–—|/·•]|[|/])\s*$")
_DIVIDERS = " \u00a0-–—|/·•"
_SENTENCE_INSIDE = re.compile(r"\w{4,}[.!?。]\s|[。！？]")
_INITIAL_END = re.compile(r"(?:^|\W)\w{1,2}\.$")
_SMALL_WORDS = frozenset(
    (
        "a",
        "al",
        "and",
        "by",
        "courtesy",
        "da",
        "de",
        "del",
        "der",
        "di",
        "do",
        "du",
        "e",
        "el",
        "en",
        "et",
        "file",
        "for",
        "from",
        "handout",
        "i",
        "in",
        "la",
        "le",
        "of",
        "on",
        "pool",
        "reporters",
        "staff",
        "the",
        "van",
        "via",
        "von",
        "và",
        "y",
    )
)
_WINDOW_CHARACTERS = 200
_MOST_CREDITS = 6
_NAME_CHARACTERS = 80
_NAME_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A media object named in the text: what it is, whose it is, and its caption or an empty string.

    ``doubt`` says in a sentence what was guessed; empty when nothing was.
    """

    kind: MediaKind
    name: str
    caption: str = ""
    doubt: str = ""


def read_credits(text: str) -> tuple[Credit, ...]:
    """Return the credits a line ends with, in reading order; empty for ordinary text.

    The first carries the line's caption. At most six are read, each no longer than 200 characters.
    """
    found: list[Credit] = []
    rest = text
    while rest and len(found) < _MOST_CREDITS and (credit := _last_credit(rest)) is not None:
        found.append(credit)
        rest = credit.caption
    return tuple(
        Credit(kind=c.kind, name=c.name, doubt=c.doubt, caption=c.caption if number == len(found) else "")
        for number, c in reversed(list(enumerate(found, start=1)))
    )


def starts_like_credit(text: str) -> bool:
    """Say whether a line begins with a label and a colon, as a credit does, whatever follows."""
    label = _LABEL.match(text)
    return bool(label and _COLON.match(text, label.end()))


def _last_credit(text: str) -> Credit | None:
    window = max(0, len(text) - _WINDOW_CHARACTERS)
    for label in _LABEL.finditer(text, window):
        link = _BY.match(text, label.end()) or _COLON.match(text, label.end())
        if link is None:
            continue
        is_colon = not link.group().strip(" :：=")
        before, name = _unwrap(text[: label.start()], text[link.end() :])
        word = (label["kind"] or "").lower()
        if not _is_name(name, is_free=is_colon and word in _FREE_LABELS):
            continue
        is_divided = bool(_CAPTION_END.search(before[-8:])) or before != text[: label.start()].rstrip()
        if not is_divided and (is_colon or not label.group()[0].isupper()):
            continue
        return Credit(
            kind=_KINDS.get(word, MediaKind.PICTURE),
            name=_trimmed(name),
            caption=before.rstrip(_DIVIDERS),
            doubt=_doubt(word, is_divided=is_divided),
        )
    return None


def _doubt(word: str, *, is_divided: bool) -> str:
    if not word:
        return "the credit does not say of what; taken as a picture's"
    return "" if is_divided else "nothing divides the caption from the credit"


def _unwrap(before: str, name: str) -> tuple[str, str]:
    """Take off a bracket that opens before the label and closes at the end of the line."""
    before, name = before.rstrip(), name.rstrip()
    closing = _BRACKETS.get(before[-1:], "")
    bare = name.rstrip(".")
    if closing and bare.endswith(closing) and bare.count(closing) > bare.count(before[-1]):
        return before[:-1].rstrip(), bare[:-1].rstrip()
    return before, name


def _trimmed(name: str) -> str:
    return name if _INITIAL_END.search(name) else name.removesuffix(".").rstrip()


def _is_name(name: str, *, is_free: bool) -> bool:
    """Say whether a text can be somebody's name: short, one phrase, and in names' capitals unless ``is_free``."""
    words = re.split(r"[\s/&,;|+]+", name.strip())
    if not name or len(name) > _NAME_CHARACTERS or len(words) > _NAME_WORDS or not re.search(r"\w", name):
        return False
    if _SENTENCE_INSIDE.search(name) or name[-1] in "!?…。:：" or (_LABEL.search(name) and _COLON.search(name)):
        return False
    if is_free and not name.endswith("."):
        return True
    letters = [word.lstrip("\"'“‘(@©ⓒ#") for word in words]
    return all(word in _SMALL_WORDS or not word[:1].islower() for word in letters) and letters[0] not in {"and", "i"}
