"""Pages as people copy them, each a text file with the outline that must come of it beside it as JSON.

A new case is a new pair of files in ``cases``; its JSON may start with only ``{"options": {...}}`` and be completed by
``pytest --update-golden``, to be read before it is committed.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.parsers.plain_text.reading import outline, read

CASES = sorted(Path(__file__).with_name("cases").glob("*.txt"))


def _options(given: dict[str, str]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name == "date" else value for name, value in given.items()}


@pytest.mark.parametrize("page", CASES, ids=lambda path: path.stem)
def test_page_is_read_as_its_outline_says(page: Path, request: pytest.FixtureRequest) -> None:
    expectation = page.with_suffix(".json")
    expected = json.loads(expectation.read_text(encoding="utf-8")) if expectation.exists() else {}
    options = expected.get("options", {})
    found = {"options": options, **outline(read(page.read_bytes(), **_options(options)))}
    if request.config.getoption("--update-golden"):
        expectation.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expectation.read_text(encoding="utf-8"))
