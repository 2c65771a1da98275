"""A partner's page on a real database: entries, a channel with a log, and keys."""

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

HOME = "/partners/mekong/"


@dataclass
class Visit:
    """Somebody at the partner's page with a browser: ``send`` fills in what the page's own forms repeat."""

    client: FlaskClient

    def page(self, path: str = "") -> Any:
        answer = self.client.get(HOME + path)
        assert answer.status_code == 200, answer.text
        return html.document_fromstring(answer.data)

    def send(self, path: str, **form: Any) -> TestResponse:
        (csrf, *_) = self.page("-/keys/").xpath("//input[@name='csrf_token']/@value")
        return self.client.post(HOME + path, data=form | {"csrf_token": str(csrf)})


@pytest.fixture
def visit(app: APIFlask, key: str) -> Visit:
    client = app.test_client()
    assert client.post(f"{HOME}-/sign-in", data={"key": key}).status_code == 303
    return Visit(client)


def basic(key: str, user: str = "mekong") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{key}".encode()).decode()}
