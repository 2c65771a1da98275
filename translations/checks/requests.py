"""A pair of texts to check as a line of JSON says it, and the findings as JSON: ``syndication checks run``.

    {"language": "vi", "source": "...", "target": "...", "source_language": "en",
     "glossary": {"North Korea": "Triều Tiên"}, "do_not_translate": ["iPhone"]}

``glossary`` may be a list of pairs, too; what else an object holds is passed over.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feeds.language import canonical_tag
from translations.checks import CheckContext, run_checks
from translations.checks.terms import terms_of
from translations.errors import NotCheckable
from translations.findings import Finding, Span

_DEFAULT_SOURCE = "en"


def check_line(line: bytes) -> list[dict[str, Any]]:
    """Check what one line of JSON asks for; raises :exc:`NotCheckable`."""
    request = _read(line)
    source, target = _text(request, "source"), _text(request, "target")
    languages = _language(request, "source_language", _DEFAULT_SOURCE), _language(request, "language", None)
    context = CheckContext(
        source_language=languages[0],
        target_language=languages[1],
        terms=terms_of(_pairs(request), _kept(request), source=languages[0], target=languages[1]),
    )
    return [finding_record(finding) for finding in run_checks(source, target, context)]


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON has it: spans as pairs of characters, half-open."""
    fix = finding.fix
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "source_span": _span(finding.source_span),
        "target_span": _span(finding.target_span),
        "fix": None if fix is None else {"start": fix.start, "end": fix.end, "text": fix.text},
        "check_version": finding.check_version,
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _read(line: bytes) -> Mapping[str, Any]:
    try:
        request = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as cause:
        raise NotCheckable("it is not UTF-8") from cause
    except json.JSONDecodeError as cause:
        raise NotCheckable(f"it is not JSON: {cause.msg}, at character {cause.pos + 1}") from cause
    except (RecursionError, ValueError) as cause:
        raise NotCheckable("it is not JSON that can be read") from cause
    if not isinstance(request, dict):
        raise NotCheckable("it is not a JSON object")
    return request


def _text(request: Mapping[str, Any], name: str) -> str:
    if name not in request:
        raise NotCheckable(f"it has no {name}")
    return _as_text(request[name], name)


def _as_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise NotCheckable(f"{name} is not a text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as cause:
        raise NotCheckable(f"{name} holds half a character (a lone surrogate)") from cause
    return value


def _language(request: Mapping[str, Any], name: str, default: str | None) -> str:
    if default is not None and request.get(name) is None:
        return default
    try:
        return canonical_tag(_text(request, name))
    except ValueError as cause:
        raise NotCheckable(f"{name}: {cause}") from cause


def _pairs(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    glossary = request.get("glossary") or {}
    pairs = glossary.items() if isinstance(glossary, dict) else glossary
    if not isinstance(glossary, dict | list):
        raise NotCheckable("glossary is neither an object nor a list of pairs")
    for pair in pairs:
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise NotCheckable("glossary is neither an object nor a list of pairs")
        yield _as_text(pair[0], "glossary"), _as_text(pair[1], "glossary")


def _kept(request: Mapping[str, Any]) -> Iterator[str]:
    kept = request.get("do_not_translate") or []
    if not isinstance(kept, list):
        raise NotCheckable("do_not_translate is not a list")
    for word in kept:
        yield _as_text(word, "do_not_translate")
