import pytest

from syndication.errors import InvalidLanguages
from syndication.rights import ALL_LANGUAGES, Role, may_translate, parse_languages, read_languages, stored_languages


@pytest.mark.parametrize(
    ("role", "languages", "language", "expected"),
    [
        (Role.READER, ALL_LANGUAGES, "vi", False),
        (Role.TRANSLATOR, ("vi",), "vi", True),
        (Role.TRANSLATOR, ("vi",), "ko", False),
        (Role.TRANSLATOR, ("vi", "ko"), "ko", True),
        (Role.TRANSLATOR, ALL_LANGUAGES, "ko", True),
        (Role.TRANSLATOR, (), "vi", False),
        (Role.TRANSLATOR, ("zh",), "zh-Hant", True),
        (Role.TRANSLATOR, ("zh-Hant",), "zh", False),
        (Role.TRANSLATOR, ("pt-BR",), "pt-PT", False),
        (Role.TRANSLATOR, ("fi",), "fil", False),
        (Role.TRANSLATOR, ("VI",), "vi", True),
        (Role.REVIEWER, ("vi",), "ko", True),
        (Role.EDITOR, (), "ko", True),
        (Role.ADMIN, ("vi",), "ko", True),
    ],
)
def test_translators_work_in_their_languages_and_reviewers_in_all(
    role: Role, languages: tuple[str, ...], language: str, expected: bool
) -> None:
    assert may_translate(role, languages, language) is expected


@pytest.mark.parametrize(
    ("given", "languages"),
    [
        ("vi,ko", ("vi", "ko")),
        (" VI ;  ko\tpt-br ", ("vi", "ko", "pt-BR")),
        ("vi vi", ("vi",)),
        ("*", ALL_LANGUAGES),
        ("vi, all", ALL_LANGUAGES),
    ],
)
def test_languages_are_read_as_people_type_them(given: str, languages: tuple[str, ...]) -> None:
    assert parse_languages(given) == languages
    assert read_languages(stored_languages(languages)) == languages


@pytest.mark.parametrize("given", ["", " , ", "vietnamese!", "vi ko_KR", "x" * 500])
def test_what_is_no_language_is_refused(given: str) -> None:
    with pytest.raises(InvalidLanguages):
        parse_languages(given)
