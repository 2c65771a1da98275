"""An entry as fields of a form, and back: what the composer and the editor send, with or without scripts. Pure.

A field that says what was written of the kept entry keeps what that entry has, so that nothing is lost of what a form
cannot show, such as a fraction of a second.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.codec import decode_entry, encode
from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import Entry, EntryKind, PubStatus, Subject
from syndication.desk.block_forms import read_blocks, write_blocks
from syndication.desk.fields import Fields, Written, is_ticked, line_of, text_of, texts_of, ticked
from syndication.desk.local_times import read_local, write_local
from syndication.desk.media_forms import read_rights, write_rights

QUIET, CORRECTION, WITHOUT_NOTE = "quiet", "correction", "without-note"
"""What a change is: one that keeps the correction note there is, one that says what it corrects, one that takes it off.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """What a form says, as far as it can be read, and what is wrong with it.

    A time that cannot be read is the kept one's here; the form still has what was typed.
    """

    entry: Entry
    problems: tuple[FieldProblem, ...]


def write_entry(entry: Entry, zone: ZoneInfo) -> Written:
    """Return the fields of an entry, the times on the clock of ``zone``."""
    return {
        "headline": [entry.headline or ""],
        "kind": [entry.kind.value],
        "byline": [entry.byline or ""],
        "language": [entry.language or ""],
        "pinned": ticked(entry.pinned),
        "highlighted": ticked(entry.highlighted),
        "held": ticked(entry.pub_status is PubStatus.WITHHELD),
        "published_at": [write_local(entry.published_at, zone)],
        "embargoed_until": [write_local(entry.embargoed_until, zone)],
        "change": [QUIET],
        "correction_note": [entry.correction_note or ""],
        "tags": [", ".join(entry.tags)],
        **write_subjects(entry.subjects),
        **write_rights(entry.rights, "rights"),
        **write_blocks(entry.blocks),
    }


def read_entry(fields: Fields, kept: Entry | None, *, zone: ZoneInfo, now: datetime) -> ReadEntry:
    """Return the entry that a form says; ``kept`` is the version that was written into it, ``None`` for a new one.

    A new entry is published ``now`` unless the form says when. Guid and version are the kept one's.
    """
    start = kept or Entry(published_at=now, created_at=now, updated_at=now)
    problems: list[FieldProblem] = []
    published_at = _time(fields, "published_at", start.published_at if kept else None, zone, problems)
    embargoed_until = _time(fields, "embargoed_until", start.embargoed_until, zone, problems)
    kind = text_of(fields, "kind")
    entry = replace(
        start,
        headline=line_of(fields, "headline"),
        kind=EntryKind(kind) if kind in set(EntryKind) else start.kind,
        byline=line_of(fields, "byline"),
        language=line_of(fields, "language"),
        pinned=is_ticked(fields, "pinned"),
        highlighted=is_ticked(fields, "highlighted"),
        pub_status=PubStatus.WITHHELD if is_ticked(fields, "held") else PubStatus.USABLE,
        published_at=published_at or start.published_at,
        time_is_exact=start.time_is_exact or published_at not in {None, start.published_at},
        embargoed_until=embargoed_until,
        correction_note=_note(fields, start.correction_note, problems),
        subjects=read_subjects(fields, start.subjects),
        tags=_tags(text_of(fields, "tags"), start.tags),
        rights=read_rights(fields, "rights", start.rights),
        blocks=read_blocks(fields, start.blocks),
    )
    if not problems:
        problems += _refused(entry, now)
    if not (entry.headline or entry.blocks):
        problems.append(FieldProblem("blocks", "there is nothing to publish yet: write a line or a headline"))
    return ReadEntry(entry=entry, problems=tuple(problems))


def write_subjects(subjects: tuple[Subject, ...]) -> Written:
    """Return the fields of subjects, a code and a name for each."""
    return {
        "subject.qcode": [subject.qcode for subject in subjects],
        "subject.name": [subject.name or "" for subject in subjects],
    }


def read_subjects(fields: Fields, was: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Return the subjects that a form says; a line without a code is none."""
    codes, names = texts_of(fields, "subject.qcode"), texts_of(fields, "subject.name")
    names += ("",) * (len(codes) - len(names))
    by_line = {(subject.qcode, subject.name or ""): subject for subject in was}
    return tuple(
        by_line.get((code, name)) or Subject(qcode=code.strip(), name=" ".join(name.split()) or None)
        for code, name in zip(codes, names, strict=False)
        if code.strip() or (code, name) in by_line
    )


def _tags(text: str, was: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags between the commas of a text."""
    if text == ", ".join(was):
        return was
    return tuple(tag for part in text.replace("\n", ",").split(",") if (tag := " ".join(part.split())))


def _time(
    fields: Fields, name: str, was: datetime | None, zone: ZoneInfo, problems: list[FieldProblem]
) -> datetime | None:
    try:
        return read_local(text_of(fields, name), zone, was=was)
    except ValueError as cause:
        problems.append(FieldProblem(name, str(cause)))
        return was


def _note(fields: Fields, was: str | None, problems: list[FieldProblem]) -> str | None:
    """Return the correction note. Only one that is new makes a correction of a change (:mod:`feeds.changes`)."""
    change = text_of(fields, "change")
    if change == WITHOUT_NOTE:
        return None
    if change != CORRECTION:
        return was
    note = line_of(fields, "correction_note")
    if note is None:
        problems.append(FieldProblem("correction_note", "say what was wrong: readers and partners are told"))
    elif note == was:
        problems.append(
            FieldProblem("correction_note", "this is the note of the last correction: say what is corrected this time")
        )
    return note


def _refused(entry: Entry, now: datetime) -> tuple[FieldProblem, ...]:
    """Return what the model has against an entry, such as a territory that is not a country's code."""
    try:
        decode_entry(encode(entry), now=now)
    except InvalidDocument as cause:
        return cause.problems
    return ()
