"""The parts of the desk, on each of its pages: only what the reader of the page may open, and all of it opens."""

import pytest
from apiflask import APIFlask

from syndication.rights import Role
from syndication.storage.database import Database
from syndication.web.authorisation import declared_access
from syndication.web.desk_nav import DESK_PARTS
from tests.syndication.web.people import Person, text


def test_each_part_asks_for_the_role_that_its_page_asks_for(app: APIFlask) -> None:
    assert {part.endpoint: part.role for part in DESK_PARTS} == {
        part.endpoint: declared_access(app.view_functions[part.endpoint]) for part in DESK_PARTS
    }


@pytest.mark.parametrize("role", Role)
def test_everybody_is_led_to_what_they_may_open(app: APIFlask, database: Database, role: Role) -> None:
    person = Person(app, database, role=role)
    links = person.page("/desk/").xpath("//nav[@class='desk-parts']//a")
    assert [text(link) for link in links] == [part.name for part in DESK_PARTS if role.allows(part.role)]
    assert {person.client.get(link.get("href")).status_code for link in links} == {200}


def test_the_part_that_is_open_is_told(app: APIFlask, database: Database) -> None:
    person = Person(app, database, role=Role.ADMIN)
    (current,) = person.page("/desk/people/").xpath("//nav[@class='desk-parts']//a[@aria-current]")
    assert text(current) == "People"
