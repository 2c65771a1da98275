"""Check ``script``: a translation is written in the letters of its language, by the ``[script]`` of its locale file.

Names and other words that the source has too may stand in its letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from feeds.locales import own_table
from translations.checks.addresses import without_addresses
from translations.checks.check import CheckContext, CheckFamily
from translations.checks.spans import WORD, blanked
from translations.checks.untranslated import kept_words, primary
from translations.findings import Finding, Severity, Span
from translations.folding import fold_word

# Scripts by the first word of their letters' names in Unicode. Any other first word ("MICRO SIGN") tells nothing.
_NAMED = (
    "Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hangul Hebrew"
    " Hiragana Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar Oriya Sinhala Syriac Tamil Telugu Thaana"
    " Thai Tibetan"
)
_SCRIPTS = {name.upper(): name for name in _NAMED.split()} | {"CJK": "Han"}
_HAN = "Han"
_LONGEST_ACRONYM = 5
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 6
_MOST_LETTERS = 20_000


def check_script(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Look at all letters of the target."""
    rules = own_table(context.target_language, "script")
    if not rules or primary(context.source_language) == primary(context.target_language):
        return
    target = target[:_MOST_LETTERS]
    text = without_addresses(target)
    kept = kept_words(context.terms)
    if kept is not None:
        text = blanked(text, (match.span() for match in kept.finditer(text)))
    yield from _foreign(source, text, context)
    words = _own_words(source, text)
    yield from _share(text, words, context.target_language)
    yield from _telling(words, context.target_language)


@cache
def script_of(character: str) -> str:
    """Return the script of a letter, such as ``Hangul``; empty for what is no letter, and for scripts few have met."""
    if not character.isalpha():
        return ""
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0].partition("-")[0], "")


def _foreign(source: str, text: str, context: CheckContext) -> Iterator[Finding]:
    """Yield stretches in a script that is neither the language's nor in the source."""
    rules = own_table(context.target_language, "script")
    legal = {*rules["main"], *rules.get("also", ())} | ({script_of(character) for character in source} - {_HAN})
    run_start = 0
    runs: list[tuple[str, Span]] = []
    for place, character in enumerate(text):
        script = script_of(character)
        if not script or script in legal:
            continue
        if runs and runs[-1][0] == script and runs[-1][1][1] == place:
            runs[-1] = (script, (run_start, place + 1))
        else:
            run_start = place
            runs.append((script, (place, place + 1)))
    for script, (start, end) in runs:
        found = text[start:end]
        if found in source or _is_legal_run(found, script, rules.get("headline_signs", ""), context):
            continue
        # A name may be explained in its own letters, between brackets.
        is_aside = text[start - 1 : start] in {"(", "（"} or (script == _HAN and bool(rules.get("headline_signs")))
        yield Finding(
            code="script",
            severity=Severity.WARN if is_aside else Severity.BLOCK,
            message=f"“{found}” is in {script} letters, which the source does not have.",
            target_span=(start, end),
        )


def _is_legal_run(found: str, script: str, headline_signs: str, context: CheckContext) -> bool:
    if script == "Greek" and len(found) == 1:
        return True
    # 美 alone and 美中 together stand for countries.
    is_sign = bool(headline_signs) and (len(found) == 1 or set(found) <= set(headline_signs))
    return script == _HAN and context.is_headline and is_sign


def _own_words(source: str, text: str) -> list[str]:
    """Return the words that should be in the language's own letters: no acronyms, and no names that the source has."""
    theirs = {fold_word(match.group()) for match in WORD.finditer(source) if not match.group().islower()}
    words: list[str] = []
    for match in WORD.finditer(text):
        word = match.group()
        is_acronym = word.isascii() and word.isupper() and len(word) <= _LONGEST_ACRONYM
        if word.isdigit() or is_acronym or (word[:1].isupper() and _stem(word) in theirs):
            continue
        words.append(word)
    return words


def _stem(word: str) -> str:
    """Return the Latin part of a word that a Korean particle follows, folded."""
    latin = re.match(r"[\u0000-\u024f\u1e00-\u1eff]+", word)
    return fold_word(latin.group() if latin else word)


def _share(text: str, words: list[str], language: str) -> Iterator[Finding]:
    """Look whether enough letters are of the main script, and whether there is any at all."""
    rules = own_table(language, "script")
    main, least = set(rules["main"]), rules["least_share"]
    letters = [script_of(character) for word in words for character in word]
    letters = [script for script in letters if script]
    share = sum(script in main for script in letters) / len(letters) if letters else 1.0
    if len(letters) >= _FEWEST_LETTERS and share < least:
        yield _finding(f"Only {share:.0%} of the letters are {' or '.join(sorted(main))}.")
        return
    if "Latin" in main or any(script_of(character) in main for character in text):
        return
    # Nothing but names, as it seems: of one or two that may be so, more of them should have been put into its letters.
    names = [word for word in WORD.findall(text) if not (word.isupper() and len(word) <= _LONGEST_ACRONYM)]
    if sum(any(map(str.isalpha, name)) for name in names) >= _FEWEST_WORDS:
        yield _finding(f"No letter is {' or '.join(sorted(main))}.")


def _telling(words: list[str], language: str) -> Iterator[Finding]:
    """Look whether enough words have a letter that tells the language, as Vietnamese has in most words."""
    rules = own_table(language, "script")
    from_words: int = rules.get("telling_from_words", 0)
    plain = [unicodedata.normalize("NFC", word) for word in words if any(map(str.isalpha, word))]
    if not from_words or len(plain) < from_words:
        return
    letters = set(rules["telling"])
    share = sum(not letters.isdisjoint(word.casefold()) for word in plain) / len(plain)
    if share < rules["telling_share"]:
        yield _finding(f"Only {share:.0%} of the words have a letter of the language with a sign.")


def _finding(message: str) -> Finding:
    return Finding(code="script", severity=Severity.BLOCK, message=message)


SCRIPT = CheckFamily(codes=("script",), check=check_script)
