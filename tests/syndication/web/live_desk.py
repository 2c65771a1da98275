"""Somebody at the live desk in a browser without scripts: what its forms hold, and what becomes of them."""

from collections.abc import Mapping
from typing import Any

from lxml import html
from werkzeug.test import TestResponse

from tests.syndication.kept import SLUG
from tests.syndication.web.people import Person, text

DESK = f"/desk/blogs/{SLUG}/"


def parse(answer: TestResponse) -> Any:
    return html.document_fromstring(answer.data)


def form_of(page: Any, form_id: str = "entry-form") -> dict[str, list[str]]:
    """Return what a browser would send of a form that nobody has touched."""
    (form,) = page.xpath(f"//form[@id='{form_id}']")
    sent: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if field.get("type") in {"checkbox", "radio"} and field.get("checked") is None:
            continue
        value = (field.value or "") if field.tag == "select" else field.get("value", "")
        if field.tag == "textarea":
            # A browser drops the first line end of a text area, and sends the others as two characters.
            value = (field.text or "").removeprefix("\n").replace("\n", "\r\n")
        sent.setdefault(field.get("name"), []).append(value)
    return sent


def send(person: Person, path: str, form: Mapping[str, Any]) -> TestResponse:
    return person.client.post(path, data={**form, "csrf_token": person.csrf})


def post(person: Person, words: str, **changes: Any) -> TestResponse:
    """Post an entry from the composer."""
    form = form_of(person.page(DESK)) | {"plain.text": [words]}
    return send(person, f"{DESK}entries", form | changes)


def save(person: Person, entry_id: int, **changes: Any) -> TestResponse:
    """Open an entry's editor, change some fields, and save."""
    path = f"{DESK}entries/{entry_id}/"
    return send(person, path, form_of(person.page(path)) | changes)


def rows(page: Any) -> list[Any]:
    return list(page.xpath("//article[@data-entry]"))


def entry_id_of(answer: TestResponse) -> int:
    """Return the number of the entry that an answer leads to."""
    return int(answer.headers["Location"].partition("#entry-")[2])


def chips(page: Any) -> list[str]:
    return [text(chip) for chip in page.xpath("//ul[@class='chips']/li")]


def troubles(answer: TestResponse) -> str:
    return " ".join(text(one) for one in parse(answer).xpath("//*[@data-troubles]"))
