"""The parts of an output profile, each a table of settings of its own."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from feeds.language import LanguageTag
from feeds.model import STRICT, EntryKind
from feeds.profile_choices import MediaMode, PublishPolicy, RefusedMedia, Untitled, WhenMissing, WhenStale
from feeds.profile_option import Option
from feeds.profile_types import (
    MOST_MINUTES,
    Hours,
    Lines,
    Minutes,
    OptionalLine,
    OptionalWebAddress,
    Second,
    TerritoryCode,
    WallClock,
    ZoneName,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRule:
    """What a profile wants in one language. The policies concern translations only, never the source language.

    ``after_min`` is how many minutes a text waits for its review under ``reviewed_or_machine_after``, which needs it;
    no other policy takes it. Raises :exc:`ValueError` otherwise.
    """

    __pydantic_config__ = STRICT

    tag: Annotated[LanguageTag, Option(label="Language", help="A BCP 47 language tag.", placeholder="vi")]
    policy: Annotated[
        PublishPolicy,
        Option(
            label="Publish policy",
            help="Which translated text is taken.",
            words={
                "machine": "drafts too, labelled",
                "reviewed": "nothing but reviewed text",
                "reviewed_or_source": "the source text until the translation is reviewed",
                "reviewed_or_machine_after": "reviewed text at once; drafts, labelled, once a text has waited so many "
                "minutes for its review",
                "off": "not delivered",
            },
        ),
    ] = PublishPolicy.MACHINE
    when_missing: Annotated[
        WhenMissing,
        Option(
            label="Not translated",
            help="For an entry without a translation that may leave, under machine and reviewed_or_machine_after.",
            words={"hold": "the entry is left out", "source": "the original text under a note"},
        ),
    ] = WhenMissing.SOURCE
    when_stale: Annotated[
        WhenStale,
        Option(
            label="Original has changed",
            help="What happens to a translation whose source has changed since.",
            words={
                "hold": "the entry is left out",
                "publish_with_note": "the old translation, which says so",
                "source": "the original text under a note",
                "machine": "a draft of the new text if there is one, else the original",
            },
        ),
    ] = WhenStale.SOURCE
    after_min: Annotated[
        Minutes | None,
        Option(
            label="Wait for review",
            help=f"1 to {MOST_MINUTES:,} (a week); with reviewed_or_machine_after, which needs it, alone.",
            unit="minutes",
        ),
    ] = None

    def __post_init__(self) -> None:
        has_timer = self.policy is PublishPolicy.REVIEWED_OR_MACHINE_AFTER
        if has_timer and self.after_min is None:
            raise ValueError(f"after_min (1 to {MOST_MINUTES:,} minutes) is needed with the policy {self.policy}")
        if not has_timer and self.after_min is not None:
            timed = PublishPolicy.REVIEWED_OR_MACHINE_AFTER
            raise ValueError(f"after_min goes with the policy {timed} only, not with {self.policy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which entries are wanted. Empty tuples and ``None`` do not restrict. A kill passes every selection."""

    __pydantic_config__ = STRICT

    blogs: Annotated[
        Lines, Option(label="Live blogs", help="Slugs of the live blogs that this profile covers.", unset="all")
    ] = ()
    kinds: Annotated[
        tuple[EntryKind, ...],
        Option(
            label="Kinds of entries",
            words={"update": "updates", "summary": "summaries", "key_event": "key events"},
            unset="all",
        ),
    ] = ()
    subjects: Annotated[
        Lines,
        Option(
            label="Subjects",
            help="QCodes; an entry with any of them is taken.",
            placeholder="medtop:11000000",
            unset="all",
        ),
    ] = ()
    tags: Annotated[
        Lines,
        Option(label="Tags", help="An entry with any of them is taken, whatever their case.", unset="all"),
    ] = ()
    without_tags: Annotated[
        Lines, Option(label="Without tags", help="An entry with any of them is left out.", unset="none")
    ] = ()
    only_highlighted: Annotated[bool, Option(label="Highlighted entries only")] = False
    published_since: Annotated[
        Second | None,
        Option(
            label="Published since",
            help="Nothing that was published before this time. A time without a zone is in UTC in the form.",
            placeholder="2026-02-01T00:00:00Z",
            unset="no limit",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far back a feed reaches. ``withdrawn_shown_h``: how many hours a withdrawn entry stays visible as such.

    No profile can do without withdrawals: whoever has an entry must hear of its kill.
    """

    __pydantic_config__ = STRICT

    max_entries: Annotated[
        Annotated[int, Field(ge=1, le=1000)],
        Option(
            label="Number of entries",
            help="The newest so many, at most 1000; withdrawn entries come on top.",
        ),
    ] = 100
    max_age_h: Annotated[
        Hours | None,
        Option(label="Largest age", help="Nothing published longer ago.", unit="hours", unset="no limit"),
    ] = None
    withdrawn_shown_h: Annotated[
        Hours,
        Option(
            label="Withdrawals are shown for",
            help="How long a withdrawn entry stays visible as such; at least 1, since everyone must hear of a kill.",
            unit="hours",
        ),
    ] = 72
    pinned_first: Annotated[bool, Option(label="Pinned entries before all others")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRule:
    """How media arrive, and what stands for those that may not be used.

    ``largest_width`` in pixels: renditions that are not wider are given. The one in the role ``rendition`` is shown, or
    else the widest. ``replacement_url`` is needed where ``refused`` says replace (:mod:`feeds.profile_checks`).
    """

    __pydantic_config__ = STRICT

    mode: Annotated[
        MediaMode,
        Option(
            label="Place",
            help="How pictures, videos and sounds arrive.",
            words={
                "inline": "shown in the text",
                "link": "a caption with a link",
                "none": "nothing, captions included",
            },
        ),
    ] = MediaMode.INLINE
    largest_width: Annotated[
        Annotated[int, Field(ge=1)] | None,
        Option(
            label="Largest width",
            help="Files of pictures and videos that are wider stay behind. All others go along where a format takes "
            "several; a text shows the widest of them. Without any that fits, the caption is left.",
            unit="pixels",
            unset="no limit",
        ),
    ] = None
    unknown_width: Annotated[
        bool,
        Option(label="Files that do not say how wide they are", help="Off: they stay behind where there is a limit."),
    ] = True
    rendition: Annotated[
        OptionalLine,
        Option(
            label="Preferred rendition",
            help="The role of the file that a text shows if it is there and fits, such as web or rnd:highRes.",
            placeholder="web",
            unset="the widest that fits",
        ),
    ] = None
    denied_credits: Annotated[
        Lines,
        Option(
            label="Credits that are not taken",
            help="A picture, video or sound whose credit or holder of rights has one of these names in it is refused.",
            placeholder="Some Agency",
            unset="none",
        ),
    ] = ()
    refused: Annotated[
        RefusedMedia,
        Option(
            label="What may not be used",
            help="A picture, video or sound that its rights, the territories or its credit bar. Its address is nowhere "
            "in the document, and that it was withheld is recorded.",
            words={
                "drop": "its caption alone",
                "replace": "its caption, and for a picture the one below in its place",
            },
        ),
    ] = RefusedMedia.DROP
    replacement_url: Annotated[
        OptionalWebAddress,
        Option(
            label="Picture in its place",
            help="An http or https address; needed where refused pictures are replaced.",
            placeholder="https://example.org/not-for-you.png",
        ),
    ] = None
    replacement_alt: Annotated[
        OptionalLine, Option(label="Its alternative text", placeholder="This picture may not be shown here")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRule:
    """How titles are made. ``max_characters`` cuts at a word and adds an ellipsis."""

    __pydantic_config__ = STRICT

    max_characters: Annotated[
        Annotated[int, Field(ge=20)] | None,
        Option(
            label="Longest title",
            help="Longer ones are cut at a word, with an ellipsis; at least 20.",
            unit="characters",
            unset="no limit",
        ),
    ] = None
    untitled: Annotated[
        Untitled,
        Option(
            label="Entries without a headline",
            help="What stands as their title.",
            words={
                "first_sentence": "their first sentence",
                "time": "the time at the place of the event, such as 20:54",
                "blog_and_time": "the live blog's title and the time",
            },
        ),
    ] = Untitled.FIRST_SENTENCE
    time_prefix: Annotated[bool, Option(label="Time before each title", help="As in 20:54 – Leaders meet.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """When a day's embargoed entries may appear in a territory: not before ``at`` on the clocks of its zone."""

    __pydantic_config__ = STRICT

    territory: Annotated[TerritoryCode, Option(label="Territory", help="Its ISO 3166-1 code.", placeholder="KR")]
    at: Annotated[WallClock, Option(label="Not before", help="A time of day.", placeholder="06:00")]
    timezone: Annotated[ZoneName, Option(label="Time zone", help="An IANA zone.", placeholder="Asia/Seoul")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbargoRule:
    """How much later than for everybody embargoed entries come: some minutes, and not in the night of a territory."""

    __pydantic_config__ = STRICT

    offset_min: Annotated[
        Annotated[int, Field(ge=0, le=MOST_MINUTES)],
        Option(
            label="Embargoed entries come later by",
            help="Counted from the end of the embargo. Entries without an embargo come at once.",
            unit="minutes",
        ),
    ] = 0
    lifts: Annotated[
        tuple[Lift, ...],
        Option(
            label="Lift times",
            help="An embargoed entry does not appear before this time on the day, there, on which its embargo ends. Of "
            "several times the latest counts, and of a time that the clocks show twice the second.",
            unset="none",
        ),
    ] = ()
