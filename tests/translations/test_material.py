"""What a change of a sentence touches that readers must not get wrong."""

import pytest

from translations.material import HEDGE, NAMES, NEGATION, NUMBERS, material_changes

CHANGES = [
    ("en", "12 injured in the blast", "14 injured in the blast", (NUMBERS,)),
    ("en", "It cost $2,500.", "It cost $2,600.", (NUMBERS,)),
    ("en", "Police closed two streets.", "Police closed ten streets.", (NUMBERS,)),
    ("en", "It cost 3 million.", "It cost 3 billion.", (NUMBERS,)),
    ("en", "Trump has resigned.", "Trump has not resigned.", (NEGATION,)),
    ("en", "Trump has resigned.", "Trump hasn't resigned.", (NEGATION,)),
    ("en", "Trump hasn’t resigned.", "Trump has resigned.", (NEGATION,)),
    ("en", "He shot the officer.", "He allegedly shot the officer.", (HEDGE,)),
    ("en", "He may resign.", "He will resign.", (HEDGE,)),
    ("en", "The leaders met Kim.", "The leaders met Moon.", (NAMES,)),
    ("en", "Trump left early.", "Biden left early.", (NAMES,)),
    ("en", "Kim Jong-un left.", "Kim Yo-jong left.", (NAMES,)),
    ("en", "He saw “Parasite”.", "He saw “Minari”.", (NAMES,)),
    ("en", "Leader Kim said 3 had died.", "Leader Moon denied 4 had died.", (NUMBERS, NEGATION, NAMES)),
    ("vi", "Ông Trump đã từ chức.", "Ông Trump chưa từ chức.", (NEGATION,)),
    ("vi", "Ông ấy bắn cảnh sát.", "Ông ấy bị cáo buộc bắn cảnh sát.", (HEDGE,)),
    ("vi", "Ông Trump đến Hà Nội.", "Ông Trump đến Hải Phòng.", (NAMES,)),
    ("vi", "12 người bị thương", "14 người bị thương", (NUMBERS,)),
    ("ko", "문재인 대통령이 도착했다.", "이재명 대통령이 도착했다.", (NAMES,)),
    ("ko", "그는 사임했다.", "그는 사임하지 않았다.", (NEGATION,)),
    ("ko", "그가 쐈다.", "그가 쏜 혐의를 받고 있다.", (HEDGE,)),
    ("ko", "12명이 다쳤다", "14명이 다쳤다", (NUMBERS,)),
    ("ko", "두 명이 다쳤다", "세 명이 다쳤다", (NUMBERS,)),
    ("ko", "34억 달러를 냈다", "35억 달러를 냈다", (NUMBERS,)),
    ("vi", "hai người bị thương", "ba người bị thương", (NUMBERS,)),
    ("en", "They met on Nov. 5.", "They met on Nov. 6.", (NUMBERS,)),
    ("en", "They met at 8:30 p.m.", "They met at 8:30 a.m.", (NUMBERS,)),
    ("ko", "‘기생충’을 봤다.", "‘미나리’를 봤다.", (NAMES,)),
]


@pytest.mark.parametrize(("language", "old", "new", "touched"), CHANGES)
def test_what_matters_in_a_change_is_named(language: str, old: str, new: str, touched: tuple[str, ...]) -> None:
    assert material_changes(old, new, language) == touched


HARMLESS = [
    ("en", "Police closed the streets.", "Police have now closed the streets."),
    ("en", "A Trump spokesman spoke.", "The Trump spokesman spoke."),
    ("en", "Trump’s car arrived - at last.", "Trump's car arrived – at last."),
    ("en", "It hurt twelve people.", "It hurt 12 people."),
    ("en", "It cost 1,000 dollars.", "It cost a thousand dollars."),
    ("en", "In Hanoi the leaders met.", "The leaders met in Hanoi."),
    ("en", "He did not stay.", "He didn’t stay."),
    ("vi", "Hai ông gặp nhau.", "Hai nhà lãnh đạo gặp nhau."),
    ("ko", "안전한 거리를 닫았다.", "경찰이 안전한 거리를 닫았다."),
    ("ja", "首脳が会談した。", "両首脳が会談した。"),
]


@pytest.mark.parametrize(("language", "old", "new"), HARMLESS)
def test_a_change_of_wording_is_not_material(language: str, old: str, new: str) -> None:
    assert material_changes(old, new, language) == ()


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_nothing_is_material_about_no_change(language: str) -> None:
    assert material_changes("Kim did not say 12.", "Kim did not say 12.", language) == ()


@pytest.mark.parametrize("text", ["", " ", "²½⑫", "\u200b", "'" * 500, "9" * 5000, "A" * 5000, "- " * 2000])
def test_any_text_can_be_compared(text: str) -> None:
    assert isinstance(material_changes(text, "Kim has not resigned.", "en"), tuple)
