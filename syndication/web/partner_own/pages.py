"""Every page but the first one: where it is, and who of the desk may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import Response

from syndication.rights import Role
from syndication.web.kits import kit_download
from syndication.web.partner_own import keys_pages, log_pages, numbers_pages
from syndication.web.partner_own.door import Visitor
from syndication.web.partner_own.statistics_page import statistics_page


@dataclass(frozen=True, slots=True)
class Page:
    """A page. ``show`` takes the visitor and what the path names; people of the desk need ``role``."""

    path: str
    endpoint: str
    show: Callable[..., Response]
    method: Literal["GET", "POST"] = "GET"
    role: Role = Role.EDITOR


def _kit(visitor: Visitor, profile_name: str) -> Response:
    return kit_download(visitor.partner.slug, profile_name)


PAGES = (
    Page("/log/", "log", log_pages.log_page),
    Page("/log/<row_id:delivery_id>/", "delivery", log_pages.delivery_page),
    Page("/log/<row_id:delivery_id>/bytes", "delivery_bytes", log_pages.bytes_answer),
    Page("/numbers/", "numbers", numbers_pages.numbers_page),
    Page("/numbers/check", "check_numbers", numbers_pages.check_numbers, "POST"),
    Page("/numbers/replay", "replay", numbers_pages.replay_numbers, "POST"),
    Page("/numbers/again", "again", numbers_pages.send_numbers_again, "POST"),
    Page("/keys/", "keys", keys_pages.keys_page),
    Page("/keys/make", "make_key", keys_pages.make_new_key, "POST", Role.ADMIN),
    Page("/keys/rotate", "rotate_key", keys_pages.rotate_key, "POST", Role.ADMIN),
    Page("/keys/revoke", "revoke_key", keys_pages.revoke_key, "POST", Role.ADMIN),
    Page("/statistics/", "statistics", statistics_page),
    Page("/kits/<profile_name>.zip", "kit", _kit),
)
