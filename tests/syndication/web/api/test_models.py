"""``/api/v1/models``: packages, and work on them."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from syndication.config import Settings
from syndication.model_worker import ModelWorker
from syndication.storage.database import Database
from syndication.uploads import uploads_dir
from tests.syndication.kept import keep_blog, raw_entry
from tests.wordlist_package import README, build_wordlist_package

MODELS = "/api/v1/models"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wordlist_package({"Leaders": "Lãnh đạo"}, out=tmp_path_factory.mktemp("package") / "en_vi.argosmodel")


def upload(client: FlaskClient, content: bytes, **query: str) -> object:
    return client.post(f"{MODELS}/uploads", data=content, query_string=query, content_type="application/octet-stream")


def test_without_packages_it_is_said_which_could_be_had(reader: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry("Leaders arrive."))
    answer = reader.get(MODELS).json
    assert (answer["packages"], answer["problems"]) == ([], [])
    vietnamese = next(one for one in answer["known"] if one["pair"] == "en-vi")
    assert (vietnamese["version"], vietnamese["size_bytes"]) == ("1.9", 67_770_159)
    assert vietnamese["sentences"] > 0


def test_an_uploaded_package_is_installed_by_a_worker(
    admin: FlaskClient, reader: FlaskClient, database: Database, settings: Settings, package: Path
) -> None:
    answer = upload(admin, package.read_bytes(), name="en_vi.argosmodel")
    assert answer.status_code == 201
    job = answer.json
    assert (job["action"], job["what"], job["state"], job["actor"]) == (
        "install_file",
        "en_vi.argosmodel",
        "waiting",
        "test admin",
    )
    ModelWorker(settings, database).run_once()
    done = reader.get(answer.headers["Location"]).json
    assert (done["state"], done["progress"], done["package"]) == ("done", 1.0, "en-vi 1.0")
    assert done["canaries"][0]["name"] == "plain"
    (found,) = reader.get(MODELS).json["packages"]
    assert (found["pair"], found["version"], found["attribution"]) == ("en-vi", "1.0", README.strip())
    assert found["canaries"] == done["canaries"]
    assert found["origin"] == "en_vi.argosmodel"


def test_work_is_wanted_listed_and_read(admin: FlaskClient, reader: FlaskClient) -> None:
    created = admin.post(f"{MODELS}/jobs", json={"action": "install", "pair": "en_ko"})
    assert created.status_code == 201
    assert created.headers["Location"] == f"{MODELS}/jobs/{created.json['id']}"
    assert reader.get(created.headers["Location"]).json == created.json
    assert reader.get(f"{MODELS}/jobs").json["jobs"] == [created.json]
    assert reader.get(f"{MODELS}/jobs/999999").status_code == 404


def test_what_is_wrong_with_a_wish_is_named(admin: FlaskClient, settings: Settings) -> None:
    wrong = admin.post(f"{MODELS}/jobs", json={"action": "install", "pair": "english"})
    assert (wrong.status_code, wrong.json["errors"][0]["path"]) == (422, "pair")
    assert admin.post(f"{MODELS}/jobs", json={"action": "destroy", "pair": "en-vi"}).status_code == 422
    bad = upload(admin, b"x", pair="english")
    assert (bad.status_code, bad.json["errors"][0]["path"]) == (422, "pair")
    token = upload(admin, b"x", action="convert", target_token="\x01")
    assert (token.status_code, token.json["errors"][0]["path"]) == (422, "target_token")
    assert upload(admin, b"x", action="destroy").status_code == 400
    assert list(uploads_dir(settings.data_dir).iterdir()) == []


def test_a_large_upload_is_taken(admin: FlaskClient, settings: Settings) -> None:
    assert upload(admin, bytes(17 << 20), name="large").status_code == 201
    (kept,) = uploads_dir(settings.data_dir).iterdir()
    assert kept.stat().st_size == 17 << 20


def test_nobody_below_an_admin_wants_work(editor: FlaskClient, settings: Settings) -> None:
    assert editor.post(f"{MODELS}/jobs", json={"action": "install", "pair": "en-ko"}).status_code == 403
    assert upload(editor, b"x").status_code == 403
    assert not (settings.data_dir / "uploads").exists()
