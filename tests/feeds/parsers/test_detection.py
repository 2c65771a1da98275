"""Formats are told by their content: every golden document is recognised as its own format and as no other."""

import pytest

from feeds.errors import ParseError
from feeds.parsers import PARSERS, detect_format
from feeds.parsers.sample import Sample
from tests.feeds.parsers.test_golden import CASES

PLAIN = b"Leaders meet\n\n  20h54\nThey left."


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_every_document_is_claimed_by_its_own_parser_alone(case):
    sample = Sample(case.read_bytes())

    assert [name for name, parser in PARSERS.items() if parser.recognises(sample)] == [case.parent.name]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PLAIN, "plain_text"),
        (PLAIN.decode().encode("utf-16"), "plain_text"),
        (b'"Nothing like it," he said', "plain_text"),
        (b"42", "plain_text"),
        (b"[Live] Leaders meet", "plain_text"),
        (b'{"slug": "hanoi"}', "canonical"),
        (b'\xef\xbb\xbf {"title": "x", "entries": []}', "canonical"),
    ],
)
def test_content_tells_the_format(data, name):
    assert detect_format(data) == name


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b" \r\n\x00", "empty"),
        (b"<unheard-of/>", "unheard-of"),
        (b"<html><body>nothing</body></html>", "HTML page"),
        (b"<", "not well formed"),
        (b"[1, 2]", "JSON document"),
        (b'{"title": "x", "items": []}', "JSON document"),
        (b'{"slug": "hanoi", "title": "Lea', "line 1: it is no JSON: Unterminated string"),
        ('{"slug": "hanoi",'.encode("utf-16"), "it is no JSON"),
        ('{"title": "Café"}'.encode("latin-1"), "byte 14: it is not in UTF-8"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"a":' * 100_000, "it is nested too deeply"),
    ],
)
def test_what_nobody_knows_is_refused_with_what_it_looks_like(data, said):
    with pytest.raises(ParseError, match=said):
        detect_format(data)
