"""What the hub makes of a form, before anything is looked up."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.storage.websub_requests import Mode
from syndication.websub.callbacks import host_of, private_address, with_parameters
from syndication.websub.reading import (
    DEFAULT_LEASE_S,
    LONGEST_LEASE_S,
    MOST_BYTES,
    SHORTEST_LEASE_S,
    HubRequest,
    read_request,
)
from syndication.websub.refusals import HubRefusal

FORM = "application/x-www-form-urlencoded"
GOOD = {
    "hub.mode": "subscribe",
    "hub.topic": "https://example.org/blogs/hanoi/en/feed.atom",
    "hub.callback": "https://reader.example/in?id=7",
}


def read(changes: dict[str, str] | None = None, *, without: str = "", more: str = "") -> HubRequest:
    fields = {name: value for name, value in (GOOD | (changes or {})).items() if name != without}
    return read_request((urlencode(fields) + more).encode(), FORM)


def refusal(changes: dict[str, str] | None = None, *, without: str = "", more: str = "") -> HubRefusal:
    with pytest.raises(HubRefusal) as caught:
        read(changes, without=without, more=more)
    return caught.value


def test_a_subscription_is_read_as_it_was_asked_for() -> None:
    wanted = read({"hub.lease_seconds": "3600", "hub.secret": "å secret"})
    assert wanted.mode is Mode.SUBSCRIBE
    assert wanted.topics == (GOOD["hub.topic"],)
    assert wanted.callback == "https://reader.example/in?id=7"
    assert (wanted.lease_s, wanted.secret) == (3600, "å secret")


def test_what_is_not_known_is_ignored_however_often_it_comes() -> None:
    assert read({"hub.verify": "async", "foo": "1"}, more="&foo=2&foo=3") == read()


@pytest.mark.parametrize("name", ["hub.mode", "hub.topic", "hub.callback"])
def test_what_is_missing_is_named(name: str) -> None:
    refused = refusal(without=name)
    assert refused.status == 400
    assert name in refused.reason


@pytest.mark.parametrize("name", ["hub.mode", "hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret"])
def test_what_is_there_twice_is_refused(name: str) -> None:
    more = "&" + urlencode({name: GOOD.get(name, "7") + "x"}) + ("&" + urlencode({name: "9"}))
    assert f"{name} is there more than once" in refusal(more=more).reason


@pytest.mark.parametrize("mode", ["SUBSCRIBE", "denied", "delete", "subscribe\r\n", "<script>"])
def test_a_mode_that_is_none_is_refused_without_repeating_it(mode: str) -> None:
    refused = refusal({"hub.mode": mode})
    assert refused.status == 400
    assert mode not in refused.reason.replace("subscribe, unsubscribe or publish", "")


@pytest.mark.parametrize(
    ("given_s", "granted_s"),
    [
        ("", DEFAULT_LEASE_S),
        ("1", SHORTEST_LEASE_S),
        ("3600", 3600),
        ("999999999999999999", LONGEST_LEASE_S),
    ],
)
def test_a_lease_is_kept_within_what_the_hub_grants(given_s: str, granted_s: int) -> None:
    assert read({"hub.lease_seconds": given_s}).lease_s == granted_s


@pytest.mark.parametrize("given_s", ["0", "-1", "1.5", "1e9", "٣٦٠٠", "9" * 5000, "ten", " 3600"])
def test_a_lease_that_is_no_positive_number_is_refused(given_s: str) -> None:
    assert "hub.lease_seconds" in refusal({"hub.lease_seconds": given_s}).reason


def test_a_lease_of_an_unsubscription_is_ignored() -> None:
    assert read({"hub.mode": "unsubscribe", "hub.lease_seconds": "ten", "hub.secret": "x" * 500}).secret is None


@pytest.mark.parametrize(
    ("secret", "is_taken"), [("x" * 199, True), ("x" * 200, False), ("å" * 100, False), ("", True)]
)
def test_a_secret_is_shorter_than_200_bytes(secret: str, is_taken: bool) -> None:
    if is_taken:
        assert read({"hub.secret": secret}).secret == (secret or None)
    else:
        assert "200 bytes" in refusal({"hub.secret": secret}).reason


@pytest.mark.parametrize(
    "callback",
    [
        "ftp://reader.example/",
        "javascript:alert(1)",
        "//reader.example/in",
        "http://",
        "http:///in",
        "https://reader.example/in\r\nX-Evil: 1",
        "https://reader.example/a b",
        "https://reader.example/ü",
        "https://reader.example/#part",
        "https://user:password@reader.example/",
        "https://reader.example\\@127.0.0.1/",
        "http://reader.example:22/",
        "http://reader.example:port/",
        "http://reader.example:99999999/",
        "http://[::1/",
        "http://read%65r.example/",
        "https://reader.example/" + "x" * 2_000,
        "\x00",
    ],
)
def test_a_callback_that_cannot_be_asked_is_refused(callback: str) -> None:
    refused = refusal({"hub.callback": callback})
    assert refused.status == 400
    assert refused.reason.startswith("hub.callback ")
    assert "\r" not in refused.reason
    assert "\n" not in refused.reason


def test_scheme_and_host_of_a_callback_are_one_however_they_are_written() -> None:
    assert read({"hub.callback": "HTTPS://Reader.Example/In?A=%2f"}).callback == "https://reader.example/In?A=%2f"


def test_a_form_of_another_kind_is_refused() -> None:
    with pytest.raises(HubRefusal) as caught:
        read_request(b'{"hub.mode": "subscribe"}', "application/json")
    assert caught.value.status == 415


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * (MOST_BYTES + 1), 413),
        (b"a=1&" * 1_000, 400),
        (b"hub.mode=%ff", 400),
        (b"hub.mode=\xff", 400),
        (b"", 400),
    ],
)
def test_a_form_that_is_too_large_or_broken_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(HubRefusal) as caught:
        read_request(body, FORM)
    assert caught.value.status == status


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_line(body: bytes) -> None:
    reason = ""
    try:
        read_request(body, FORM)
    except HubRefusal as refused:
        reason = refused.reason
    assert reason.isprintable()


def test_a_publisher_may_name_several_topics_in_either_way() -> None:
    body = urlencode([("hub.mode", "publish"), ("hub.url", "https://e.org/a"), ("hub.topic", "https://e.org/b")])
    assert read_request(body.encode(), FORM).topics == ("https://e.org/a", "https://e.org/b")


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://r.example/in", "https://r.example/in?hub.mode=subscribe"),
        ("https://r.example/in?a=1&a=2", "https://r.example/in?a=1&a=2&hub.mode=subscribe"),
        ("https://r.example/in?hub.mode=mine", "https://r.example/in?hub.mode=mine&hub.mode=subscribe"),
        ("https://r.example/in?", "https://r.example/in?hub.mode=subscribe"),
        ("https://r.example", "https://r.example?hub.mode=subscribe"),
    ],
)
def test_parameters_are_appended_and_nothing_is_overwritten(url: str, asked: str) -> None:
    assert with_parameters(url, [("hub.mode", "subscribe")]) == asked


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "[::1]", "[::ffff:10.0.0.1]", "localhost", "a.localhost"])
def test_a_private_address_is_known_by_its_name(host: str) -> None:
    assert private_address(host, []) is not None


@pytest.mark.parametrize("host", ["93.184.216.34", "reader.example", "[2606:2800:220:1::1]"])
def test_other_names_are_left_to_whoever_looks_them_up(host: str) -> None:
    assert private_address(host, []) is None


def test_a_host_is_the_same_at_every_port() -> None:
    assert host_of("http://reader.example:8080/in") == host_of("https://READER.example/out") == "reader.example"
    assert host_of("http://[2001:DB8::1]:81/") == "[2001:db8::1]"
