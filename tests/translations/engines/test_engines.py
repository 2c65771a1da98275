import gc
import weakref
from pathlib import Path

from translations.engines import ENGINES, EngineDraft, EngineSettings, find_engine
from translations.engines.argos import ArgosEngine
from translations.engines.packages import PackageStore
from translations.engines.shelf import EngineShelf


def test_an_engine_is_found_for_a_pair_that_is_installed(installed_dir: Path) -> None:
    engine = find_engine("en", "vi", EngineSettings(packages_dir=installed_dir))

    assert engine is not None
    assert engine.info.name in ENGINES


def test_a_pair_without_an_engine_is_a_normal_state(installed_dir: Path, tmp_path: Path) -> None:
    assert find_engine("vi", "ko", EngineSettings(packages_dir=installed_dir)) is None
    assert find_engine("en", "vi", EngineSettings(packages_dir=tmp_path / "missing")) is None


def test_engines_of_the_same_package_can_stand_for_each_other(installed_dir: Path, engine: ArgosEngine) -> None:
    again = find_engine("en", "vi", EngineSettings(packages_dir=installed_dir))

    assert again is not engine
    assert again == engine
    assert hash(again) == hash(engine)
    assert engine != "engine"


def test_a_shelf_gives_the_same_engine_again(installed_dir: Path) -> None:
    shelf = EngineShelf(EngineSettings(packages_dir=installed_dir))

    assert shelf.find("en", "vi") is shelf.find("en", "vi")
    assert shelf.find("en", "ko") is None


def test_a_shelf_notices_an_installation_an_upgrade_and_a_removal(
    store: PackageStore, packages_dir: Path, archive: Path, upgrade: Path
) -> None:
    shelf = EngineShelf(EngineSettings(packages_dir=packages_dir))
    said: list[str | None] = []

    for step in (lambda: None, lambda: store.install_file(archive), lambda: store.install_file(upgrade)):
        step()
        engine = shelf.find("en", "vi")
        (draft,) = engine.translate(["hello"]) if engine else (None,)
        said.append(draft.text if isinstance(draft, EngineDraft) else None)
    store.remove("en-vi")

    assert said == [None, "xin chào", "chào"]
    assert shelf.find("en", "vi") is None


def test_a_shelf_lets_go_of_the_model_of_a_removed_package(filled_store: PackageStore, packages_dir: Path) -> None:
    shelf = EngineShelf(EngineSettings(packages_dir=packages_dir))
    model = weakref.ref(shelf.find("en", "vi"))
    filled_store.remove("en-vi")

    shelf.find("en", "vi")
    gc.collect()

    assert model() is None


def test_a_shelf_is_not_left_with_the_folder_of_a_removed_package(
    store: PackageStore, packages_dir: Path, archive: Path
) -> None:
    shelf = EngineShelf(EngineSettings(packages_dir=packages_dir))
    store.install_file(archive)
    shelf.find("en", "vi")
    (store.installed()[0].folder / "model" / "model.bin").unlink()
    store.install_file(archive)

    engine = shelf.find("en", "vi")

    assert engine is not None
    assert isinstance(engine.translate(["hello"])[0], EngineDraft)
