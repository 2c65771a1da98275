"""All checks of one document, each run or skipped with its reason."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from feeds.conformance.feed_check import check_feed
from feeds.conformance.json_check import check_json_feed, check_ninjs
from feeds.conformance.news_check import check_newsml12, check_newsmlg2, check_nitf
from feeds.conformance.report import Check, Finding, Gravity, Report
from feeds.conformance.schemas import check_schema
from feeds.errors import ParseError
from feeds.xml import parse_xml, without_forbidden

XmlRules = Callable[[etree._Element], Iterable[Finding]]
JsonRules = Callable[[Mapping[str, Any]], Iterable[Finding]]

XML_RULES: Mapping[str, XmlRules] = MappingProxyType(
    {
        "atom": check_feed,
        "rss": check_feed,
        "newsmlg2": check_newsmlg2,
        "newsml12": check_newsml12,
        "nitf": check_nitf,
    }
)
JSON_RULES: Mapping[str, JsonRules] = MappingProxyType({"json": check_json_feed, "ninjs": check_ninjs})

_LARGE_BYTES: Final = 2_000_000
_MOST_OF_A_KIND: Final = 20


def check_document(body: bytes, format_name: str, *, schemas: Path | None = None) -> Report:
    """Check a document of one of the output formats; ``schemas`` is a folder of published schemas, if there is one."""
    checks = [_size(body)]
    parsed, well_formed = _parsed(body, format_name)
    checks.append(well_formed)
    if parsed is not None:
        checks.append(Check(name=RULES_NAME, findings=tuple(_bounded(_rules(parsed, format_name)))))
        checks.append(check_schema(parsed, format_name, schemas))
    return Report(checks=tuple(checks), size_bytes=len(body))


RULES_NAME: Final = "Rules of the format"


def _rules(parsed: Any, format_name: str) -> Iterable[Finding]:
    if format_name in XML_RULES:
        return XML_RULES[format_name](parsed)
    return JSON_RULES[format_name](parsed)


def _bounded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Let pass the first of each rule: a hundred entries that break one tell no more than twenty."""
    counted: dict[str, int] = {}
    last: dict[str, Finding] = {}
    for finding in findings:
        counted[finding.rule] = counted.get(finding.rule, 0) + 1
        last[finding.rule] = finding
        if counted[finding.rule] <= _MOST_OF_A_KIND:
            yield finding
    for rule, count in counted.items():
        if count > _MOST_OF_A_KIND:
            said = f"… and {count - _MOST_OF_A_KIND} more of these."
            yield Finding(gravity=last[rule].gravity, rule=rule, said=said)


def _size(body: bytes) -> Check:
    findings: tuple[Finding, ...] = ()
    if len(body) > _LARGE_BYTES:
        said = f"The document has {len(body):,} bytes; some receivers stop at {_LARGE_BYTES:,}. Fewer entries help."
        findings = (Finding(gravity=Gravity.WARNING, rule="Size", said=said),)
    return Check(name="Size", findings=findings)


def _parsed(body: bytes, format_name: str) -> tuple[Any, Check]:
    is_xml = format_name in XML_RULES
    name = "Well-formed XML" if is_xml else "JSON, read strictly"
    try:
        parsed = parse_xml(body, format_name=format_name) if is_xml else _read_json(body)
    except (ParseError, ValueError) as problem:
        return None, Check(
            name=name, findings=(Finding(gravity=Gravity.ERROR, rule="NotWellFormed", said=str(problem)),)
        )
    return parsed, Check(name=name, findings=() if is_xml else tuple(_bounded(_bad_characters(parsed))))


def _read_json(body: bytes) -> dict[str, Any]:
    value = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
    if not isinstance(value, dict):
        raise ValueError("The document is not one JSON object.")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("A name stands twice in one object.")
    return made


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")


def _bad_characters(value: object, place: str = "") -> Iterator[Finding]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _bad_characters(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _bad_characters(inner, f"{place}[{number}]")
    elif isinstance(value, str):
        if without_forbidden(value) != value:
            said = "A text has control characters that many receivers cannot keep."
            yield Finding(gravity=Gravity.ERROR, rule="ForbiddenCharacter", said=said, where=place)
        elif not unicodedata.is_normalized("NFC", value):
            said = "A text is not in the normal form NFC; searching in it may fail."
            yield Finding(gravity=Gravity.NOTE, rule="NotNormal", said=said, where=place)
