"""Check ``end_punctuation``: a statement ends as one, a question as one, and a headline as headlines do.

By class, not by character: ``.”`` is ``”.``, and ``。`` is a full stop. What each language does is in the ``[ending]``
of its locale file.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.locales import own_table
from translations.checks.addresses import address_spans
from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Fix, Severity, Span
from translations.sentences import rules_for

_STATEMENT = "a full stop"
_QUESTION = "a question mark"
_EXCLAMATION = "an exclamation mark"
_ELLIPSIS = "an ellipsis"
_COLON = "a colon"
_NOTHING = "no stop"
_STOPS = (
    dict.fromkeys(".。｡．।۔", _STATEMENT)
    | dict.fromkeys("?？؟", _QUESTION)
    | dict.fromkeys("!！", _EXCLAMATION)
    | {"…": _ELLIPSIS}
    | dict.fromkeys(":：", _COLON)
)
_CLOSERS = "\"'”’»)]」』）】›“"
# Emoji and the like behind the end of a sentence say nothing about it.
_DECORATION = re.compile(r"[^\w\s.,;:!?…。！？．｡।۔؟：%()\[\]{}\"'“”‘’«»「」『』（）】›\-–—/&@#+*~]+\Z")
_QUESTION_SIGNS = "?？؟"
_REACH = 200


def check_ending(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare the classes of both ends, where both are clear."""
    rules = own_table(context.target_language, "ending")
    theirs, _ = _class_of(source, context.source_language)
    ours, span = _class_of(target, context.target_language)
    if theirs is None or ours is None or theirs == ours or not target.strip():
        return
    if ours == _NOTHING:
        yield from _missing(source, target, theirs, span, rules, context)
    elif theirs == _NOTHING:
        if ours == _STATEMENT:
            yield _extra(target, span, context)
    elif not _means_the_same(source, target, (theirs, ours), rules):
        yield _finding(f"The source ends with {theirs}, the translation with {ours}.", span, None)


def _missing(
    source: str, target: str, theirs: str, span: Span, rules: Mapping[str, Any], context: CheckContext
) -> Iterator[Finding]:
    if context.is_headline or (theirs == _EXCLAMATION and not rules.get("exclamations", True)):
        # Headlines are cut to fit and end as they like, in Korean nearly always with a noun.
        return
    last = target[span[0] - 1 : span[0]]
    sentence_ends: str = rules.get("sentence_ends", "")
    if not last or (sentence_ends and last not in sentence_ends):
        return
    if theirs == _QUESTION and _asks(target[: span[0]], rules):
        return
    stop: str | None = rules.get({_STATEMENT: "statement", _QUESTION: "question"}.get(theirs, ""))
    # Where quotation marks or brackets stand at the end, it is a matter of taste on which side of them the stop goes.
    is_certain = stop is not None and last.isalnum() and span[0] == span[1] and "\n" not in target
    if is_certain and theirs == _QUESTION:
        is_certain = source.rstrip()[-1:] in _QUESTION_SIGNS
    fix = Fix(start=span[0], end=span[0], text=stop) if is_certain and stop is not None else None
    yield _finding(f"The source ends with {theirs}, the translation with nothing.", span, fix)


def _extra(target: str, span: Span, context: CheckContext) -> Finding:
    """Find a full stop that the source does not have, as engines put it behind headlines."""
    stop = target[span[0] : span[1]]
    is_certain = stop in {".", "。"} and target[span[0] - 1 : span[0]].isalnum()
    fix = Fix(start=span[0], end=span[1], text="") if is_certain else None
    where = "The headline" if context.is_headline else "The source"
    return _finding(f"{where} ends with no stop, the translation with {_STATEMENT}.", span, fix)


def _means_the_same(source: str, target: str, classes: tuple[str, str], rules: Mapping[str, Any]) -> bool:
    """Say whether two classes may render each other."""
    theirs, ours = classes
    if _COLON in classes or set(classes) == {_ELLIPSIS, _STATEMENT}:
        # A list is introduced, or a sentence trails off, with either.
        return True
    if set(classes) == {_EXCLAMATION, _STATEMENT}:
        return theirs == _EXCLAMATION and not rules.get("exclamations", True)
    if theirs == _QUESTION:
        # The question may be quoted, and the one who asks come last.
        return _asks(target.rstrip(" .。"), rules) or any(sign in target for sign in _QUESTION_SIGNS)
    if ours == _QUESTION:
        return any(sign in source for sign in _QUESTION_SIGNS)
    return _ELLIPSIS in classes or ("!" in target if theirs == _EXCLAMATION else "!" in source)


def _asks(text: str, rules: Mapping[str, Any]) -> bool:
    """Say whether the last word asks by itself, as Korean ``-까`` does."""
    return text.rstrip("\"'”’」』)").endswith(tuple(rules.get("asks", ())))


def _class_of(text: str, language: str) -> tuple[str | None, Span]:
    """Return the class of a text's end, ``None`` where it cannot be told, and where its stops are."""
    trimmed = text.rstrip()
    decoration = _DECORATION.search(trimmed, max(0, len(trimmed) - _REACH))
    trimmed = trimmed[: decoration.start()].rstrip() if decoration else trimmed
    if not trimmed or any(end == len(trimmed) for _, end in address_spans(trimmed)):
        return None, (len(trimmed), len(trimmed))
    start = len(trimmed)
    while start > 0 and (
        trimmed[start - 1] in _STOPS or trimmed[start - 1] in _CLOSERS or trimmed[start - 1].isspace()
    ):
        start -= 1
    while start < len(trimmed) and trimmed[start].isspace():
        start += 1
    end = trimmed[start:]
    stops = [sign for sign in end if sign in _STOPS]
    span = (start, len(trimmed))
    if not stops:
        return _NOTHING if trimmed[-1].isalnum() or trimmed[-1] in f"{_CLOSERS}%°" else None, span
    if end == "." and _is_abbreviation(trimmed, language):
        return None, span
    names = {_STOPS[sign] for sign in stops}
    if {_QUESTION, _EXCLAMATION} <= names:
        return None, span
    if stops.count(".") > 1:
        return _ELLIPSIS, span
    return next(name for name in (_QUESTION, _EXCLAMATION, _ELLIPSIS, _STATEMENT, _COLON) if name in names), span


def _is_abbreviation(text: str, language: str) -> bool:
    """Say whether the full stop at the end belongs to a word: ``U.S.``, ``Inc.``, ``John F.``"""
    words = text[-_REACH:].split()
    word = words[-1].rstrip(".").lstrip("\"'“‘([")
    rules = rules_for(language)
    known = rules.abbreviations | rules.titles | rules.before_number
    has_dots = "." in word and not word[-1:].isdigit()
    return has_dots or word in known or (len(word) == 1 and word.isupper() and word.isascii())


def _finding(message: str, span: Span, fix: Fix | None) -> Finding:
    return Finding(
        code="end_punctuation",
        severity=Severity.WARN,
        message=message,
        target_span=span if span[0] < span[1] else None,
        fix=fix,
    )


ENDINGS = CheckFamily(codes=("end_punctuation",), check=check_ending)
