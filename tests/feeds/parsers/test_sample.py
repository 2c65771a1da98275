"""What a document looks like, also one that is broken further down."""

import pytest

from feeds.parsers.sample import Sample


@pytest.mark.parametrize(
    "data",
    [
        b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>AT&T&nbsp;<media:content></item>',
        b'\n\n<?xml version="1.0" encoding="utf-16"?><!-- UTF-8 --><rss xmlns:wp="http://wordpress.org/export/1.2/"/>',
        b'\xef\xbb\xbf<?xml version="1.0" encoding="ascii"?><rss xmlns:wp="http://wordpress.org/export/1.2/">\xe9',
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"/>'.encode("utf-16"),
    ],
)
def test_the_root_element_is_known_by_the_start_of_the_document(data):
    sample = Sample(data)

    assert sample.root == ("", "rss")
    assert sample.root_namespaces == {"http://wordpress.org/export/1.2/"}


@pytest.mark.parametrize("data", [b"<", b"<a", b"<!-- no root -->", b"no markup", b"<\xff\xfe", b"{}"])
def test_without_a_root_element_there_is_none(data):
    assert Sample(data).root == ("", "")
    assert Sample(data).root_namespaces == frozenset()
