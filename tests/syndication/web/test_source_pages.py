"""Sources on the desk."""

import pytest
from apiflask import APIFlask
from lxml import html

from syndication.rights import Role
from syndication.storage.database import Database
from syndication.storage.sources import SourceState, find_source
from tests.syndication.web.people import Person, alert

PAGE = "/desk/sources/"
FORM = {"url": "https://linh:hush@wire.example/summit.atom", "slug": "summit", "interval_s": "60"}


@pytest.fixture
def editor(app: APIFlask, database: Database) -> Person:
    return Person(app, database, "Minh", Role.EDITOR)


def state(database: Database) -> SourceState | None:
    with database.reading() as session:
        source = find_source(session, "summit")
    return None if source is None else source.state


def test_an_empty_page_tells_what_to_do_next(editor: Person) -> None:
    assert "Put the address of one below" in editor.client.get(PAGE).text


def test_a_live_blog_is_followed_paused_resumed_and_removed(editor: Person, database: Database) -> None:
    assert editor.send(f"{PAGE}add", **FORM).status_code == 303
    shown = editor.client.get(PAGE).text
    assert "summit" in shown
    assert "hush" not in shown
    editor.send(f"{PAGE}summit/pause")
    assert state(database) is SourceState.PAUSED
    editor.send(f"{PAGE}summit/resume")
    assert state(database) is SourceState.ACTIVE
    editor.send(f"{PAGE}summit/remove")
    assert state(database) is None
    assert alert(editor.send(f"{PAGE}summit/pause")) == "There is no source 'summit'."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "file:///etc/passwd"}, "url"),
        ({"slug": "Über uns"}, "slug"),
        ({"interval_s": "soon"}, "interval_s"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"language": "not a tag"}, "language"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told_beside_its_field(
    editor: Person, database: Database, change: dict[str, str], field: str
) -> None:
    refused = editor.send(f"{PAGE}add", **FORM | change)
    assert refused.status_code == 422
    page = html.document_fromstring(refused.data)
    (control,) = page.xpath(f"//*[@id='{field}']")
    assert (control.get("value"), control.get("aria-invalid")) == (change[field], "true")
    assert state(database) is None


def test_a_name_is_taken_once(editor: Person) -> None:
    editor.send(f"{PAGE}add", **FORM)
    assert alert(editor.send(f"{PAGE}add", **FORM)) == "There is a source 'summit' already."


def test_readers_do_not_come_here(app: APIFlask, database: Database) -> None:
    reader = Person(app, database, "Ana", Role.READER)
    assert reader.client.get(PAGE).status_code == 403
    assert reader.send(f"{PAGE}add", **FORM).status_code == 403
    assert PAGE not in reader.client.get("/desk/").text
