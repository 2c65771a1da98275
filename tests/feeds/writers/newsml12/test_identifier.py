"""Permanent ids as NewsML 1.2 spells them (RFC 3085)."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.writers.newsml12.identifier import identify, reference

CREATED_AT = datetime(2019, 2, 28, 3, 0, tzinfo=timezone(timedelta(hours=7)))
# NSS of RFC 3085, without the mark of revisions that are updates, which we never send.
URN = re.compile(
    r"urn:newsml:(?:[A-Za-z0-9()+,.=@;$_!*'-]|%[0-9A-F]{2})+:[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
    r":(?:[A-Za-z0-9()+,.=@;$_!*'-]|%[0-9A-F]{2})+:[1-9][0-9]*"
)


def spelt(guid: str) -> tuple[str, str, str]:
    found = identify(guid, authority="news.example", created_at=CREATED_AT)
    return found.provider_id, found.date_id, found.news_item_id


@pytest.mark.parametrize(
    ("guid", "parts"),
    [
        ("tag:example.org,2019-02-27:blog/hanoi", ("example.org", "20190227", "blog%2Fhanoi")),
        ("tag:example.org,2019-02:a;lang=vi", ("example.org", "20190201", "a;lang=vi")),
        ("tag:example.org,2019:a:b~c", ("example.org", "20190101", "a%3Ab%7Ec")),
    ],
)
def test_tag_has_the_three_parts_itself(guid, parts):
    assert spelt(guid) == parts


@pytest.mark.parametrize(
    "guid",
    ["urn:uuid:9b1e0c8a-0000-5000-8000-000000000000", "tag:desk@e.org,2019:a", "tag:e.org,2019-13:a", "x:y/z?a#b"],
)
def test_any_other_guid_is_an_id_of_the_providers_on_the_day_in_utc_it_was_created(guid):
    provider_id, date_id, news_item_id = spelt(guid)

    assert (provider_id, date_id) == ("news.example", "20190227")
    assert ":" not in news_item_id


def test_urn_names_one_revision():
    found = identify("tag:example.org,2019:a", authority="x", created_at=CREATED_AT)

    assert found.urn(3) == "urn:newsml:example.org:20190101:a:3"


@given(guid=st.from_regex(r"[a-z]{1,4}:[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+", fullmatch=True), version=st.integers(1))
def test_any_guid_the_service_takes_has_a_urn_of_the_standard(guid, version):
    assert URN.fullmatch(identify(guid, authority="example.org", created_at=CREATED_AT).urn(version))


@given(guid=st.from_regex(r"tag:example\.org,2019-02-27:[a-z/~:%]+", fullmatch=True))
def test_different_tags_have_different_urns(guid):
    other = f"{guid}a"

    assert identify(guid, authority="x", created_at=CREATED_AT) != identify(other, authority="x", created_at=CREATED_AT)


def test_reference_to_a_tag_is_the_urn_that_its_item_has():
    guid = "tag:example.org,2019-02-27:blog/hanoi/entry/1"

    assert reference(guid, 2) == identify(guid, authority="x", created_at=datetime.now(UTC)).urn(2)


def test_reference_to_anything_else_is_the_guid():
    assert reference("urn:uuid:9b1e0c8a-0000-5000-8000-000000000000", 2).startswith("urn:uuid:")
