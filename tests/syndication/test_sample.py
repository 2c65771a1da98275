"""The sample: whole, in an empty installation, once."""

import shutil

import pytest

from feeds.errors import ParseError
from syndication.auth import check_token
from syndication.partners import import_toml
from syndication.sample import load_sample
from syndication.storage.blogs import list_blogs, load_blog
from syndication.storage.jobs import count_jobs
from syndication.storage.memory import list_memories
from syndication.storage.partners import list_partners
from tests.factories import NOW
from tests.syndication.cli.commands import SAMPLES, SLUG
from tests.syndication.kept import keep_blog, raw_entry


def load(database, settings, folder=SAMPLES):
    return load_sample(database, folder, settings=settings, now=NOW)


def facts(database):
    """Return how much of everything is there."""
    with database.reading() as session:
        return (
            [blog.slug for blog in list_blogs(session)],
            [(memory.target_language, memory.units) for memory in list_memories(session)],
            [(partner.slug, partner.profiles) for partner in list_partners(session)],
        )


def test_everything_is_loaded_and_waits_for_the_worker(database, settings):
    load(database, settings)
    assert facts(database) == (
        [SLUG],
        [("ko", 40), ("vi", 40)],
        [("mekong-daily", ("archive", "live")), ("seoul-wire", ("desk", "ticker"))],
    )
    with database.reading() as session:
        blog = load_blog(session, SLUG)
        assert blog is not None
        assert len(blog.entries) == 10
        assert count_jobs(session).waiting == 2 * (10 + 1), "every entry and the head, into two languages"


def test_the_tokens_are_the_partners_own(database, settings):
    tokens = load(database, settings)
    with database.reading() as session:
        callers = [check_token(session, made.token, now=NOW) for made in tokens]
    assert [made.partner for made in tokens] == ["mekong-daily", "seoul-wire"]
    assert [caller.partner if caller else None for caller in callers] == ["mekong-daily", "seoul-wire"]


def test_a_second_time_nothing_happens(database, settings):
    load(database, settings)
    before = facts(database)
    assert load(database, settings) == ()
    assert facts(database) == before


def test_where_somebody_has_a_live_blog_nothing_happens(database, settings):
    keep_blog(database, raw_entry(), slug="ours")
    assert load(database, settings) == ()
    assert facts(database) == (["ours"], [], [])


def test_where_somebody_has_a_partner_nothing_happens(database, settings):
    with database.writing() as session:
        import_toml(session, '[[partners]]\nslug = "ours"\nname = "Ours"', actor="Linh", now=NOW)
    assert load(database, settings) == ()
    assert facts(database) == ([], [], [("ours", ())])


def test_a_folder_that_is_not_there_is_an_error_that_names_it(database, settings, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        load(database, settings, tmp_path / "nothing")
    assert caught.value.filename == str(tmp_path / "nothing" / "hanoi-summit.txt")
    assert facts(database) == ([], [], [])


@pytest.mark.parametrize(("name", "error"), [("hanoi-summit.ko.tmx", ParseError), ("profiles.toml", OSError)])
def test_half_a_sample_is_not_loaded(database, settings, tmp_path, name, error):
    folder = shutil.copytree(SAMPLES, tmp_path / "half")
    (folder / name).unlink()
    if error is ParseError:
        (folder / name).write_text("no memory")
    with pytest.raises(error):
        load(database, settings, folder)
    assert facts(database) == ([], [], [])
