"""The desk's pages of partners and profiles: forms without scripts, refusals that lose nothing, versions, roles."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from feeds.profile import LanguageRule, OutputProfile
from feeds.profile_form import form_sections, form_values
from feeds.ready import ready_profiles
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.documents import fetch, plan_partner
from syndication.shaping.partners import PartnerFacts, add_partner, require_partner
from syndication.shaping.profiles import put_profile, require_profile
from syndication.site import site_of
from syndication.storage.channels import insert_channel
from syndication.storage.database import Database
from syndication.storage.profile_versions import list_versions
from tests.syndication.kept import defaults, keep_blog, raw_entry
from tests.syndication.web.api.conftest import client_with

PAGE = "/desk/partners/daily/profiles/site"
HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{7*7}}"""
SITE = OutputProfile(name="site", format="rss", languages=(LanguageRule(tag="en"), LanguageRule(tag="vi")))


@pytest.fixture(autouse=True)
def daily(database: Database) -> None:
    with database.writing() as session:
        add_partner(session, "daily", PartnerFacts(name="The Daily"), actor="Linh", now=utc_now())
        put_profile(session, "daily", SITE, expected=0, actor="Linh", now=utc_now())


@pytest.fixture
def editor(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.EDITOR)


@pytest.fixture
def reader(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.READER)


def typed(profile: OutputProfile = SITE, **more: object) -> MultiDict[str, object]:
    """Return what a browser sends of the form that shows a profile."""
    return MultiDict(form_values(profile) | {"seen": "1", "do": "save"} | more)


def kept(database: Database) -> tuple[int, OutputProfile]:
    with database.reading() as session:
        record = require_profile(session, "daily", "site")
    return record.version, record.profile


def told(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def test_an_empty_desk_says_what_to_do_next(editor: FlaskClient, app: APIFlask) -> None:
    page = told(editor, "/desk/partners/")
    assert "The Daily" in page
    assert 'href="/desk/partners/daily/profiles/site"' in page
    editor.post("/desk/partners/", data={"slug": "weekly", "name": "Weekly"})
    assert "start from one that is ready to use" in told(editor, "/desk/partners/weekly/")


def test_a_partner_is_added_changed_disabled_and_enabled(editor: FlaskClient, database: Database) -> None:
    facts = {"slug": "weekly", "name": "The Weekly", "contact": "Hana", "requests_per_min": "60"}
    added = editor.post("/desk/partners/", data=facts)
    assert (added.status_code, added.headers["Location"]) == (303, "/desk/partners/weekly/?done=added")
    editor.post("/desk/partners/weekly/change", data={"name": "Weekly", "contact": "", "requests_per_min": ""})
    editor.post("/desk/partners/weekly/disable")
    assert "nothing but withdrawals of what it has" in told(editor, "/desk/partners/weekly/")
    editor.post("/desk/partners/weekly/enable")
    with database.reading() as session:
        record = require_partner(session, "weekly")
    assert (record.name, record.contact, record.requests_per_min, record.disabled_at) == ("Weekly", None, None, None)


def test_a_partner_that_cannot_be_is_refused_and_nothing_typed_is_lost(editor: FlaskClient) -> None:
    wrong = {"slug": "The Weekly", "name": HOSTILE, "contact": "Hana", "requests_per_min": "many"}
    refused = editor.post("/desk/partners/", data=wrong)
    assert refused.status_code == 422
    assert "Name in addresses: expected" in refused.text
    assert "Limit: expected" in refused.text
    assert HOSTILE in unescape(refused.text)
    assert "<script>alert" not in refused.text
    assert editor.post("/desk/partners/", data={"slug": "daily", "name": "Again"}).status_code == 422
    assert editor.post("/desk/partners/nobody/change", data={"name": "x"}).status_code == 404


def test_every_setting_has_a_control_with_a_label(editor: FlaskClient) -> None:
    page = told(editor, PAGE)
    names = {re.sub(r"\[\d+\]", "[]", name) for name in re.findall(r'name="([^"]+)"', page)}
    for section in form_sections():
        for field in section.fields:
            if field.path != "name":
                assert ({column.path for column in field.columns} or {field.path}) <= names, field.path
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'for="([^"]+)"', page)) <= set(ids)


def test_the_form_sent_as_it_is_shown_changes_nothing(editor: FlaskClient, database: Database) -> None:
    page = told(editor, PAGE)
    form = page[page.index('<form id="profile-form"') : page.index("</form>", page.index('<form id="profile-form"'))]
    sent: MultiDict[str, str] = MultiDict()
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_ticked = "checked" in tag or not re.search(r'type="(checkbox|radio)"', tag)
        if name and is_ticked:
            sent.add(unescape(name[1]), unescape(value[1]) if value else "on")
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside) or re.search(r'value="([^"]*)"', inside)
        assert chosen
        sent.add(name, unescape(chosen[1]))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent.add(name, unescape(text))
    assert editor.post(PAGE, data=sent).status_code == 303
    assert kept(database) == (1, SITE)


def test_a_profile_is_saved_as_a_new_version_with_a_note(editor: FlaskClient, database: Database) -> None:
    profile = replace(SITE, timezone="Asia/Seoul")
    saved = editor.post(PAGE, data=typed(profile, note="their wish"))
    assert (saved.status_code, saved.headers["Location"]) == (303, f"{PAGE}?saved=2")
    assert "Saved as version 2" in told(editor, f"{PAGE}?saved=2")
    assert kept(database) == (2, profile)
    with database.reading() as session:
        newest = list_versions(session, require_profile(session, "daily", "site").id)[0]
    assert newest.note == "their wish"


def test_a_setting_that_cannot_be_is_told_beside_it_and_nothing_typed_is_lost(
    editor: FlaskClient, database: Database
) -> None:
    wrong = typed(**{"window.max_entries": "zwei", "title": HOSTILE, "languages[5].tag": "not a tag"})
    refused = editor.post(PAGE, data=wrong)
    assert refused.status_code == 422
    page = unescape(refused.text)
    assert 'value="zwei" ' in page
    assert f'value="{HOSTILE}"' in page
    assert 'value="not a tag"' in page
    assert "<script>alert" not in refused.text
    assert re.search(r'id="set-window-max_entries-problem" data-problem="window.max_entries">\S', page)
    assert re.search(r'data-problem="languages\[5\].tag">\S', page)
    assert 'href="#set-window-max_entries"' in page
    assert kept(database) == (1, SITE)


def test_a_mapping_with_a_key_twice_is_told_beside_it(editor: FlaskClient) -> None:
    rows = {"attribution[0].key": "vi", "attribution[0].value": "a", "attribution[1].key": "vi"}
    refused = editor.post(PAGE, data=typed(**rows, **{"attribution[1].value": "b"}))
    assert refused.status_code == 422
    assert "is there twice" in unescape(refused.text)


def test_without_scripts_a_row_is_taken_out_by_its_button(editor: FlaskClient, database: Database) -> None:
    shown = editor.post(PAGE, data=typed(do="remove:languages[0]", title="New"))
    assert shown.status_code == 200
    assert 'value="vi"' in shown.text
    assert 'name="languages[0].tag" value="en"' not in shown.text
    assert 'value="New"' in shown.text
    assert kept(database) == (1, SITE)


def test_what_two_people_changed_is_shown_and_the_second_decides(editor: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        theirs = replace(SITE, timezone="Asia/Seoul")
        put_profile(session, "daily", theirs, expected=1, actor="Hana", now=utc_now())
    mine = typed(replace(SITE, format="atom"))
    clash = editor.post(PAGE, data=mine)
    assert clash.status_code == 409
    assert "Hana has made version 2 meanwhile" in clash.text
    assert re.search(r"<dt>Time zone</dt>\s*<dd><del>UTC</del>.*<ins>Asia/Seoul</ins>", clash.text)
    assert re.search(r"<dt>Format</dt>\s*<dd><del>RSS 2.0</del>.*<ins>Atom</ins>", clash.text)
    assert 'name="seen" value="2"' in clash.text
    mine["seen"] = "2"
    assert editor.post(PAGE, data=mine).status_code == 303
    assert kept(database) == (3, replace(SITE, format="atom"))


def test_a_double_click_makes_one_version(editor: FlaskClient, database: Database) -> None:
    profile = replace(SITE, timezone="Asia/Seoul")
    assert [editor.post(PAGE, data=typed(profile)).status_code for _ in range(2)] == [303, 303]
    assert kept(database) == (2, profile)


@pytest.mark.parametrize("start", ["", "ready:superdesk", "copy:daily/site"])
def test_a_new_profile_starts_from_what_was_chosen_and_is_kept_when_it_is_saved(
    editor: FlaskClient, database: Database, start: str
) -> None:
    opened = editor.post("/desk/partners/daily/new-profile", data={"profile": "app", "start": start})
    path = opened.headers["Location"]
    assert path.startswith("/desk/partners/daily/profiles/app")
    page = told(editor, path)
    assert "Not kept yet" in page
    wanted = {"": "atom", "ready:superdesk": ready_profiles()["superdesk"].profile.format, "copy:daily/site": "rss"}
    assert re.search(rf'<option value="{wanted[start]}" selected>', page)
    with database.reading() as session:
        assert require_partner(session, "daily").profiles == ("site",)
    saved = editor.post("/desk/partners/daily/profiles/app", data=typed(replace(SITE, name="app"), seen="0"))
    assert saved.status_code == 303


@pytest.mark.parametrize("name", ["", "A b", "x" * 65, "../up"])
def test_a_name_that_cannot_be_is_refused(editor: FlaskClient, name: str) -> None:
    assert editor.post("/desk/partners/daily/new-profile", data={"profile": name}).status_code == 422


def test_the_preview_is_what_the_partner_would_get_and_nothing_early(editor: FlaskClient, database: Database) -> None:
    later = utc_now() + timedelta(days=1)
    secret = raw_entry("Nobody knows of the heron.", headline="Heron", embargoed_until=later)
    keep_blog(database, raw_entry(f"Leaders met. {HOSTILE}", headline="Leaders meet"), secret)
    wish = typed(replace(SITE, format="atom"), **{"preview.blog": "hanoi", "preview.language": "en"})
    shown = editor.post(f"{PAGE}/preview", data=wish)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "1 item," in shown.text
    assert "no errors" in shown.text
    assert "eron" not in shown.text
    assert "<script>" not in shown.text
    assert "onerror" not in re.sub(r"<code>.*?</code>", "", shown.text)
    sent = editor.post(f"{PAGE}/document", data=wish)
    editor.post(PAGE, data=typed(replace(SITE, format="atom")))
    with database.reading() as session:
        plan = plan_partner(session, site_of(defaults(), session), "daily", "site", "hanoi", language="en")
        assert plan is not None
        served = fetch(session, plan, now=utc_now())
    assert served is not None
    assert sent.data == served.body
    assert sent.headers["Content-Disposition"] == 'attachment; filename="site.xml"'


def test_without_scripts_the_preview_stands_on_the_page(editor: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(headline="Leaders meet"))
    shown = editor.post(PAGE, data=typed(replace(SITE, title="Unsaved"), do="preview")).text
    assert "Difference to today" in shown
    assert "Leaders meet" in shown
    assert kept(database) == (1, SITE)


def test_a_preview_of_settings_that_cannot_be_says_which(editor: FlaskClient) -> None:
    shown = editor.post(f"{PAGE}/preview", data=typed(timezone="Mars/Base"))
    assert 'data-control="timezone"' in shown.text
    assert "1 setting to mend" in shown.text
    nothing = editor.post(f"{PAGE}/preview", data=typed(**{"preview.language": "xx"}))
    assert "delivers nothing" in nothing.text


def test_versions_are_told_compared_and_rolled_back_with_one_click(editor: FlaskClient, database: Database) -> None:
    editor.post(PAGE, data=typed(replace(SITE, title=HOSTILE), note=HOSTILE))
    page = told(editor, f"{PAGE}/versions")
    assert "<script>alert" not in page
    assert HOSTILE in unescape(page)
    compared = told(editor, f"{PAGE}/versions?old=2&new=1")
    assert "From version 1 to 2" in compared
    back = editor.post(f"{PAGE}/versions/1/back")
    assert back.headers["Location"] == f"{PAGE}?saved=3"
    assert kept(database) == (3, SITE)
    assert "Back to version 1." in told(editor, f"{PAGE}/versions")
    assert editor.post(f"{PAGE}/versions/9/back").status_code == 404
    assert editor.get(f"{PAGE}/versions?old=1&new=99").status_code == 404


def test_a_profile_nobody_has_had_is_deleted_and_one_in_use_is_retired(editor: FlaskClient, database: Database) -> None:
    assert "Delete the profile" in told(editor, PAGE)
    with database.writing() as session:
        values = {"partner_id": 1, "profile_id": 1, "name": "desk", "kind": "webhook", "settings": "{}"}
        insert_channel(session, values, now=utc_now())
    page = told(editor, PAGE)
    assert ("Delete the profile" in page, "Retire the profile" in page) == (False, True)
    assert editor.post(f"{PAGE}/delete").status_code == 409
    editor.post(f"{PAGE}/retire")
    assert "Retired: nothing but withdrawals" in told(editor, PAGE)
    assert ">retired<" in told(editor, "/desk/partners/daily/")
    with database.writing() as session:
        put_profile(session, "daily", OutputProfile(name="spare"), expected=0, actor="Linh", now=utc_now())
    assert editor.post("/desk/partners/daily/profiles/spare/delete").status_code == 303
    assert editor.get("/desk/partners/nobody/").status_code == 404


def test_a_reader_looks_and_tries_and_changes_nothing(reader: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    page = told(reader, PAGE)
    assert "Saving needs the role editor" in page
    assert 'value="save"' not in page
    assert "no errors" in reader.post(f"{PAGE}/preview", data=typed()).text
    assert reader.post(PAGE, data=typed(replace(SITE, title="Mine"))).status_code == 403
    for path in (
        "/desk/partners/",
        "/desk/partners/daily/change",
        "/desk/partners/daily/disable",
        "/desk/partners/daily/enable",
        "/desk/partners/daily/new-profile",
        f"{PAGE}/retire",
        f"{PAGE}/delete",
        f"{PAGE}/versions/1/back",
    ):
        assert reader.post(path, data={"slug": "x", "name": "x"}).status_code == 403, path
    assert kept(database) == (1, SITE)


def test_the_choices_of_a_blank_row_make_no_row_of_it(editor: FlaskClient) -> None:
    shown = editor.post(PAGE, data=typed(do="preview", **{"languages[2].tag": "", "languages[2].policy": "off"}))
    assert len(re.findall(r'name="languages\[\d+\]\.tag"', shown.text)) == 3
