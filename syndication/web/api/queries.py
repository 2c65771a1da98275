"""Query parameters that several resources take, and the path parts that hold guids."""

from typing import Annotated

from flask import Flask
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from feeds.language import LanguageTag

Limit = Annotated[int, Field(ge=1, le=1000, description="How many at most.")]


class GuidConverter(BaseConverter):
    """A guid in a path, percent-encoded or as it is: ``tag:example.org,2019:a/b;lang=vi`` has slashes and more.

    U+0000 is in no guid, and PostgreSQL refuses even to look for it.
    """

    part_isolating = False
    regex = r"[^\x00]+?"
    weight = 200


class NameConverter(BaseConverter):
    """A slug or another name in a path."""

    regex = r"[^/\x00]+"


class RowIdConverter(IntegerConverter):
    """The number of a row in a path, as far as databases count."""

    def __init__(self, map: Map) -> None:  # noqa: A002  (Werkzeug's name)
        super().__init__(map, max=2**63 - 1)


def prepare_converters(app: Flask) -> None:
    """Let the paths of an app have guids, names and rows in them; before any blueprint is registered."""
    app.url_map.converters.update(guid=GuidConverter, name=NameConverter, row_id=RowIdConverter)


class LanguageQuery(BaseModel):
    """In which language a thing is wanted."""

    model_config = ConfigDict(extra="forbid")

    language: Annotated[
        LanguageTag | None,
        Field(description="A language of the live blog, such as vi, as its public feed shows it; left out: its own."),
    ] = None


class PageQuery(BaseModel):
    """Which part of a list is wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000, description="How many to pass over, from the newest.")] = 0
