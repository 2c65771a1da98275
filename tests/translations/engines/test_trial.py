import zipfile
from pathlib import Path

import pytest

from translations.engines.canaries import CANARIES, LINK, CanaryResult, judge
from translations.engines.engine import EngineDraft, EngineFailure
from translations.engines.errors import InvalidPackageError
from translations.engines.trial import try_package


def problem_of(name: str, output: str, *, is_cut: bool = False) -> str:
    (canary,) = [canary for canary in CANARIES if canary.name == name]
    return judge(canary, EngineDraft(text=output, mean_log_probability=-0.1, is_cut=is_cut)).problem


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("plain", "Các nhà lãnh đạo đã gặp nhau tại Hà Nội hôm nay."),
        ("numbers", "Ngày 5 tháng 11, 14 người và 1.250 binh sĩ đã họp trong 3,5 giờ."),
        ("link", f"Đọc thêm tại {LINK} hôm nay."),
        ("empty", ""),
        ("blank", " \t "),
    ],
)
def test_a_good_answer_has_no_problem(name: str, output: str) -> None:
    assert problem_of(name, output) == ""


@pytest.mark.parametrize(
    ("name", "output", "problem"),
    [
        ("plain", "", "the translation is far too short"),
        ("plain", "The leaders met in Hanoi today.", "the sentence came back untranslated"),
        ("numbers", "Ngày 5 tháng 11, 14 người và 125 binh sĩ đã họp trong giờ.", "lost numbers: 35, 1250"),
        ("link", "Đọc thêm tại https://example.org/live?id=8 hôm nay.", "the link was changed"),
        ("empty", "Xin chào", "something was made of nothing"),
        ("blank", "", "something was made of nothing"),
        ("long", "Ngày 1 các nhà lãnh đạo gặp lại.", "the translation is far too short"),
    ],
)
def test_a_bad_answer_is_named(name: str, output: str, problem: str) -> None:
    assert problem_of(name, output) == problem


def test_an_answer_that_was_cut_is_named_so() -> None:
    assert problem_of("plain", "Các nhà lãnh đạo", is_cut=True) == "the translation was cut"


def test_a_failure_is_named_by_its_reason() -> None:
    result = judge(CANARIES[0], EngineFailure("no memory"))

    assert result == CanaryResult(name="plain", source=CANARIES[0].source, output="", problem="no memory")


def test_the_long_canary_is_longer_than_the_model_is_asked_at_once(archive: Path, tmp_path: Path) -> None:
    folder = unpacked(archive, tmp_path)

    results = {result.name: result for result in try_package(folder)}

    assert len(results["long"].source.split()) > 200
    assert results["long"].output.count("đã gặp nhau") == results["long"].source.count("met")


def test_a_model_that_does_not_answer_in_time_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidPackageError, match=r"did not answer within 0.001 seconds"):
        try_package(unpacked(archive, tmp_path), timeout_s=0.001)


def test_a_trial_does_not_take_code_from_the_current_folder(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "__init__.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)

    assert try_package(unpacked(archive, tmp_path))


def unpacked(archive: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    return tmp_path / "en_vi"
