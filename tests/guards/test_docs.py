"""What is registered is documented, and what is generated is current."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from feeds.parsers import PARSERS
from feeds.profile_form import form_sections
from feeds.writers import WRITERS
from syndication.delivery import CHANNELS
from syndication.delivery.settings import setting_fields
from tests.guards.generated_docs import DOCS, generated
from translations.checks import CHECKS
from translations.checks.codes import CODES
from translations.engines import ENGINES

ROOT = DOCS.parent


@pytest.mark.parametrize("name", sorted({*WRITERS, *PARSERS}))
def test_every_format_has_a_page_of_its_own(name):
    page = DOCS / "formats" / f"{name}.md"
    assert page.is_file()
    assert len(page.read_text(encoding="utf-8")) > 500


@pytest.mark.parametrize("path", [field.path for section in form_sections() for field in section.fields])
def test_every_setting_of_a_profile_is_documented(path):
    assert f"| `{path}` |" in (DOCS / "profiles.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_every_channel_is_documented_with_its_settings_and_secrets(kind):
    page = (DOCS / "channels.md").read_text(encoding="utf-8")
    _, heading, rest = page.partition(f"\n## {kind.title} (`{kind.name}`)\n")
    assert heading
    section = rest.partition("\n## ")[0]
    names = [*(field.name for field in setting_fields(kind)), *kind.secrets]
    assert [name for name in names if f"| `{name}` |" not in section] == []
    assert len(section) > 300


def test_every_environment_variable_is_documented():
    source = (ROOT / "syndication" / "config.py").read_text(encoding="utf-8")
    documented = (DOCS / "operations.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\"(SYNDICATION_[A-Z_]*[A-Z])\"", source))
    assert len(names) >= len(fields(__import__("syndication.config", fromlist=["Settings"]).Settings)) - 1
    assert sorted(name for name in names if f"`{name}`" not in documented) == []


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_every_engine_is_documented(name):
    assert name in (DOCS / "engines.md").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("code", sorted({code for family in CHECKS.values() for code in family.codes} | CODES.keys()))
def test_every_code_of_a_check_is_documented_with_its_severities(code):
    severities = ", ".join(severity.value for severity in CODES[code].severities)
    assert f"| `{code}` | {severities} |" in (DOCS / "checks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_generated_documents_are_current(path):
    assert path.read_text(encoding="utf-8") == generated()[path], "run `make docs`"


def links_of(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *DOCS.rglob("*.md")], ids=lambda page: str(page.relative_to(ROOT))
)
def test_links_between_pages_lead_somewhere(page):
    broken = [link for link in links_of(page) if link and not (page.parent / link).exists()]
    assert broken == []


def test_decision_records_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
