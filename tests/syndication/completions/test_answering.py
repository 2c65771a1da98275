"""The socket between the web process and the worker: real sockets, and everything that may go wrong with them."""

import json
import pickle
import socket
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from syndication.completions.address import ADDRESS_FILE, find_address
from syndication.completions.answering import answering
from syndication.completions.asking import ask_worker
from syndication.completions.messages import MOST_REQUEST_BYTES, Found, Outcome, Reply, Request
from syndication.completions.waiting import MOST_WAITING
from tests.syndication.kept import wait_for


class Finisher:
    """Answers with the prefix and the text behind it; holds on while ``gate`` is closed, fails for ``boom``."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request)
        assert self.gate.wait(30)
        if request.text == "boom":
            raise RuntimeError("boom")
        found = Found(text=request.prefix + request.text, mean_log_probability=-0.5)
        return Reply(outcome=Outcome.DONE, completions=(found,))


@pytest.fixture
def finisher() -> Finisher:
    return Finisher()


@pytest.fixture
def data_dir(tmp_path: Path, finisher: Finisher) -> Iterator[Path]:
    """A data folder with a worker that answers."""
    with answering(tmp_path, finisher):
        yield tmp_path
        finisher.gate.set()


def ask(
    data_dir: Path, text: str = "world", *, client: str = "linh", prefix: str = "Hello ", within_s: float = 20.0
) -> Reply | None:
    return ask_worker(
        data_dir,
        client=client,
        languages=("en", "vi"),
        text=text,
        prefix=prefix,
        alternatives=False,
        within_s=within_s,
    )


def send(data_dir: Path, raw: bytes) -> bytes:
    """Send anything, and return what comes back until the other side hangs up."""
    address = find_address(data_dir)
    assert address is not None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(address.path)
        try:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(4096), b""))
        except (BrokenPipeError, ConnectionResetError):
            return b""


def test_a_request_is_answered(data_dir: Path, finisher: Finisher) -> None:
    assert ask(data_dir) == Reply(
        outcome=Outcome.DONE, completions=(Found(text="Hello world", mean_log_probability=-0.5),)
    )
    assert (finisher.asked[0].source, finisher.asked[0].target, finisher.asked[0].alternatives) == ("en", "vi", False)


def test_any_text_goes_through(data_dir: Path) -> None:
    for text in ("line\nbreak", '"quotes"', "\0", "한국어 🇻🇳", "x" * 10_000):
        answer = ask(data_dir, text)
        assert answer is not None
        assert answer.completions[0].text == f"Hello {text}"


def test_where_no_worker_listens_there_is_nobody_to_ask(tmp_path: Path, finisher: Finisher) -> None:
    assert ask(tmp_path) is None
    with answering(tmp_path, finisher):
        assert ask(tmp_path) is not None
        kept = (tmp_path / ADDRESS_FILE).read_bytes()
    assert ask(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ADDRESS_FILE).write_bytes(kept)
    assert ask(tmp_path) is None, "a worker that was killed leaves its file behind"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"path": 1}', b'{"path": "/nowhere", "key": "x"}'])
def test_a_file_that_names_no_worker_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ADDRESS_FILE).write_bytes(content)
    assert ask(tmp_path) is None


def test_socket_and_key_are_for_the_account_of_the_service_alone(data_dir: Path) -> None:
    address = find_address(data_dir)
    assert address is not None
    for path in (data_dir / ADDRESS_FILE, Path(address.path)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_data_folder_with_a_long_path_has_its_socket_elsewhere(tmp_path: Path, finisher: Finisher) -> None:
    deep = tmp_path.joinpath(*["folder" * 5] * 6)
    with answering(deep, finisher):
        address = find_address(deep)
        assert address is not None
        assert not address.path.startswith(str(tmp_path))
        assert stat.S_IMODE(Path(address.path).parent.stat().st_mode) == 0o700
        assert ask(deep) is not None
    assert not Path(address.path).parent.exists()


def test_sockets_of_workers_that_were_killed_are_cleared_away(tmp_path: Path, finisher: Finisher) -> None:
    dead = tmp_path / "completions.1-abcdef.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as killed:
        killed.bind(str(dead))
    with answering(tmp_path, finisher):
        assert not dead.exists()


def test_the_latest_worker_is_asked_and_the_one_before_takes_nothing_of_it_along(
    tmp_path: Path, finisher: Finisher
) -> None:
    later = Finisher()
    first = answering(tmp_path, finisher)
    with first:
        second = answering(tmp_path, later)
        second.__enter__()
        ask(tmp_path)
    assert (len(finisher.asked), len(later.asked)) == (0, 1)
    assert ask(tmp_path) is not None
    second.__exit__(None, None, None)


def test_a_folder_that_takes_no_socket_ends_nothing(tmp_path: Path, finisher: Finisher) -> None:
    (tmp_path / "file").write_bytes(b"")
    with answering(tmp_path / "file", finisher):
        assert ask(tmp_path / "file") is None


def test_what_fails_inside_the_block_is_not_hidden(tmp_path: Path, finisher: Finisher) -> None:
    with pytest.raises(OSError, match="the drafting's own"), answering(tmp_path, finisher):
        raise OSError("the drafting's own")


def test_a_request_that_fails_harms_no_other(data_dir: Path) -> None:
    assert ask(data_dir, "boom") == Reply(outcome=Outcome.FAILED)
    assert ask(data_dir) is not None


def test_a_newer_request_of_a_client_takes_the_place_of_the_one_before(data_dir: Path, finisher: Finisher) -> None:
    finisher.gate.clear()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(ask, data_dir, "0")
        wait_for(lambda: len(finisher.asked) == 1)
        older = pool.submit(ask, data_dir, "1", prefix="H")
        # Nothing else tells that it waits: a newer one that came before it would be put out by it.
        while not wait((older,), timeout=0.2).done:
            pool.submit(ask, data_dir, "2", prefix="He")
        finisher.gate.set()
        assert older.result() == Reply(outcome=Outcome.SUPERSEDED)
        first = running.result()
        assert first is not None
        assert first.outcome is Outcome.DONE


def test_when_too_many_wait_the_next_one_is_told_so(data_dir: Path, finisher: Finisher) -> None:
    finisher.gate.clear()
    with ThreadPoolExecutor(MOST_WAITING + 4) as pool:
        running = pool.submit(ask, data_dir, client="busy")
        wait_for(lambda: len(finisher.asked) == 1)
        others = [pool.submit(ask, data_dir, client=f"client {number}") for number in range(MOST_WAITING + 2)]
        wait_for(lambda: sum(other.done() for other in others) == 2)
        told = [other.result() for other in others if other.done()]
        finisher.gate.set()
        assert told == [Reply(outcome=Outcome.BUSY)] * 2
        assert running.result() is not None
        assert sum(other.result().outcome is Outcome.DONE for other in others) == MOST_WAITING  # type: ignore[union-attr]


def test_nobody_waits_for_longer_than_they_said_and_no_engine_works_for_those_who_left(
    data_dir: Path, finisher: Finisher
) -> None:
    finisher.gate.clear()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(ask, data_dir, client="slow")
        wait_for(lambda: len(finisher.asked) == 1)
        started_s = time.monotonic()
        assert ask(data_dir, within_s=0.2) == Reply(outcome=Outcome.LATE)
        # The worker began to count a little later than whoever asked.
        wait_for(lambda: time.monotonic() > started_s + 1)
        finisher.gate.set()
        running.result()
    assert ask(data_dir) is not None
    assert len(finisher.asked) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        pickle.dumps({"key": "x"}) + b"\n",
        b"[" * 10_000 + b"\n",
        b'{"key": 1}\n',
        b"x" * (MOST_REQUEST_BYTES * 2),
    ],
    ids=["nothing", "a blank line", "HTTP", "a pickle", "a nest", "other fields", "too much"],
)
def test_whoever_sends_something_else_is_sent_away(data_dir: Path, finisher: Finisher, raw: bytes) -> None:
    assert send(data_dir, raw) == b""
    assert finisher.asked == []
    assert ask(data_dir) is not None


def test_without_the_key_nothing_is_answered(data_dir: Path, finisher: Finisher) -> None:
    request = {
        "key": "guessed",
        "client": "x",
        "source": "en",
        "target": "vi",
        "text": "secret",
        "prefix": "",
        "alternatives": False,
        "within_s": 5.0,
    }
    assert send(data_dir, json.dumps(request).encode() + b"\n") == b""
    assert finisher.asked == []


def test_a_worker_that_stops_tells_those_who_wait(tmp_path: Path, finisher: Finisher) -> None:
    finisher.gate.clear()
    with ThreadPoolExecutor() as pool:
        with answering(tmp_path, finisher):
            running = pool.submit(ask, tmp_path, client="first")
            wait_for(lambda: len(finisher.asked) == 1)
            finisher.gate.set()
        first = running.result()
        assert first is not None
        assert first.outcome in {Outcome.DONE, Outcome.FAILED}
    assert list(tmp_path.iterdir()) == []
