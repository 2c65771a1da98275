"""Whatever comes is read or refused, and what is read can be printed anywhere."""

from contextlib import suppress

from hypothesis import given, settings

from feeds.errors import ParseError
from tests.feeds.parsers.mangled import check_result, golden_documents, mangled_bytes, mangled_xml
from tests.feeds.parsers.newsmlg2.documents import read

DOCUMENTS = golden_documents("newsmlg2")
WELL_FORMED = [document for document in DOCUMENTS if b"<!ENTITY" not in document]


@settings(max_examples=150)
@given(mangled_xml(WELL_FORMED))
def test_document_with_parts_gone_or_out_of_place_is_read_or_refused(data: bytes) -> None:
    with suppress(ParseError):
        check_result(read(data, language="en"))


@settings(max_examples=100)
@given(mangled_bytes(DOCUMENTS))
def test_document_of_broken_bytes_is_read_or_refused(data: bytes) -> None:
    with suppress(ParseError):
        check_result(read(data, language="en"))
