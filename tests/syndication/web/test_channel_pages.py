"""A channel on the desk: its form is its kind's, its secrets go in and never come out."""

import base64
from typing import Any

import pytest
from apiflask import APIFlask
from lxml import html

from syndication.config import Settings
from syndication.delivery import CHANNELS
from syndication.delivery.settings import open_secrets, setting_fields
from syndication.rights import Role
from syndication.sealing import Sealer, sealer_of
from syndication.storage.channels import find_channel
from syndication.storage.database import Database
from tests.syndication.outlets import HOOK, channel_now, keep_channel, keep_delivery, keep_partner, keep_two_entries
from tests.syndication.web.people import Person, alert, text

NEW = "/desk/partners/daily/channels/new"
PUSH = "/desk/partners/daily/channels/push"
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
FORM = {"kind": "webhook", "name": "push", "profile": "live", "settings.url": HOOK, "settings.timeout_s": "10"}


@pytest.fixture(autouse=True)
def partner(database: Database) -> None:
    keep_partner(database)


@pytest.fixture
def admin(app: APIFlask, database: Database) -> Person:
    return Person(app, database, "Hana", Role.ADMIN)


def secret_on(answer: Any) -> str:
    (secret,) = html.document_fromstring(answer.data).xpath("//code[@class='secret']/text()")
    return str(secret)


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_the_form_asks_for_every_setting_and_secret_of_the_kind(admin: Person, kind: Any) -> None:
    page = admin.page(f"{NEW}?kind={kind.name}")
    named = set(page.xpath("//main//form//@name"))
    assert {field.path for field in setting_fields(kind)} <= named
    assert {f"secrets.{name}" for name in kind.secrets if name not in kind.optional_secrets} <= named
    for control in page.xpath("//main//form//*[self::input[not(@type='hidden')] or self::select or self::textarea]"):
        assert page.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")
        for told in (control.get("aria-describedby") or "").split():
            assert page.xpath(f"//*[@id='{told}']"), told


def test_the_chooser_leads_to_the_form(admin: Person) -> None:
    chosen = admin.client.get("/desk/deliveries/add?partner=daily&kind=stream")
    assert (chosen.status_code, chosen.headers["Location"]) == (303, f"{NEW}?kind=stream")


def test_a_channel_is_added_and_its_key_shown_once(admin: Person, database: Database, settings: Settings) -> None:
    keep_two_entries(database)
    added = admin.send(NEW, **FORM, backfill="on")
    assert added.status_code == 200
    key = secret_on(added)
    assert open_secrets(sealer_of(settings), channel_now(database).secrets)["signing_key"] == key
    assert "deliveries are wanted" in added.text
    assert key not in admin.client.get(PUSH).text


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(admin: Person, database: Database) -> None:
    hush = "hush hush hush"
    wrong = FORM | {"settings.url": '"><script>alert(1)</script>', "name": "Nö", "max_per_min": "many"}
    refused = admin.send(NEW, **wrong, **{"secrets.signing_key": hush})
    assert refused.status_code == 422
    assert alert(refused).startswith("4 things are not right yet")
    page = html.document_fromstring(refused.data)
    (url,) = page.xpath("//input[@name='settings.url']")
    assert (url.get("value"), url.get("aria-invalid")) == (wrong["settings.url"], "true")
    assert "http or https" in text(page.xpath("//*[@id='wrong-settings.url']")[0])
    assert page.xpath("//script/text()") == []
    # A secret that was typed is not sent back.
    assert hush not in refused.text
    with database.reading() as session:
        assert find_channel(session, "daily", "push") is None


def test_a_channel_is_changed_unless_somebody_else_has(admin: Person, database: Database) -> None:
    keep_channel(database)
    form = {"profile": "wire", "settings.url": f"{HOOK}/2", "settings.timeout_s": "5", "max_per_min": "60"}
    saved = admin.send(PUSH, **form, version="1")
    assert "Saved." in saved.text
    changed = channel_now(database)
    assert (changed.profile.name, changed.max_per_min, changed.version) == ("wire", 60, 2)
    assert alert(admin.send(PUSH, **form, version="1")) == "Daily/push is at version 2 now."


def test_secrets_are_set_changed_with_overlap_and_forgotten(
    admin: Person, database: Database, settings: Settings
) -> None:
    admin.send(NEW, **FORM, **{"secrets.signing_key": KEY})

    def kept() -> dict[str, str]:
        return open_secrets(sealer_of(settings), channel_now(database).secrets)

    assert kept() == {"signing_key": KEY}
    new = secret_on(admin.send(f"{PUSH}/signing-key"))
    assert kept() == {"signing_key": new, "previous_signing_key": KEY}
    admin.send(f"{PUSH}/secrets", secret="previous_signing_key", forget="on")
    assert kept() == {"signing_key": new}
    refused = admin.send(f"{PUSH}/secrets", secret="signing_key", value="hush")
    assert refused.status_code == 422
    assert "at least 16 ASCII characters" in alert(refused)
    assert "hush" not in refused.text
    assert kept() == {"signing_key": new}


def test_secrets_of_another_machine_are_told(admin: Person, database: Database) -> None:
    keep_channel(database, sealer=Sealer("of another machine"))
    assert "SYNDICATION_SECRET_KEY" in admin.client.get(PUSH).text
    assert alert(admin.send(f"{PUSH}/probe")).startswith("A kept secret cannot be read")


def test_a_channel_is_tried_out_in_words(admin: Person, database: Database, settings: Settings) -> None:
    keep_channel(database, sealer=sealer_of(settings), settings={"url": "http://127.0.0.1:9999/hook"})
    tried = admin.send(f"{PUSH}/probe")
    assert "Not reached." in tried.text
    assert "not a public address" in tried.text


def test_a_channel_without_a_log_is_deleted_one_with_it_retired(admin: Person, database: Database) -> None:
    channel = keep_channel(database)
    assert admin.send(f"{PUSH}/retire").headers["Location"] == "/desk/deliveries/"
    assert admin.client.get(PUSH).status_code == 404
    channel = keep_channel(database)
    keep_delivery(database, channel, keep_two_entries(database)[0])
    assert "retired" in admin.send(f"{PUSH}/retire").text
    assert "Resume" in admin.client.get(PUSH).text


def test_an_editor_looks_and_sends_what_is_there_and_sets_nothing_up(
    app: APIFlask, database: Database, admin: Person
) -> None:
    keep_two_entries(database)
    keep_channel(database)
    editor = Person(app, database, "Minh", Role.EDITOR)
    page = editor.page(PUSH)
    assert page.xpath("//form[@aria-label='Settings']") == []
    assert "deliveries are wanted" in editor.send(f"{PUSH}/backfill").text
    for path in (PUSH, f"{PUSH}/secrets", f"{PUSH}/signing-key", f"{PUSH}/probe", f"{PUSH}/retire", NEW):
        assert editor.send(path, **FORM).status_code == 403
    assert editor.client.get(NEW).status_code == 403


@pytest.mark.parametrize("path", ["/desk/partners/nobody/channels/new", "/desk/partners/daily/channels/nothing"])
def test_what_is_not_there_is_not_found(admin: Person, path: str) -> None:
    assert admin.client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "/backfill", "/retire", "/probe", "/signing-key"])
def test_buttons_of_a_channel_that_is_gone_say_so(admin: Person, path: str) -> None:
    assert admin.send(f"/desk/partners/daily/channels/nothing{path}", **FORM).status_code == 404
