"""Identifiers: minted once, derived the same way for ever."""

import re
import uuid
from datetime import date

import pytest

from feeds.identity import (
    IdScheme,
    anchor,
    archive_guid,
    mint_blog_guid,
    mint_entry_guid,
    source_guid,
    variant_guid,
    written_as,
)

GUID = "tag:example.org,2019-02-27:blog/hanoi/entry/dinner"


def test_minted_guids_are_tag_uris_and_differ():
    blog = mint_blog_guid(authority="example.org", on=date(2019, 2, 27))

    assert re.fullmatch(r"tag:example\.org,2019-02-27:blog/[0-9a-f]{32}", blog)
    assert mint_blog_guid(authority="example.org", on=date(2019, 2, 27)) != blog
    assert re.fullmatch(re.escape(blog) + r"/entry/[0-9a-f]{32}", mint_entry_guid(blog))
    assert mint_entry_guid(blog) != mint_entry_guid(blog)


@pytest.mark.parametrize("language", ["vi", "zh-Hant", "es-419"])
def test_variant_leads_back_to_its_source(language):
    variant = variant_guid(GUID, language)

    assert variant == f"{GUID};lang={language}"
    assert source_guid(variant) == GUID


def test_source_is_its_own_source():
    assert source_guid(GUID) == GUID


def test_guid_from_elsewhere_that_merely_looks_like_a_variant_is_left_alone():
    assert source_guid("https://example.org/?a;lang=vi&id=7") == "https://example.org/?a;lang=vi&id=7"


def test_anchor_is_the_same_in_every_language_and_for_ever():
    assert anchor(GUID) == anchor(variant_guid(GUID, "vi")) == "entry-0f886cf26ed9"


def test_scheme_changes_the_writing_and_not_the_identity():
    assert written_as(GUID, IdScheme.TAG) == GUID
    assert written_as(GUID, IdScheme.UUID) == "urn:uuid:89a73af6-43fb-5713-b858-a4c8ffe8970a"
    assert uuid.UUID(written_as(GUID, IdScheme.UUID)).version == 5
    assert written_as(GUID, IdScheme.UUID) != written_as(variant_guid(GUID, "vi"), IdScheme.UUID)


def test_what_an_archive_document_holds_of_a_live_blog_has_a_guid_of_its_own():
    blog = "tag:example.org,2019-02-27:blog/hanoi"

    assert archive_guid(blog, 3) == f"{blog}/archive/3"
    assert archive_guid(variant_guid(blog, "vi"), 3) == f"{blog}/archive/3;lang=vi"
