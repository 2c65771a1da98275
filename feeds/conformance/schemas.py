"""Published schemas, where there is a folder of them: they are other people's documents and not part of this."""

import importlib
import json
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from feeds.conformance.report import Check, Finding, Gravity

NAME: Final = "Published schema"

_XML: Final = {
    "atom": "atom/atom-rfc4287.rng",
    "newsmlg2": "newsml-g2/2.35/NewsML-G2_2.35-spec-All-Power.xsd",
    "nitf": "nitf/nitf-3-6.xsd",
}
_JSON: Final = {
    "1.1": "jsonfeed/schema-v1.1.json",
    "3.1": "ninjs/ninjs-schema_3.1.json",
    "2.2": "ninjs/ninjs-schema_2.2.json",
}
_UNPUBLISHED: Final = frozenset({"rss", "newsml12"})
_MOST: Final = 20
_ONE_AT_A_TIME = threading.Lock()


def check_schema(parsed: Any, format_name: str, folder: Path | None) -> Check:
    """Validate a parsed document, or say why it was not."""
    if format_name in _UNPUBLISHED:
        return Check(name=NAME, skipped="this format has no schema that is published as a file")
    path = _XML.get(format_name) or _JSON.get(_version(parsed, format_name), "")
    if folder is None or not path or not (folder / path).is_file():
        return Check(name=NAME, skipped="the schema is not at hand; docs/profiles.md says how to get it")
    try:
        findings = _xml(parsed, folder / path) if format_name in _XML else _json(parsed, folder / path)
        return Check(name=NAME, findings=tuple(findings))
    except ImportError:
        return Check(name=NAME, skipped="the Python package jsonschema is not installed")
    except (OSError, ValueError, etree.LxmlError) as problem:
        return Check(name=NAME, skipped=f"the schema cannot be read: {problem}")


def _version(parsed: Any, format_name: str) -> str:
    if format_name == "json":
        return str(parsed.get("version", "")).rpartition("/")[2]
    standard = parsed.get("standard")
    return str(standard.get("version", "")) if isinstance(standard, dict) else ""


def _xml(root: etree._Element, path: Path) -> Iterator[Finding]:
    schema = _xml_schema(path, path.stat().st_mtime_ns)
    # A validator keeps its log in itself.
    with _ONE_AT_A_TIME:
        log = () if schema.validate(root) else tuple(schema.error_log)[:_MOST]
    for error in log:
        yield Finding(gravity=Gravity.ERROR, rule="Schema", said=error.message[:300], where=f"line {error.line}")


@lru_cache(maxsize=8)
def _xml_schema(path: Path, _changed: int) -> Any:
    tree = etree.parse(path)
    return etree.RelaxNG(tree) if path.suffix == ".rng" else etree.XMLSchema(tree)


def _json(document: Any, path: Path) -> Iterator[Finding]:
    for number, error in enumerate(_json_schema(path, path.stat().st_mtime_ns).iter_errors(document)):
        if number == _MOST:
            return
        yield Finding(gravity=Gravity.ERROR, rule="Schema", said=error.message[:300], where=error.json_path)


@lru_cache(maxsize=8)
def _json_schema(path: Path, _changed: int) -> Any:
    # Not a dependency: without it everything else is still checked.
    validators = importlib.import_module("jsonschema.validators")
    schema = json.loads(path.read_text(encoding="utf-8"))
    return validators.validator_for(schema)(schema)
