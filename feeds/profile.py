"""The output profile: everything a partner may choose about its feed, as pure data.

A profile is read from TOML or JSON by :mod:`feeds.codec` and applied by :mod:`feeds.render`. Every setting has the
default that suits an unknown reader; the public feeds use exactly those.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from feeds.dates import Time
from feeds.html import is_web_url
from feeds.identity import IdScheme
from feeds.language import LanguageTag
from feeds.model import STRICT, EntryKind
from feeds.sanitise import one_line

_CHARACTER = r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(rf"https?://{_CHARACTER}+(?:#{_CHARACTER}*)?")


def zone_name(name: str) -> str:
    """Return ``name`` if it is an IANA time zone; raises :exc:`ValueError` if not."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise ValueError(f"{name!r} is not an IANA time zone such as Asia/Ho_Chi_Minh") from cause
    return name


ZoneName = Annotated[str, AfterValidator(zone_name)]


def template_of(*names: str) -> AfterValidator:
    """Return a validator of texts with ``{name}`` placeholders, which refuses a name that will never be filled in."""

    def check(text: str) -> str:
        unknown = sorted(set(re.findall(r"\{([^{}]*)\}", text)) - set(names))
        if unknown:
            raise ValueError(f"unknown placeholder {{{unknown[0]}}}; known: {', '.join(f'{{{n}}}' for n in names)}")
        return text

    return AfterValidator(check)


def link_template(template: str) -> str:
    """Return ``template`` if an address comes out whatever is filled in (RFC 3986); raises :exc:`ValueError` if not."""
    example = re.sub(r"\{\w+\}", "x", template.replace("{page_url}", "https://example.org/blogs/x/en/"))
    if not (_ADDRESS.fullmatch(example) and is_web_url(example)):
        raise ValueError(
            "expected an http or https address, such as {page_url}#{anchor}, with other characters than letters, "
            "digits and -._~:/?#@!$&'()*+,;= percent-encoded, and one # at most"
        )
    return template


Line = Annotated[str, AfterValidator(one_line)]
LineTemplate = Annotated[Line, template_of("byline", "provider", "blog", "url")]
LinkTemplate = Annotated[
    str, template_of("page_url", "anchor", "partner", "language", "slug"), AfterValidator(link_template)
]
Hours = Annotated[int, Field(ge=1, le=1_000_000)]
"""Whole hours, up to a century: times a little further on than any the model has are still in the calendar."""

MOST_MINUTES = 10_080
"""The longest timer of a publish policy: a week."""

Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]
"""Whole minutes, up to a week."""


class PublishPolicy(StrEnum):
    """Which translated text a partner takes.

    ``machine``: drafts too, labelled. ``reviewed``: nothing but reviewed text. ``reviewed_or_source``: the source text
    until the translation is reviewed. ``reviewed_or_machine_after``: reviewed text at once, drafts when a text has
    waited for its review so long. ``off``: this language is not delivered.
    """

    MACHINE = "machine"
    REVIEWED = "reviewed"
    REVIEWED_OR_SOURCE = "reviewed_or_source"
    REVIEWED_OR_MACHINE_AFTER = "reviewed_or_machine_after"
    OFF = "off"


class WhenMissing(StrEnum):
    """What stands for an entry that has no translation to publish: nothing, or the source text under a note."""

    HOLD = "hold"
    SOURCE = "source"


class WhenStale(StrEnum):
    """What happens to a translation whose source has changed since: never that it stands there silently.

    ``machine`` publishes a draft of the new source if there is one (else as ``source``).
    """

    HOLD = "hold"
    PUBLISH_WITH_NOTE = "publish_with_note"
    SOURCE = "source"
    MACHINE = "machine"


class TagStyle(StrEnum):
    """How a language tag is written: ``plain`` (vi), or saying it is machine-made (vi-t-en-t0-und, RFC 6497)."""

    PLAIN = "plain"
    TRANSFORMED = "transformed"


class HtmlSubset(StrEnum):
    """How much HTML a partner's system bears.

    ``full``: everything the model has. ``basic``: p, br, a, strong, em, ul, ol, li, blockquote; tables and headings
    become paragraphs, figures become a caption paragraph. ``plain``: paragraphs of text without any inline mark.
    """

    FULL = "full"
    BASIC = "basic"
    PLAIN = "plain"


class Granularity(StrEnum):
    """What an item of the feed is: ``entry``, or the whole ``live_blog`` as one item that changes with every entry."""

    ENTRY = "entry"
    LIVE_BLOG = "live_blog"


class BodyAmount(StrEnum):
    """How much of a text goes along: all of it, its opening sentences, or ``none`` but the notes on it."""

    FULL = "full"
    SUMMARY = "summary"
    NONE = "none"


class NewsMLText(StrEnum):
    """The mark-up of texts in NewsML-G2: XHTML, or NITF 3.6 in its own namespace."""

    XHTML = "xhtml"
    NITF = "nitf"


class MediaMode(StrEnum):
    """What a partner gets of pictures, videos and sounds: in the text, as a link under the caption, or nothing."""

    INLINE = "inline"
    LINK = "link"
    NONE = "none"


class Untitled(StrEnum):
    """What title an entry without a headline gets: its time, its first sentence, or the blog's title with the time."""

    FIRST_SENTENCE = "first_sentence"
    TIME = "time"
    BLOG_AND_TIME = "blog_and_time"


class LabelPlace(StrEnum):
    """Where the sentence stands that says a text is machine-made, stale or not translated."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRule:
    """What a profile wants in one language. The policies concern translations only, never the source language.

    ``after_min`` is how many minutes a text waits for its review under ``reviewed_or_machine_after``, which needs it;
    no other policy takes it. Raises :exc:`ValueError` otherwise.
    """

    __pydantic_config__ = STRICT

    tag: LanguageTag
    policy: PublishPolicy = PublishPolicy.MACHINE
    when_missing: WhenMissing = WhenMissing.SOURCE
    when_stale: WhenStale = WhenStale.SOURCE
    after_min: Minutes | None = None

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

    blogs: tuple[str, ...] = ()
    kinds: tuple[EntryKind, ...] = ()
    subjects: tuple[str, ...] = ()
    only_highlighted: bool = False
    published_since: Time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far back a feed reaches. ``withdrawn_shown_h``: how many hours a withdrawn entry stays visible as such.

    No profile can do without withdrawals: whoever has an entry must hear of its kill.
    """

    __pydantic_config__ = STRICT

    max_entries: Annotated[int, Field(ge=1, le=1000)] = 100
    max_age_h: Hours | None = None
    withdrawn_shown_h: Hours = 72
    pinned_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRule:
    """How media arrive. ``largest_width`` in pixels: renditions that are not wider are given, the widest is shown."""

    __pydantic_config__ = STRICT

    mode: MediaMode = MediaMode.INLINE
    largest_width: Annotated[int, Field(ge=1)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRule:
    """How titles are made. ``max_characters`` cuts at a word and adds an ellipsis."""

    __pydantic_config__ = STRICT

    max_characters: Annotated[int, Field(ge=20)] | None = None
    untitled: Untitled = Untitled.FIRST_SENTENCE
    time_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputProfile:
    """One partner's wishes.

    ``languages`` empty means every language of the blog by the default rule. ``credit_line`` is the credit that goes
    with each item; ``attribution`` holds, per language tag, a line put under each body; both may use ``{byline}``,
    ``{provider}``, ``{blog}`` and ``{url}``. ``link_template`` may use ``{page_url}``, ``{anchor}``, ``{partner}``,
    ``{language}`` and ``{slug}``. ``translation_relation`` is the QCode that links a NewsML-G2 variant to its source,
    a code of IPTC's item relation scheme. ``format_version`` is one of the versions the format's writer knows, the
    newest where it is ``None``.
    """

    __pydantic_config__ = STRICT

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    format: str = "atom"
    format_version: str | None = None
    granularity: Granularity = Granularity.ENTRY
    title: Line | None = None
    languages: tuple[LanguageRule, ...] = ()
    selection: Selection = Selection()
    window: Window = Window()
    body: BodyAmount = BodyAmount.FULL
    html: HtmlSubset = HtmlSubset.FULL
    newsml_text: NewsMLText = NewsMLText.XHTML
    media: MediaRule = MediaRule()
    titles: TitleRule = TitleRule()
    credit_line: LineTemplate | None = None
    attribution: dict[LanguageTag, LineTemplate] = field(default_factory=dict)
    link_template: LinkTemplate = "{page_url}#{anchor}"
    timezone: ZoneName = "UTC"
    id_scheme: IdScheme = IdScheme.TAG
    machine_label: LabelPlace = LabelPlace.BEFORE
    language_tags: TagStyle = TagStyle.PLAIN
    translation_relation: Annotated[str, Field(pattern=r"^irel:[A-Za-z]+$")] = "irel:derivedFrom"

    def rule_for(self, language: str) -> LanguageRule | None:
        """Return the rule for a language, or ``None`` where this profile does not take it."""
        if not self.languages:
            return LanguageRule(tag=language)
        return next((rule for rule in self.languages if rule.tag == language), None)
