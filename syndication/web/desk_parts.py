"""What the templates of the live desk's forms need besides what they show: the parts that a text can be made of."""

from flask import Flask

from feeds.model import Block, Embed, Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Quote, Table
from syndication.desk.block_forms import PLAIN

_PARTS: tuple[tuple[str, Block], ...] = (
    ("paragraph", Paragraph(html="")),
    ("heading", Heading(html="")),
    ("quote", Quote(html="")),
    ("list", ListBlock(items=("",))),
    ("table", Table(rows=(("", ""), ("", "")), header=True)),
    ("picture", MediaBlock(media=Media(kind=MediaKind.PICTURE))),
    ("embed", Embed(href="")),
)
"""An empty block of each type that can be added, and what it is called."""


def prepare_desk_forms(app: Flask) -> None:
    """Give templates what the forms of entries and heads are made of."""
    app.jinja_env.globals.update(new_parts=_PARTS, plain_part=PLAIN, media_kinds=tuple(MediaKind))
