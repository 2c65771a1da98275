"""The words of the pages in the reader's language."""

from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.locales import known_languages, read_table
from syndication.web.words import long_date, own_name, words_for, zone_title

WINTER = datetime(2019, 2, 27, 13, 54, tzinfo=UTC)
SUMMER = datetime(2019, 7, 27, 13, 54, tzinfo=UTC)


@pytest.mark.parametrize("language", known_languages())
def test_every_language_file_has_all_words_and_fills_in_the_same(language: str) -> None:
    assert read_table(language, "page").keys() == asdict(words_for("en")).keys()
    for name, english in asdict(words_for("en")).items():
        translated = asdict(words_for(language))[name]
        assert ("{" in translated) == ("{" in english), name


def test_languages_name_themselves() -> None:
    assert [own_name(tag) for tag in ("en", "vi", "ko", "ar", "zh-Hant", "qq")] == [
        "English",
        "Tiếng Việt",
        "한국어",
        "العربية",
        "中文 (繁體)",
        "qq",
    ]


@pytest.mark.parametrize(
    ("zone", "moment", "language", "title"),
    [
        ("Asia/Ho_Chi_Minh", WINTER, "en", "Indochina Time (GMT+07:00)"),
        ("Asia/Saigon", WINTER, "vi", "Giờ Đông Dương (GMT+07:00)"),
        ("Asia/Seoul", WINTER, "ko", "대한민국 표준시 (GMT+09:00)"),
        ("Europe/Kyiv", WINTER, "en", "Eastern European Standard Time (GMT+02:00)"),
        ("Europe/Kyiv", SUMMER, "en", "Eastern European Summer Time (GMT+03:00)"),
        ("UTC", WINTER, "en", "GMT+00:00"),
        ("Asia/Kolkata", WINTER, "qq", "India Standard Time (GMT+05:30)"),
    ],
)
def test_a_zone_is_named_as_it_is_on_that_day(zone: str, moment: datetime, language: str, title: str) -> None:
    assert zone_title(moment, zone=ZoneInfo(zone), language=language) == title


def test_a_day_is_the_day_at_the_place_of_the_event() -> None:
    late = datetime(2019, 2, 27, 18, 0, tzinfo=UTC)
    assert long_date(late, zone=ZoneInfo("Asia/Ho_Chi_Minh"), language="ko") == "2019년 2월 28일 목요일"
