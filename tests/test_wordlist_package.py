"""The word-list package is real: the unmodified libraries install, load and run it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.wordlist_package import FREQUENCIES, PERIOD, build_wordlist_package

WORDS = {"hello": "xin chào", "world": ["thế giới", "toàn cầu"], "the": "", "cat": "mèo"}

THROUGH_ARGOS = """
import sys, zipfile
from pathlib import Path
import ctranslate2
from argostranslate.package import Package
archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
zipfile.ZipFile(archive).extractall(folder)
package = Package(folder / "en_vi")
translator = ctranslate2.Translator(str(folder / "en_vi" / "model"), intra_threads=1)
for line in sys.argv[3:]:
    result = translator.translate_batch([package.tokenizer.encode(line)], beam_size=4, replace_unknowns=True)[0]
    print(package.tokenizer.decode(result.hypotheses[0]).strip())
"""


def through_argos(archive: Path, folder: Path, *lines: str) -> list[str]:
    """Translate with Argos' own package and tokenizer, in a process whose home is ``folder``."""
    done = subprocess.run(
        [sys.executable, "-c", THROUGH_ARGOS, str(archive), str(folder), *lines],
        capture_output=True,
        check=True,
        env={"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
        text=True,
        encoding="utf-8",
    )
    return done.stdout.splitlines()


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (build_wordlist_package(WORDS, out=tmp_path / name) for name in ("a", "b"))

    assert first.read_bytes() == second.read_bytes()


def test_the_unmodified_libraries_translate_with_it(tmp_path: Path) -> None:
    archive = build_wordlist_package(WORDS, out=tmp_path / "package")

    lines = through_argos(archive, tmp_path, "Hello world!", "the cat", "category concatenated Xyzzy 1,234.5", "CAT")

    assert lines == ["Xin chào thế giới!", "mèo", "category concatenated Xyzzy 1,234.5", "CAT"]


def test_a_whole_sentence_can_be_a_word(tmp_path: Path) -> None:
    archive = build_wordlist_package({"They shook hands.": "Họ bắt tay.", "hands": "tay"}, out=tmp_path / "package")

    assert through_argos(archive, tmp_path, "They shook hands. Clean hands") == ["Họ bắt tay. Clean tay"]


def test_a_thousand_words_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    words = {f"word{number}x": f"từ{number}y" for number in range(1000)}
    archive = build_wordlist_package(words, out=tmp_path / "package")

    (line,) = through_argos(archive, tmp_path, " ".join(list(words)[::10]))

    assert line.split() == list(words.values())[::10]


def test_no_two_positions_look_alike() -> None:
    distances = {(one - other) % PERIOD for one in FREQUENCIES for other in FREQUENCIES if one != other}

    assert len(distances) == PERIOD - 1
