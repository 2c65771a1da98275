"""From what was typed into the form of an output profile to the profile, and back. Pure.

A page prints :func:`form_sections`, filled in with :func:`form_values`; what comes back goes through
:func:`profile_from_form` to :func:`feeds.codec.decode_profile`, and :func:`control_of` says beside which control each
of its problems belongs. All of it is read off the profile's own fields, so a new setting needs nothing here.

The name of a control is the path of its setting, such as ``window.max_entries``. In a row it has the row's number, such
as ``languages[0].tag``; numbers may have gaps, and a row counts as soon as anything but choices and flags is filled in.
A control that is empty or missing leaves its setting at the default, but a flag that is missing is off: browsers send
nothing for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from feeds.codec import as_table
from feeds.errors import FieldProblem, InvalidProfile
from feeds.profile import OutputProfile
from feeds.profile_fields import Choice, FormField, Kind, Section, form_sections

__all__ = [
    "Choice",
    "FormField",
    "Kind",
    "Section",
    "Values",
    "control_of",
    "form_sections",
    "form_values",
    "profile_from_form",
]

Values = Mapping[str, Sequence[str]]
"""The values of a form by the names of its controls, as ``request.form.to_dict(flat=False)`` gives them."""

_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,15}")
_WITHOUT_WORDS: Final = frozenset({Kind.CHOICE, Kind.FLAG})
ON: Final = "on"


def profile_from_form(values: Values) -> dict[str, Any]:
    """Return what a form says as a table for :func:`~feeds.codec.decode_profile`, which judges it.

    Raises :exc:`~feeds.errors.InvalidProfile` for a key of a mapping that is there twice, which a table cannot say.
    """
    table: dict[str, Any] = {}
    for field in _fields():
        value = _read(field, values)
        if value is not None:
            *parts, name = field.path.split(".")
            inner = table
            for part in parts:
                inner = inner.setdefault(part, {})
            inner[name] = value
    return table


def form_values(profile: OutputProfile) -> dict[str, list[str]]:
    """Return the values of the controls that show a profile; :func:`profile_from_form` makes the same profile of them.

    A flag that is off and a setting without a value have none.
    """
    table = as_table(profile)
    values: dict[str, list[str]] = {}
    for field in _fields():
        value: Any = table
        for part in field.path.split("."):
            value = value.get(part) if value is not None else None
        if value is not None:
            values.update(_written(field, value))
    return values


def control_of(path: str, values: Values) -> str | None:
    """Return the name of the control beside which a problem at this path belongs, ``None`` for the whole form.

    ``values`` are those that the problem was found in: they tell the numbers of rows.
    """
    for field in _fields():
        if path == field.path or path.startswith((f"{field.path}[", f"{field.path}.")):
            return _control_in(field, path.removeprefix(field.path), values)
    return None


def _fields() -> Iterator[FormField]:
    return (field for section in form_sections() for field in section.fields)


def _read(field: FormField, values: Values) -> Any:
    """Return the value of a field as JSON has it, ``None`` where nothing was filled in."""
    match field.kind:
        case Kind.ROWS:
            return [_row(field, number, values) for number in _rows(field, values)]
        case Kind.MAPPING:
            return _mapping(field, values)
        case _:
            return _one(field, values.get(field.path, ()))


def _one(field: FormField, given: Sequence[str]) -> Any:
    texts = [text.strip() for text in given]
    text = next(filter(None, texts), None)
    match field.kind:
        case Kind.FLAG:
            return text is not None
        case Kind.TEXTS | Kind.CHOICES:
            return [line.strip() for one in texts for line in one.splitlines() if line.strip()]
        case Kind.NUMBER if text and _NUMBER.fullmatch(text):
            return int(text)
        case Kind.TIME if text:
            return f"{text}Z" if _is_naive(text) else text
    return text


def _is_naive(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _rows(field: FormField, values: Values) -> list[int]:
    """Return the numbers of the rows that count, in order."""
    pattern = re.compile(rf"{re.escape(field.path)}\[([0-9]{{1,6}})\]\.")
    numbers = sorted({int(match[1]) for name in values if (match := pattern.match(name))})
    typed = [column for column in field.columns if column.kind not in _WITHOUT_WORDS]
    return [number for number in numbers if any(_one(one, values.get(one.name(number), ())) for one in typed)]


def _row(field: FormField, number: int, values: Values) -> dict[str, Any]:
    row = {
        column.path.rpartition(".")[2]: _one(column, values.get(column.name(number), ())) for column in field.columns
    }
    return {name: value for name, value in row.items() if value is not None}


def _mapping(field: FormField, values: Values) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for number in _rows(field, values):
        row = _row(field, number, values)
        key = row.get("key", "")
        if key in mapping:
            raise InvalidProfile((FieldProblem(field.columns[0].name(number), f"{key!r} is there twice"),))
        if "value" in row:
            mapping[key] = row["value"]
    return mapping


def _written(field: FormField, value: Any) -> Iterator[tuple[str, list[str]]]:
    match field.kind:
        case Kind.ROWS:
            rows = value
        case Kind.MAPPING:
            rows = [{"key": key, "value": text} for key, text in value.items()]
        case _:
            if texts := _texts(value):
                yield field.path, texts
            return
    for number, row in enumerate(rows):
        for column in field.columns:
            if texts := _texts(row.get(column.path.rpartition(".")[2])):
                yield column.name(number), texts


def _texts(value: object) -> list[str]:
    if value is None or value is False:
        return []
    if isinstance(value, list):
        return [str(one) for one in value]
    return [ON if value is True else str(value)]


def _control_in(field: FormField, rest: str, values: Values) -> str:
    """Return the control of a field for the rest of a problem's path."""
    if not field.columns:
        return field.path
    first, *_, last = field.columns
    for number in _rows(field, values) if field.kind is Kind.MAPPING else ():
        key = next(iter(values.get(first.name(number), ())), "").strip()
        if rest in {f".{key}", f".{key}.[key]"}:
            return first.name(number) if rest.endswith("[key]") else last.name(number)
    place = re.match(r"\[([0-9]+)\](\..+)?", rest)
    if place is None:
        return first.name(0)
    if field.kind is Kind.MAPPING:
        return first.name(int(place[1]))
    rows, column = _rows(field, values), f"{field.path}[]{place[2] or ''}"
    number = rows[int(place[1])] if int(place[1]) < len(rows) else int(place[1])
    return next((one for one in field.columns if one.path == column), first).name(number)
