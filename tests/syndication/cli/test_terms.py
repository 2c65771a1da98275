"""``syndication terms`` and ``syndication memory export``."""

from translations.exchange.tbx import read_tbx
from translations.exchange.tmx import read_tmx

TABLE = "source,target,status,note\nsummit,hội nghị thượng đỉnh,preferred,\nEU,,do_not_translate,bloc\nx,y,nonsense,\n"


def take_in(installation, tmp_path, content=TABLE, name="terms.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return installation.run("terms", "import", path, "--into", "vi")


def test_terms_are_taken_in_listed_and_bad_rows_told(empty, tmp_path):
    result = take_in(empty, tmp_path)
    assert result.exit_code == 0
    assert "added      2" in result.stdout
    assert "terms.csv, line 4: 'nonsense' is no status" in result.stderr
    rows = empty.json("terms", "list", "--into", "vi")
    assert [(row["source"], row["target"], row["status"]) for row in rows] == [
        ("EU", "", "do_not_translate"),
        ("summit", "hội nghị thượng đỉnh", "preferred"),
    ]
    assert empty.json("terms", "list", "--search", "thuong dinh") == [rows[1]]
    assert empty.json("terms", "list", "--into", "ko") == []


def test_the_same_file_again_changes_nothing(empty, tmp_path):
    take_in(empty, tmp_path)
    assert "unchanged  2" in take_in(empty, tmp_path).stdout


def test_terms_go_out_as_tbx_and_come_in_again(empty, tmp_path):
    take_in(empty, tmp_path)
    path = tmp_path / "terms.tbx"
    assert empty.out("terms", "export", "--into", "vi", "-o", path) == ""
    assert len(read_tbx(path.read_bytes(), source_language="en").terms) == 2
    assert empty.json("terms", "import", path, "--into", "vi")["unchanged"] == 2
    assert empty.out("terms", "export", "--into", "vi", "--format", "csv").startswith("\ufeffsource_language,")


def test_what_is_no_file_of_terms_is_one_line(empty, tmp_path):
    path = tmp_path / "terms.tbx"
    path.write_text("<tmx/>")
    assert "terms.tbx: tbx" in empty.error("terms", "import", path, "--into", "vi")
    assert "missing.csv: No such file" in empty.error("terms", "import", tmp_path / "missing.csv", "--into", "vi")
    assert "is not a language tag" in empty.error("terms", "export", "--into", "viet_nam", status=2)


def test_an_empty_glossary_says_what_to_do(empty):
    result = empty.run("terms", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "syndication terms import FILE" in result.stderr


def test_a_memory_goes_out_as_tmx(sample, tmp_path):
    path = tmp_path / "memory.tmx"
    sample.out("memory", "export", "--into", "vi", "-o", path)
    file = read_tmx(path.read_bytes())
    rows = sample.json("memory", "list")
    assert len(file.units) == sum(row["units"] for row in rows if row["target"] == "vi")
    assert read_tmx(sample.out("memory", "export", "--into", "fr").encode()).units == ()
