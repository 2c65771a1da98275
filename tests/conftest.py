"""Fixtures every test may use, and the rule for things a machine may lack.

Published schemas are not part of the project. ``SYNDICATION_SCHEMAS`` names the folder that holds them; unset, it is
the cache that ``make schemas`` fills. Where something is missing a test skips and says what; with
``SYNDICATION_REQUIRE=all``, as in continuous integration, it fails.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from lxml import etree

settings.register_profile(
    "default", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2_000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is produced over the golden files")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("update_golden") and os.environ.get("CI"):
        raise pytest.UsageError("golden files are compared in continuous integration, never written")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: many tests wait for servers and browsers."""
    return len(os.sched_getaffinity(0)) + 1


def require(is_there: bool, what: str) -> None:
    """Skip the running test for want of ``what``, or fail it where everything is required."""
    if is_there:
        return
    if os.environ.get("SYNDICATION_REQUIRE") == "all":
        pytest.fail(f"{what} is required here (SYNDICATION_REQUIRE=all)")
    pytest.skip(f"{what} is not there")


def schema_path(name: str) -> Path:
    """Return the path of a schema such as ``atom/atom-rfc4287.rng``; the test skips or fails without it."""
    default = Path.home() / ".cache" / "syndication" / "schemas"
    path = Path(os.environ.get("SYNDICATION_SCHEMAS") or default) / name
    require(path.is_file(), f"the schema {name} in {path.parents[name.count('/')]}")
    return path


@pytest.fixture(scope="session")
def atom_schema() -> etree.RelaxNG:
    """RFC 4287, appendix B."""
    return etree.RelaxNG(file=schema_path("atom/atom-rfc4287.rng"))


@pytest.fixture(scope="session")
def naughty_strings() -> tuple[str, ...]:
    """The Big List of Naughty Strings: texts that have broken software before."""
    return tuple(json.loads(schema_path("blns.json").read_text(encoding="utf-8")))
