"""A live blog's own texts and settings as fields of a form, and back; a name for addresses from a title. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.codec import decode_blog, encode
from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import LiveBlog
from feeds.profile import zone_name
from syndication.desk.block_forms import read_blocks, write_blocks
from syndication.desk.entry_forms import read_subjects, write_subjects
from syndication.desk.fields import Fields, Written, line_of, text_of
from syndication.desk.local_times import read_local, write_local
from syndication.desk.media_forms import read_rights, write_rights

SUMMARY, BACKGROUND = "summary-", "body-"
"""What begins the keys of the blocks of either text."""

_TIMES = ("published_at", "coverage_start_at", "coverage_end_at")
_MOST_SLUG = 60
# Letters that are not a plain letter with marks.
_LATIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHead:
    """What a form says, as far as it can be read, and what is wrong with it."""

    head: LiveBlog
    problems: tuple[FieldProblem, ...]


def write_head(head: LiveBlog) -> Written:
    """Return the fields of a head, the times on the clock of its own zone."""
    zone = ZoneInfo(head.timezone)
    return {
        "slug": [head.slug],
        "title": [head.title],
        "standfirst": [head.standfirst or ""],
        "byline": [head.byline or ""],
        "language": [head.language],
        "timezone": [head.timezone],
        **{name: [write_local(getattr(head, name), zone)] for name in _TIMES},
        **write_subjects(head.subjects),
        **write_rights(head.rights, "rights"),
        **write_blocks(head.summary, prefix=SUMMARY),
        **write_blocks(head.body, prefix=BACKGROUND),
    }


def read_head(fields: Fields, kept: LiveBlog | None, *, now: datetime) -> ReadHead:
    """Return the head that a form says; ``kept`` is the version that was written into it, ``None`` for a new one.

    Slug and language are chosen once. Times are on the clock of the zone that the form says; those that nobody has
    touched keep their moment when the zone is changed.
    """
    problems: list[FieldProblem] = []
    zone = _zone(fields, kept, problems)
    start = kept or _new(fields, zone, now)
    times = {name: _time(fields, name, kept, zone, problems) for name in _TIMES}
    head = replace(
        start,
        title=line_of(fields, "title") or "",
        standfirst=line_of(fields, "standfirst"),
        byline=line_of(fields, "byline"),
        timezone=zone.key,
        published_at=times["published_at"] or start.published_at,
        coverage_start_at=times["coverage_start_at"],
        coverage_end_at=times["coverage_end_at"],
        subjects=read_subjects(fields, start.subjects),
        rights=read_rights(fields, "rights", start.rights),
        summary=read_blocks(fields, start.summary, prefix=SUMMARY),
        body=read_blocks(fields, start.body, prefix=BACKGROUND),
    )
    if head.coverage_start_at and head.coverage_end_at and head.coverage_end_at < head.coverage_start_at:
        problems.append(FieldProblem("coverage_end_at", "the coverage would end before it starts"))
    if not head.title:
        problems.append(FieldProblem("title", "a live blog needs a title"))
    if not problems:
        problems += _refused(head, now)
    return ReadHead(head=head, problems=tuple(problems))


def slug_of(title: str, now: datetime) -> str:
    """Return a name for addresses made from a title; from the date where its letters are not Latin ones."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_LATIN))
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_MOST_SLUG]
        if len(longer) > _MOST_SLUG:
            break
        slug = longer
    letters = sum(sign.isalnum() for sign in title)
    return slug if slug and sum(map(len, words)) * 2 >= letters else f"live-{now:%Y-%m-%d}"


def _new(fields: Fields, zone: ZoneInfo, now: datetime) -> LiveBlog:
    title = line_of(fields, "title") or ""
    return LiveBlog(
        slug=line_of(fields, "slug") or slug_of(title, now),
        title=title,
        language=line_of(fields, "language") or "en",
        timezone=zone.key,
        published_at=now,
        created_at=now,
        updated_at=now,
    )


def _zone(fields: Fields, kept: LiveBlog | None, problems: list[FieldProblem]) -> ZoneInfo:
    name = line_of(fields, "timezone") or (kept.timezone if kept else "UTC")
    try:
        return ZoneInfo(zone_name(name))
    except ValueError as cause:
        problems.append(FieldProblem("timezone", str(cause)))
        return ZoneInfo(kept.timezone if kept else "UTC")


def _time(
    fields: Fields, name: str, kept: LiveBlog | None, zone: ZoneInfo, problems: list[FieldProblem]
) -> datetime | None:
    was: datetime | None = getattr(kept, name) if kept else None
    typed = text_of(fields, name)
    if kept and was and _is_untouched(typed, was, ZoneInfo(kept.timezone)):
        return was
    try:
        return read_local(typed, zone)
    except ValueError as cause:
        problems.append(FieldProblem(name, str(cause)))
        return was


def _is_untouched(typed: str, was: datetime, zone: ZoneInfo) -> bool:
    try:
        return read_local(typed, zone, was=was) == was
    except ValueError:
        return False


def _refused(head: LiveBlog, now: datetime) -> tuple[FieldProblem, ...]:
    try:
        decode_blog(encode(replace(head, entries=())), now=now)
    except InvalidDocument as cause:
        return cause.problems
    return ()
