"""The output profile: everything a partner may choose about its feed, as pure data.

A profile is read from TOML or JSON by :mod:`feeds.codec` and applied by :mod:`feeds.render`. Every setting has the
default that suits an unknown reader; the public feeds use exactly those. What is said of a setting to people stands
with it (:class:`~feeds.profile_option.Option`): the form (:mod:`feeds.profile_form`), the schema and docs/profiles.md
are made of that.
"""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from feeds.identity import IdScheme
from feeds.language import LanguageTag
from feeds.model import STRICT
from feeds.profile_choices import (
    BodyAmount,
    EmbedMode,
    Extension,
    Granularity,
    HtmlSubset,
    LabelPlace,
    MediaMode,
    NewsMLText,
    PublishPolicy,
    RefusedMedia,
    SafeFor,
    TagStyle,
    Untitled,
    WhenMissing,
    WhenStale,
)
from feeds.profile_option import Option
from feeds.profile_parts import EmbargoRule, LanguageRule, Lift, MediaRule, Selection, TitleRule, Window
from feeds.profile_safety import apply_safety
from feeds.profile_types import (
    MOST_MINUTES,
    LineTemplate,
    LinkTemplate,
    OptionalLine,
    OptionalLineTemplate,
    OptionalText,
    ParameterName,
    ParameterValue,
    TerritoryCodes,
    ZoneName,
    zone_name,
)

__all__ = [
    "MOST_MINUTES",
    "BodyAmount",
    "EmbargoRule",
    "EmbedMode",
    "Extension",
    "Granularity",
    "HtmlSubset",
    "LabelPlace",
    "LanguageRule",
    "Lift",
    "LineTemplate",
    "LinkTemplate",
    "MediaMode",
    "MediaRule",
    "NewsMLText",
    "OutputProfile",
    "PublishPolicy",
    "RefusedMedia",
    "SafeFor",
    "Selection",
    "TagStyle",
    "TitleRule",
    "Untitled",
    "WhenMissing",
    "WhenStale",
    "Window",
    "ZoneName",
    "zone_name",
]

FEED = "Feed"
LANGUAGES = "Languages"
TEXTS = "Texts"
LINES = "Credits and rights"
ADDRESSES = "Links, ids and times"

_NAMES = "May use {byline}, {provider}, {blog} and {url}."


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

    name: Annotated[
        Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)],
        Option(label="Name", help="Lower case; part of the feed's address.", placeholder="live", section=FEED),
    ]
    format: Annotated[
        str,
        Option(
            label="Format",
            words={
                "atom": "Atom",
                "rss": "RSS 2.0",
                "json": "JSON Feed",
                "newsmlg2": "NewsML-G2",
                "ninjs": "ninjs",
                "nitf": "NITF",
                "newsml12": "NewsML 1.2",
            },
            section=FEED,
        ),
    ] = "atom"
    format_version: Annotated[
        OptionalText,
        Option(
            label="Version of the format",
            help="Where a format is written in several.",
            unset="the newest",
            section=FEED,
        ),
    ] = None
    granularity: Annotated[
        Granularity,
        Option(
            label="Items",
            words={
                "entry": "each entry is an item",
                "live_blog": "the live blog is one item, which changes with every entry",
            },
            section=FEED,
        ),
    ] = Granularity.ENTRY
    safe_for: Annotated[
        SafeFor,
        Option(
            label="Safe for",
            help="Sets what a receiver needs where nothing else is chosen; what contradicts it is refused.",
            words={
                "none": "nobody in particular",
                "superdesk": "Superdesk: newsmlg2 as plain paragraphs, titles of 120 characters",
                "wordpress": "import plug-ins of WordPress: rss or atom in basic HTML, media and embeds as links, "
                "titles of 120 characters",
            },
            section=FEED,
        ),
    ] = SafeFor.NONE
    title: Annotated[OptionalLine, Option(label="Title", unset="the live blog's title", section=FEED)] = None
    languages: Annotated[
        tuple[LanguageRule, ...],
        Option(
            label="Languages",
            help="The first is the one that is served when none is asked for.",
            unset="all, drafts labelled",
            section=LANGUAGES,
        ),
    ] = ()
    machine_label: Annotated[
        LabelPlace,
        Option(
            label="Note on translations",
            help="Where a reader is told that a text is an unreviewed draft, stale or not translated.",
            words={
                "none": "nowhere, but stale text still says so",
                "before": "before the text",
                "after": "after the text",
            },
            section=LANGUAGES,
        ),
    ] = LabelPlace.BEFORE
    language_tags: Annotated[
        TagStyle,
        Option(
            label="Language tags",
            words={
                "plain": "vi",
                "transformed": "vi-t-en-t0-und for text with machine-made parts (RFC 6497)",
            },
            section=LANGUAGES,
        ),
    ] = TagStyle.PLAIN
    translation_relation: Annotated[
        Annotated[str, Field(pattern=r"^irel:[A-Za-z]+$")],
        Option(
            label="Relation to the source",
            help="The QCode that links a translation to its source.",
            placeholder="irel:translatedFrom",
            formats=("newsmlg2", "ninjs"),
            section=LANGUAGES,
        ),
    ] = "irel:derivedFrom"
    selection: Annotated[
        Selection, Option(label="Which entries", help="A kill passes every selection.", section="Which entries")
    ] = field(default_factory=Selection)
    window: Annotated[Window, Option(label="How far back", section="How far back")] = field(default_factory=Window)
    body: Annotated[
        BodyAmount,
        Option(
            label="Amount of text",
            words={
                "full": "all of it",
                "summary": "its opening sentences",
                "none": "nothing but the notes on it (machine-made, corrected)",
            },
            section=TEXTS,
        ),
    ] = BodyAmount.FULL
    html: Annotated[
        HtmlSubset,
        Option(
            label="HTML",
            words={
                "full": "everything the model has; a note in another language than the text is in a div with its "
                "language, and everything in one with its direction where a text runs from right to left",
                "basic": "p, br, a, strong, em, ul, ol, li, blockquote; headings become bold paragraphs, table rows "
                "paragraphs, pictures a caption with a link",
                "plain": "paragraphs of text without any mark",
            },
            section=TEXTS,
        ),
    ] = HtmlSubset.FULL
    newsml_text: Annotated[
        NewsMLText,
        Option(
            label="Mark-up in NewsML-G2",
            words={"xhtml": "XHTML", "nitf": "NITF 3.6 blocks, of which some receivers keep more"},
            formats=("newsmlg2",),
            section=TEXTS,
        ),
    ] = NewsMLText.XHTML
    embeds: Annotated[
        EmbedMode,
        Option(
            label="Embedded posts",
            help="What is left of a thing that lives elsewhere, such as a post on a social network.",
            words={
                "inline": "its words as a quotation, with a link",
                "link": "a link",
                "none": "nothing",
            },
            section=TEXTS,
        ),
    ] = EmbedMode.INLINE
    titles: Annotated[TitleRule, Option(label="Titles", section="Titles")] = field(default_factory=TitleRule)
    media: Annotated[MediaRule, Option(label="Pictures, videos and sounds", section="Pictures, videos and sounds")] = (
        field(default_factory=MediaRule)
    )
    credit_line: Annotated[
        OptionalLineTemplate,
        Option(
            label="Credit line",
            help=f"The credit that goes with each item. {_NAMES}",
            placeholder="{byline}, {provider}",
            unset="none",
            section=LINES,
        ),
    ] = None
    attribution: Annotated[
        dict[LanguageTag, LineTemplate],
        Option(
            label="Attribution",
            help=f"Per language, a line under each body. {_NAMES}",
            placeholder="Source: {provider}, {url}",
            unset="none",
            section=LINES,
        ),
    ] = field(default_factory=dict)
    rights_lines: Annotated[
        dict[LanguageTag, LineTemplate],
        Option(
            label="Rights lines",
            help="Per language, a line on the rights that is put under each body and behind the copyright notice where "
            f"the format has one. {_NAMES}",
            placeholder="© {provider}. Not for resale.",
            unset="none",
            section=LINES,
        ),
    ] = field(default_factory=dict)
    territories: Annotated[
        TerritoryCodes,
        Option(
            label="Territories",
            help="Where the partner publishes, as ISO 3166-1 codes. What is not for use in one of them is not given: "
            "entries are left out, and pictures, videos and sounds withheld.",
            placeholder="KR",
            unset="not known, and nothing is withheld",
            section=LINES,
        ),
    ] = ()
    embargo: Annotated[EmbargoRule, Option(label="Embargo", section="Embargo")] = field(default_factory=EmbargoRule)
    link_template: Annotated[
        LinkTemplate,
        Option(
            label="Address of an item",
            help="http or https. May use {page_url}, {anchor}, {partner}, {language} and {slug}.",
            section=ADDRESSES,
        ),
    ] = "{page_url}#{anchor}"
    campaign: Annotated[
        dict[ParameterName, ParameterValue],
        Option(
            label="Campaign parameters",
            help="Added to the address of each item, unless the address has a parameter of that name. Values may use "
            "{partner}, {language} and {slug}. Ids, feeds and pictures keep their addresses.",
            placeholder="{partner}",
            unset="none",
            columns=("Parameter", "Value"),
            section=ADDRESSES,
        ),
    ] = field(default_factory=dict)
    timezone: Annotated[
        ZoneName,
        Option(
            label="Time zone",
            help="An IANA zone, in which times are written; the moment is the same.",
            placeholder="Asia/Ho_Chi_Minh",
            section=ADDRESSES,
        ),
    ] = "UTC"
    id_scheme: Annotated[
        IdScheme,
        Option(
            label="Ids",
            words={
                "tag": "the permanent id as minted",
                "uuid": "the version 5 UUID of that id, as urn:uuid:",
            },
            section=ADDRESSES,
        ),
    ] = IdScheme.TAG
    without: Annotated[
        tuple[Extension, ...],
        Option(
            label="Extensions left out",
            help="For receivers that stumble over what they do not know.",
            words={
                "media": "Media RSS: pictures, videos and sounds beside the text",
                "dc": "Dublin Core in rss: authors, contributors, language and rights of items",
                "dcterms": "time of the last change in rss",
                "content": "content:encoded in rss; the text stands in the description",
                "tombstones": "deleted-entry in atom; what is withdrawn is still shown as withdrawn",
                "own": "our own elements in atom and rss, and the object _syndication in json",
            },
            unset="none",
            formats=("atom", "rss", "json"),
            section="Extensions",
        ),
    ] = ()

    def __post_init__(self) -> None:
        apply_safety(self)

    def rule_for(self, language: str) -> LanguageRule | None:
        """Return the rule for a language, or ``None`` where this profile does not take it."""
        if not self.languages:
            return LanguageRule(tag=language)
        return next((rule for rule in self.languages if rule.tag == language), None)
