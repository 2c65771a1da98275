"""What changed between two output profiles, in the words of their form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from feeds.profile import OutputProfile
from feeds.profile_form import FormField, Kind, form_sections, form_values

_MOST_WORDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting that is different: its path and label, and what it was and is, in words."""

    path: str
    label: str
    before: str
    after: str


def changes_between(before: OutputProfile, after: OutputProfile) -> tuple[SettingChange, ...]:
    """Return every setting that differs, in the order of the form."""
    return tuple(_changes(form_values(before), form_values(after)))


def _changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> Iterator[SettingChange]:
    for section in form_sections():
        for field in section.fields:
            was, now = _said(field, before), _said(field, after)
            if was != now:
                yield SettingChange(path=field.path, label=field.label, before=was, after=now)


def _said(field: FormField, values: dict[str, list[str]]) -> str:
    if field.columns:
        rows = _rows(field, values)
        return "; ".join(_row(field, row, values) for row in rows) or field.unset or "none"
    return _value(field, values.get(field.path, ()))


def _row(field: FormField, number: int, values: dict[str, list[str]]) -> str:
    said = [(column, values.get(column.name(number), [])) for column in field.columns]
    if field.kind is Kind.MAPPING:
        return ": ".join(" ".join(given) for _, given in said)
    first, *others = said
    told = [
        f"{column.label.lower()}: {_value(column, given)}"
        for column, given in others
        if " ".join(given) != column.default
    ]
    return ", ".join([" ".join(first[1]), *told])


def _rows(field: FormField, values: dict[str, list[str]]) -> list[int]:
    first = field.path + "["
    return sorted({int(name.removeprefix(first).partition("]")[0]) for name in values if name.startswith(first)})


def _value(field: FormField, given: Sequence[str]) -> str:
    if field.kind is Kind.FLAG:
        return "on" if given else "off"
    words = {choice.value: choice.words for choice in field.choices if choice.value}
    # What takes a paragraph in a form is told by its name.
    words = {value: said if len(said) <= _MOST_WORDS else value.replace("_", " ") for value, said in words.items()}
    said = ", ".join(words.get(one, one) for one in given)
    return f"{said} {field.unit}".strip() if said else field.unset or "none"
