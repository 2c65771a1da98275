"""Every check of text on its examples, which are the pitfalls people know, in Vietnamese and Korean."""

from collections import Counter

import pytest

from tests.translations.checks.text_examples import Example, apply_fix, examples

EXAMPLES = list(examples())
CODES = sorted({example.code for example in EXAMPLES})
# What applies to one language only.
KOREAN_ONLY = {"korean_particle", "korean_register"}


def found(example: Example) -> list[str]:
    return [f"{f.code}: {f.message}" for f in example.findings() if f.code == example.code]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.is_found], ids=str)
def test_what_is_wrong_is_found(example: Example) -> None:
    findings = [finding for finding in example.findings() if finding.code == example.code]
    assert findings
    if "severity" in example.known:
        assert findings[0].severity == example.known["severity"]
    if "fixed" in example.known:
        fix = findings[0].fix
        assert fix is not None
        assert apply_fix(example.target, fix) == example.known["fixed"]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.is_found], ids=str)
def test_what_is_right_is_passed_over(example: Example) -> None:
    assert found(example) == []


@pytest.mark.parametrize("code", CODES)
def test_spans_and_fixes_lie_within_the_texts(code: str) -> None:
    for example in (example for example in EXAMPLES if example.code == code):
        for finding in example.findings():
            for span, text in ((finding.source_span, example.source), (finding.target_span, example.target)):
                assert span is None or 0 <= span[0] <= span[1] <= len(text), example
            assert finding.fix is None or 0 <= finding.fix.start <= finding.fix.end <= len(example.target), example


@pytest.mark.parametrize("code", CODES)
def test_fix_mends_its_finding_and_breaks_nothing(code: str) -> None:
    for example in (example for example in EXAMPLES if example.code == code):
        before = example.findings()
        codes = Counter(finding.code for finding in before)
        for finding in before:
            # Where a word was put in is known of the target as it was, so its particle is not looked at again.
            if finding.fix is None or finding.code == "korean_particle":
                continue
            after = Counter(each.code for each in example.findings(apply_fix(example.target, finding.fix)))
            assert after[finding.code] < codes[finding.code], (example, finding)
            assert after <= codes, (example, finding)


@pytest.mark.parametrize("code", CODES)
def test_there_are_ten_examples_of_each_kind_in_each_language(code: str) -> None:
    counts = Counter((e.language, e.is_found) for e in EXAMPLES if e.code == code)
    for language in ("ko",) if code in KOREAN_ONLY else ("vi", "ko"):
        assert counts[language, True] >= 10
        assert counts[language, False] >= 10
