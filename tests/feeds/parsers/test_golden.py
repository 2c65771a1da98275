"""Golden documents: a file in ``golden/FORMAT/`` is a document of that format, and beside it what is read from it.

A new case is a new file; ``NAME.options.json`` may hold parse options for it (``timezone``, ``date``, ``slug``,
``language``, ``base_url``). ``pytest --update-golden tests/feeds/parsers/test_golden.py`` writes the expected file,
``NAME.expected.json``: the live blog as canonical JSON and the remarks, or the error. Read it before it is committed.
"""

import datetime as dt
import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from feeds.codec import as_table
from feeds.errors import ParseError
from feeds.parsers import PARSERS, find_parser
from feeds.reading.parsed import ParseOptions
from feeds.sanitise import clean_blog

GOLDEN = Path(__file__).parent / "golden"
NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
BESIDE = (".expected.json", ".options.json")
CASES = sorted(path for path in GOLDEN.glob("*/*") if path.is_file() and not path.name.endswith(BESIDE))


def read(case: Path) -> dict[str, Any]:
    """Return what is read from a case, as JSON data."""
    path = case.with_name(f"{case.name}.options.json")
    given = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if "date" in given:
        given["date"] = dt.date.fromisoformat(given["date"])
    try:
        parsed = find_parser(case.parent.name).read(case.read_bytes(), ParseOptions(now=NOW, **given))
    except ParseError as error:
        return {"error": str(error)}
    # Canonical JSON is what clients of the API send too; the service cleans it at its border.
    assert case.parent.name == "canonical" or clean_blog(parsed.blog) == parsed.blog, "safe to print anywhere"
    remarks = [{"location": r.location, "reason": r.reason, "text": r.text} for r in parsed.remarks]
    return {"blog": as_table(parsed.blog), "remarks": remarks}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_document_is_read_as_the_golden_one(case, pytestconfig):
    path = case.with_name(f"{case.name}.expected.json")
    produced = json.dumps(read(case), ensure_ascii=False, indent=2) + "\n"
    if pytestconfig.getoption("update_golden"):
        path.write_text(produced, encoding="utf-8")
    assert path.is_file(), f"{path.name} is missing; run pytest --update-golden and read what it wrote"
    expected = path.read_text(encoding="utf-8")

    difference = difflib.unified_diff(expected.splitlines(), produced.splitlines(), "golden", "produced", lineterm="")

    assert produced == expected, "\n".join(difference)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_reading_twice_gives_the_same(case):
    assert read(case) == read(case)


def test_no_golden_file_is_left_over_from_a_case_or_format_that_is_gone():
    documents = {case.name for case in CASES}
    beside = [*GOLDEN.glob("*/*.expected.json"), *GOLDEN.glob("*/*.options.json")]

    assert {folder.name for folder in GOLDEN.iterdir()} <= set(PARSERS)
    assert {path.name.rsplit(".", 2)[0] for path in beside} <= documents
