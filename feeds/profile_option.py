"""What people are told about a setting of an output profile: the one source of its form, its schema and its docs.

An :class:`Option` stands in the annotation of each field. Its texts are plain sentences, without mark-up.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Option:
    """The words for one setting.

    ``help`` says what it does, ``words`` what each of its choices does, by value, and ``unset`` what happens while it
    is empty. ``unit`` stands behind a number. ``formats`` names the output formats it concerns, where it is not all.
    ``columns`` are the labels of key and value of a mapping. ``section`` is the heading that a field of the profile
    itself stands under.
    """

    label: str
    help: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    unset: str = ""
    unit: str = ""
    placeholder: str = ""
    formats: tuple[str, ...] = ()
    columns: tuple[str, str] = ("Language", "Text")
    section: str = ""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Put label and texts into the JSON Schema of the field."""
        schema = handler(core_schema)
        schema["title"] = self.label
        if self.description:
            schema["description"] = self.description
        if self.formats:
            schema["x-formats"] = list(self.formats)
        if self.unit:
            schema["x-unit"] = self.unit
        return schema

    @property
    def description(self) -> str:
        """Everything that is said of the setting, as sentences."""
        choices = (f"{value}: {words}." for value, words in self.words.items())
        unset = (f"Unset: {self.unset}.",) if self.unset else ()
        return " ".join(filter(None, (self.help, *choices, *unset)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A field of a part of the profile: its name, its type without the annotation, its option and its default."""

    name: str
    type: Any
    option: Option
    default: Any
    is_required: bool
    metadata: tuple[Any, ...]


def settings_of(part: type) -> tuple[Setting, ...]:
    """Return the settings of a part of the profile in their order. Every field must have an :class:`Option`."""
    hints = get_type_hints(part, include_extras=True)
    return tuple(_setting(one.name, hints[one.name], one) for one in fields(part))


def _setting(name: str, hint: Any, declared: Field[Any]) -> Setting:
    bare, metadata = unwrapped(hint)
    (option,) = (one for one in metadata if isinstance(one, Option))
    made = None if declared.default_factory is MISSING else declared.default_factory()
    return Setting(
        name=name,
        type=bare,
        option=option,
        default=made if declared.default is MISSING else declared.default,
        is_required=declared.default is MISSING and declared.default_factory is MISSING,
        metadata=metadata,
    )


def unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without its annotations and without ``None``, and all annotations, outermost first."""
    metadata: list[Any] = []
    while True:
        if get_origin(hint) is Annotated:
            hint, *found = get_args(hint)
            metadata += found
            continue
        members = [one for one in get_args(hint) if one is not type(None)]
        if type(None) in get_args(hint) and len(members) == 1:
            hint = members[0]
            continue
        return hint, tuple(metadata)
