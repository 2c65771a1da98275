"""An output profile in plain words, for people who never see its TOML."""

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.identity import IdScheme
from feeds.language import display_name, territory_name
from feeds.profile import (
    BodyAmount,
    EmbedMode,
    Extension,
    Granularity,
    HtmlSubset,
    LabelPlace,
    LanguageRule,
    MediaMode,
    OutputProfile,
    PublishPolicy,
    RefusedMedia,
    SafeFor,
    TagStyle,
    Untitled,
    WhenMissing,
    WhenStale,
)
from syndication.retiring import is_retired

_READER = "en"
_POLICIES = {
    PublishPolicy.MACHINE: "drafts too, labelled as such",
    PublishPolicy.REVIEWED: "reviewed translations only",
    PublishPolicy.REVIEWED_OR_SOURCE: "the original until the translation is reviewed",
    PublishPolicy.REVIEWED_OR_MACHINE_AFTER: "reviewed translations, drafts after",
    PublishPolicy.OFF: "not delivered",
}
_MISSING = {WhenMissing.HOLD: "untranslated entries wait", WhenMissing.SOURCE: "untranslated entries in the original"}
_STALE = {
    WhenStale.HOLD: "outdated translations are taken back",
    WhenStale.PUBLISH_WITH_NOTE: "outdated translations with a note",
    WhenStale.SOURCE: "the original in place of outdated translations",
    WhenStale.MACHINE: "a new draft in place of outdated translations",
}
_HTML = {
    HtmlSubset.FULL: "full HTML",
    HtmlSubset.BASIC: "basic HTML: paragraphs, links, lists, emphasis",
    HtmlSubset.PLAIN: "plain paragraphs without any mark-up",
}
_GRANULARITY = {Granularity.ENTRY: "", Granularity.LIVE_BLOG: "the whole live blog as one"}
_BODY = {
    BodyAmount.FULL: "",
    BodyAmount.SUMMARY: "opening sentences only, ",
    BodyAmount.NONE: "nothing but notes, ",
}
_MEDIA = {MediaMode.INLINE: "in the text", MediaMode.LINK: "as links with their captions", MediaMode.NONE: "left out"}
_EMBEDS = {
    EmbedMode.INLINE: "",
    EmbedMode.LINK: ", embedded posts as links",
    EmbedMode.NONE: ", no embedded posts",
}
_EXTENSIONS = {
    Extension.MEDIA: "Media RSS",
    Extension.DUBLIN_CORE: "Dublin Core",
    Extension.MODIFIED: "time of the last change",
    Extension.CONTENT: "content:encoded",
    Extension.TOMBSTONES: "tombstones",
    Extension.OWN: "elements of our own",
}
_SAFE_FOR = {SafeFor.NONE: "", SafeFor.SUPERDESK: "Superdesk", SafeFor.WORDPRESS: "WordPress"}
_UNTITLED = {
    Untitled.FIRST_SENTENCE: "their first sentence",
    Untitled.TIME: "their time",
    Untitled.BLOG_AND_TIME: "the live blog's title and their time",
}
_LABEL = {
    LabelPlace.NONE: "not labelled in the text, unless outdated",
    LabelPlace.BEFORE: "labelled before the text",
    LabelPlace.AFTER: "labelled after the text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line about a profile."""

    name: str
    text: str


def describe(profile: OutputProfile) -> tuple[Fact, ...]:
    """Say what a profile delivers and how, leaving out what is as for everybody."""
    facts = [
        ("Languages", "; ".join(_language(rule) for rule in profile.languages) or "every language, drafts labelled"),
        ("Entries", ", ".join(_selection(profile))),
        ("Items", _GRANULARITY[profile.granularity]),
        ("Text", f"{_BODY[profile.body]}{_HTML[profile.html]}{_EMBEDS[profile.embeds]}"),
        ("Media", ", ".join(_media(profile))),
        ("Titles", ", ".join(_titles(profile))),
        ("Credit line", profile.credit_line or ""),
        ("Closing line", "; ".join(profile.attribution.values())),
        ("Rights line", "; ".join(profile.rights_lines.values())),
        ("Territories", ", ".join(_territories(profile))),
        ("Embargo", ", ".join(_embargo(profile))),
        ("Links", ", ".join(_links(profile))),
        ("Times", profile.timezone),
        ("Ids", "UUID" if profile.id_scheme is IdScheme.UUID else "tag: URI"),
        ("Machine text", _machine_text(profile)),
        ("Left out", ", ".join(_EXTENSIONS[one] for one in profile.without)),
        ("Made for", _SAFE_FOR[profile.safe_for]),
    ]
    return tuple(Fact(name=name, text=text) for name, text in facts if text)


def _language(rule: LanguageRule) -> str:
    name = display_name(rule.tag, within=_READER)
    if rule.policy is PublishPolicy.OFF or rule == LanguageRule(tag=rule.tag):
        return f"{name}: {_POLICIES[rule.policy]}"
    policy = _POLICIES[rule.policy] + (f" {_duration(rule.after_min)}" if rule.after_min else "")
    return f"{name}: {policy}, {_MISSING[rule.when_missing]}, {_STALE[rule.when_stale]}"


def _duration(minutes: int) -> str:
    """Write minutes as people say them: in hours where they are whole ones."""
    count, unit = (minutes, "minute") if minutes % 60 else (minutes // 60, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _selection(profile: OutputProfile) -> Iterator[str]:
    wanted, window = profile.selection, profile.window
    yield f"the newest {window.max_entries}"
    if window.max_age_h:
        yield f"none older than {window.max_age_h} hours"
    if wanted.blogs:
        yield f"of {', '.join(wanted.blogs)}"
    if wanted.kinds:
        yield f"only {' and '.join(kind.value.replace('_', ' ') for kind in wanted.kinds)}"
    if wanted.subjects:
        yield f"about {', '.join(wanted.subjects)}"
    if wanted.tags:
        yield f"tagged {', '.join(wanted.tags)}"
    if wanted.without_tags:
        yield f"none tagged {', '.join(wanted.without_tags)}"
    if wanted.only_highlighted:
        yield "highlighted ones only"
    if is_retired(profile):
        yield "nothing but withdrawals: retired"
    elif wanted.published_since:
        yield f"published since {wanted.published_since:%Y-%m-%d}"
    if window.pinned_first:
        yield "pinned ones first"
    yield f"withdrawals shown for {window.withdrawn_shown_h} hours"


def _media(profile: OutputProfile) -> Iterator[str]:
    yield _MEDIA[profile.media.mode]
    rule = profile.media
    if rule.mode is MediaMode.NONE:
        return
    if rule.largest_width:
        yield f"at most {rule.largest_width} pixels wide" + ("" if rule.unknown_width else ", none of unknown width")
    if rule.rendition:
        yield f"preferably as {rule.rendition}"
    if rule.denied_credits:
        yield f"none credited to {' or '.join(rule.denied_credits)}"
    if rule.refused is RefusedMedia.REPLACE:
        yield f"refused pictures replaced by {rule.replacement_url}"


def _territories(profile: OutputProfile) -> Iterator[str]:
    if profile.territories:
        yield f"published in {' and '.join(territory_name(code, within=_READER) for code in profile.territories)}"
        yield "what is not for use there is withheld"


def _embargo(profile: OutputProfile) -> Iterator[str]:
    rule = profile.embargo
    if rule.offset_min:
        yield f"embargoed entries {_duration(rule.offset_min)} later"
    for lift in rule.lifts:
        yield f"not before {lift.at} in {territory_name(lift.territory, within=_READER)} ({lift.timezone})"


def _links(profile: OutputProfile) -> Iterator[str]:
    yield profile.link_template
    if profile.campaign:
        yield f"with {'&'.join(f'{name}={text}' for name, text in profile.campaign.items())}"


def _titles(profile: OutputProfile) -> Iterator[str]:
    yield f"entries without a headline get {_UNTITLED[profile.titles.untitled]}"
    if profile.titles.time_prefix:
        yield "the time before each"
    if profile.titles.max_characters:
        yield f"at most {profile.titles.max_characters} characters"


def _machine_text(profile: OutputProfile) -> str:
    tagged = ", language tag says so" if profile.language_tags is TagStyle.TRANSFORMED else ""
    return f"{_LABEL[profile.machine_label]}{tagged}"
