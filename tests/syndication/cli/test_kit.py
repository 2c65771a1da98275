"""``syndication kit``, ``profiles ready`` and ``profiles add``."""

import json
import zipfile

from feeds.ready import ready_profiles


def test_kit_fills_a_folder(sample, tmp_path):
    folder = tmp_path / "new" / "kit"
    [row] = sample.json("kit", "mekong-daily/live", "-o", folder)

    files = list(folder.iterdir())
    assert row == {"kit": "mekong-daily/live", "format": "atom", "files": len(files), "in": str(folder)}
    assert json.loads((folder / "manifest.json").read_text())["profile"] == "live"


def test_kit_of_a_ready_profile_is_written_as_an_archive(empty, tmp_path):
    file = tmp_path / "kit.ZIP"
    empty.out("kit", "headlines-only", "--ready", "-o", file)

    with zipfile.ZipFile(file) as archive:
        assert "kit-ready-headlines-only/README.md" in archive.namelist()


def test_kit_never_mixes_with_what_is_in_a_folder(sample, tmp_path):
    folder = tmp_path / "kit"
    folder.mkdir()
    (folder / "mine").write_text("x")

    assert "is not empty" in sample.error("kit", "live", "-o", folder)
    assert [path.name for path in folder.iterdir()] == ["mine"]


def test_kit_of_a_profile_nobody_has_names_those_there_are(sample):
    assert "mekong-daily/archive" in sample.error("kit", "nothing")
    assert "superdesk" in sample.error("kit", "nothing", "--ready")


def test_ready_profiles_are_listed(empty):
    rows = empty.json("profiles", "ready")

    assert [row["name"] for row in rows] == list(ready_profiles())
    assert all(row["for"] and row["gives_up"] for row in rows)


def test_ready_profile_is_given_to_a_partner_and_is_one_like_any_other(sample):
    [row] = sample.json("profiles", "add", "seoul-wire", "superdesk", "--name", "ingest")

    assert (row["profile"], row["version"]) == ("ingest", 1)
    assert sample.json("profiles", "show", "seoul-wire", "ingest")["html"] == "plain"
    assert sample.json("profiles", "add", "seoul-wire", "superdesk", "--name", "ingest")[0]["version"] == 1


def test_ready_profile_needs_a_partner_and_a_name_that_is_one(sample):
    assert "nobody" in sample.error("profiles", "add", "nobody", "superdesk")
    assert "there is no ready profile 'x'; there is: superdesk" in sample.error("profiles", "add", "seoul-wire", "x")
    assert "name" in sample.error("profiles", "add", "seoul-wire", "superdesk", "--name", "A b")
