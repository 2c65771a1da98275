"""Golden files: a folder in ``golden/`` is a live blog, maybe a profile, and the document each format makes of them.

A new case is a new folder with ``blog.json`` (canonical JSON) and, where the defaults are not meant, ``profile.toml``;
``archive.toml`` makes it an archive document.
``pytest --update-golden tests/feeds/writers/test_golden.py`` writes the rest, to be read before it is committed. For
reading, XML is broken into lines between its tags and JSON is indented; :mod:`tests.feeds.writers.test_rss_and_atom`
and its like prove the bytes. Formats with several versions have a document of each in the case with all fields.
"""

import difflib
import json
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from feeds.codec import decode_blog, decode_profile
from feeds.item import ArchivePlace, FeedLinks, LanguageLink
from feeds.model import LiveBlog
from feeds.nitf import NITF
from feeds.profile import OutputProfile
from feeds.render import render, render_archive
from feeds.writers import WRITERS
from tests.conftest import schema_path
from tests.factories import NOW, make_site
from tests.feeds.writers.feed_rules import broken_rules
from tests.feeds.writers.json_documents import check_document
from tests.feeds.writers.newsml12.reading import nitf_texts

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "vi", "ko")
CASES = sorted(folder.name for folder in GOLDEN.iterdir())

NEWEST = [(case, name, None) for case in CASES for name in WRITERS]
OTHERS = [("all-fields", name, version) for name, writer in WRITERS.items() for version in writer.versions[1:]]

each_document = pytest.mark.parametrize(("case", "format_name", "version"), NEWEST + OTHERS)


def load(case: str) -> tuple[LiveBlog, OutputProfile]:
    blog = decode_blog((GOLDEN / case / "blog.json").read_bytes(), now=NOW)
    path = GOLDEN / case / "profile.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {"name": "public"}
    return blog, decode_profile(table)


def produce(case: str, format_name: str, version: str | None = None) -> bytes:
    blog, profile = load(case)
    site = make_site()

    def feed_url(language: str) -> str:
        return f"{site.page_url(blog.slug, language)}feed.{format_name}"

    siblings = [language for language in LANGUAGES if language != blog.language]
    links = FeedLinks(
        feed_url=feed_url(blog.language),
        page_url=site.page_url(blog.slug, blog.language),
        sibling_feeds=tuple(LanguageLink(language=tag, url=feed_url(tag)) for tag in siblings),
        sibling_pages=tuple(LanguageLink(language=tag, url=site.page_url(blog.slug, tag)) for tag in siblings),
        hubs=("https://example.org/hub", "https://hub.example.net/") if case == "all-fields" else (),
    )
    profile = replace(profile, format=format_name, format_version=version)
    archive = GOLDEN / case / "archive.toml"
    if archive.exists():
        table = tomllib.loads(archive.read_text(encoding="utf-8"))
        document = render_archive(blog, profile, site=site, links=archived_links(links, **table))
    else:
        document = render([blog], profile, now=NOW, site=site, links=links, partner="tribune")
    assert document.left_out == ()
    return document.body


def archived_links(links: FeedLinks, *, number: int, generation: int) -> FeedLinks:
    return replace(
        links,
        feed_url=f"{links.feed_url}?archive={number}.{generation}",
        previous_archive_url=f"{links.feed_url}?archive={number - 1}",
        archive=ArchivePlace(number=number, generation=generation, current_url=links.feed_url),
    )


def is_json(format_name: str) -> bool:
    return WRITERS[format_name].media_type.endswith("json")


def expected_path(case: str, format_name: str, version: str | None) -> Path:
    name = f"{format_name}-{version}" if version else format_name
    return GOLDEN / case / f"expected.{name}.{'json' if is_json(format_name) else 'xml'}"


def readable(document: bytes, format_name: str) -> str:
    if is_json(format_name):
        return json.dumps(json.loads(document), ensure_ascii=False, indent=1) + "\n"
    return document.replace(b"><", b">\n<").decode() + "\n"


@each_document
def test_document_is_the_golden_one(case, format_name, version, pytestconfig):
    path, produced = (
        expected_path(case, format_name, version),
        readable(produce(case, format_name, version), format_name),
    )
    if pytestconfig.getoption("update_golden"):
        path.write_text(produced, encoding="utf-8")
    assert path.is_file(), f"{path.name} of case {case} is missing; run pytest --update-golden and read what it wrote"
    expected = path.read_text(encoding="utf-8")

    difference = difflib.unified_diff(expected.splitlines(), produced.splitlines(), "golden", "produced", lineterm="")

    assert produced == expected, "\n".join(difference)


@pytest.mark.parametrize("case", CASES)
def test_golden_atom_is_valid_and_breaks_no_rule(case, atom_schema):
    document = produce(case, "atom")

    assert atom_schema.validate(etree.fromstring(document)), atom_schema.error_log
    assert broken_rules(document) == set()


@pytest.mark.parametrize("case", CASES)
def test_golden_rss_breaks_no_rule(case):
    assert broken_rules(produce(case, "rss")) == set()


@pytest.fixture(scope="module")
def newsml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_path("newsml-g2/2.35/NewsML-G2_2.35-spec-All-Power.xsd")))


@pytest.mark.parametrize("case", CASES)
def test_golden_newsml_is_valid(case, newsml_schema):
    assert newsml_schema.validate(etree.fromstring(produce(case, "newsmlg2"))), newsml_schema.error_log


@pytest.mark.parametrize(
    ("case", "format_name", "version"), [document for document in NEWEST + OTHERS if is_json(document[1])]
)
def test_golden_json_is_valid(case, format_name, version):
    check_document(format_name, produce(case, format_name, version))


@pytest.mark.parametrize("case", CASES)
def test_texts_in_golden_newsml_that_are_nitf_are_valid(case, check_nitf):
    for nitf in etree.fromstring(produce(case, "newsmlg2")).iter(f"{{{NITF}}}nitf"):
        check_nitf(nitf)


@pytest.mark.parametrize("case", CASES)
def test_golden_nitf_is_valid(case, check_nitf):
    check_nitf(etree.fromstring(produce(case, "nitf")))


@pytest.mark.parametrize("case", CASES)
def test_golden_newsml12_is_valid(case, check_newsml12, check_nitf):
    document = etree.fromstring(produce(case, "newsml12"))

    check_newsml12(document)
    for nitf in nitf_texts(document):
        check_nitf(nitf)


def test_no_golden_file_is_left_over_from_a_case_or_format_that_is_gone():
    known = {expected_path(*document) for document in NEWEST + OTHERS}

    assert set(GOLDEN.glob("*/expected.*")) <= known
    assert all((GOLDEN / case / "blog.json").is_file() for case in CASES)


@pytest.mark.parametrize("format_name", WRITERS)
def test_nothing_of_a_withheld_live_blog_is_in_its_golden_document(format_name):
    assert b"Secret" not in produce("withheld-live-blog", format_name)


def test_nothing_under_embargo_is_in_any_golden_document():
    for format_name in WRITERS:
        document = produce("embargo", format_name)
        assert b"declaration has four points" in document
        assert b"Secret" not in document
        assert b"Nobody may read" not in document


def test_golden_files_cannot_be_refreshed_in_continuous_integration():
    environment = {**os.environ, "CI": "true"}
    command = [sys.executable, "-m", "pytest", "--update-golden", "--collect-only", "-q", __file__]

    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "golden" in refused.stderr
