"""Whatever comes is read or refused, and what is read can be printed anywhere."""

from contextlib import suppress

import pytest
from hypothesis import given, settings

from feeds.errors import ParseError
from tests.feeds.parsers.mangled import check_result, golden_documents, mangled_bytes, mangled_json
from tests.feeds.parsers.ninjs.documents import read

DOCUMENTS = golden_documents("ninjs")


@settings(max_examples=200)
@given(mangled_json(DOCUMENTS))
def test_document_with_values_of_any_type_is_read_or_refused(data: bytes) -> None:
    with suppress(ParseError):
        check_result(read(data, language="en", title="x"))


@settings(max_examples=60)
@given(mangled_bytes(DOCUMENTS))
def test_document_of_broken_bytes_is_read_or_refused(data: bytes) -> None:
    with suppress(ParseError):
        check_result(read(data, language="en", title="x"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"42",
        b"[]",
        b"{}",
        b'{"items": []}',
        b'{"uri": "a:1"',
        b'{"uri": "a:1", "version": ' + b"1" * 10_000 + b"}",
        b'{"associations":' * 100_000,
        b'{"uri": "a:1", "type": "composite", "associations": [' * 300 + b"]}" * 300,
        b"\xff\xfe\x00\xd8",
    ],
)
def test_what_is_no_item_is_refused_with_one_sentence(data):
    with pytest.raises(ParseError, match=r"^ninjs") as caught:
        read(data, language="en", title="x")
    assert "\n" not in str(caught.value)
