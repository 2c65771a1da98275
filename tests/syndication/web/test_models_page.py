"""The page of translation packages and engines: what admins and editors do there, and what everybody sees."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from syndication.auth import create_sign_in_link, create_user
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.engine_orders import order_for
from syndication.model_worker import ModelWorker
from syndication.rights import Role
from syndication.storage.database import Database
from syndication.storage.model_jobs import ModelAction, ModelJob, ModelJobState, list_jobs
from syndication.uploads import uploads_dir
from syndication.web.api.bodies import MAX_BODY_BYTES
from tests.marian_archive import marian_files, write_archive
from tests.syndication.kept import keep_blog, raw_entry
from tests.wordlist_package import build_wordlist_package

PAGE = "/desk/models/"
README = "# Words <script>alert(1)</script>\n\nBy Hana. CC BY 4.0\n"
WORDS = {"Leaders": "Lãnh đạo"}


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package") / "en_vi.argosmodel"
    return build_wordlist_package(WORDS, readme=README, out=out)


@pytest.fixture
def admin(client: FlaskClient, database: Database) -> FlaskClient:
    return signed_in(client, database, Role.ADMIN)


def signed_in(client: FlaskClient, database: Database, role: Role) -> FlaskClient:
    with database.writing() as session:
        create_user(session, "Hana", role, now=utc_now())
        link = create_sign_in_link(session, "Hana", now=utc_now())
    client.post(f"/sign-in/{link}")
    return client


def page(client: FlaskClient) -> Any:
    return html.document_fromstring(client.get(PAGE).data)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def csrf(client: FlaskClient) -> str:
    found: str = html.document_fromstring(client.get("/desk/").data).xpath("//input[@name='csrf_token']/@value")[0]
    return found


def act(client: FlaskClient, what: str, **form: Any) -> Any:
    fields = form | {"csrf_token": csrf(client)}
    if "file" not in fields:
        return client.post(f"{PAGE}{what}", data=fields)
    # The test client's own way of sending a large file leaves one of its own open.
    body, content_type = multipart(fields)
    return client.post(f"{PAGE}{what}", data=body, content_type=content_type)


def multipart(fields: dict[str, Any]) -> tuple[bytes, str]:
    """Return a form with a file as a browser sends it."""
    parts = []
    for name, value in fields.items():
        content, more = (
            (value.encode(), "") if isinstance(value, str) else (value[0].read(), f'; filename="{value[1]}"')
        )
        parts.append(
            f'--edge\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + content + b"\r\n"
        )
    return b"".join(parts) + b"--edge--\r\n", "multipart/form-data; boundary=edge"


def jobs(database: Database) -> tuple[ModelJob, ...]:
    with database.reading() as session:
        return list_jobs(session)


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 401


def test_a_reader_looks_and_has_no_buttons(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    reader = signed_in(client, database, Role.READER)
    shown = page(reader)
    assert "No package is installed" in text(shown)
    assert "en→vi argos, libretranslate none default" in text(shown)
    assert shown.xpath("//main//form") == []
    assert PAGE in reader.get("/desk/").text


@pytest.mark.parametrize("role", [Role.READER, Role.TRANSLATOR, Role.REVIEWER, Role.EDITOR])
def test_only_admins_act_on_packages(client: FlaskClient, database: Database, role: Role) -> None:
    somebody = signed_in(client, database, role)
    assert act(somebody, "install", pair="en-vi").status_code == 403
    assert act(somebody, "remove", pair="en-vi").status_code == 403
    assert act(somebody, "upload", file=(io.BytesIO(b"x"), "en_vi.argosmodel")).status_code == 403
    assert jobs(database) == ()


def test_an_empty_page_says_what_to_do(admin: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    shown = text(page(admin))
    assert "Install one below; memory and people work without." in shown
    assert "Nothing was done to packages yet." in shown
    assert "en-vi version 1.9, 68 MB" in shown


def test_a_button_wants_a_package_and_the_page_shows_the_job(admin: FlaskClient, database: Database) -> None:
    answer = act(admin, "install", pair="en-ko")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    (job,) = jobs(database)
    assert (job.action, job.what, job.actor) == (ModelAction.INSTALL, "en-ko", "Hana")
    shown = page(admin)
    assert "Install en-ko waiting" in text(shown)
    assert shown.xpath("//script/@src")[0].endswith("/desk/refreshed.js")


def test_a_form_without_its_token_does_nothing(admin: FlaskClient, database: Database) -> None:
    assert admin.post(f"{PAGE}install", data={"pair": "en-ko"}).status_code == 403
    assert jobs(database) == ()


def test_what_is_no_pair_is_said_and_kept_to_be_mended(admin: FlaskClient, database: Database) -> None:
    answer = act(admin, "install", pair='"><script>x</script>')
    assert answer.status_code == 422
    shown = html.document_fromstring(answer.data)
    assert "does not name a language pair" in text(shown.xpath("//*[@role='alert']")[0])
    assert shown.get_element_by_id("pair").get("value") == '"><script>x</script>'
    assert jobs(database) == ()


def test_an_uploaded_package_is_installed_by_the_worker_and_shown_with_canaries_and_attribution(
    admin: FlaskClient, database: Database, settings: Settings, package: Path
) -> None:
    answer = act(admin, "upload", file=(io.BytesIO(package.read_bytes()), "../en_vi.argosmodel"), action="install_file")
    assert answer.status_code == 303
    ModelWorker(settings, database).run_once()
    assert jobs(database)[0].state is ModelJobState.DONE
    shown = page(admin)
    installed = text(shown.xpath("//section[@data-refreshed='installed']")[0])
    assert "en-vi version 1.0" in installed
    assert "The leaders met in Hanoi today." in installed
    assert "By Hana. CC BY 4.0" in installed
    assert "<script>alert(1)</script>" in installed
    assert shown.xpath("//main//script") == []
    assert shown.xpath("//script") == [], "nothing is under way, so nothing is watched"
    assert act(admin, "remove", pair="en-vi").status_code == 303
    ModelWorker(settings, database).run_once()
    assert "No package is installed" in text(page(admin))


def test_an_uploaded_model_is_converted_by_the_worker(
    admin: FlaskClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    archive = write_archive(tmp_path / "model.zip", marian_files(WORDS, target_token=">>vie<<"))
    form = {"action": "convert", "pair": "en-vi", "target_token": ">>vie<<"}
    act(admin, "upload", file=(io.BytesIO(archive.read_bytes()), "model.zip"), **form)
    ModelWorker(settings, database).run_once()
    (job,) = jobs(database)
    assert job.state is ModelJobState.DONE, job.message
    assert "Convert model.zip done" in text(page(admin))


def test_a_refused_upload_leaves_no_file(admin: FlaskClient, database: Database, settings: Settings) -> None:
    answer = act(admin, "upload", file=(io.BytesIO(b"x"), "en_vi.argosmodel"), pair="english")
    assert answer.status_code == 422
    assert act(admin, "upload", action="convert").status_code == 422
    assert list(uploads_dir(settings.data_dir).iterdir()) == []
    assert jobs(database) == ()


def test_admins_may_send_more_than_others(admin: FlaskClient, database: Database, settings: Settings) -> None:
    large = bytes(MAX_BODY_BYTES + 1)
    assert act(admin, "upload", file=(io.BytesIO(large), "en_vi.argosmodel")).status_code == 303
    assert act(admin, "install", pair="x" * MAX_BODY_BYTES).status_code == 413
    assert len(list(uploads_dir(settings.data_dir).iterdir())) == 1


def test_a_large_file_of_somebody_else_is_not_read(client: FlaskClient, database: Database, settings: Settings) -> None:
    editor = signed_in(client, database, Role.EDITOR)
    answer = act(editor, "upload", file=(io.BytesIO(bytes(MAX_BODY_BYTES + 1)), "en_vi.argosmodel"))
    assert answer.status_code == 413
    assert list(uploads_dir(settings.data_dir).iterdir()) == []


def test_a_failed_job_says_why(admin: FlaskClient, database: Database, settings: Settings) -> None:
    act(admin, "upload", file=(io.BytesIO(b"no package"), "en_vi.argosmodel"))
    ModelWorker(settings, database).run_once()
    assert "the archive is broken" in text(page(admin).xpath("//section[@data-refreshed='jobs']")[0])


def test_a_package_folder_that_cannot_be_read_is_named(admin: FlaskClient, settings: Settings) -> None:
    settings.packages_dir.write_bytes(b"")
    assert str(settings.packages_dir) in text(page(admin))
    assert admin.get(PAGE).status_code == 200


def test_an_editor_decides_on_the_order_of_engines(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    editor = signed_in(client, database, Role.EDITOR)

    def asked() -> tuple[str, ...]:
        with database.reading() as session:
            return order_for(session, "en", "vi")

    assert act(editor, "order", source="en", target="vi", engine=["libretranslate", "argos"]).status_code == 303
    assert asked() == ("libretranslate", "argos")
    chosen = page(editor).xpath("//form[@aria-label='Engines for en to vi']//option[@selected]")
    assert [text(option) for option in chosen] == ["libretranslate", "argos"]
    assert act(editor, "order", source="en", target="vi", engine=["argos", ""]).status_code == 303
    assert asked() == ("argos",)
    twice = act(editor, "order", source="en", target="vi", engine=["argos", "argos"])
    assert twice.status_code == 422
    assert "Name each engine once, and at least one." in twice.text
    act(editor, "order", source="en", target="vi", engine=["argos", "libretranslate"])
    assert "en→vi" in text(page(editor))
    assert text(page(editor)).count("default") >= 2


def test_a_translator_does_not_decide_on_engines(client: FlaskClient, database: Database) -> None:
    translator = signed_in(client, database, Role.REVIEWER)
    assert act(translator, "order", source="en", target="vi", engine=["argos"]).status_code == 403
