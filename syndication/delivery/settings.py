"""The settings and secrets of channels: as JSON in the database, as controls of a form, checked by their kind.

A kind's dataclass is the one definition: its fields say what there is, what it is called and what may stand there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from feeds.errors import FieldProblem
from syndication.delivery.model import ChannelKind
from syndication.delivery_errors import InvalidChannel
from syndication.sealing import Sealer

SETTINGS = "settings"
"""What the paths of problems begin with, such as ``settings.url``; secrets have ``secrets`` there."""

Control = Literal["text", "long", "number", "flag", "choice"]

_MOST_CHARACTERS = 200_000
_LONG_TEXT = 1000
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting as a form asks for it: ``control`` is how, ``default`` what stands there when nothing was given."""

    name: str
    label: str
    help: str
    control: Control
    default: str
    is_required: bool
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def path(self) -> str:
        """The name of its control, which is the path of its problems."""
        return f"{SETTINGS}.{self.name}"


def check_settings(kind: ChannelKind, values: Mapping[str, Any]) -> str:
    """Return settings as the database keeps them, defaults written out.

    Raises :exc:`~syndication.delivery_errors.InvalidChannel` with everything that is wrong.
    """
    # JSON text may escape a lone surrogate, which UTF-8 cannot hold; it is dropped as everywhere.
    text = json.dumps(dict(values), ensure_ascii=False).encode("utf-8", "ignore")
    if len(text) > _MOST_CHARACTERS:
        raise InvalidChannel((FieldProblem(SETTINGS, f"more than {_MOST_CHARACTERS:,} bytes"),))
    adapter = _adapter(kind)
    try:
        return adapter.dump_json(adapter.validate_json(text)).decode()
    except ValidationError as cause:
        raise InvalidChannel(tuple(_problems(cause))) from cause


def read_settings(kind: ChannelKind, text: str) -> Any:
    """Return kept settings as the kind's dataclass.

    Raises :exc:`~syndication.delivery_errors.InvalidChannel` where a newer version of the kind asks for more.
    """
    try:
        return _adapter(kind).validate_json(text)
    except ValidationError as cause:
        raise InvalidChannel(tuple(_problems(cause))) from cause


def settings_schema(kind: ChannelKind) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind's settings."""
    return _adapter(kind).json_schema()


def setting_fields(kind: ChannelKind) -> tuple[SettingField, ...]:
    """Return what a form asks for, in the order of the dataclass."""
    schema = settings_schema(kind)
    required = schema.get("required", ())
    return tuple(
        _field(name, _resolved(one, schema), is_required=name in required)
        for name, one in schema.get("properties", {}).items()
    )


def form_values(kind: ChannelKind, text: str | None = None) -> dict[str, str]:
    """Return what the controls of a form hold, by their names: kept settings, or the defaults."""
    kept: dict[str, Any] = json.loads(text) if text else {}
    values: dict[str, str] = {}
    for field in setting_fields(kind):
        value = kept.get(field.name, field.default)
        values[field.path] = ("on" if value else "") if isinstance(value, bool) else str(value or "")
    return values


def settings_from_form(kind: ChannelKind, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says, for :func:`check_settings`: what is left empty has its default."""
    given: dict[str, Any] = {}
    for field in setting_fields(kind):
        text = values.get(field.path, "")
        text = text if field.control == "long" else text.strip()
        if field.control == "flag":
            given[field.name] = bool(text)
        elif text:
            is_number = field.control == "number" and _NUMBER.fullmatch(text)
            given[field.name] = int(text) if is_number else text
    return given


def seal_secrets(sealer: Sealer, secrets: Mapping[str, str]) -> str | None:
    """Return secrets as the database keeps them; ``None`` where there is none."""
    return sealer.seal(json.dumps(dict(secrets))) if secrets else None


def open_secrets(sealer: Sealer, sealed: str | None) -> dict[str, str]:
    """Return kept secrets by their names; raises :exc:`~syndication.delivery_errors.SecretUnreadable`."""
    if sealed is None:
        return {}
    opened: dict[str, str] = json.loads(sealer.open(sealed))
    return opened


def _adapter(kind: ChannelKind) -> TypeAdapter[Any]:
    return _made(kind.settings)  # type: ignore[arg-type]  # mypy does not know that a class can be hashed


@cache
def _made(settings: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(settings)


def _resolved(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a field with what it refers to; what is said beside a reference counts more."""
    found = dict(schema)
    for one in found.pop("allOf", found.pop("anyOf", [])):
        if one.get("type") != "null":
            found = _resolved(one, whole) | found
    if reference := found.pop("$ref", None):
        found = dict(whole["$defs"][reference.rpartition("/")[2]]) | found
    return found


def _field(name: str, schema: Mapping[str, Any], *, is_required: bool) -> SettingField:
    default = schema.get("default")
    return SettingField(
        name=name,
        label=schema.get("title", name),
        help=schema.get("description", ""),
        control=_control(schema),
        default=("on" if default else "") if isinstance(default, bool) else "" if default is None else str(default),
        is_required=is_required,
        choices=tuple(map(str, schema.get("enum", ()))),
        least=schema.get("minimum"),
        most=schema.get("maximum"),
    )


def _control(schema: Mapping[str, Any]) -> Control:
    if "enum" in schema:
        return "choice"
    match schema.get("type"):
        case "boolean":
            return "flag"
        case "integer":
            return "number"
    return "long" if schema.get("maxLength", 0) > _LONG_TEXT else "text"


def _problems(cause: ValidationError) -> Iterator[FieldProblem]:
    for error in cause.errors(include_url=False, include_input=False, include_context=False):
        path = ".".join(map(str, (SETTINGS, *error["loc"])))
        match error["type"]:
            case "unexpected_keyword_argument":
                reason = "unknown setting"
            case "missing" | "missing_keyword_only_argument":
                reason = "is needed"
            case _:
                reason = error["msg"].removeprefix("Value error, ")
        yield FieldProblem(path, reason)
