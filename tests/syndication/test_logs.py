"""Logs go to standard error, and hold no secret, not even when something breaks."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from syndication.config import LogFormat
from syndication.logs import configure_logs

SECRET = "a-token-that-nobody-may-read"


@pytest.fixture(autouse=True)
def _logs_of_others() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def fail_with(secret: str) -> None:
    raise RuntimeError(f"failed after {len(secret)} characters")


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_a_traceback_shows_no_local_variable(log_format: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format)
    try:
        fail_with(SECRET)
    except RuntimeError as error:
        structlog.get_logger().error("failed", exc_info=error)
    written = capsys.readouterr()
    assert written.out == ""
    assert "fail_with" in written.err
    assert SECRET not in written.err


def test_json_logs_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(LogFormat.JSON)
    structlog.get_logger().info("drafted", jobs=2)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["jobs"] == 2
