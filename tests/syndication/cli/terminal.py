"""Run a program on a terminal of its own, as wide as is asked for, and see what it shows."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PIECE = re.compile(r"\x1b\[(?P<number>[0-9;?]*)(?P<order>[A-Za-z])|(?P<move>[\r\n])|(?P<text>[^\x1b\r\n]+)")


@dataclass(frozen=True)
class Shown:
    """What came to the terminal: all of it, as one string, and the program's status."""

    text: str
    status: int

    @property
    def lines(self) -> list[str]:
        """What stands there in the end, without what was erased or written over on the way."""
        lines, row, column = [""], 0, 0
        for piece in _PIECE.finditer(self.text):
            if piece["order"] == "A":
                row -= int(piece["number"])
            elif piece["order"] == "K":
                lines[row] = ""
            elif piece["move"] == "\r":
                column = 0
            elif piece["move"] == "\n":
                row += 1
                lines += [""] * (row == len(lines))
            elif piece["text"]:
                lines[row] = lines[row][:column].ljust(column) + piece["text"]
                column += len(piece["text"])
        return [line for line in lines if line]


def on_terminal(command: Sequence[str], *, columns: int, environ: Mapping[str, str]) -> Shown:
    """Run a command with a terminal as its stdin, stdout and stderr."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    plain = {name: value for name, value in environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    running = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=plain | {"TERM": "xterm"}, start_new_session=True
    )
    os.close(theirs)
    shown = bytearray()
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # Linux says EIO, not end of file, when nobody has the terminal open any more.
    finally:
        os.close(ours)
    return Shown(shown.decode("utf-8"), running.wait(timeout=30))
