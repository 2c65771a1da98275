"""The download of schemas, against a server of our own."""

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.schemas import Schema, WrongBytes, fetch


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Keep the test output clean."""


@pytest.fixture
def published(tmp_path):
    """Serve a folder with one schema; returns its address."""
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "a.xsd").write_bytes(b"<schema/>")
    handler = partial(QuietHandler, directory=tmp_path / "www")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a.xsd"
        server.shutdown()


def schema(url, content=b"<schema/>"):
    return Schema("folder/a.xsd", url, hashlib.sha256(content).hexdigest())


def test_schema_is_downloaded_once(published, tmp_path):
    assert fetch(schema(published), tmp_path)
    assert (tmp_path / "folder" / "a.xsd").read_bytes() == b"<schema/>"
    assert not fetch(schema(published), tmp_path)


def test_other_bytes_than_pinned_are_refused(published, tmp_path):
    with pytest.raises(WrongBytes, match="other bytes"):
        fetch(schema(published, b"<other/>"), tmp_path)
    assert not (tmp_path / "folder" / "a.xsd").exists()


def test_schema_that_was_damaged_is_fetched_again(published, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.xsd").write_bytes(b"half")
    assert fetch(schema(published), tmp_path)
