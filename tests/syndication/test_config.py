from pathlib import Path

import pytest

from syndication.config import LogFormat, read_settings
from syndication.errors import SettingsError
from syndication.site import remember_base_url, site_of
from syndication.storage.database import Database


def test_every_setting_has_a_default() -> None:
    settings = read_settings({})
    assert settings.data_dir == Path("data").absolute()
    assert settings.database_url == f"sqlite:///{settings.data_dir}/syndication.db"
    assert settings.packages_dir == settings.data_dir / "packages"
    assert (settings.host, settings.port, settings.base_url) == ("127.0.0.1", 8000, None)
    assert settings.languages == ("vi", "ko")
    assert settings.log_format is LogFormat.CONSOLE


def test_a_blank_variable_counts_as_unset() -> None:
    assert read_settings({"SYNDICATION_PORT": "  ", "SYNDICATION_LANGUAGES": ""}) == read_settings({})


def test_other_variables_are_not_looked_at() -> None:
    assert read_settings({"PORT": "nonsense", "XSYNDICATION_PORT": "nonsense"}) == read_settings({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SYNDICATION_PORT", "http"),
        ("SYNDICATION_PORT", "0"),
        ("SYNDICATION_PORT", "65536"),
        ("SYNDICATION_PORT", "-1"),
        ("SYNDICATION_PORT", "8_0"),
        ("SYNDICATION_PORT", "٨٠"),
        ("SYNDICATION_BASE_URL", "example.org"),
        ("SYNDICATION_BASE_URL", "ftp://example.org"),
        ("SYNDICATION_INDEX_URL", "file:///etc/passwd"),
        ("SYNDICATION_LOGO_URL", "/logo.png"),
        ("SYNDICATION_AUTHORITY", "not a domain"),
        ("SYNDICATION_AUTHORITY", "example.org,2019"),
        ("SYNDICATION_LANGUAGES", "vi,klingon-language"),
        ("SYNDICATION_TIMEZONE", "Hanoi"),
        ("SYNDICATION_TIMEZONE", "../../etc/passwd"),
        ("SYNDICATION_LOG_FORMAT", "xml"),
        ("SYNDICATION_ALLOW_PRIVATE_NETWORKS", "yes"),
        ("SYNDICATION_ALLOW_PRIVATE_NETWORKS", "10.0.0.0/8,10.1.2.3/16"),
        ("SYNDICATION_SOURCE_BYTES", "20 MB"),
        ("SYNDICATION_SOURCE_BYTES", "0"),
        ("SYNDICATION_WEBSUB", "yes"),
        ("SYNDICATION_WEBSUB_HUBS", "hub.example"),
        ("SYNDICATION_DATABASE_URL", "mysql://example.org/news"),
        ("SYNDICATION_DATABASE_URL", "news.db"),
        ("SYNDICATION_DATABASE_URL", "sqlite://"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as caught:
        read_settings({variable: value})
    assert caught.value.variable == variable


def test_language_tags_are_put_in_canonical_case_once_each() -> None:
    assert read_settings({"SYNDICATION_LANGUAGES": "pt-br, VI,vi"}).languages == ("pt-BR", "vi")


def test_a_live_blog_is_not_translated_into_its_own_language() -> None:
    settings = read_settings({"SYNDICATION_LANGUAGES": "vi,en,ko"})
    assert settings.wanted_languages("en") == ("vi", "ko")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_is_used_through_psycopg_and_keeps_its_password(scheme: str) -> None:
    settings = read_settings({"SYNDICATION_DATABASE_URL": f"{scheme}://desk:s%40cret@db.example/news"})
    assert settings.database_url == "postgresql+psycopg://desk:s%40cret@db.example/news"


def test_a_base_url_loses_its_trailing_slash() -> None:
    assert read_settings({"SYNDICATION_BASE_URL": "https://example.org/live/"}).base_url == "https://example.org/live"


def test_the_provider_is_the_site_unless_it_is_named() -> None:
    assert read_settings({"SYNDICATION_SITE_NAME": "Example Live"}).provider == "Example Live"
    assert read_settings({"SYNDICATION_PROVIDER": "Example News"}).provider == "Example News"


def test_commands_use_the_address_that_the_server_was_last_reached_under(database: Database) -> None:
    settings = read_settings({})
    with database.writing() as session:
        assert site_of(settings, session).base_url == "http://127.0.0.1:8000"
        remember_base_url(session, "http://127.0.0.1:9123/")
    with database.reading() as session:
        assert site_of(settings, session).base_url == "http://127.0.0.1:9123"


def test_a_configured_address_wins_over_a_remembered_one(database: Database) -> None:
    settings = read_settings({"SYNDICATION_BASE_URL": "https://example.org"})
    with database.writing() as session:
        remember_base_url(session, "http://127.0.0.1:9123")
        assert site_of(settings, session).base_url == "https://example.org"


def test_private_networks_are_named_one_by_one_or_all_at_once() -> None:
    named = read_settings({"SYNDICATION_ALLOW_PRIVATE_NETWORKS": "10.1.0.0/16, ::1,"}).private_networks
    assert [str(network) for network in named] == ["10.1.0.0/16", "::1/128"]
    every = read_settings({"SYNDICATION_ALLOW_PRIVATE_NETWORKS": "all"}).private_networks
    assert [str(network) for network in every] == ["0.0.0.0/0", "::/0"]
    assert read_settings({}).private_networks == ()


def test_a_translation_server_is_an_address_and_its_key_is_never_printed() -> None:
    named = {"SYNDICATION_LIBRETRANSLATE_URL": "http://127.0.0.1:5000/", "SYNDICATION_LIBRETRANSLATE_KEY": "hush"}
    settings = read_settings(named)
    assert (settings.libretranslate_url, settings.libretranslate_key) == ("http://127.0.0.1:5000", "hush")
    assert "hush" not in repr(settings)
    assert read_settings({}).libretranslate_url is None
    with pytest.raises(SettingsError):
        read_settings({"SYNDICATION_LIBRETRANSLATE_URL": "file:///etc/passwd"})
