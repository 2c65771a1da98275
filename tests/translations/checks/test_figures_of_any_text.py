"""The checks of numbers, amounts, dates and times on anything at all: they never raise, and stay quick."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.translations.checks.figures import Case

LANGUAGES = ("en", "vi", "ko", "de")
# What numbers are made of, in disorder, finds more than letters at random.
PIECES = st.sampled_from(
    [
        *"0123456789,.:;/-–~%$£°()·'½１٣",
        *" \n\u00a0\u202f",
        *(
            "one",
            "twenty",
            "hundred",
            "million",
            "and a half",
            "half",
            "dozen",
            "hundreds of",
            "a",
            "an",
            "and",
            "third",
        ),
        *("May", "Nov.", "Monday", "p.m.", "o'clock", "noon", "GMT", "miles", "percent", "bn", "st", "G", "F-", "XIV"),
        *(
            "năm",
            "mười",
            "mươi",
            "trăm",
            "tỷ",
            "hàng",
            "phần",
            "rưỡi",
            "nửa",
            "thứ",
            "ngày",
            "tháng",
            "giờ",
            "h30",
            "linh",
        ),
        *(
            "만",
            "억",
            "조",
            "천",
            "수",
            "두",
            "세",
            "열",
            "번째",
            "명",
            "월",
            "일",
            "년",
            "오후",
            "시",
            "분",
            "분의",
            "반",
            "시간",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=40).map(" ".join)
)


@settings(max_examples=400, deadline=None)
@given(source=TEXTS, target=TEXTS, languages=st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES)))
def test_never_raises_and_spans_lie_within_the_texts(source: str, target: str, languages: tuple[str, str]) -> None:
    for finding in Case("", *languages, source, target).findings():
        for span, text in ((finding.source_span, source), (finding.target_span, target)):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
        if finding.fix is not None:
            assert 0 <= finding.fix.start <= finding.fix.end <= len(target)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_text_compared_with_itself_lacks_nothing(text: str, language: str) -> None:
    assert [f.message for f in Case("", language, language, text, text).findings() if f.is_blocking] == []


HOSTILE = [
    (
        "en",
        ["1,", "1", "1-", "5/", "8:30 ", "½", "A-1-", "1 and ", "May ", "hundred ", "$", "a@", "\u00a0", "1 hour and "],
    ),
    ("vi", ["1.", "1~", "20h30", "1h", "năm ", "hàng trăm ", "+84 ", "1\u00a0234"]),
    ("ko", ["1만", "3조4천억", "수", "두", "일 이 ", "3분의 ", "1월", "9·11 "]),
    ("de", ["1 ", "1,2.", "\n1"]),
]


@pytest.mark.parametrize(
    ("language", "piece"), [(language, piece) for language, pieces in HOSTILE for piece in pieces], ids=repr
)
def test_hostile_text_of_20000_characters_is_read_to_its_end(language: str, piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    for finding in Case("", language, language, text, text[:-1] + "7").findings():
        assert finding.source_span is None or 0 <= finding.source_span[0] < finding.source_span[1] <= len(text)
