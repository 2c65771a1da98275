"""Check ``urls``: web and e-mail addresses, handles and hashtags are in the translation as they are in the source."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from translations.checks.check import CheckContext, CheckFamily
from translations.checks.spans import ENTITY, blanked
from translations.findings import Finding, Fix, Severity, Span
from translations.words import FIRST_EAST_ASIAN

# An address holds ASCII and accented Latin letters; Hangul behind it is a particle, in "example.com에서".
_IN_ADDRESS = r"[!#-;=?-Z\\\]_a-z|~\[\u00c0-\u024f\u1e00-\u1eff]"
# Without http before it, only what ends in one of these and goes on behind a slash: "Mr.Kim/Lee" is no address.
_DOMAIN = "(?:com|net|org|info|gov|edu|int|io|me|tv|co|eu|uk|us|vn|kr|jp|cn|tw|de|fr|es|ru|ly|be|gl|news|app|dev)"
_ADDRESS = re.compile(
    rf"(?P<url>(?:https?://|www\.){_IN_ADDRESS}++|(?<![a-z0-9.@-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}{_DOMAIN}/{_IN_ADDRESS}++)"
    r"|(?P<mail>(?<![a-z0-9_.+-])[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5})"
    r"|(?P<handle>(?<![A-Za-z0-9_@/.&])@[A-Za-z0-9_]{2,40}(?:[.@][A-Za-z0-9_]{1,40}){0,5})"
    r"|(?P<tag>(?<![A-Za-z0-9_#/&])\#(?=[\w]*[^\W\d])(?:[A-Za-z0-9_\u00c0-\u024f\u1e00-\u1eff]++|\w++))",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'\"*"
_PAIRS = {")": "(", "]": "["}
_MOST_DAMAGED = 300
_KINDS = {"url": "address", "mail": "address", "handle": "handle", "tag": "hashtag"}


@lru_cache(maxsize=256)
def address_spans(text: str) -> tuple[Span, ...]:
    """Return where web and e-mail addresses, handles and hashtags stand."""
    if not any(sign in text for sign in ("@", "#", "/", "www.", "WWW.")):
        return ()
    return tuple((match.start(), _end(match)) for match in _ADDRESS.finditer(text))


def without_addresses(text: str) -> str:
    """Return a text of the same length with blanks in place of its addresses, and of HTML codes left in it."""
    codes = (match.span() for match in ENTITY.finditer(text)) if "&" in text else ()
    return blanked(text, [*address_spans(text), *codes])


def check_addresses(source: str, target: str, _context: CheckContext) -> Iterator[Finding]:
    """Compare the addresses of both texts; how often each is there counts."""
    wanted = Counter(source[start:end] for start, end in address_spans(source))
    left: list[Span] = []
    for start, end in address_spans(target):
        taken = _known_as(target[start:end], wanted)
        if taken is None:
            left.append((start, end))
        else:
            wanted[taken] -= 1
    lost = [address for address, count in wanted.items() for _ in range(count)]
    yield from _missing(lost, source, target, left)
    for start, end in left:
        yield Finding(
            code="urls",
            severity=Severity.BLOCK,
            message=f"The {_kind(target[start:end])} {target[start:end]} is not in the source"
            " so often, or not written so.",
            target_span=(start, end),
        )


def _missing(lost: list[str], source: str, target: str, left: list[Span]) -> Iterator[Finding]:
    """Yield the lost addresses; what is found damaged is taken out of what is ``left``."""
    for address in lost:
        start = source.find(address)
        damaged = _damaged(address, target)
        if damaged is not None:
            left[:] = [span for span in left if span[1] <= damaged[0] or damaged[1] <= span[0]]
        yield Finding(
            code="urls",
            severity=Severity.BLOCK,
            message=f"The {_kind(address)} {address} is missing or changed.",
            source_span=(start, start + len(address)),
            target_span=damaged,
            fix=None if damaged is None else Fix(start=damaged[0], end=damaged[1], text=address),
        )


def _known_as(found: str, wanted: Counter[str]) -> str | None:
    """Return which wanted address was found; a hashtag in Hangul may have a particle behind it."""
    if wanted[found] > 0:
        return found
    if found[0] == "#" and found[-1] >= FIRST_EAST_ASIAN:
        begun = [tag for tag, count in wanted.items() if count > 0 and tag[0] == "#" and found.startswith(tag)]
        return max(begun, key=len, default=None)
    return None


def _damaged(address: str, target: str) -> Span | None:
    """Find an address that an engine's tokens pulled apart or whose letter case is another: ``@vn express``.

    Only if it can be one thing: nothing of the address is missing, and it is there once.
    """
    if len(address) > _MOST_DAMAGED:
        return None
    pattern = "".join(map(_loosely, address)).replace(" ? ?", " ?").strip(" ?")
    matches = list(re.finditer(rf"(?<![A-Za-z0-9_]){pattern}(?![A-Za-z0-9_])", target, re.IGNORECASE))
    exact = any(match.group() == address for match in matches)
    return matches[0].span() if len(matches) == 1 and not exact else None


def _loosely(sign: str) -> str:
    if sign == "_":
        return "[ _]"
    return re.escape(sign) if sign.isalnum() else f" ?{re.escape(sign)} ?"


def _kind(address: str) -> str:
    match = _ADDRESS.match(address)
    return _KINDS[match.lastgroup or "url"] if match else "address"


def _end(match: re.Match[str]) -> int:
    """Leave out the punctuation behind an address, and a bracket that was opened before it."""
    text, start, end = match.string, match.start(), match.end()
    extra = {last: text.count(last, start, end) - text.count(first, start, end) for last, first in _PAIRS.items()}
    while end > start + 1 and (text[end - 1] in _TRAILING or extra.get(text[end - 1], 0) > 0):
        end -= 1
        if text[end] in extra:
            extra[text[end]] -= 1
    return end


ADDRESSES = CheckFamily(codes=("urls",), check=check_addresses)
