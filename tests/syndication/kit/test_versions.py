"""An id and a version name one state of one thing for ever, also where the clock alone changes it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import etree

from feeds.profile import Granularity, OutputProfile
from syndication.kit import Kit, make_kit
from tests.factories import make_site
from tests.syndication.kept import defaults

PROFILE = OutputProfile(name="desk")
G2 = "{http://iptc.org/std/nar/2006-10-01/}"


def kit_of(format_name: str, granularity: Granularity) -> Kit:
    profile = replace(PROFILE, format=format_name, granularity=granularity)
    return make_kit(profile, partner="tribune", site=make_site(), settings=defaults())


def newsmlg2_items(document: bytes) -> Iterator[tuple[str, int, str]]:
    for item in etree.fromstring(document).iter(f"{G2}newsItem", f"{G2}packageItem"):
        yield item.get("guid"), int(item.get("version")), etree.tostring(item, encoding="unicode", with_tail=False)


def newsml12_items(document: bytes) -> Iterator[tuple[str, int, str]]:
    for item in etree.fromstring(document).iter("NewsItem"):
        urn, revision = item.findtext(".//PublicIdentifier"), item.findtext(".//RevisionId")
        yield urn.rpartition(":")[0], int(revision), etree.tostring(item, encoding="unicode", with_tail=False)


def ninjs_items(document: bytes) -> Iterator[tuple[str, int, str]]:
    def walk(item: dict) -> Iterator[tuple[str, int, str]]:
        # Without a status it is a reference to an item, not the item.
        if "version" in item and "pubStatus" in item:
            yield item["uri"], int(item["version"]), json.dumps(item)
        for associated in item.get("associations", ()):
            yield from walk(associated)

    yield from walk(json.loads(document))


def json_items(document: bytes) -> Iterator[tuple[str, int, str]]:
    for item in json.loads(document)["items"]:
        yield item["id"], item["_syndication"]["version"], json.dumps(item)


DATES = {
    "newsmlg2": r"<versionCreated>([^<]+)",
    "newsml12": r"<ThisRevisionCreated>([^<]+)",
    "json": r'"date_modified": "([^"]+)',
}

READERS = {"newsmlg2": newsmlg2_items, "newsml12": newsml12_items, "ninjs": ninjs_items, "json": json_items}


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("format_name", READERS)
def test_nothing_changes_under_a_version_and_no_version_falls(format_name: str, granularity: Granularity) -> None:
    states: dict[tuple[str, int], str] = {}
    newest: dict[str, int] = {}
    documents = sorted((file.name, file.body) for file in kit_of(format_name, granularity).files)
    for _, body in filter(lambda document: document[0][0].isdigit(), documents):
        for guid, version, state in READERS[format_name](body):
            assert states.setdefault((guid, version), state) == state
            assert version >= newest.get(guid, 0)
            newest[guid] = version


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("format_name", DATES)
def test_no_version_is_older_than_one_before(format_name: str, granularity: Granularity) -> None:
    newest: dict[str, str] = {}
    documents = sorted((file.name, file.body) for file in kit_of(format_name, granularity).files)
    for _, body in filter(lambda document: document[0][0].isdigit(), documents):
        for guid, _version, state in READERS[format_name](body):
            made_at = re.search(DATES[format_name], state)[1]
            assert made_at >= newest.get(guid, "")
            newest[guid] = made_at
