import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings

from feeds.codec import as_table, decode_profile
from feeds.errors import InvalidProfile
from feeds.profile import HtmlSubset, OutputProfile, PublishPolicy
from syndication.errors import UnknownPartner
from syndication.partners import export_toml, find_partner, find_profile, import_toml, list_partners, list_profiles
from syndication.storage.database import Database
from tests.factories import NOW
from tests.strategies import profiles

SAMPLE = Path(__file__).parents[2] / "samples" / "profiles.toml"

SEOUL = """
[[partners]]
slug = "seoul-wire"
name = "Seoul Wire"

[[partners.profiles]]
name = "desk"
format = "newsmlg2"
html = "plain"
languages = [{ tag = "ko", policy = "reviewed" }]

[[partners.profiles]]
name = "ticker"
format = "rss"
"""


def test_a_file_of_partners_and_profiles_is_taken_in(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, SEOUL, actor="Linh", now=NOW)
    with database.reading() as session:
        partner = find_partner(session, "seoul-wire")
        desk = find_profile(session, "seoul-wire", "desk")
    assert partner is not None
    assert (partner.name, partner.profiles) == ("Seoul Wire", ("desk", "ticker"))
    assert desk is not None
    assert desk.partner_name == "Seoul Wire"
    assert desk.profile.html is HtmlSubset.PLAIN
    assert [(rule.tag, rule.policy) for rule in desk.profile.languages] == [("ko", PublishPolicy.REVIEWED)]


def test_importing_the_same_file_again_makes_no_version(database: Database) -> None:
    with database.writing() as session:
        first = import_toml(session, SEOUL, actor="Linh", now=NOW)
        second = import_toml(session, SEOUL, actor="Linh", now=NOW)
    assert first == second
    assert [record.version for record in second] == [1, 1]


def test_only_the_changed_profile_gets_a_new_version(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, SEOUL, actor="Linh", now=NOW)
        import_toml(session, SEOUL.replace('"plain"', '"basic"'), actor="Linh", now=NOW)
        versions = {record.profile.name: record.version for record in list_profiles(session, "seoul-wire")}
    assert versions == {"desk": 2, "ticker": 1}


def test_what_a_file_does_not_mention_stays(database: Database) -> None:
    other = '[[partners]]\nslug = "mekong-daily"\nname = "Mekong Daily"\n'
    with database.writing() as session:
        import_toml(session, SEOUL, actor="Linh", now=NOW)
        import_toml(session, other, actor="Linh", now=NOW)
        partners = [(partner.slug, partner.profiles) for partner in list_partners(session)]
    assert partners == [("mekong-daily", ()), ("seoul-wire", ("desk", "ticker"))]


def test_a_partner_can_get_another_name(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, SEOUL, actor="Linh", now=NOW)
        import_toml(session, SEOUL.replace("Seoul Wire", "Seoul Newswire"), actor="Linh", now=NOW)
        partner = find_partner(session, "seoul-wire")
    assert partner is not None
    assert partner.name == "Seoul Newswire"


def test_the_sample_comes_back_as_it_went_in(database: Database) -> None:
    with database.writing() as session:
        imported = import_toml(session, SAMPLE.read_text(), actor="Linh", now=NOW)
        exported = export_toml(session)
        again = import_toml(session, exported, actor="Linh", now=NOW)
    assert again == imported
    assert len(tomllib.loads(exported)["partners"]) == 2


def test_one_partner_can_be_exported_alone(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, SAMPLE.read_text(), actor="Linh", now=NOW)
        exported = tomllib.loads(export_toml(session, "seoul-wire"))
        with pytest.raises(UnknownPartner):
            export_toml(session, "nobody")
    assert [partner["slug"] for partner in exported["partners"]] == ["seoul-wire"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[[partners", ""),
        ("", "partners"),
        ("partners = 3", "partners"),
        ("partners = [3]", "partners"),
        ("other = 1\n" + SEOUL, "other"),
        (SEOUL.replace('"seoul-wire"', '"Seoul Wire"'), "partners[0].slug"),
        (SEOUL.replace('"seoul-wire"', '"-"'), "partners[0].slug"),
        (SEOUL.replace('"seoul-wire"', "7"), "partners[0].slug"),
        (SEOUL.replace('"Seoul Wire"', '" "'), "partners[0].name"),
        (SEOUL.replace('name = "Seoul Wire"', 'name = "Seoul Wire"\nphone = 1'), "partners[0].phone"),
        (SEOUL.replace('"rss"', '"telex"'), "partners[0].profiles[1].format"),
        (SEOUL.replace('"rss"', '"rss"\ncolour = "red"'), "partners[0].profiles[1].colour"),
        (SEOUL.replace('"ticker"', '"desk"'), "partners[0].profiles[1].name"),
        (SEOUL + SEOUL, "partners[1].slug"),
        (SEOUL.replace('"plain"', '"fancy"'), "partners[0].profiles[0].html"),
    ],
)
def test_a_broken_file_is_refused_whole_and_says_where(database: Database, text: str, path: str) -> None:
    with database.writing() as session:
        with pytest.raises(InvalidProfile) as caught:
            import_toml(session, text, actor="Linh", now=NOW)
        assert path in [problem.path for problem in caught.value.problems]
        assert list_partners(session) == ()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profile=profiles())
def test_any_profile_survives_import_and_export(database: Database, profile: OutputProfile) -> None:
    written = tomli_w.dumps({"partners": [{"slug": "wire", "name": "Wire", "profiles": [as_table(profile)]}]})
    with database.writing() as session:
        import_toml(session, written, actor="Linh", now=NOW)
        exported = tomllib.loads(export_toml(session, "wire"))["partners"][0]["profiles"]
    assert decode_profile(next(table for table in exported if table["name"] == profile.name)) == profile
