"""Cut a text into what numbers are made of: digits with their values, and the words that count and multiply."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from translations.checks.measures import SYMBOLS
from translations.checks.number_rules import SMALL_GROUPS, NumberRules, Role, Word
from translations.findings import Span

MOST_DIGITS = 15
"""A longer run of digits is no quantity but a name: an account, a phone number."""

# Addresses, e-mail, handles, hashtags: other checks compare them as they are.
_NOT_TEXT = re.compile(r"(?i:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|[@#]\w*[^\W\d]\w*")
_PHONE = re.compile(
    r"(?<![\w.,+])(?:\+\d{1,3}|\(?0\d{1,4}\)?)(?:[ .-]\(?\d{2,5}\)?){1,5}(?![A-Za-z0-9])"
    r"|(?<![\w.,])(?:\d-)?\d{3}-\d{3,4}-\d{4}(?![A-Za-z0-9])"
)
_GROUPED = {separator: re.compile(rf"\d{{1,3}}(?:{re.escape(separator)}\d{{3}})+") for separator in ",."}
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_LETTER_BEFORE = re.compile(r"[A-Za-z]+-?$")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a number. Digits carry their values by the language's separators and, failing those, by others'.

    A token that is a ``name`` has no values: it is compared as it is written.
    """

    start: int
    end: int
    role: Role
    values: tuple[Decimal, ...]
    foreign: tuple[Decimal, ...] = ()
    is_sure: bool = True
    name: str = ""

    @property
    def number(self) -> Decimal:
        """Return the plainest value; 0 for a name."""
        return (self.values or self.foreign or (Decimal(0),))[0]


def hidden_spans(text: str, rules: NumberRules) -> list[Span]:
    """Return the stretches without quantities: addresses and phrases that only look like numbers."""
    spans = [match.span() for match in _NOT_TEXT.finditer(text)] if "@" in text or "#" in text or "." in text else []
    if rules.ignored is not None:
        spans += [match.span() for match in rules.ignored.finditer(text)]
    return spans


def phone_numbers(text: str) -> Iterator[Span]:
    """Yield what is dialled, which is never written otherwise in a translation."""
    return (match.span() for match in _PHONE.finditer(text))


def number_tokens(text: str, rules: NumberRules, taken: bytearray) -> Iterator[Token]:
    """Yield the parts of numbers in reading order, but for those that ``taken`` marks, by character."""
    for match in rules.tokens.finditer(text):
        if taken[match.start()]:
            continue
        kind = match.lastgroup
        if kind == "digits":
            yield from _digits(text, match, rules)
        elif kind == "fraction":
            value = Decimal(str(unicodedata.numeric(match.group())))
            yield Token(*match.span(), Role.DIGITS, (value.quantize(Decimal("0.000001")).normalize(),))
        elif kind in ("scales", "late_scales"):
            for place in range(match.start(kind), match.end(kind)):
                yield Token(place, place + 1, Role.SCALE, (rules.words[text[place]].value,))
        elif rules.inner_words is not None:
            yield from _run_on_words(text, match, rules, rules.inner_words)
        else:
            word = rules.words.get(match.group().lower()) or _roman(match.group(), rules)
            if word is not None:
                # A capital inside a sentence, or before another, makes a name: Ba, Hai and Tám, the Three Gorges.
                is_name = match.group()[0].isupper() and (
                    match.start() > 0 or text[match.end() + 1 : match.end() + 2].isupper()
                )
                yield Token(*match.span(), word.role, (word.value,), is_sure=word.is_sure and not is_name)


def _roman(letters: str, rules: NumberRules) -> Word | None:
    """Read a numeral such as the II of World War II; I is one in some languages and a pronoun in others."""
    if len(letters) > 4 or not _ROMAN.fullmatch(letters):
        return None
    values = [_ROMAN_VALUES[letter] for letter in letters]
    value = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return Word(Role.COUNT, Decimal(value), is_sure=False) if value >= rules.roman_from else None


def _run_on_words(text: str, match: re.Match[str], rules: NumberRules, inner: re.Pattern[str]) -> Iterator[Token]:
    """Yield the number words of a run of letters that is one number, or at least begins with a plain word."""
    run, end = match.group(), match.end()
    parts = list(inner.finditer(run))
    has_counter = rules.counters is not None and rules.counters.match(text, end) is not None
    is_whole = end == len(text) or not text[end].isalnum()
    has_scale = any(rules.words[part.group()].role is Role.SCALE for part in parts)
    is_long = len(parts) == 1 and len(run) > 1
    if not (has_counter or is_whole or is_long or (has_scale and len(parts) > 1)):
        return
    if len(run) == 1 and rules.words[run].role is Role.SCALE:
        return
    for part in parts:
        word = rules.words[part.group()]
        is_sure = word.is_sure and has_counter
        yield Token(match.start() + part.start(), match.start() + part.end(), word.role, (word.value,), is_sure=is_sure)


def _digits(text: str, match: re.Match[str], rules: NumberRules) -> Iterator[Token]:
    """Yield one number, or several where commas without blanks stand between them, or a name."""
    start, end = match.span()
    raw = match.group()
    name = _name_around(text, start, end, rules)
    if name:
        yield Token(*name, Role.DIGITS, (), name=text[slice(*name)])
        return
    if len(raw) > MOST_DIGITS + 6 or (len(raw) > 2 and raw[0] == "0" and raw.isdecimal()):
        yield Token(start, end, Role.DIGITS, (), name=raw)
        return
    native, foreign = interpret(raw, rules)
    if native or foreign:
        yield Token(start, end, Role.DIGITS, native, foreign)
        return
    if "," not in raw:
        yield Token(start, end, Role.DIGITS, (), name=raw)
        return
    for part in re.finditer(r"[^,]+", raw):
        native, foreign = interpret(part.group(), rules)
        span = start + part.start(), start + part.end()
        yield Token(*span, Role.DIGITS, native, foreign, name="" if native or foreign else part.group())


def interpret(raw: str, rules: NumberRules) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Return the values of a run of digits by the language's own separators, and others by those of other languages.

    In a language that nobody described both count as its own.
    """
    for blank in SMALL_GROUPS:
        raw = raw.replace(blank, "")
    if raw.isdecimal():
        return (Decimal(raw),), ()
    own = _value(raw, rules.group, rules.decimal)
    other = _value(raw, rules.decimal, rules.group)
    if not rules.is_known:
        return tuple(value for value in (own, other) if value is not None), ()
    return () if own is None else (own,), () if other is None or other == own else (other,)


def _value(raw: str, group: str, decimal: str) -> Decimal | None:
    whole, mark, rest = raw.partition(decimal)
    if mark and not rest.isdecimal():
        return None
    if group in whole:
        if not _GROUPED[group].fullmatch(whole):
            return None
        whole = whole.replace(group, "")
    return Decimal(f"{whole}.{rest}" if mark else whole) if whole.isdecimal() else None


def _name_around(text: str, start: int, end: int, rules: NumberRules) -> Span | None:
    """Return the span of a name that the digits are part of, such as ``G7``, ``F-35`` or ``5G``."""
    before = _LETTER_BEFORE.search(text, max(0, start - 12), start) if start else None
    if before is not None and before.group() not in SYMBOLS and (text[start - 1] != "-" or before.group().isupper()):
        if before.start() and text[before.start() - 1].isalnum() and text[before.start() - 1].isascii():
            return None
        while end < len(text) and text[end].isascii() and text[end].isalnum():
            end += 1
        return before.start(), end
    after = text[end : end + 1]
    if not (after.isascii() and after.isalpha()):
        return None
    if any(
        pattern is not None and pattern.match(text, end)
        for pattern in (rules.suffix, rules.ordinal, rules.decade, rules.units.pattern)
    ):
        return None
    while end < len(text) and text[end].isascii() and text[end].isalnum():
        end += 1
    return start, end
