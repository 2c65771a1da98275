"""A language is added by its file alone: in a copy of the program, which is given one file and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# Indonesian, as somebody who knows it would describe it by the keys of en.toml.
INDONESIAN = """
[labels]
machine = "Terjemahan mesin."

[negation]
cues = ["tidak", "bukan", "belum", "tanpa"]
exempt = ["tidak hanya"]
answers = ["gagal", "menolak", "dilarang"]

[hedge]
cues = ["diduga", "konon"]
exempt = []
answers = ["dilaporkan", "tersangka"]

[terms]
whole_words = true
endings = ["nya"]
same_spelling = []

[script]
main = ["Latin"]
also = []
least_share = 0.5

[quotation]
apostrophes = true
elisions = []

[length]
to_english = 1.1
deviation = 0.15

[repetition]
reduplications = ["hati", "kupu"]
laughs = ["ha", "wk"]

[spacing]
no_blank_before = ",.;:!?)]”"
blank_after = ",;."
wide = false

[ending]
statement = "."
question = "?"
exclamations = true
asks = ["kah"]
sentence_ends = ""

[particles]
pairs = []
followers = []
digits = ""
all = []

[register]
styles = { formal = ["sekalian"], casual = ["dong", "sih"] }
neither = []
"""

FINDS = {
    "negation": ("He has not resigned.", "Dia sudah mengundurkan diri."),
    "hedge": ("He allegedly shot two people.", "Dia menembak dua orang."),
    "script": ("The leaders met.", "Para pemimpin 见面 bertemu."),
    "length": ("The two leaders shook hands and smiled at each other.", "Mereka."),
    "doubled_words": ("He came back.", "Dia dia kembali."),
    "spaces": ("He came back.", "Dia kembali ."),
    "fullwidth_punctuation": ("He came back.", "Dia kembali。"),
    "end_punctuation": ("He came back.", "Dia kembali"),
    "glossary": ("Indonesia won.", "Mereka menang."),
    "quotes": ('"Good," he said.', "Bagus, katanya."),
    "korean_register": ("Listen.", "Dengarkan dong. Terima kasih sekalian."),
}
PASSES = [
    ("He has not resigned.", "Dia belum mengundurkan diri."),
    ("He allegedly shot two people.", "Dia diduga menembak dua orang."),
    ("Not only Hanoi but also Hue was flooded.", "Baik Hanoi maupun Hue terendam banjir."),
    ("Be careful.", "Hati hati."),
    ("Is he coming?", "Datangkah dia?"),
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Return the codes that a program with the new file finds in all pairs, as its command line says them."""
    copy = tmp_path_factory.mktemp("program")
    for package in ("feeds", "translations", "syndication"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "feeds" / "locales" / "id.toml").write_text(INDONESIAN, encoding="utf-8")
    known = {"language": "id-ID", "glossary": {"Indonesia": "Indonesia"}}
    pairs = [known | {"source": source, "target": target} for source, target in (*FINDS.values(), *PASSES)]
    lines = "".join(json.dumps(pair) + "\n" for pair in pairs)
    result = subprocess.run(
        [sys.executable, "-c", "from syndication.cli import main; main()", "checks", "run"],
        input=lines.encode(),
        env=os.environ | {"PYTHONPATH": str(copy)},
        cwd=copy,
        capture_output=True,
        check=True,
    )
    return [[found["code"] for found in json.loads(line)["findings"]] for line in result.stdout.splitlines()]


@pytest.mark.parametrize("code", FINDS)
def test_language_of_a_file_alone_is_checked(answers: list[list[str]], code: str) -> None:
    assert code in answers[list(FINDS).index(code)]


@pytest.mark.parametrize("place", range(len(PASSES)), ids=[target for _, target in PASSES])
def test_good_text_of_a_language_of_a_file_alone_passes(answers: list[list[str]], place: int) -> None:
    assert answers[len(FINDS) + place] == []
