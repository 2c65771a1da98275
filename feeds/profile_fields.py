"""The form of an output profile as pure data: sections of fields, read off the profile's own settings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, get_args, get_origin

from pydantic.fields import FieldInfo

from feeds.profile import OutputProfile
from feeds.profile_option import Setting, settings_of, unwrapped
from feeds.writers import WRITERS


class Kind(StrEnum):
    """What a field takes.

    ``texts``: any number of texts, one in a line. ``choices``: any number of the choices. ``rows``: any number of rows
    of its ``columns``. ``mapping``: the same, its columns are ``key`` and ``value``. ``time``: RFC 3339, in UTC where
    no zone is given. ``flag``: on or off.
    """

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    TEXTS = "texts"
    CHOICES = "choices"
    ROWS = "rows"
    MAPPING = "mapping"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the values of a field, and what it does in words. The empty value leaves the setting out."""

    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One setting as a form shows it; all its texts are plain.

    ``path`` is the setting's path, with ``[]`` for the number of the row in columns of rows. ``least`` and ``most``
    limit numbers, ``longest`` the characters of a text. ``formats`` names the output formats that it concerns, empty
    for all. ``unset`` says what happens while it is empty, and ``default`` is its value then, as text.
    """

    path: str
    kind: Kind
    label: str
    help: str
    unset: str
    unit: str
    placeholder: str
    formats: tuple[str, ...]
    is_required: bool
    default: str
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    columns: tuple["FormField", ...] = ()

    def name(self, row: int | None = None) -> str:
        """Return the name of its control, which in a row has the row's number."""
        return self.path if row is None else self.path.replace("[]", f"[{row}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields that belong together, under a heading; ``name`` can be used in an address."""

    name: str
    label: str
    help: str
    fields: tuple[FormField, ...]


@cache
def form_sections() -> tuple[Section, ...]:
    """Return the whole form in the order in which it is best read."""
    fields: dict[str, list[FormField]] = {}
    helps: dict[str, list[str]] = {}
    for setting in settings_of(OutputProfile):
        heading = setting.option.section
        if is_dataclass(setting.type):
            fields.setdefault(heading, []).extend(_parts(setting))
            helps.setdefault(heading, []).append(setting.option.help)
        else:
            fields.setdefault(heading, []).append(_field(setting, setting.name))
    return tuple(
        Section(
            name=heading.lower().replace(",", "").replace(" ", "-"),
            label=heading,
            help=" ".join(filter(None, helps.get(heading, []))),
            fields=tuple(found),
        )
        for heading, found in fields.items()
    )


def _parts(setting: Setting) -> Iterator[FormField]:
    for part in settings_of(setting.type):
        yield _field(part, f"{setting.name}.{part.name}")


def _field(setting: Setting, path: str) -> FormField:
    option, kind = setting.option, _kind(setting)
    limits = dict(_limits(setting.metadata))
    return FormField(
        path=path,
        kind=kind,
        label=option.label,
        help=option.help,
        unset=option.unset,
        unit=option.unit,
        placeholder=option.placeholder,
        formats=option.formats,
        is_required=setting.is_required,
        default=_default_text(setting.default),
        choices=tuple(_choices(setting)) if kind in {Kind.CHOICE, Kind.CHOICES} else (),
        least=limits.get("ge") if kind is Kind.NUMBER else None,
        most=limits.get("le") if kind is Kind.NUMBER else None,
        longest=limits.get("max_length") if kind is Kind.TEXT else None,
        columns=tuple(_columns(setting, path, kind)),
    )


def _kind(setting: Setting) -> Kind:
    of = setting.type
    if get_origin(of) is tuple:
        inner, _ = unwrapped(get_args(of)[0])
        return Kind.ROWS if is_dataclass(inner) else Kind.CHOICES if issubclass(inner, StrEnum) else Kind.TEXTS
    if get_origin(of) is dict:
        return Kind.MAPPING
    if issubclass(of, StrEnum) or _open_choices(setting):
        return Kind.CHOICE
    return _SIMPLE[of]


_SIMPLE: Final = {bool: Kind.FLAG, int: Kind.NUMBER, str: Kind.TEXT, datetime: Kind.TIME}


def _open_choices(setting: Setting) -> dict[str, str]:
    """Return the choices of a text that is as good as a choice: there are as many as there are writers."""
    if setting.name != "format_version":
        return dict(setting.option.words)
    several = {name: writer.versions for name, writer in WRITERS.items() if len(writer.versions) > 1}
    return {version: f"{name} {version}" for name, versions in several.items() for version in versions}


def _choices(setting: Setting) -> Iterator[Choice]:
    if setting.default is None and not setting.is_required:
        yield Choice(value="", words=setting.option.unset)
    for value, words in _open_choices(setting).items():
        yield Choice(value=value, words=words)


def _limits(metadata: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """Yield the limits of a number or a text from pydantic's annotations, by the names that these have there."""
    for one in metadata:
        for part in one.metadata if isinstance(one, FieldInfo) else (one,):
            for name in ("ge", "le", "max_length"):
                value = getattr(part, name, None)
                if isinstance(value, int):
                    yield name, value


def _columns(setting: Setting, path: str, kind: Kind) -> Iterator[FormField]:
    if kind is Kind.ROWS:
        inner, _ = unwrapped(get_args(setting.type)[0])
        for part in settings_of(inner):
            yield _field(part, f"{path}[].{part.name}")
    if kind is Kind.MAPPING:
        key, value = setting.option.columns
        yield _column(f"{path}[].key", key, "")
        yield _column(f"{path}[].value", value, setting.option.placeholder)


def _column(path: str, label: str, placeholder: str) -> FormField:
    return FormField(
        path=path,
        kind=Kind.TEXT,
        label=label,
        help="",
        unset="",
        unit="",
        placeholder=placeholder,
        formats=(),
        is_required=True,
        default="",
    )


def _default_text(default: object) -> str:
    if default is None or default == () or default == {}:
        return ""
    if isinstance(default, bool):
        return "on" if default else ""
    return default.value if isinstance(default, StrEnum) else str(default)
