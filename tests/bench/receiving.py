"""Partners' endpoints in a process of their own: ``python -m tests.bench.receiving`` prints the address.

What is posted below ``.../hang`` is not answered, below ``.../fail`` by 500, elsewhere by 204. It ends with its input.
"""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_closing = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        behaviour = self.path.rpartition("/")[2]
        if behaviour == "hang":
            _closing.wait(60)
        self.send_response(500 if behaviour == "fail" else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Say nothing: who asked may have gone."""


def main() -> None:
    """Receive until the input ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}/hook\n")
    sys.stdout.flush()
    sys.stdin.read()
    _closing.set()
    server.shutdown()


if __name__ == "__main__":
    main()
