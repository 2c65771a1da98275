"""Checks ``spaces``, ``invisible`` and ``fullwidth_punctuation``: what a typesetter would put right without asking.

Blanks and punctuation between two words are looked at together, and the fix puts all of it right: with one thing mended
alone another would come to light. What is wrong depends on the language: the ``[spacing]`` of its locale file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from feeds.locales import own_table
from translations.checks.addresses import address_spans
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.invisible import INVISIBLE, is_needed
from translations.checks.spans import blanked
from translations.checks.untranslated import kept_words
from translations.findings import Finding, Fix, Severity, Span
from translations.words import FIRST_EAST_ASIAN

_WIDE = "\uff01-\uff5e\u3001\u3002\uff61\uff64"
_NARROW = {"。": ".", "、": ",", "｡": ".", "､": ","} | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_STRETCH = re.compile(rf"[\s{INVISIBLE}{_WIDE},.;:!?()\[\]“”]+")
_TROUBLE = re.compile(
    rf"[{INVISIBLE}{_WIDE}\u3000]|[^\S \u00a0\u2007\u2009\u202f]|\s\s"
    r"|[ (\[“][,.;:!?)\]”]|[(\[“]\s|[,;.]\w|^\s|\s\Z"
)
# These single blanks are somebody's choice: no-break and thin ones.
_BLANKS = re.compile(r"\s+")
_CHOSEN = frozenset(" \u00a0\u2007\u2009\u202f")
_MISSING_AFTER_STOP = re.compile(r"[a-zà-ỹđ]{2}\.\Z")
_SENTENCE_START = re.compile(r"[A-ZÀ-ỸĐ][a-zà-ỹđ]")
_MOST_ROUNDS = 5
_REACH = 40

_MESSAGES = {
    "invisible": "There is a character that nobody sees ({what}).",
    "fullwidth_punctuation": "“{what}” is full-width.",
    "spaces": "A blank is missing, too many, or in the wrong place.",
}


@dataclass(frozen=True, slots=True)
class _Spacing:
    """What ``[spacing]`` says: before which signs no blank stands, after which one must, if wide ones are usual."""

    no_blank_before: str
    blank_after: str
    is_wide: bool


def check_tidiness(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look at every stretch between two words."""
    if not _TROUBLE.search(target):
        return
    spacing = _spacing(context.target_language)
    kept = kept_words(context.terms)
    untouched = [*address_spans(target), *((match.span() for match in kept.finditer(target)) if kept else ())]
    wide_there = frozenset(sign for sign in source if sign in _NARROW)
    for match in _STRETCH.finditer(blanked(target, untouched, "x")):
        if match.group() != " " or not 0 < match.start() < len(target) - 1:
            joins = _joins_address(match.span(), untouched)
            for finding in _look(source, target, match.span(), spacing, wide_there):
                yield replace(finding, fix=None) if joins and _closes_gap(finding.fix) else finding


def _look(source: str, target: str, span: Span, spacing: _Spacing, wide_there: frozenset[str]) -> Iterator[Finding]:
    start, end = span
    stretch = target[start:end]
    before, after = target[max(0, start - _REACH) : start], target[end : end + _REACH]
    unseen = {place for place in range(start, end) if _is_unseen(target, place)}
    seen = "".join(target[place] for place in range(start, end) if place not in unseen)
    wide = "" if spacing.is_wide else "".join(sign for sign in seen if sign in _NARROW and sign not in wide_there)
    problems = {
        "invisible": ", ".join(sorted({f"U+{ord(target[place]):04X}" for place in unseen})),
        "fullwidth_punctuation": wide,
        "spaces": "" if _spaced(seen, before, after, spacing, source) == seen else "spaces",
    }
    if not any(problems.values()):
        return
    tidy = _spaced(_narrowed(seen, before, after, wide), before, after, spacing, source)
    if tidy == stretch:
        return
    # Without a blank between them two signs could become a smiley, a handle or the like.
    is_certain = bool(tidy) or ((before[-1:].isalpha() or not before) and (after[:1].isalpha() or not after))
    for code, what in problems.items():
        if what:
            yield Finding(
                code=code,
                severity=Severity.WARN,
                message=_MESSAGES[code].format(what=what),
                target_span=span,
                fix=Fix(start=start, end=end, text=tidy) if is_certain else None,
            )


def _joins_address(span: Span, untouched: list[Span]) -> bool:
    """Say whether a stretch touches an address, or another word that stays as it is."""
    return any(span[0] == end or span[1] == start for start, end in untouched)


def _closes_gap(fix: Fix | None) -> bool:
    """Say whether a fix leaves no blank, so that what stands on both sides of it could become one address."""
    return fix is not None and not any(map(str.isspace, fix.text))


def _is_unseen(text: str, place: int) -> bool:
    return bool(_unseen().match(text, place)) and not is_needed(text, place)


def _narrowed(stretch: str, before: str, after: str, wide: str) -> str:
    """Write wide signs as narrow ones, with the blanks that those have beside them."""
    signs = [_NARROW[sign] if sign in wide else sign for sign in stretch]
    around = [before[-1:], *signs, after[:1]]
    done: list[str] = []
    for at, sign in enumerate(signs, 1):
        last, following = around[at - 1], around[at + 1]
        if stretch[at - 1] not in wide:
            done.append(sign)
            continue
        in_number = last.isdigit() and following.isdigit()
        blank_before = sign == "(" and last.isalnum() and last < FIRST_EAST_ASIAN
        blank_after = (sign in ",.;:!?" and following.isalnum() and not in_number) or (
            sign == ")" and following.isalnum() and following < FIRST_EAST_ASIAN
        )
        done.append(" " * blank_before + sign + " " * blank_after)
    return "".join(done)


def _spaced(stretch: str, before: str, after: str, spacing: _Spacing, source: str) -> str:
    """Put the blanks of a stretch right, until nothing changes any more."""
    for _ in range(_MOST_ROUNDS):
        previous = stretch
        for rule in (_single_blanks, _blanks_before, _blanks_after):
            stretch = rule(stretch, before, after, spacing, source)
        if stretch == previous:
            break
    return stretch


def _single_blanks(stretch: str, before: str, after: str, _spacing: _Spacing, _source: str) -> str:
    stretch = _BLANKS.sub(lambda blanks: blanks.group() if blanks.group() in _CHOSEN else " ", stretch)
    stretch = stretch if before else stretch.lstrip()
    return stretch if after else stretch.rstrip()


def _blanks_before(stretch: str, before: str, after: str, spacing: _Spacing, _source: str) -> str:
    """Take out blanks before signs that have none, and after brackets that open."""
    signs = spacing.no_blank_before
    if not signs:
        return stretch
    rest = stretch + after[:1]
    out: list[str] = []
    for at, sign in enumerate(stretch):
        if sign == " " and (at or before):
            following, beyond = rest[at + 1 : at + 2], rest[at + 2 : at + 3]
            last = stretch[at - 1] if at else before[-1:]
            too_many = following in signs and following and _closes(following, beyond)
            if too_many or (last in "([" and _opened(stretch, at, before)) or (last == "“" and at < 2):
                continue
        out.append(sign)
    return "".join(out)


def _closes(sign: str, beyond: str) -> bool:
    """Say whether a sign ends something: not the dot of .net, nor dots that leave words out, nor a smiley."""
    if sign in ",)]":
        return sign != "," or not beyond.isdigit()
    if sign in ":;":
        return not beyond or beyond.isspace()
    if sign == "”":
        return not beyond or beyond.isspace() or beyond in ",.;:!?)"
    return not beyond or beyond.isspace() or beyond in "”’\"')" or (sign in "!?" and beyond in "!?")


def _opened(stretch: str, at: int, before: str) -> bool:
    """Say whether the bracket before a blank opens something, as that of a sad smiley does not."""
    earlier = stretch[at - 2] if at > 1 else before[-1:] if at == 1 else before[-2:-1]
    return earlier not in {":", ";", "=", "8"}


def _blanks_after(stretch: str, before: str, after: str, spacing: _Spacing, source: str) -> str:
    """Put in a blank that is missing between two words or sentences; a name written so in the source may stay."""
    if len(stretch) != 1 or stretch not in spacing.blank_after:
        return stretch
    if not (before[-1:].isalpha() and after[:1].isalpha()) or after[0] >= FIRST_EAST_ASIAN:
        return stretch
    if stretch == "." and not (_MISSING_AFTER_STOP.search(before + stretch) and _SENTENCE_START.match(after)):
        return stretch
    written = re.search(r"[^\s]*\Z", before), re.match(r"\w*", after)
    word = (written[0].group() if written[0] else "") + stretch + (written[1].group() if written[1] else "")
    return stretch if word in source else f"{stretch} "


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"[{INVISIBLE}]")


@cache
def _spacing(language: str) -> _Spacing:
    table: Mapping[str, Any] = own_table(language, "spacing")
    # Of a language that nobody described it is not known whether its signs are wide.
    return _Spacing(table.get("no_blank_before", ""), table.get("blank_after", ""), table.get("wide", True))


TIDINESS = CheckFamily(codes=("spaces", "invisible", "fullwidth_punctuation"), check=check_tidiness)
