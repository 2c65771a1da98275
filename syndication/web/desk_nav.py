"""The parts of the desk, as every page of it lists them: a new part is one line here."""

from dataclasses import dataclass

from flask import Flask, request, url_for

from syndication.rights import Role
from syndication.web.authorisation import current_actor


@dataclass(frozen=True, slots=True)
class DeskPart:
    """One part: the page it begins with, its name, and the role that may open it.

    Pages of the same blueprint belong to it, and those of ``also``.
    """

    endpoint: str
    name: str
    role: Role = Role.READER
    also: tuple[str, ...] = ()

    @property
    def blueprints(self) -> tuple[str, ...]:
        """The blueprints whose pages belong to this part."""
        return (self.endpoint.partition(".")[0], *self.also)


DESK_PARTS = (
    DeskPart("desk.overview", "Overview"),
    DeskPart(
        "desk_blogs.show",
        "Live blogs",
        also=("desk_stream", "desk_entries", "desk_history", "desk_previews", "decision_pages"),
    ),
    DeskPart("delivery_pages.overview", "Deliveries", also=("channel_pages",)),
    DeskPart("source_pages.show", "Sources", Role.EDITOR),
    DeskPart("partner_pages.show", "Partners", also=("profile_pages", "profile_version_pages", "partner_desk")),
    DeskPart("kills.overview", "Kills"),
    DeskPart("models.show", "Models"),
    DeskPart("review.languages", "Translations, terms and memory", Role.TRANSLATOR),
    DeskPart("people.show", "People", Role.ADMIN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLink:
    """A part as the page at hand links it."""

    name: str
    path: str
    is_current: bool


def prepare_desk_nav(app: Flask) -> None:
    """Give templates the function ``desk_links``."""
    app.jinja_env.globals["desk_links"] = _links


def _links() -> tuple[DeskLink, ...]:
    """Return the parts that whoever asks may open."""
    role = current_actor().role
    return tuple(
        DeskLink(name=part.name, path=url_for(part.endpoint), is_current=request.blueprint in part.blueprints)
        for part in DESK_PARTS
        if role.allows(part.role)
    )
