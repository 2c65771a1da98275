"""The form of a profile as a template prints it: each control with what was typed and what is wrong with it.

Everything comes from :func:`feeds.profile_form.form_sections`, so a new setting appears by itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from feeds.errors import FieldProblem
from feeds.profile_form import FormField, Kind, Values, control_of, form_sections

_LONG_WORDS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control: ``name`` as it is sent, ``look`` how it is drawn, ``values`` what stands in it."""

    field: FormField
    name: str
    look: str
    values: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the element, which a label and the summary of problems refer to."""
        return control_id(self.name)

    @property
    def value(self) -> str:
        """The text in a control that has one."""
        return self.values[0] if self.values else ""

    @property
    def text(self) -> str:
        """The lines in a control that has several."""
        return "\n".join(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a field that repeats."""

    number: int
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field: one control, or the rows of one that repeats, the last of them blank."""

    field: FormField
    control: Control | None
    rows: tuple[RowView, ...]
    blank: RowView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """Fields under a heading; ``problems`` counts what is wrong in it."""

    name: str
    label: str
    help: str
    fields: tuple[FieldView, ...]
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A problem with the control it belongs to, ``None`` for the whole form, and the label of that."""

    control: str | None
    label: str
    reason: str

    @property
    def id(self) -> str:
        """The id of the control's element."""
        return control_id(self.control) if self.control else ""


def control_id(name: str) -> str:
    """Return the id of the element of a control."""
    return "set-" + re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")


def placed(problems: Iterable[FieldProblem], values: Values) -> tuple[Placed, ...]:
    """Say beside which control each problem belongs."""
    return tuple(_placed(problem, values) for problem in problems)


def sections_view(values: Values, problems: Sequence[Placed], *, without: frozenset[str]) -> tuple[SectionView, ...]:
    """Return the whole form, filled in; ``without`` are paths that the page has in another way."""
    found = []
    for section in form_sections():
        fields = tuple(_field(field, values, problems) for field in section.fields if field.path not in without)
        names = {control.name for view in fields for control in _controls(view)}
        count = sum(problem.control in names for problem in problems)
        found.append(
            SectionView(name=section.name, label=section.label, help=section.help, fields=fields, problems=count)
        )
    return tuple(found)


def _placed(problem: FieldProblem, values: Values) -> Placed:
    control = control_of(problem.path, values)
    return Placed(control=control, label=_label(control) or problem.path, reason=problem.reason)


def _label(control: str | None) -> str:
    path = re.sub(r"\[\d+\]", "[]", control or "")
    for section in form_sections():
        for field in section.fields:
            if field.path == path:
                return field.label
            for column in field.columns:
                if column.path == path:
                    return f"{field.label}, {column.label.lower()}"
    return ""


def _field(field: FormField, values: Values, problems: Sequence[Placed]) -> FieldView:
    if not field.columns:
        return FieldView(field=field, control=_control(field, field.path, values, problems), rows=(), blank=None)
    numbers = sorted(_numbers(field, values))
    rows = tuple(_row(field, number, values, problems) for number in numbers)
    blank = _row(field, max(numbers, default=-1) + 1, {}, problems)
    return FieldView(field=field, control=None, rows=rows, blank=blank)


def _row(field: FormField, number: int, values: Values, problems: Sequence[Placed]) -> RowView:
    controls = tuple(_control(column, column.name(number), values, problems) for column in field.columns)
    return RowView(number=number, controls=controls)


def _numbers(field: FormField, values: Values) -> set[int]:
    """Return the numbers of the rows in which anything is typed: the choices of a blank row are sent, too."""
    pattern = re.compile(rf"{re.escape(field.path)}\[([0-9]{{1,6}})\]\.")
    found = {int(match[1]) for name in values if (match := pattern.match(name))}
    typed = [column for column in field.columns if column.kind not in {Kind.CHOICE, Kind.FLAG}]
    return {number for number in found if any(any(values.get(column.name(number), ())) for column in typed)}


def _control(field: FormField, name: str, values: Values, problems: Sequence[Placed]) -> Control:
    given = tuple(values.get(name, ()))
    if field.kind in {Kind.TEXTS, Kind.CHOICES}:
        given = tuple(line for one in given for line in one.splitlines())
    if not given and field.kind in {Kind.CHOICE, Kind.NUMBER, Kind.TEXT}:
        given = (field.default,)
    return Control(
        field=field,
        name=name,
        look=_look(field),
        values=given,
        problems=tuple(problem.reason for problem in problems if problem.control == name),
    )


def _look(field: FormField) -> str:
    match field.kind:
        case Kind.FLAG:
            return "tick"
        case Kind.CHOICES:
            return "ticks"
        case Kind.TEXTS:
            return "lines"
        case Kind.CHOICE if "[" not in field.path and any(len(one.words) > _LONG_WORDS for one in field.choices):
            return "radios"
        case Kind.CHOICE:
            return "select"
        case Kind.NUMBER:
            return "number"
    return "text"


def _controls(view: FieldView) -> Iterator[Control]:
    if view.control:
        yield view.control
    for row in (*view.rows, view.blank):
        if row:
            yield from row.controls
