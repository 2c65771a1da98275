"""Work on its way out, for tests: one entry with a sentence in every state, and how it comes back."""

from dataclasses import replace
from typing import Any

from tests.factories import BLOG_GUID, ENTRY_GUID
from tests.translations.factories import NOW, make_segment, make_source, make_suggestion
from translations.exchange import EXCHANGES, read_exchange
from translations.exchange.work import ReadFile, Unit, WorkFile, WorkText
from translations.findings import Finding, Severity
from translations.model import Segment, SegmentState

SOURCE = 'They <b>shook <a href="https://example.org/?a=1&amp;b=2">hands</a></b> &amp; left.'
TARGET = 'Họ <b>bắt <a href="https://example.org/?a=1&amp;b=2">tay</a></b> &amp; đi.'


def numbered(*segments: Segment) -> tuple[Segment, ...]:
    """Give segments the ids 1, 2, ... and their places in one paragraph."""
    return tuple(
        replace(one, id=number, source=replace(one.source, index=number - 1)) for number, one in enumerate(segments, 1)
    )


def in_every_state() -> tuple[Segment, ...]:
    """Make a segment in every state; the stale one has a fresh draft beside it, the drafted one a finding."""
    found = []
    for state in SegmentState:
        segment = make_segment(make_source(SOURCE), state, TARGET)
        if state is SegmentState.STALE:
            segment = replace(segment, suggestion=make_suggestion(segment.source, TARGET), material=("numbers",))
        if state is SegmentState.MACHINE:
            finding = Finding(code="numbers", severity=Severity.BLOCK, message="12 is missing.")
            segment = replace(segment, findings=(finding,))
        found.append(segment)
    return numbered(*found)


def make_file(*segments: Segment, **changes: Any) -> WorkFile:
    """Make work on one entry, English to Vietnamese."""
    text = WorkText(guid=ENTRY_GUID, title="Leaders meet", segments=segments)
    work = WorkFile(
        blog_guid=BLOG_GUID,
        title="Hanoi",
        source_language="en",
        target_language="vi",
        tool_version="1.0",
        created_at=NOW,
        texts=(text,) if segments else (),
    )
    return replace(work, **changes)


def written(format_name: str, *segments: Segment, **changes: Any) -> bytes:
    """Write segments in a format."""
    return EXCHANGES[format_name].write(make_file(*segments, **changes))


def read(data: bytes) -> ReadFile:
    """Read a file of any format."""
    return read_exchange(data)


def the_unit(data: bytes) -> Unit:
    """Read a file with one unit and no problem."""
    file = read_exchange(data)
    assert file.problems == ()
    (unit,) = file.units
    return unit
