"""What happens to a whole process: its imports, its environment, its forks. Each test runs a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TRANSLATE = """
import sys
from pathlib import Path
from translations.engines import EngineSettings, find_engine
engine = find_engine("en", "vi", EngineSettings(packages_dir=Path(sys.argv[1])))
print(engine.translate(["Hello world."])[0].text)
"""


def run(
    code: str, *arguments: Path | str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1"} if environment is None else environment
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=settings,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def test_importing_the_engines_imports_no_heavy_library() -> None:
    done = run("import sys, translations.engines; print(*sys.modules)")

    loaded = set(done.stdout.split())
    assert "translations.engines.argos" in loaded
    assert loaded.isdisjoint({"ctranslate2", "argostranslate", "sentencepiece", "numpy", "httpx2"})


def test_the_parts_of_argos_that_download_and_race_are_never_imported(installed_dir: Path) -> None:
    done = run(TRANSLATE + "print(*sys.modules)", installed_dir)

    loaded = set(done.stdout.split())
    assert "argostranslate.package" in loaded
    assert loaded.isdisjoint({"argostranslate.translate", "argostranslate.sbd", "minisbd", "onnxruntime"})


def test_drafts_are_the_same_after_a_restart(installed_dir: Path) -> None:
    first, second = run(TRANSLATE, installed_dir), run(TRANSLATE, installed_dir)

    assert first.stdout == second.stdout == "Xin chào thế giới.\n"


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"HOME": "/nonexistent", "PYTHONUTF8": "1"},
        {"HOME": "/proc/1", "XDG_DATA_HOME": "/proc/1", "PYTHONUTF8": "1"},
        {"ARGOS_PACKAGES_DIR": "/proc/1/packages", "ARGOS_INTER_THREADS": "many", "PYTHONUTF8": "1"},
    ],
    ids=["no environment", "no home", "unwritable home", "broken settings"],
)
def test_the_engine_does_not_need_a_home_folder(installed_dir: Path, environment: dict[str, str]) -> None:
    done = run(TRANSLATE.replace(".text)", ".text == 'Xin chào thế giới.')"), installed_dir, environment=environment)

    assert (done.stdout, done.stderr) == ("True\n", "")


def test_loading_leaves_the_environment_and_the_home_folder_as_they_were(installed_dir: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "c"), "ARGOS_DEBUG": "0", "PYTHONUTF8": "1"}
    watched = f"print({{name: os.environ.get(name) for name in {sorted({*environment, 'XDG_DATA_HOME'})}}})"

    done = run(f"import os\n{watched}\n{TRANSLATE}\n{watched}", installed_dir, environment=environment)

    before, _, after = done.stdout.splitlines()
    assert before == after
    assert list(home.iterdir()) == []


def test_a_model_that_was_loaded_before_a_fork_refuses_instead_of_hanging(installed_dir: Path) -> None:
    fork = """
import os
from translations.engines import EngineError
child = os.fork()
if child == 0:
    try:
        engine.translate(["Hello"])
    except EngineError as error:
        os.write(1, error.reason.encode())
    os._exit(0)
os.waitpid(child, 0)
"""
    done = run(TRANSLATE + "sys.stdout.flush()" + fork, installed_dir)

    assert done.stdout == "Xin chào thế giới.\nits model was loaded before this process forked"


def test_an_engine_that_was_made_before_a_fork_loads_after_it(installed_dir: Path) -> None:
    fork = """
import os, sys
from pathlib import Path
from translations.engines import EngineSettings, find_engine
engine = find_engine("en", "vi", EngineSettings(packages_dir=Path(sys.argv[1])))
child = os.fork()
if child == 0:
    os.write(1, engine.translate(["Hello"])[0].text.encode())
    os._exit(0)
os.waitpid(child, 0)
"""
    assert run(fork, installed_dir).stdout == "Xin chào"
