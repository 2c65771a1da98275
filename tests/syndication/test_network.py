"""Requests go where they may go, and to the very address that was checked."""

import ssl
import subprocess
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from pathlib import Path
from shutil import which

import httpx2
import pytest

from syndication.errors import HostRefused, RequestFailed
from syndication.network import Limits, Network, Outgoing
from tests.conftest import require
from tests.syndication.sources.upstream import ADDRESS, Reply, Upstream

PUBLIC = ("93.184.216.34",)
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def network(*addresses: str, allowed: Sequence[str] = ()) -> Network:
    return Network(private=[ip_network(one) for one in allowed], resolve=lambda _host, _port: addresses, tls=TLS)


def found(where: Network, url: str) -> list[str]:
    return [str(address) for address in where.addresses(httpx2.URL(url))]


def test_a_public_host_may_be_asked() -> None:
    assert found(network(*PUBLIC), "https://news.test/feed") == ["93.184.216.34"]


def test_a_host_with_one_private_address_is_not_asked_at_all() -> None:
    with pytest.raises(HostRefused, match=r"10\.0\.0\.1"):
        found(network(*PUBLIC, "10.0.0.1"), "https://half.test/")


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:a01:203", "64:ff9b::a01:203"])
def test_a_private_network_can_be_allowed_by_name(address: str) -> None:
    assert found(network(address, allowed=["10.1.0.0/16"]), "http://intranet.test/") == [address]
    with pytest.raises(HostRefused):
        found(network(address, allowed=["10.2.0.0/16", "fd00::/8"]), "http://intranet.test/")


@pytest.mark.parametrize("port", [80, 443, 1024, 8080, 65535])
def test_ports_of_web_servers_are_asked(port: int) -> None:
    assert found(network(*PUBLIC), f"http://news.test:{port}/") == list(PUBLIC)


@pytest.mark.parametrize("port", [1, 22, 25, 53, 110, 445, 1023])
def test_ports_of_other_services_are_not(port: int) -> None:
    with pytest.raises(HostRefused, match="port"):
        found(network(*PUBLIC), f"http://news.test:{port}/")


@pytest.mark.parametrize("url", ["ftp://news.test/", "file:///etc/passwd", "/relative", "http:///x"])
def test_what_is_not_on_the_web_is_refused(url: str) -> None:
    with pytest.raises(HostRefused):
        found(network(*PUBLIC), url)


def test_an_unknown_host_is_a_failure() -> None:
    def unknown(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("no such host")

    with pytest.raises(RequestFailed, match=r"nowhere\.test is not known"):
        found(Network(resolve=unknown, tls=TLS), "http://nowhere.test/")


def test_a_name_that_points_elsewhere_a_moment_later_leads_nowhere_else() -> None:
    with Upstream() as server:
        server.answers["/feed"] = Reply(body=b"x")
        answers = iter([(ADDRESS,), ("127.0.0.1",)])
        where = Network(private=[ip_network(ADDRESS)], resolve=lambda _host, _port: next(answers), tls=TLS)
        with where.exchange(Outgoing(url=httpx2.URL(server.url())), limits=Limits()) as response:
            assert response.read() == b"x"
        with (
            pytest.raises(HostRefused),
            where.exchange(Outgoing(url=httpx2.URL(server.url())), limits=Limits()),
        ):
            pass
    assert len(server.requests) == 1


def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    with Upstream() as server:
        server.answers["/feed"] = Reply(body=b"x")
        where = network("127.0.0.9", ADDRESS, allowed=["127.0.0.0/8"])
        with where.exchange(Outgoing(url=httpx2.URL(server.url())), limits=Limits()) as response:
            assert response.status_code == 200


def test_a_closed_port_is_a_failure() -> None:
    with Upstream() as server:
        url = server.url()
    where = network(ADDRESS, allowed=["127.0.0.0/8"])
    with (
        pytest.raises(RequestFailed, match=r"no connection: [^\[]+refused$"),
        where.exchange(Outgoing(url=httpx2.URL(url)), limits=Limits()),
    ):
        pass


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Upstream() as server:
        server.answers["/feed"] = Reply(body=b"x")
        where = Network(private=[ip_network("127.0.0.0/8")], resolve=lambda _host, _port: (ADDRESS,))
        with where.exchange(Outgoing(url=httpx2.URL(server.url())), limits=Limits()) as response:
            assert response.read() == b"x"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    require(which("openssl") is not None, "openssl")
    path = tmp_path / "news.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "1", "-subj", "/CN=news.test", "-addext", "subjectAltName=DNS:news.test"]
    subprocess.run([*command, "-keyout", str(path), "-out", str(tmp_path / "cert")], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "cert").read_bytes())
    return path


def test_a_server_proves_that_it_is_the_host_that_was_named(certificate: Path) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Keep the test output clean."""

    names: list[str | None] = []
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(certificate)
    speaks.sni_callback = lambda _socket, name, _context: names.append(name)
    trusts = ssl.create_default_context(cafile=str(certificate))
    where = Network(private=[ip_network("127.0.0.0/8")], resolve=lambda _host, _port: (ADDRESS,), tls=trusts)
    with HTTPServer((ADDRESS, 0), Handler) as server:
        server.socket = speaks.wrap_socket(server.socket, server_side=True)
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            port = server.server_address[1]
            with where.exchange(Outgoing(url=httpx2.URL(f"https://news.test:{port}/")), limits=Limits()) as response:
                assert response.status_code == 200
            with (
                pytest.raises(RequestFailed, match="certificate"),
                where.exchange(Outgoing(url=httpx2.URL(f"https://other.test:{port}/")), limits=Limits()),
            ):
                pass
        finally:
            server.shutdown()
            serving.join()
    assert names == ["news.test", "other.test"]
