"""Browsers in which somebody is signed in, and the forms they send."""

from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from syndication.auth import create_sign_in_link, create_user, find_active_user
from syndication.clock import utc_now
from syndication.errors import UnknownUser
from syndication.rights import ALL_LANGUAGES, Role
from syndication.storage.database import Database


class Person:
    """Somebody at a browser without scripts."""

    def __init__(
        self,
        app: APIFlask,
        database: Database,
        name: str = "Linh",
        role: Role = Role.REVIEWER,
        languages: tuple[str, ...] = ALL_LANGUAGES,
    ) -> None:
        self.client: FlaskClient = app.test_client()
        with database.writing() as session:
            try:
                find_active_user(session, name)
            except UnknownUser:
                create_user(session, name, role, now=utc_now(), languages=languages)
            link = create_sign_in_link(session, name, now=utc_now())
        self.client.post(f"/sign-in/{link}")
        shown = html.document_fromstring(self.client.get("/account/").data)
        self.csrf = str(shown.xpath("//input[@name='csrf_token']/@value")[0])

    def page(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return html.document_fromstring(answer.data)

    def send(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(path, data=form | {"csrf_token": self.csrf})


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def alert(answer: TestResponse) -> str:
    """What a page says in its warning."""
    (said,) = html.document_fromstring(answer.data).xpath("//main//*[@role='alert']")
    return text(said)
