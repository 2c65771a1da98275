import json
import subprocess
import sys
from pathlib import Path

import pytest

from syndication.config import LogFormat

PROGRAM = """
import logging, sys, structlog
from syndication.config import LogFormat
from syndication.logs import configure_logs

configure_logs(LogFormat(sys.argv[1]))
log = structlog.get_logger()
log.info("entry_accepted", guid="tag:example.org,2019:1", version=2)
logging.getLogger("library").info("chatter")
logging.getLogger("library").warning("something is wrong")

def check(token):
    raise LookupError("no such thing")

try:
    check("s3cret")
except LookupError:
    log.exception("request_failed")
    logging.getLogger("library").exception("library_failed")
"""


def logged(log_format: LogFormat) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout == ""
    return run.stderr


def test_json_logs_are_one_object_a_line_with_event_and_values() -> None:
    lines = [json.loads(line) for line in logged(LogFormat.JSON).splitlines()]
    assert [line["event"] for line in lines] == [
        "entry_accepted",
        "something is wrong",
        "request_failed",
        "library_failed",
    ]
    assert (lines[0]["guid"], lines[0]["version"], lines[0]["level"]) == ("tag:example.org,2019:1", 2, "info")
    assert lines[0]["timestamp"].endswith("Z")
    assert lines[2]["exception"][0]["exc_type"] == "LookupError"


def test_console_logs_are_for_reading() -> None:
    text = logged(LogFormat.CONSOLE)
    assert "entry_accepted" in text
    assert "LookupError: no such thing" in text
    assert "\x1b[" not in text


@pytest.mark.parametrize("log_format", LogFormat)
def test_tracebacks_do_not_show_the_values_of_variables(log_format: LogFormat) -> None:
    assert "s3cret" not in logged(log_format)
