"""Objects in a bucket, against moto's server, which checks signatures and rights as Amazon does."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from syndication.delivery.model import Kind, Receipt
from syndication.delivery.s3 import S3, SECRET_KEY, S3Settings, probe, send
from syndication.delivery_errors import PermanentFailure, TemporaryFailure
from tests.syndication.delivery.parcels import CREATED_AT, make_carrier, make_parcel
from tests.syndication.delivery.servers.lines import line_to, useless_server
from tests.syndication.delivery.servers.s3 import BUCKET, REGION, RunningS3, s3_server
from tests.syndication.sources.upstream import Reply, Upstream

KEY = "000000000012-000003-update-bf34ec99.xml"


@pytest.fixture
def server() -> Iterator[RunningS3]:
    with s3_server() as running:
        yield running


def settings(url: str, key_id: str = "AKIA", /, **changes: Any) -> S3Settings:
    given = {"bucket": BUCKET, "region": REGION, "endpoint": url, "key_id": key_id, "timeout_s": 5}
    return TypeAdapter(S3Settings).validate_json(json.dumps(given | changes))


def sent(
    server: RunningS3, parcel: Any = None, /, *, secret: str | None = None, carrier: Any = None, **changes: Any
) -> Receipt:
    how = settings(changes.pop("endpoint", server.url), server.key_id, **changes)
    return send(parcel or make_parcel(), how, {SECRET_KEY: secret or server.secret}, carrier or make_carrier())


def test_a_delivery_is_an_object_that_says_what_it_is(server: RunningS3) -> None:
    parcel = make_parcel(guid="tag:example.org,2019:blog/정상/entry/1")
    assert sent(server, parcel) == Receipt(status=200, stored_as=KEY)
    found = server.get(KEY)
    assert found["content"] == parcel.body
    assert found["ContentType"] == "application/rss+xml"
    assert found["Metadata"] == {
        "sequence": "12",
        "event": "update",
        "event-id": parcel.event_id,
        "guid": "tag:example.org,2019:blog/%EC%A0%95%EC%83%81/entry/1",
        "language": "vi",
        "version": "3",
        "blog": "hanoi-summit",
        "profile": "outlet/full",
        "channel": "files",
        "sha256": hashlib.sha256(parcel.body).hexdigest(),
        "time": "2019-02-27T11:33:00.250000Z",
    }


def test_the_longest_guid_does_not_burst_the_metadata(server: RunningS3) -> None:
    sent(server, make_parcel(guid="tag:example.org,2019:" + "정" * 480))
    assert "guid" not in server.get(KEY)["Metadata"]


@pytest.mark.parametrize("size", [1, 300_000])
def test_names_may_have_a_folder_and_blanks_and_bodies_any_size(server: RunningS3, size: int) -> None:
    parcel = make_parcel(body=b"x" * size)
    sent(server, parcel, prefix="/news of the day/ok/", pattern="{blog}/{sequence} {kind}.{ext}")
    assert server.names == ["news of the day/ok/hanoi-summit/000000000012 update.xml"]
    assert server.get(server.names[0])["content"] == parcel.body


@pytest.mark.parametrize("size", [10, 300_000])
def test_sending_again_changes_nothing(server: RunningS3, size: int) -> None:
    parcel = make_parcel(body=b"x" * size)
    sent(server, parcel)
    before = server.get(KEY)["LastModified"]
    assert sent(server, parcel).stored_as == KEY
    assert server.get(KEY)["LastModified"] == before


def test_a_later_delivery_of_one_number_replaces_what_was_given_up(server: RunningS3) -> None:
    sent(server, pattern="{sequence}")
    later = make_parcel(version=4, kind=Kind.KILL, body=b"killed", created_at=CREATED_AT.replace(second=1))
    sent(server, later, pattern="{sequence}")
    assert server.get("000000000012")["content"] == b"killed"


def test_an_earlier_one_does_not_come_back_over_it(server: RunningS3) -> None:
    later = make_parcel(version=4, kind=Kind.KILL, body=b"killed", created_at=CREATED_AT.replace(second=1))
    sent(server, later, pattern="{sequence}")
    with pytest.raises(PermanentFailure, match="newer"):
        sent(server, pattern="{sequence}")
    assert server.get("000000000012")["content"] == b"killed"


def test_newer_versions_replace_older_ones_and_never_the_other_way(server: RunningS3) -> None:
    pattern = "{guid}-{language}.{ext}"
    for version in (9, 10):
        sent(server, make_parcel(version=version, body=b"%d" % version), pattern=pattern)
    with pytest.raises(PermanentFailure, match="newer"):
        sent(server, make_parcel(version=9, body=b"9 again"), pattern=pattern)
    (name,) = server.names
    assert server.get(name)["content"] == b"10"


def test_of_two_at_once_the_newer_one_stays(server: RunningS3) -> None:
    """Whoever was looking while somebody else put a newer version does not put theirs over it."""
    pattern = "{guid}-{language}.{ext}"
    sent(server, make_parcel(version=1, body=b"1"), pattern=pattern)
    has_looked = threading.Event()

    def carries(who: str, piece: bytes) -> bool:
        if who == "client" and piece.startswith(b"PUT") and not has_looked.is_set():
            has_looked.set()
            sent(server, make_parcel(version=3, body=b"3"), pattern=pattern)
        return True

    port = int(server.url.rpartition(":")[2])
    with line_to(port, carries) as line, pytest.raises(TemporaryFailure, match="at the same time"):
        sent(server, make_parcel(version=2, body=b"2"), pattern=pattern, endpoint=f"http://127.0.0.1:{line.port}")
    assert server.get(server.names[0])["content"] == b"3"


def test_a_key_that_may_only_write_is_enough_for_numbered_files() -> None:
    with s3_server(actions=("s3:PutObject",)) as server:
        for body in (b"a", b"a", b"b"):
            sent(server, make_parcel(body=body), pattern="{sequence}")
        assert server.get("000000000012")["content"] == b"b"
        with pytest.raises(TemporaryFailure, match="403"):
            sent(server, pattern="{guid}{language}")


# What goes wrong.


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bucket": "nobodys"}, "NoSuchBucket"),
        ({"secret": "hunter2 is wrong"}, "SignatureDoesNotMatch"),
    ],
)
def test_what_the_operator_has_wrong_is_waited_for(server: RunningS3, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(TemporaryFailure, match=code) as caught:
        sent(server, **changes)
    assert caught.value.is_outcome_known
    assert "hunter2" not in str(caught.value)


def test_no_right_to_put_is_waited_for() -> None:
    with s3_server(actions=("s3:GetObject",)) as server, pytest.raises(TemporaryFailure, match=r"403 \(AccessDenied\)"):
        sent(server)


def answering(status: int, code: str = "", **headers: str) -> Any:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode() if code else b""
    return Reply(status=status, body=body, headers=headers)


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (answering(503, "SlowDown"), TemporaryFailure),
        (answering(500, "InternalError"), TemporaryFailure),
        (answering(400, "RequestTimeout"), TemporaryFailure),
        (answering(400, "AuthorizationHeaderMalformed"), TemporaryFailure),
        (answering(301, "PermanentRedirect", Location="http://127.0.0.1:1/"), TemporaryFailure),
        (answering(400, "KeyTooLongError"), PermanentFailure),
        (answering(400, "EntityTooLarge"), PermanentFailure),
        (answering(400, "<script>"), TemporaryFailure),
    ],
)
def test_answers_are_temporary_unless_these_bytes_are_refused(reply: Reply, failure: type) -> None:
    with Upstream() as upstream:
        upstream.answers[f"/{BUCKET}/{KEY}"] = reply
        how = settings(upstream.url("", host="files.outlet.test"))
        carrier = make_carrier(resolve=lambda _host, _port: ("127.0.0.2",))
        with pytest.raises(failure, match=str(reply.status)) as caught:
            send(make_parcel(), how, {SECRET_KEY: "x"}, carrier)
    assert "script" not in str(caught.value)


def test_a_wish_to_be_left_alone_is_passed_on() -> None:
    with Upstream() as upstream:
        upstream.answers[f"/{BUCKET}/{KEY}"] = Reply(status=503, headers={"Retry-After": "17"})
        how = settings(upstream.url("", host="files.outlet.test"))
        carrier = make_carrier(resolve=lambda _host, _port: ("127.0.0.2",))
        with pytest.raises(TemporaryFailure) as caught:
            send(make_parcel(), how, {SECRET_KEY: "x"}, carrier)
    assert (caught.value.status, caught.value.retry_after_s) == (503, 17)


def test_a_server_that_knows_no_conditions_gets_the_object_without() -> None:
    puts: list[Any] = []

    def answer(request: Any) -> Reply:
        if "if-none-match" in request.headers:
            return Reply(status=501)
        if "content-type" not in request.headers:
            return Reply(status=404)
        puts.append(request)
        return Reply()

    with Upstream() as upstream:
        upstream.answers[f"/{BUCKET}/{KEY}"] = answer
        carrier = make_carrier(resolve=lambda _host, _port: ("127.0.0.2",))
        how = settings(upstream.url("", host="files.outlet.test"))
        assert send(make_parcel(), how, {SECRET_KEY: "x"}, carrier) == Receipt(status=200, stored_as=KEY)
    assert len(puts) == 1


def test_an_answer_that_gets_lost_leaves_the_outcome_unknown_and_sending_again_settles_it(server: RunningS3) -> None:
    def carries(who: str, _piece: bytes) -> bool:
        if who == "server":
            raise ConnectionError
        return True

    port = int(server.url.rpartition(":")[2])
    with line_to(port, carries) as line, pytest.raises(TemporaryFailure) as caught:
        sent(server, endpoint=f"http://127.0.0.1:{line.port}")
    assert not caught.value.is_outcome_known
    assert server.names == [KEY]
    assert sent(server).stored_as == KEY


def test_a_closed_port_has_got_nothing(server: RunningS3) -> None:
    with useless_server() as port:
        pass
    with pytest.raises(TemporaryFailure, match="no connection") as caught:
        sent(server, endpoint=f"http://127.0.0.1:{port}")
    assert caught.value.is_outcome_known


def test_a_server_that_falls_silent_is_given_up(server: RunningS3) -> None:
    with useless_server() as port:
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="silent") as caught:
            sent(server, endpoint=f"http://127.0.0.1:{port}", timeout_s=1)
    assert time.monotonic() - began < 5
    assert not caught.value.is_outcome_known


def test_nothing_is_waited_for_when_the_process_is_to_end(server: RunningS3) -> None:
    stop = threading.Event()
    timer = threading.Timer(0.3, stop.set)
    with useless_server() as port:
        timer.start()
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="process is to end"):
            sent(server, endpoint=f"http://127.0.0.1:{port}", timeout_s=30, carrier=make_carrier(stop=stop))
    timer.join()
    assert time.monotonic() - began < 5


def test_a_host_inside_our_own_network_is_not_asked(server: RunningS3) -> None:
    with pytest.raises(TemporaryFailure, match="SYNDICATION_ALLOW_PRIVATE_NETWORKS"):
        sent(server, carrier=make_carrier(allowed="10.0.0.0/8"))
    assert server.names == []


def test_amazon_is_asked_by_the_name_of_the_bucket() -> None:
    asked: list[str] = []

    def note(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        raise OSError("not from here")

    for bucket in ("outlet", "files.outlet"):
        how = settings("", bucket=bucket, region="ap-southeast-1")
        with pytest.raises(TemporaryFailure, match="not known"):
            send(make_parcel(), how, {SECRET_KEY: "x"}, make_carrier(resolve=note))
    assert asked == ["outlet.s3.ap-southeast-1.amazonaws.com", "s3.ap-southeast-1.amazonaws.com"]


# Trying out, and settings.


def test_trying_out_puts_and_deletes(server: RunningS3) -> None:
    told = probe(settings(server.url, server.key_id), {SECRET_KEY: server.secret}, make_carrier())
    assert told == "Objects can be put into outlet."
    assert server.names == []


def test_trying_out_tells_what_the_key_may_not_do() -> None:
    with s3_server(actions=("s3:PutObject",)) as server:
        secrets = {SECRET_KEY: server.secret}
        told = probe(settings(server.url, server.key_id), secrets, make_carrier())
        assert "cannot be read" in told
        assert "syndication-probe.part could not be deleted" in told
        with pytest.raises(TemporaryFailure, match="must be readable"):
            probe(settings(server.url, server.key_id, pattern="{guid}{language}"), secrets, make_carrier())


@pytest.mark.parametrize(
    "wrong",
    [
        {"bucket": "Upper"},
        {"bucket": "a/b"},
        {"endpoint": "ftp://x"},
        {"endpoint": "https://user:pw@x.test"},
        {"endpoint": "https://x.test/path"},
        {"endpoint": "https://x.test?x"},
        {"prefix": "a/../b"},
        {"prefix": "a//b"},
        {"prefix": "é"},
        {"region": "us east"},
        {"key_id": "a b"},
        {"pattern": "latest"},
        {"unknown": 1},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings("https://s3.test", **wrong)


def test_slashes_around_a_folder_do_not_matter() -> None:
    assert settings("https://s3.test/", prefix="/a/b/").prefix == "a/b"
    assert settings("https://s3.test/").endpoint == "https://s3.test"
    assert set(S3.secrets) == {SECRET_KEY}
