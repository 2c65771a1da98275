"""The parts of docs/ that are written by the code; ``make docs`` writes them, a guard compares them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from feeds.codec import json_schema
from feeds.model import Entry, LiveBlog
from feeds.profile import OutputProfile
from feeds.profile_form import FormField, Kind, Section, form_sections
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelKind
from syndication.delivery.settings import setting_fields
from syndication.web.api import openapi_document

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- settings: written by the code -->", "<!-- end of settings -->"


def generated() -> dict[Path, str]:
    """Return path and content of every generated file."""
    documents = {
        "schemas/entry.schema.json": json_schema(Entry),
        "schemas/live-blog.schema.json": json_schema(LiveBlog),
        "schemas/output-profile.schema.json": json_schema(OutputProfile),
        "openapi.json": openapi_document(),
    }
    written = {
        DOCS / name: json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for name, document in documents.items()
    }
    return written | {
        DOCS / "profiles.md": _with_settings(DOCS / "profiles.md"),
        DOCS / "channels.md": _with_channels(DOCS / "channels.md"),
    }


def _with_settings(page: Path) -> str:
    """Return the page with the tables of settings between its markers written anew."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join(_section(section) for section in form_sections())
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def _with_channels(page: Path) -> str:
    """Return the page with a table of settings and secrets for each channel that has a place for it."""
    text = page.read_text(encoding="utf-8")
    for kind in CHANNELS.values():
        begin = f"<!-- settings of {kind.name}: written by the code -->"
        before, found, rest = text.partition(begin)
        if found:
            _, _, after = rest.partition(END)
            text = f"{before}{begin}\n\n{_channel_table(kind)}\n{END}{after}"
    return text


def _channel_table(kind: ChannelKind) -> str:
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for field in setting_fields(kind):
        default = "off" if field.control == "flag" and not field.default else f"`{field.default}`"
        shown = "required" if field.is_required else default if default != "``" else ""
        choices = f" One of {', '.join(f'`{choice}`' for choice in field.choices)}." if field.choices else ""
        rows.append(f"| `{field.name}` | {shown} | {field.label}. {_cell(field.help)}{choices} |")
    for name, label in kind.secrets.items():
        rows.append(f"| `{name}` | {'' if name in kind.optional_secrets else 'required'} | {label}. A secret. |")
    return "\n".join(rows) + "\n"


def _section(section: Section) -> str:
    rows = [row for field in section.fields for row in _rows(field)]
    said = [section.help, ""] if section.help else []
    head = ["| setting | default | meaning |", "|---|---|---|"]
    return "\n".join([f"### {section.label}", "", *said, *head, *rows, ""])


def _rows(field: FormField) -> Iterator[str]:
    default = f"`{field.default}`" if field.default else field.unset
    default = "off" if field.kind is Kind.FLAG and not field.default else default
    yield f"| `{field.path}` | {default} | {_cell(_meaning(field))} |"
    if field.kind is Kind.ROWS:
        for column in field.columns:
            yield from _rows(column)


def _meaning(field: FormField) -> str:
    choices = "; ".join(f"`{choice.value}`: {choice.words}" for choice in field.choices if choice.value)
    unit = f"in {field.unit}" if field.unit else ""
    only = f"only {' and '.join(field.formats)}" if field.formats else ""
    label = ", ".join(filter(None, (field.label, unit, only)))
    return " ".join(filter(None, (f"{label}.", field.help, f"{choices}." if choices else "")))


def _cell(text: str) -> str:
    """Return a text as it can stand in a table, with placeholders and the like set as code."""
    return re.sub(r"(?<!`)(\{\w+\}|\b[a-z0-9]+(?:_[a-z0-9]+)+\b)(?!`)", r"`\1`", text).replace("|", "\\|")


if __name__ == "__main__":
    for path, content in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
