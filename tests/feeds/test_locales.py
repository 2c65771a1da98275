"""What is known of each language: the same in every file, and a file for every tag."""

import re
from dataclasses import asdict

import pytest

import feeds.locales
from feeds.language import canonical_tag
from feeds.locales import known_languages, labels_for, own_table, read_table


def placeholders(label: str) -> set[str]:
    return set(re.findall(r"\{\w*\}", label))


@pytest.mark.parametrize("language", known_languages())
def test_every_language_has_every_label_with_what_is_filled_in(language):
    labels, english = asdict(labels_for(language)), asdict(labels_for("en"))
    assert all(label.strip() for label in labels.values())
    assert {name: placeholders(label) for name, label in labels.items()} == {
        name: placeholders(label) for name, label in english.items()
    }


@pytest.mark.parametrize("language", known_languages())
def test_every_file_is_named_as_tags_are_written_and_knows_how_sentences_end(language):
    assert canonical_tag(language) == language
    assert read_table(language, "sentences").keys() == read_table("en", "sentences").keys()


@pytest.mark.parametrize("language", known_languages())
@pytest.mark.parametrize(
    "table",
    ["terms", "negation", "hedge", "quotation", "length", "repetition", "spacing", "ending"],
)
def test_every_file_says_what_the_checks_of_text_ask_for(language, table):
    assert read_table(language, table).keys() == read_table("en", table).keys()


@pytest.mark.parametrize(("tag", "file"), [("vi", "vi"), ("vi-Latn-VN", "vi"), ("en-GB", "en")])
def test_own_rules_of_a_language_are_those_of_its_file(tag, file):
    assert own_table(tag, "negation") == read_table(file, "negation") != {}


@pytest.mark.parametrize("tag", ["fr", "xx", ""])
def test_language_that_nobody_described_has_no_rules_of_its_own(tag):
    assert own_table(tag, "negation") == {}


@pytest.mark.parametrize(
    ("tag", "file"),
    [("vi", "vi"), ("vi-VN", "vi"), ("vi-Latn-VN", "vi"), ("xx", "en"), ("vie", "en"), ("", "en"), ("../vi", "en")],
)
def test_language_is_read_from_the_file_that_is_nearest_to_its_tag(tag, file):
    assert labels_for(tag) == labels_for(file)


def test_script_has_a_file_of_its_own_for_all_its_regions(tmp_path, monkeypatch):
    for tag in ("zh", "zh-Hant", "en"):
        (tmp_path / f"{tag}.toml").write_text(f'[labels]\nstale = "{tag}"\n', encoding="utf-8")
    monkeypatch.setattr(feeds.locales.resources, "files", lambda _: tmp_path)
    forget()
    try:
        read = [read_table(tag, "labels")["stale"] for tag in ("zh-Hant-TW", "zh-Hant", "zh-CN", "ko")]
        assert read == ["zh-Hant", "zh-Hant", "zh", "en"]
        assert read_table("zh", "page") == {}
    finally:
        forget()


def forget() -> None:
    known_languages.cache_clear()
    read_table.cache_clear()
