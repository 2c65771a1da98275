"""The story of the kit: what happens in the live blog, step by step, and what a receiver should then do.

Nothing in it is news: its live blog says that it is a test in its title, in every entry and in its rights.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from feeds.model import (
    Block,
    Embed,
    Entry,
    EntryKind,
    Heading,
    ListBlock,
    LiveBlog,
    Media,
    MediaBlock,
    MediaKind,
    Paragraph,
    PubStatus,
    Quote,
    Rendition,
    Rights,
    Subject,
    Table,
)
from syndication.kit.stage import Stage

SLUG = "conformance-kit"
SOURCE_LANGUAGE = "en"
BEGIN = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_EMBARGO = timedelta(hours=1)
_EXAMPLE = "https://media.example.org/kit"


Play = Callable[[Stage, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change: ``name`` is part of the file names, ``after`` how long after the step before it happens.

    ``play`` gets the stage and the guid prefix of the kit. The words are in ``story.toml``.
    """

    name: str
    happened: str
    do: str
    after: timedelta
    play: Play


def live_blog(prefix: str) -> LiveBlog:
    """Return the live blog before anything has happened in it."""
    return LiveBlog(
        guid=prefix,
        slug=SLUG,
        title="TEST: conformance kit, do not publish",
        standfirst="Sample documents for testing an ingest. Nothing here is news.",
        language=SOURCE_LANGUAGE,
        timezone="Asia/Ho_Chi_Minh",
        byline="Test desk",
        published_at=BEGIN,
        created_at=BEGIN,
        updated_at=BEGIN,
        rights=Rights(holder="Test desk", notice="Test material", usage_terms="For testing only, not for publication."),
    )


def steps(withdrawn_shown: timedelta) -> tuple[Step, ...]:
    """Return the whole story. A withdrawn entry stays visible for ``withdrawn_shown``."""
    words = tomllib.loads(files("syndication.kit").joinpath("story.toml").read_text(encoding="utf-8"))
    return tuple(
        Step(name=name, happened=_said(words[name]["happened"]), do=_said(words[name]["do"]), after=after, play=play)
        for name, after, play in _plays(withdrawn_shown)
    )


def _said(text: str) -> str:
    return " ".join(text.split())


def _plays(withdrawn_shown: timedelta) -> Iterator[tuple[str, timedelta, Play]]:
    """Yield the name of each step, its distance in time from the one before, and what is done."""

    def edit_first(sentence: str, **more: object) -> Play:
        return lambda stage, prefix: stage.change(f"{prefix}/entry/1", blocks=_blocks(sentence), **more)

    yield "new", timedelta(0), lambda stage, prefix: stage.post(_first(prefix))
    yield "second", _MINUTE, lambda stage, prefix: stage.post(_second(prefix))
    yield "edited", _MINUTE, edit_first("Fifteen boats have arrived.", headline="TEST: the first entry, edited")
    note = "An earlier version said fifteen boats; there are fourteen."
    yield "corrected", _MINUTE, edit_first("Fourteen boats have arrived.", correction_note=note)
    yield "drafted", _MINUTE, lambda stage, _prefix: stage.draft()
    yield "reviewed", _MINUTE, lambda stage, prefix: stage.approve(f"{prefix}/entry/1")
    yield "stale", _MINUTE, edit_first("Fourteen boats have arrived, two more than last year.")
    yield "held", _MINUTE, lambda stage, prefix: stage.change(f"{prefix}/entry/2", pub_status=PubStatus.WITHHELD)
    yield "released", _MINUTE, lambda stage, prefix: stage.change(f"{prefix}/entry/2", pub_status=PubStatus.USABLE)
    yield "embargoed", _MINUTE, lambda stage, prefix: stage.post(_third(prefix, until=stage.now + _EMBARGO))
    yield "embargo-over", _EMBARGO, _nothing
    reason = "The harbour master did not say this."
    yield "killed", _MINUTE, lambda stage, prefix: stage.kill(f"{prefix}/entry/3", reason)
    yield "notice-over", withdrawn_shown, _nothing


def _nothing(_stage: Stage, _prefix: str) -> None:
    """Let time pass."""


def _first(prefix: str) -> Entry:
    return _entry(
        f"{prefix}/entry/1",
        BEGIN,
        headline="TEST: the first entry & every kind of block",
        blocks=_blocks("Twelve boats have arrived."),
        subjects=(Subject(qcode="medtop:15000000", name="sport"),),
        rights=Rights(holder="Test desk", notice="Test material", allowed_territories=("KR", "VN")),
    )


def _second(prefix: str) -> Entry:
    text = "TEST: the regatta has begun. Việt Nam, 한국어, العربية, 🇻🇳, 5 < 6 & 7 > 6."
    return _entry(
        f"{prefix}/entry/2",
        BEGIN + _MINUTE,
        blocks=(Paragraph(html=text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),),
        kind=EntryKind.KEY_EVENT,
        pinned=True,
        highlighted=True,
    )


def _third(prefix: str, *, until: datetime) -> Entry:
    return _entry(
        f"{prefix}/entry/3",
        until,
        headline="TEST: the third entry, under an embargo",
        blocks=(Paragraph(html="The harbour master expects a record."), _picture("3", "The harbour master")),
        embargoed_until=until,
    )


def _entry(guid: str, at: datetime, **rest: object) -> Entry:
    return Entry(guid=guid, published_at=at, created_at=at, updated_at=at, **rest)  # type: ignore[arg-type]


def _blocks(first_sentence: str) -> tuple[Block, ...]:
    return (
        Paragraph(
            html=f'{first_sentence} See <a href="https://www.example.org/?a=1&amp;b=2">the <b>list</b></a>.', id="b1"
        ),
        Heading(html="Who takes part", id="b2"),
        ListBlock(items=("Sailing boats", "<i>Rowing</i> boats"), ordered=True, id="b3"),
        Quote(html="“We&#39;ll see,” she said.", attribution="The harbour master", id="b4"),
        Table(rows=(("Class", "Boats"), ("Sail", "8"), ("Oar", "4")), header=True, id="b5"),
        _picture("1", "Boats in the harbour", block_id="b6"),
        MediaBlock(
            media=Media(kind=MediaKind.PICTURE, caption="A picture without a file", credit="Test photographer"), id="b7"
        ),
        MediaBlock(media=_file(MediaKind.VIDEO, "1.mp4", "video/mp4", "The start of the race"), id="b8"),
        MediaBlock(media=_file(MediaKind.AUDIO, "1.mp3", "audio/mpeg", "The starting gun"), id="b9"),
        Embed(href="https://social.example.org/post/1", html="A post from the harbour", id="b10"),
    )


def _picture(number: str, caption: str, *, block_id: str = "") -> MediaBlock:
    renditions = tuple(
        Rendition(
            href=f"{_EXAMPLE}/{number}-{width}.jpg",
            mimetype="image/jpeg",
            width=width,
            height=width * 2 // 3,
            bytes=width * 150,
            role=role,
        )
        for width, role in ((1200, "rnd:highRes"), (600, "rnd:web"))
    )
    media = Media(
        kind=MediaKind.PICTURE,
        caption=caption,
        alt="Boats at a quay",
        credit="Test photographer",
        renditions=renditions,
        rights=Rights(holder="Test photographer", usage_terms="For testing only."),
    )
    return MediaBlock(media=media, id=block_id)


def _file(kind: MediaKind, name: str, mimetype: str, caption: str) -> Media:
    # A video that does not say how wide it is is left out where a profile has a limit.
    width, height = (1280, 720) if kind is MediaKind.VIDEO else (None, None)
    rendition = Rendition(href=f"{_EXAMPLE}/{name}", mimetype=mimetype, bytes=1_000_000, width=width, height=height)
    return Media(kind=kind, caption=caption, credit="Test desk", renditions=(rendition,))
