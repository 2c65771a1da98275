"""The rules of the house that no linter knows: sizes, names, and what is kept out."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("feeds", "translations", "syndication")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts
)
MOST_MODULE_LINES = 400
MOST_FUNCTION_LINES = 50
MOST_MEDIAN_LINES = 150
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_and_its_functions_can_be_read_in_one_sitting(path):
    assert line_count(path) <= MOST_MODULE_LINES
    long = [
        f"{f.name} ({f.end_lineno - f.lineno + 1})"
        for f in functions(path)
        if f.end_lineno - f.lineno >= MOST_FUNCTION_LINES
    ]
    assert not long, f"functions over {MOST_FUNCTION_LINES} lines: {', '.join(long)}"


def test_most_modules_are_short():
    assert statistics.median(line_count(path) for path in MODULES) <= MOST_MEDIAN_LINES


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in MODULES if path.stem in EMPTY_NAMES] == []


def test_locked_rows_may_still_be_referred_to():
    """PostgreSQL's ``FOR UPDATE`` keeps others even from referring to a row, which makes circles; keys never change."""
    locks = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if "with_for_update(" in line and "key_share=True" not in line
    ]
    assert locks == []


def test_what_the_web_imports_stays_free_of_engines():
    """The web process holds no model: loading one would cost every reader its memory."""
    code = (
        "import sys, syndication.web, syndication.cli.program\n"
        "heavy = {'ctranslate2', 'argostranslate', 'sentencepiece', 'numpy', 'sacrebleu', 'minisbd', 'onnxruntime'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


def test_locks_name_no_package_index():
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        lines = lock.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if "://" in line or line.startswith("-")] == [], lock.name
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins), lock.name
