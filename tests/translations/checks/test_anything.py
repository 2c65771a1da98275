"""All checks on texts of any kind, and on the sample: they never fail, stay within the texts, and are quick."""

from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import any_text
from tests.translations.checks.text_examples import apply_fix
from translations.checks import CHECKS, CheckContext, run_checks
from translations.checks.codes import CODES
from translations.checks.running import run_families
from translations.exchange.tmx import memory_units, read_tmx
from translations.findings import Finding, Severity
from translations.glossary import Term, TermStatus
from translations.model import Mark

SAMPLES = Path(__file__).parents[3] / "samples"
LANGUAGES = ("vi", "ko", "en", "ar", "zh-Hant", "xx", "")

# Pieces that mean something to a check, put together at random.
PIECES = (
    *("Trump", "Kim", "북한", "은", "는", "을(를)", "Triều Tiên", "not", "không", "않았다", "allegedly", "THE", "the"),
    *(
        "https://a.com/b_c",
        "@vn_express",
        "#Hà",
        "“",
        "”",
        "‘",
        "’",
        '"',
        "'",
        "(",
        ")",
        "「",
        "」",
        ".",
        ",",
        "，",
        "。",
    ),
    *("…", "?", "!", ":", " ", "  ", "\u00a0", "\u200b", "\u200d", "👩", "&amp;", "<b>", "▁", "⁇", "美", "the the"),
    *("luôn luôn", "하하하", "다.", "습니다.", "5'10\"", "1,234", "３", "iPhone", "e\u0323\u0302", "\u1112\u1161"),
)


def pieced(max_size: int = 12) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PIECES), max_size=max_size).map("".join)


def varied() -> st.SearchStrategy[str]:
    """Text without the characters that hide from other checks what stands beside them, and without loops."""
    seen = [piece for piece in PIECES if piece not in {"\u200b", "\u200d", "３"}]
    return st.lists(st.sampled_from(seen), max_size=12, unique=True).map("".join)


def terms() -> st.SearchStrategy[tuple[Term, ...]]:
    texts = st.sampled_from(("Trump", "Kim", "북한", "Triều Tiên", "THE", "iPhone", "the", "", "은", " "))
    one = st.builds(
        Term,
        source_language=st.just("en"),
        target_language=st.just("vi"),
        source_text=texts,
        target_text=texts,
        status=st.sampled_from(TermStatus),
    )
    return st.lists(one, max_size=4).map(tuple)


def marks() -> st.SearchStrategy[tuple[Mark, ...]]:
    places = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)
    tags = st.sampled_from(("a", "b", "br", "script", "code"))
    links = st.sampled_from((None, "https://a.com/b", "javascript:x", ""))
    one = st.builds(
        lambda place, tag, href: Mark(start=place[0], end=place[1], tag=tag, href=href), places, tags, links
    )
    return st.lists(one, max_size=3).map(tuple)


@st.composite
def contexts(draw: st.DrawFn) -> CheckContext:
    spans = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda pair: (min(pair), max(pair)))
    return CheckContext(
        source_language=draw(st.sampled_from(LANGUAGES)),
        target_language=draw(st.sampled_from(LANGUAGES)),
        field=draw(st.sampled_from(("headline", "b1.html", ""))),
        source_marks=draw(marks()),
        target_marks=draw(marks()),
        is_machine=draw(st.booleans()),
        mean_log_probability=draw(st.none() | st.floats(-10, 0)),
        pivot=draw(st.none() | st.just("en")),
        notes=draw(st.sampled_from(((), ("cut",), ("link moved to the end",)))),
        terms=draw(terms()),
        other_targets=draw(st.lists(pieced(3), max_size=2).map(tuple)),
        changed_terms=draw(st.sampled_from(((), ("Trump",), ("",)))),
        substituted=draw(st.lists(spans, max_size=2).map(tuple)),
        neighbours=draw(st.lists(pieced(3), max_size=2).map(tuple)),
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(pieced() | any_text(), pieced() | any_text(), contexts())
def test_any_texts_are_checked_and_findings_lie_within_them(source: str, target: str, context: CheckContext) -> None:
    for finding in run_checks(source, target, context):
        assert finding.code in CODES
        assert finding.severity in CODES[finding.code].severities
        assert finding.message
        for span, text in ((finding.source_span, source), (finding.target_span, target)):
            assert span is None or 0 <= span[0] <= span[1] <= len(text)
        assert finding.fix is None or 0 <= finding.fix.start <= finding.fix.end <= len(target)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(varied(), varied(), st.sampled_from(("vi", "ko", "en")))
def test_fix_mends_its_finding_and_breaks_nothing(source: str, target: str, language: str) -> None:
    context = CheckContext(source_language="vi" if language == "en" else "en", target_language=language)
    before = run_checks(source, target, context)
    for finding in before:
        if finding.fix is not None:
            after = run_checks(source, apply_fix(target, finding.fix), context)
            assert faults(after)[finding.code] < faults(before)[finding.code]
            assert set(faults(after)) <= set(faults(before))


def faults(findings: tuple[Finding, ...]) -> Counter[str]:
    """Count what is wrong, but lengths: one blank less may be the one that makes a short text too short."""
    wrong = (finding for finding in findings if finding.severity is not Severity.INFO)
    return Counter(finding.code for finding in wrong if finding.code != "length")


def sample_findings(language: str) -> list[tuple[str, Finding]]:
    units = memory_units(read_tmx((SAMPLES / f"hanoi-summit.{language}.tmx").read_bytes()), memory="sample")
    context = CheckContext(source_language="en", target_language=language)
    return [
        (unit.source_text, finding)
        for unit in units
        for finding in run_families(CHECKS.values(), unit.source_text, unit.target_text, context)
    ]


@pytest.mark.parametrize(("language", "remarks"), [("vi", []), ("ko", ["1 sentence became 2."])])
def test_sample_memories_give_no_finding_but_what_is_true(language: str, remarks: list[str]) -> None:
    """One long English sentence is two in Korean."""
    found = [finding for _, finding in sample_findings(language)]
    assert [finding for finding in found if finding.severity is not Severity.INFO] == []
    assert [finding.message for finding in found] == remarks


HOSTILE = {
    "letters": "a" * 25_000,
    "words": "a " * 12_000,
    "loop": "ab" * 12_000,
    "quotes": "“" * 12_000,
    "straight quotes": "' \"" * 7_000,
    "brackets": "(" * 12_000,
    "closing brackets": "https://a.com/" + ")" * 12_000,
    "handles": "@a" * 7_000,
    "hashes": "#" * 12_000 + "a",
    "blanks": " " * 25_000 + "x",
    "blanks and commas": " ," * 12_000,
    "invisible": "\u200b" * 25_000,
    "wide": "，" * 12_000,
    "entities": "&amp;" * 5_000,
    "open entities": "&" * 12_000 + "amp",
    "tags": "<b " * 7_000,
    "dots": "." * 25_000,
    "sentences": "Đi. " * 5_000,
    "hangul": "다" * 25_000,
    "polite": "합니다. " * 5_000,
    "marks": "e" + "\u0323" * 12_000,
    "jamo": "\u1112" * 12_000,
    "han": "美" * 12_000,
    "scripts": "美Ж" * 5_000,
    "emoji": "👩\u200d" * 5_000,
    "mails": "a.b-" * 5_000 + "@",
    "domains": "a." * 7_000 + "com/",
    "apostrophes": "'s" * 7_000,
    "negations": "not only " * 8_000,
}


@pytest.mark.parametrize(("kind", "language"), list(zip(HOSTILE, cycle(["vi", "ko"]), strict=False)))
def test_long_hostile_texts_are_checked(kind: str, language: str) -> None:
    """Each of these takes time in proportion to its length; where it did not, the test would take minutes."""
    context = CheckContext(
        source_language="en",
        target_language=language,
        terms=(
            Term(source_language="en", target_language=language, source_text="a", target_text="b"),
            Term(
                source_language="en", target_language=language, source_text="a", target_text="a",
                status=TermStatus.FORBIDDEN,
            ),
        ),
    )  # fmt: skip
    text = HOSTILE[kind]
    assert isinstance(run_checks(text, text, context), tuple)
    assert isinstance(run_checks("The leaders met.", text, context), tuple)


def test_every_code_of_a_family_is_described_and_reported_by_one_family_only() -> None:
    codes = [code for family in CHECKS.values() for code in family.codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(CODES)


def test_gravest_findings_come_first() -> None:
    found = run_checks("Did he not go?", "Ông  đi.&amp;", CheckContext(source_language="en", target_language="vi"))
    assert [finding.severity for finding in found] == sorted((f.severity for f in found), key=list(Severity).index)
    assert {finding.severity for finding in found} == {Severity.BLOCK, Severity.WARN}


def test_findings_in_text_that_is_not_composed_point_into_it_as_it_is() -> None:
    target = "Vie\u0323\u0302t Nam  tha\u0306\u0301ng ."
    found = run_checks("Vietnam won.", target, CheckContext(source_language="en", target_language="vi"))
    blank, stop = (finding for finding in found if finding.code == "spaces")
    assert blank.fix is not None
    assert stop.target_span == (len(target) - 2, len(target))
    assert apply_fix(target, blank.fix) == "Vie\u0323\u0302t Nam tha\u0306\u0301ng ."


def test_text_that_is_all_wrong_has_no_endless_list_of_findings() -> None:
    found = run_checks("Go.", "Đi ,đi  " * 1_000, CheckContext(source_language="en", target_language="vi"))
    assert len([finding for finding in found if finding.code == "spaces"]) == 50
