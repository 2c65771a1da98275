"""Connections go where they may go, and end in time."""

import socket
import threading
import time
from contextlib import ExitStack

import pytest

from syndication.delivery.connections import Connections
from syndication.delivery.ftp_client import Ftp, telling
from syndication.delivery_errors import TemporaryFailure
from tests.syndication.delivery.parcels import make_carrier
from tests.syndication.delivery.servers.lines import useless_server


def test_the_very_address_that_was_checked_is_connected_to() -> None:
    answers = iter([("127.0.0.1",), ("127.0.0.2",)])
    carrier = make_carrier(allowed="127.0.0.1/32", resolve=lambda _host, _port: next(answers))
    with useless_server() as port, Connections(carrier, silence_s=1) as connections:
        with connections.connect("files.outlet.test", port, services=()) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)
        with pytest.raises(TemporaryFailure, match=r"127\.0\.0\.2"):
            connections.connect("files.outlet.test", port, services=())


def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    carrier = make_carrier(resolve=lambda _host, _port: ("127.0.0.9", "127.0.0.1"))
    with (
        useless_server() as port,
        Connections(carrier, silence_s=1) as connections,
        connections.connect("files.outlet.test", port, services=()) as connection,
    ):
        assert connection.getpeername()[0] == "127.0.0.1"


def test_a_closed_port_and_an_unknown_host_are_known_to_have_got_nothing() -> None:
    def unknown(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("no such host")

    with useless_server() as port:
        pass
    for carrier, reason in ((make_carrier(), "no connection: .*refused"), (make_carrier(resolve=unknown), "not known")):
        with (
            Connections(carrier, silence_s=1) as connections,
            pytest.raises(TemporaryFailure, match=reason) as caught,
        ):
            connections.connect("files.outlet.test", port, services=())
        assert caught.value.is_outcome_known


def test_a_server_that_drips_bytes_is_cut_off() -> None:
    began = time.monotonic()
    with (
        useless_server(drip=b"220-welcome\r\n") as port,
        Connections(make_carrier(), silence_s=10, total_s=0.5) as connections,
    ):
        ftp = Ftp(connections, context=None)
        with pytest.raises(TemporaryFailure, match="took too long altogether"), telling(connections):
            ftp.open("files.outlet.test", port, services=(), is_implicit=False)
        ftp.hang_up()
    assert time.monotonic() - began < 5


def test_a_connection_that_is_still_being_made_is_broken_off_when_the_process_is_to_end() -> None:
    stop = threading.Event()
    timer = threading.Timer(0.3, stop.set)
    with ExitStack() as stack:
        # A queue that is full: the system answers no more requests for a connection.
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        connections = stack.enter_context(Connections(make_carrier(stop=stop), silence_s=30))
        timer.start()
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="process is to end"):
            connections.connect("files.outlet.test", port, services=())
        assert time.monotonic() - began < 5
    timer.join()


def test_what_cannot_be_undone_is_not_begun_when_the_time_is_over() -> None:
    with Connections(make_carrier(), silence_s=1, total_s=0) as connections, pytest.raises(TemporaryFailure):
        connections.check()
