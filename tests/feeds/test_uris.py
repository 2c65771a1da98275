"""Addresses people write, as strict readers want them."""

import re

import pytest
from hypothesis import given

from feeds.html import is_web_url
from feeds.uris import iri, is_uri, uri, with_parameters
from tests.strategies import any_text

# RFC 3986, appendix A, for addresses with a host.
_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)"
_URI = re.compile(
    rf"https?://(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{{2}})*@)?{_HOST}(?::[0-9]*)?"
    rf"(?:/{_PCHAR}*)*(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)


@pytest.mark.parametrize(
    "address", ["https://example.org/%C3%A9?a=1&b=(2)#c", "http://[::1]/x", "https://example.org/ảnh.jpg"]
)
def test_legal_address_is_left_as_it_is(address):
    assert iri(address) == address


def test_only_what_is_illegal_is_encoded():
    assert iri("http://[::1]/100%/%41[x]?a b#c#d") == "http://[::1]/100%25/%41%5Bx%5D?a%20b#c%23d"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/%C3%A9?a=1&b=(2)#c", "https://example.org/%C3%A9?a=1&b=(2)#c"),
        ("https://example.org/ảnh.jpg?đ=1#한", "https://example.org/%E1%BA%A3nh.jpg?%C4%91=1#%ED%95%9C"),
        ("http://[::1]:8080/100%[x]", "http://[::1]:8080/100%25%5Bx%5D"),
        ("https://example.org?q=ü", "https://example.org?q=%C3%BC"),
    ],
)
def test_letters_beyond_ascii_are_encoded_in_a_uri(address, expected):
    assert uri(address) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("한국.kr", "xn--3e0b707e.kr"),
        ("MÜNCHEN.example:8080", "xn--mnchen-3ya.example:8080"),
        ("faß.de", "xn--fa-hia.de"),
        ("tòa:soạn@báo.vn", "t%C3%B2a:so%E1%BA%A1n@xn--bo-mia.vn"),
    ],
)
def test_host_is_written_as_resolvers_look_it_up(host, expected):
    assert uri(f"https://{host}/x") == f"https://{expected}/x"


@given(text=any_text())
def test_every_web_address_becomes_a_uri(text):
    text = text.encode("utf-8", "ignore").decode()
    for address in (f"https://{text}", f"https://{text}.example/x", f"https://example.org/{text}"):
        if is_web_url(address):
            assert _URI.fullmatch(uri(address))


@pytest.mark.parametrize("text", ["tag:example.org,2019:1;lang=vi", "urn:x:%41", "https://example.org/?a=b#c", "x:1"])
def test_identifier_that_is_a_uri(text):
    assert is_uri(text)


@pytest.mark.parametrize("text", ["", "1", "x:", "no uri", "x:a b", "x:100%", "x:[1]", "x:#a#b", "x:ả", "x:\n", "1x:a"])
def test_identifier_that_is_none(text):
    assert not is_uri(text)


def test_uri_is_one_already_when_it_is_made_again():
    address = uri("https://münchen.example/a b?ü#[x]")
    assert uri(address) == address


@pytest.mark.parametrize(
    ("address", "parameters", "expected"),
    [
        ("https://example.org/a", {}, "https://example.org/a"),
        ("https://example.org/a", {"x": "1"}, "https://example.org/a?x=1"),
        ("https://example.org/a#b", {"x": "1", "y": "2"}, "https://example.org/a?x=1&y=2#b"),
        ("https://example.org/a?z=0#b", {"x": "1"}, "https://example.org/a?z=0&x=1#b"),
        ("https://example.org/a?x=0&x%20y=1", {"x": "1", "x y": "2"}, "https://example.org/a?x=0&x%20y=1"),
        ("https://example.org/a?#", {"x": "ä&=#?/ %"}, "https://example.org/a?x=%C3%A4%26%3D%23%3F%2F%20%25#"),
    ],
)
def test_parameters_are_added_before_the_fragment_and_never_twice(address, parameters, expected):
    assert with_parameters(address, parameters) == expected
