"""Checks ``quotes`` and ``brackets``: what opens is closed, and what the source quotes is quoted.

A sentence of a longer quotation may open it and not close it; the translation may do what its source does.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from feeds.locales import own_table
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.spans import blanked
from translations.findings import Finding, Severity, Span
from translations.words import FIRST_EAST_ASIAN

_DOUBLE = {"“": "”", "„": "“", "«": "»", "»": "«", '"': '"', "”": "”", "＂": "＂"}
# Corner brackets are among them, since they set off a title and not what somebody said.
_SINGLE = {"‘": "’", "「": "」", "『": "』", "‚": "‘", "‹": "›", "'": "'", "›": "‹"}
_QUOTES = re.compile("[" + "".join({*_DOUBLE, *_DOUBLE.values(), *_SINGLE, *_SINGLE.values()}) + "]")
_STRAIGHT = "\"'＂"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】", "〔": "〕", "《": "》", "〈": "〉"}
_BRACKET = re.compile("[" + re.escape("".join({*_BRACKETS, *_BRACKETS.values()})) + "]")
_SMILEY = re.compile(r"(?<!\w)[:;=8xX][-o^']?[()\[\]]+|\^\^;*|[(][\^'ᐛ°ㅠ;][^()]{1,8}[)]")
# "1)", "a)" and "가)" count the parts of a list.
_COUNTS_PARTS = re.compile(r"(?:^|(?<=\s))(?:\d{1,2}|[^\W\d_])\Z")
_APOSTROPHES = 3
_BEFORE_NO_OPENING = ".,!?…%，。！？、％．"


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch between quotation marks, the marks included; ``is_single`` says which kind they are."""

    start: int
    end: int
    is_single: bool


@dataclass(frozen=True, slots=True)
class Quotations:
    """All quotations of a text in reading order of their ends, and the places of marks that have no partner."""

    found: tuple[Quotation, ...]
    left_open: tuple[int, ...] = ()
    not_opened: tuple[int, ...] = ()


@lru_cache(maxsize=256)
def quotations(text: str, language: str) -> Quotations:
    """Find what is quoted; apostrophes, inches and minutes are no quotation marks."""
    reader = _Reader(text, language)
    for match in _QUOTES.finditer(text):
        reader.read(match.start(), match.group())
    return reader.finish()


def without_quotations(text: str, language: str) -> str:
    """Return a text of the same length with blanks in place of what is quoted, also where that is not closed here."""
    read = quotations(text, language)
    spans = [(quotation.start, quotation.end) for quotation in read.found]
    spans += [(place, len(text)) for place in read.left_open] + [(0, place + 1) for place in read.not_opened]
    return blanked(text, spans)


def check_quotes(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare how quotations open and close, and how many there are."""
    theirs = quotations(source, context.source_language)
    ours = quotations(target, context.target_language)
    problem = _unbalanced(theirs, ours)
    if problem is not None:
        place, why = problem
        yield _finding("quotes", f"A quotation mark is {why}.", (place, place + 1))
        return
    fewest, most = _fewest(source, theirs), len(theirs.found) + len(theirs.left_open) + len(theirs.not_opened)
    count = len(ours.found) + len(ours.left_open) + len(ours.not_opened)
    if count < fewest:
        lost = next(iter(theirs.found), None)
        yield Finding(
            code="quotes",
            severity=Severity.WARN,
            message=f"The source has {_counted(most)}, the translation {_counted(count)}.",
            source_span=None if lost is None or count else (lost.start, lost.end),
        )
    doubles = [quotation for quotation in ours.found if not quotation.is_single]
    # One quotation may be cut in two by who said it.
    if len(doubles) > 2 * most:
        last = doubles[-1]
        yield _finding(
            "quotes", f"The source has {_counted(most)}, the translation {_counted(count)}.", (last.start, last.end)
        )


def check_brackets(source: str, target: str, _context: CheckContext) -> Iterator[Finding]:
    """Look for brackets without a partner, unless the source has the same."""
    missing = Counter(bracket for _, bracket in _lone_brackets(source))
    for place, bracket in _lone_brackets(target):
        if missing[bracket] > 0:
            missing[bracket] -= 1
            continue
        why = "not closed" if bracket in _BRACKETS else "not opened"
        yield _finding("brackets", f"The bracket {bracket} is {why}.", (place, place + 1))


class _Reader:
    """Reads quotation marks from left to right, those that are open on a stack."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._elisions = _elisions(language)
        self._has_apostrophes: bool = own_table(language, "quotation").get("apostrophes", True)
        self._open: list[tuple[int, str]] = []
        self._found: list[Quotation] = []
        self._not_opened: list[int] = []

    def read(self, place: int, mark: str) -> None:
        is_single = mark in _SINGLE or mark in "’›」』"
        if is_single and _is_apostrophe(self._text, place, self._elisions):
            return
        opener = self._opener(mark)
        if opener is not None and not (mark in _STRAIGHT and self._opens(place) and not self._closes(place)):
            start = self._open[opener][0]
            del self._open[opener:]
            self._keep(start, place + 1, is_single=is_single)
        elif mark in (_SINGLE if is_single else _DOUBLE) and (mark in "“‘„‚「『«‹" or self._opens(place)):
            self._open.append((place, mark))
        elif not self._means_something_else(place, mark, is_single=is_single):
            self._not_opened.append(place)

    def finish(self) -> Quotations:
        # A straight single mark that nothing closes was an apostrophe: "the '90s", "Get 'em".
        left = [place for place, mark in self._open if mark != "'"]
        return Quotations(tuple(self._found), tuple(left), tuple(self._not_opened))

    def _opener(self, mark: str) -> int | None:
        """Return which open mark this one can close, the innermost first; ``"`` closes ``“`` too."""
        for at in range(len(self._open) - 1, max(-1, len(self._open) - 5), -1):
            opened = self._open[at][1]
            closing = _DOUBLE.get(opened) or _SINGLE[opened]
            if mark == closing or (mark in '"”' and opened in '"“„”') or (mark in "'’" and opened in "'‘‚"):
                return at
        return None

    def _means_something_else(self, place: int, mark: str, *, is_single: bool) -> bool:
        """Say whether a mark that closes nothing can be an apostrophe or inches."""
        if is_single:
            return self._has_apostrophes and mark not in "」』"
        return mark == '"' and self._text[place - 1 : place].isdigit()

    def _keep(self, start: int, end: int, *, is_single: bool) -> None:
        # One letter between two marks is no quotation: rock 'n' roll.
        if not is_single or end - start > _APOSTROPHES:
            self._found.append(Quotation(start, end, is_single))

    def _opens(self, place: int) -> bool:
        before, after = self._text[place - 1 : place] if place else "", self._text[place + 1 : place + 2]
        return (
            after.isprintable()
            and bool(after.strip())
            and (not before or (not before.isalnum() and before not in _BEFORE_NO_OPENING))
        )

    def _closes(self, place: int) -> bool:
        before = self._text[place - 1 : place] if place else ""
        return bool(before) and not before.isspace()


def _is_apostrophe(text: str, place: int, elisions: re.Pattern[str] | None) -> bool:
    """Say whether a single mark stands inside a word, before a year, or for letters left out.

    Behind Hangul it closes a quotation, whatever follows: a particle does.
    """
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if before.isalnum() and after.isalnum() and max(before, after) < FIRST_EAST_ASIAN:
        return True
    if after.isdigit() and not before.isalnum():
        year = r"\d0s" if text[place] == "‘" else r"\d0s|\d\d(?!\d)"
        return bool(re.match(year, text[place + 1 : place + 5]))
    return elisions is not None and not before.isalnum() and bool(elisions.match(text, place + 1))


def _unbalanced(theirs: Quotations, ours: Quotations) -> tuple[int, str] | None:
    """Return the first mark without a partner, if the source has none like it."""
    if len(ours.left_open) > len(theirs.left_open):
        return ours.left_open[-1], "left open"
    if len(ours.not_opened) > len(theirs.not_opened):
        return ours.not_opened[0], "closed that was never opened"
    return None


def _fewest(source: str, theirs: Quotations) -> int:
    """Return how many quotations a translation needs at least.

    “A,” he said, “B” may become one, and so may all of one sentence whose speaker comes first.
    """
    count = len(theirs.found) + len(theirs.left_open) + len(theirs.not_opened)
    if theirs.left_open or theirs.not_opened:
        return min(count, 1)
    goes_on = sum(source[quotation.end - 2] in ",—–…-" for quotation in theirs.found[:-1])
    return max(min(count, 1), count - goes_on - _nested(theirs.found))


def _nested(found: tuple[Quotation, ...]) -> int:
    """Count quotations inside others; an inner one stands before its outer one, by their ends."""
    count, outer_start = 0, None
    for quotation in reversed(found):
        if outer_start is not None and quotation.start > outer_start:
            count += 1
        else:
            outer_start = quotation.start
    return count


def _lone_brackets(text: str) -> list[tuple[int, str]]:
    """Return brackets without a partner, but those of smileys and of numbered parts."""
    smileys = {place for match in _SMILEY.finditer(text) for place in range(*match.span())}
    stack: list[tuple[int, str]] = []
    lone: list[tuple[int, str]] = []
    for match in _BRACKET.finditer(text):
        place, bracket = match.start(), match.group()
        if place in smileys:
            continue
        if bracket in _BRACKETS:
            stack.append((place, bracket))
        elif stack and _closes_bracket(stack[-1][1], bracket):
            stack.pop()
        elif not (bracket in ")）" and _COUNTS_PARTS.search(text[max(0, place - 4) : place])):
            lone.append((place, bracket))
    return sorted(lone + stack)


def _closes_bracket(opened: str, bracket: str) -> bool:
    # Half-open intervals are written [0, 1), and typists mix wide brackets with narrow ones.
    return _BRACKETS[opened] == bracket or {opened, bracket} <= set("()[]（）")


def _counted(number: int) -> str:
    return {0: "no quotation", 1: "one quotation"}.get(number, f"{number} quotations")


def _finding(code: str, message: str, span: Span) -> Finding:
    return Finding(code=code, severity=Severity.WARN, message=message, target_span=span)


@cache
def _elisions(language: str) -> re.Pattern[str] | None:
    """Return the words that begin with an apostrophe, such as 'tis."""
    words = own_table(language, "quotation").get("elisions", ())
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE) if words else None


def _both(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    yield from check_quotes(source, target, context)
    yield from check_brackets(source, target, context)


QUOTATION = CheckFamily(codes=("quotes", "brackets"), check=_both)
