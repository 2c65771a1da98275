"""Numbers, amounts, dates and times: right translations pass, errors are found, in all directions."""

from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest

from feeds.locales import known_languages, read_table
from tests.translations.checks.figures import LANGUAGES, Case, right_cases, wrong_cases
from translations.checks.amounts import AMOUNTS
from translations.checks.check import CheckContext
from translations.checks.dates import DATES
from translations.checks.measures import UNITS
from translations.checks.moment_rules import moment_rules
from translations.checks.number_rules import number_rules
from translations.checks.numbers import NUMBERS
from translations.checks.phrases import is_known
from translations.exchange.tmx import memory_units, read_tmx
from translations.findings import Finding, Severity

SAMPLES = Path(__file__).parents[3] / "samples"
FAMILIES = (NUMBERS, AMOUNTS, DATES)
RIGHT, WRONG = list(right_cases()), list(wrong_cases())
GRAVITY = {Severity.BLOCK: 2, Severity.WARN: 1, Severity.INFO: 0}


def findings(source: str, target: str, source_language: str = "en", target_language: str = "vi") -> list[Finding]:
    return Case("", source_language, target_language, source, target).findings()


@pytest.mark.parametrize("case", [case for case in RIGHT if case.source_language == "en"], ids=str)
def test_right_translation_has_no_finding_at_all(case: Case) -> None:
    assert case.findings() == []


@pytest.mark.parametrize("case", [case for case in RIGHT if case.source_language != "en"], ids=str)
def test_right_translation_from_any_language_is_never_blocked(case: Case) -> None:
    assert [f.message for f in case.findings() if f.is_blocking] == []


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_error_is_found_as_grave_as_it_is(case: Case) -> None:
    code, severity = case.finding
    found = [finding for finding in case.findings() if finding.code == code]
    gravest = max((GRAVITY[finding.severity] for finding in found), default=-1)
    assert gravest >= GRAVITY[Severity(severity)]
    if case.source_language == "en":
        assert gravest == GRAVITY[Severity(severity)]


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_finding_points_at_what_it_speaks_of(case: Case) -> None:
    for finding in case.findings():
        assert finding.source_span or finding.target_span
        for span, text in ((finding.source_span, case.source), (finding.target_span, case.target)):
            if span is not None:
                words = text[slice(*span)]
                assert words == words.strip() != ""
                assert words in finding.message or len(words) > 40 or finding.fix is not None


@pytest.mark.parametrize("case", [case for case in WRONG if case.finding[1] == "warn"], ids=str)
def test_fix_mends_its_finding_and_breaks_nothing(case: Case) -> None:
    before = case.findings()
    for finding in before:
        if finding.fix is not None:
            fixed = case.target[: finding.fix.start] + finding.fix.text + case.target[finding.fix.end :]
            after = Counter((f.code, f.message) for f in case.findings(fixed))
            assert after < Counter((f.code, f.message) for f in before)


def test_there_are_examples_enough_for_every_pair_of_languages() -> None:
    right = Counter((case.source_language, case.target_language) for case in RIGHT)
    wrong = Counter((case.source_language, case.target_language) for case in WRONG)
    codes = {case.finding[0] for case in WRONG}
    assert codes == {code for family in FAMILIES for code in family.codes}
    for pair in permutations(LANGUAGES, 2):
        assert right[pair] >= 100
        assert wrong[pair] >= 80


@pytest.mark.parametrize("language", ["vi", "ko"])
def test_reviewed_sample_has_no_finding_in_either_direction(language: str) -> None:
    units = list(memory_units(read_tmx((SAMPLES / f"hanoi-summit.{language}.tmx").read_bytes()), memory="sample"))
    assert len(units) > 30
    for unit in units:
        assert findings(unit.source_text, unit.target_text, "en", language) == []
        assert findings(unit.target_text, unit.source_text, language, "en") == []


def test_regional_variety_is_checked_as_its_language() -> None:
    assert findings("14 people died.", "12 người chết.", "en-GB", "vi-VN")[0].severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("target_language", "target"),
    [
        ("de", "Das Unternehmen investiert am 5. November 3,4 Milliarden Dollar in zwei Werke, 12 Prozent mehr."),
        ("zh-Hans", "该公司将于11月5日向两家工厂投资34亿美元，增长12%。"),
        ("ar", "ستستثمر الشركة ٣٫٤ مليار دولار في مصنعين في ٥ نوفمبر، بزيادة ١٢ في المئة."),
        ("th", "บริษัทจะลงทุน 3.4 พันล้านดอลลาร์ในโรงงานสองแห่ง เพิ่มขึ้นร้อยละสิบสอง ในวันที่ 5 พ.ย."),
    ],
)
def test_language_that_nobody_described_is_not_accused(target_language: str, target: str) -> None:
    source = "The company will invest $3.4 billion in two plants on Nov. 5, up 12 percent."
    assert findings(source, target, "en", target_language) == []
    assert findings(target, source, target_language, "en") == []


def test_plain_number_that_is_nowhere_is_a_warning_in_a_language_that_nobody_described() -> None:
    found = findings(
        "The fire injured 47 people in 2019.", "2019 wurden bei dem Brand 74 Menschen verletzt.", "en", "de"
    )
    assert [(f.code, f.severity, f.message) for f in found] == [
        ("numbers", Severity.WARN, "The number 47 is missing from the translation.")
    ]


def test_changed_number_is_one_finding_that_shows_both() -> None:
    source, target = "Fourteen fires and 14 people.", "Mười bốn vụ cháy và 12 người."
    (finding,) = findings(source, "Mười bốn vụ cháy và 12 người.", "en", "vi")
    assert finding.message == "The number 14 is missing from the translation, which has 12 instead."
    assert finding.source_span is not None
    assert finding.target_span is not None
    assert source[slice(*finding.source_span)] == "14"
    assert target[slice(*finding.target_span)] == "12"


def test_english_separators_are_mended_in_vietnamese() -> None:
    (finding,) = findings("It cost 1,234 dollars.", "Nó có giá 1,234 đô la.")
    assert finding.severity is Severity.WARN
    assert finding.fix is not None
    assert finding.fix.text == "1.234"


def test_table_of_changed_figures_does_not_flood_the_page() -> None:
    source = " ".join(str(number) for number in range(1000, 2000))
    assert len(findings(source, "Không có số liệu.")) <= 40


@pytest.mark.parametrize("language", known_languages())
@pytest.mark.parametrize("table", ["numbers", "units", "dates", "times"])
def test_every_language_has_all_keys_of_a_table(language: str, table: str) -> None:
    assert read_table(language, table).keys() == read_table("en", table).keys()


@pytest.mark.parametrize("language", known_languages())
def test_every_language_names_units_that_there_are(language: str) -> None:
    table = read_table(language, "units")
    assert table.keys() - {"doubtful", "before", "adding"} <= UNITS.keys()
    assert all(is_known(language) for _ in [number_rules(language), moment_rules(language)])
    meant = [entry.split()[1:] for entry in table["before"]]
    assert all(name in UNITS for names in meant for name in names)


def test_families_keep_the_codes_they_are_known_by() -> None:
    context = CheckContext(source_language="en", target_language="vi")
    assert [code for family in FAMILIES for code in family.codes] == [
        "numbers", "units", "currency", "percent", "dates", "times",
    ]  # fmt: skip
    assert all(list(family.check("", "", context)) == [] for family in FAMILIES)
