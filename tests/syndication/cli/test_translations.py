"""``syndication export --format xliff`` and ``syndication translations import``."""

import pytest
from lxml import etree

from tests.syndication.cli.commands import SLUG, write

WORK = ("--format", "xliff", "--language", "vi")
OMEGAT = (
    '<!DOCTYPE tmx SYSTEM "tmx11.dtd"><tmx version="1.1"><header creationtool="OmegaT" srclang="en"/>'
    "<body>{0}</body></tmx>"
)


@pytest.fixture
def file(sample, tmp_path):
    """Work on the sample, of which the first two sentences have been translated elsewhere and called final."""
    path = tmp_path / "work.xlf"
    assert sample.out("export", SLUG, *WORK, "-o", path) == ""
    return translated(path, 2)


TEXTS = (
    "Trump và Kim tươi cười tái ngộ tại Hà Nội",
    "Ông Kim Jong-un khen “quyết định dũng cảm” của tổng thống Mỹ, ông Trump đề nghị giúp Triều Tiên phát triển.",
)


def translated(path, count, state="final"):
    root = etree.fromstring(path.read_bytes())
    for unit, text in zip(list(root.iter("{*}trans-unit"))[:count], TEXTS, strict=False):
        target = unit.find("{*}target")
        target.text, target.attrib["state"] = text, state
    path.write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    return path


@pytest.mark.parametrize(("format_name", "root"), [("xliff", "xliff"), ("xliff2", "xliff"), ("tmx", "tmx")])
def test_work_is_written_to_stdout(sample, format_name, root):
    written = sample.out("export", SLUG, "--format", format_name, "--language", "vi")
    assert etree.QName(etree.fromstring(written.encode())).localname == root


def test_a_file_comes_back_and_is_counted(sample, file):
    assert sample.out("translations", "import", file).splitlines() == [
        f"file            {file}",
        "format          xliff",
        "live blog       hanoi-summit",
        "language        vi",
        "taken           2",
        "approved        0",
        "unchanged       43",
        "conflicts       0",
        "problems        0",
        "of no sentence  0",
    ]


def test_what_the_file_calls_final_is_approved_if_asked_for(sample, file):
    report = sample.json("translations", "import", file, "--approve")["report"]
    assert (report["taken"], report["approved"]) == (2, 2)
    again = sample.json("translations", "import", file, "--approve")["report"]
    assert (again["taken"], again["approved"], again["conflicts"]) == (0, 0, [])


def test_a_dry_run_says_so_and_changes_nothing(sample, file):
    result = sample.run("translations", "import", file, "--dry-run")
    assert "taken           2" in result.stdout
    assert result.stderr == "Nothing has been changed: this was a dry run.\n"
    assert sample.json("translations", "import", file, "--dry-run")["report"]["taken"] == 2


def test_conflicts_are_told_with_their_sides_and_listed_as_json(sample, file, tmp_path):
    sample.out("translations", "import", file)
    root = etree.fromstring(file.read_bytes())
    next(root.iter("{*}target")).text = "Khác hẳn."
    late = write(tmp_path / "late.xlf", etree.tostring(root))
    result = sample.run("translations", "import", late)
    assert "conflicts       1" in result.stdout
    told = result.stderr.splitlines()
    assert told[0].endswith("conflict: the translation has been changed here since the file was written")
    assert told[-1] == "in the file: Khác hẳn."
    (conflict,) = sample.json("translations", "import", late)["report"]["conflicts"]
    assert (conflict["kind"], conflict["target_in_file"]) == ("target_changed", "Khác hẳn.")
    assert conflict["source_diff"][0]["change"] == "same"


def test_problems_are_told_with_their_lines(sample, file):
    data = file.read_text(encoding="utf-8").replace("<source>", "<sauce>", 1).replace("</source>", "</sauce>", 1)
    result = sample.run("translations", "import", write(file, data))
    assert "problems        1" in result.stdout
    assert result.stderr.startswith(f"{file}, line ")
    assert result.stderr.endswith(": it has no source\n")


def test_a_memory_of_omegat_needs_the_live_blog_named(sample, tmp_path):
    unit = "<tu><tuv lang='en'><seg>That gives us hope</seg></tuv><tuv lang='vi'><seg>Hy vọng</seg></tuv></tu>"
    memory = write(tmp_path / "desk-omegat.tmx", OMEGAT.format(unit))
    line = sample.error("translations", "import", memory)
    assert line == f"{memory}: the file does not say which live blog it is about; name one"
    report = sample.json("translations", "import", memory, "--blog", SLUG)["report"]
    assert (report["taken"], report["unmatched"]) == (0, 1)


MISUSED = [
    (("export", SLUG, "--format", "xliff"), "name the --language that is translated into"),
    (("export", SLUG, *WORK, "--profile", "a/b"), "work for translators has no profiles"),
    (("export", SLUG, "--format", "rss", "--needs-work"), "are for the formats xliff, xliff2 and tmx"),
    (("export", SLUG, "--format", "tmx", "--language", "vi", "--source-in-target"), "is for XLIFF"),
]


@pytest.mark.parametrize(("arguments", "says"), MISUSED)
def test_options_that_do_not_go_together_are_named(sample, arguments, says):
    assert says in sample.error(*arguments, status=2)


BROKEN = [
    (b"", "Document is empty"),
    (b"<rss/>", "neither XLIFF 1.2, XLIFF 2 nor TMX"),
    (b'<!DOCTYPE xliff [<!ENTITY a "b">]><xliff version="1.2"/>', "entity declarations are not accepted"),
    (b'<xliff version="1.2">' + b"<file>" * 100_000, "line 1"),
]


@pytest.mark.parametrize(("content", "says"), BROKEN)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(sample, tmp_path, content, says):
    file = write(tmp_path / "bad.xlf", content)
    line = sample.error("translations", "import", file)
    assert line.startswith(f"{file}: ")
    assert says in line


def test_languages_that_are_not_there_are_named(sample):
    line = sample.error("export", SLUG, "--format", "xliff", "--language", "fr")
    assert line == "there is no fr of 'hanoi-summit' to translate into; known: ko, vi"
