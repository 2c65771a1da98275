"""The same pages for people of the desk, under ``/desk/partners/<partner>/own/``; admins may change keys there."""

from apiflask import APIBlueprint

from syndication.rights import Role
from syndication.web.partner_own.frame import for_desk
from syndication.web.partner_own.overview import overview_page
from syndication.web.partner_own.pages import PAGES

blueprint = APIBlueprint("partner_desk", __name__, enable_openapi=False, url_prefix="/desk/partners/<partner>/own")

blueprint.add_url_rule("/", "overview", for_desk(overview_page, Role.EDITOR), methods=["GET"])
for page in PAGES:
    blueprint.add_url_rule(page.path, page.endpoint, for_desk(page.show, page.role), methods=[page.method])
