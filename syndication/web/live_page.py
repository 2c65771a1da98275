"""What a live blog's page shows, in the order it shows it: live blog + now -> view. Pure; the template only prints."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feeds.body import BodyStyle, body_text
from feeds.dates import rfc3339
from feeds.identity import anchor
from feeds.item import Site
from feeds.language import display_name, is_right_to_left
from feeds.locales import Labels, labels_for
from feeds.model import Block, Entry, EntryKind, LiveBlog, PubStatus, TranslationState
from feeds.present import translation_notes
from feeds.profile import HtmlSubset, MediaRule, OutputProfile, TitleRule, Window
from feeds.select import Selected, select
from feeds.titles import make_title
from syndication.web.words import PageWords, long_date, own_name, words_for, zone_title

PAGE_PROFILE = OutputProfile(name="page", window=Window(max_entries=1000, pinned_first=True))
"""Which entries a page shows: those of the public feeds, further back and pinned ones first."""

_QUIET = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time as it is printed: ``text`` for people, ``iso`` for machines.

    ``about`` says in words that the time is not exact; ``None`` where it is.
    """

    text: str
    iso: str
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a live blog stands: ``told_at`` is its last news, and it is live until a day after that, or until it ends.

    ``valid_until`` is when the clock alone would change what can be seen of it, ``turned_at`` when it last did.
    """

    told_at: datetime
    is_live: bool
    has_ended: bool
    is_killed: bool
    turned_at: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the switch; ``is_rtl`` is the direction of its own name."""

    tag: str
    name: str
    url: str
    is_current: bool
    is_rtl: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One entry. ``notes`` say how a translation came about; ``notice`` stands in for content that is not to be used.

    ``language`` is set where the text is not in the page's own. ``title`` names untitled entries too, for lists.
    """

    anchor: str
    published: Clock
    day: str
    headline: str | None
    title: str
    blocks: tuple[Block, ...]
    byline: str | None
    language: str | None
    is_rtl: bool
    badge: str | None
    is_pinned: bool
    notes: tuple[str, ...]
    is_doubtful: bool
    updated: Clock | None
    correction: str | None
    notice: tuple[str, ...]
    source_url: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePage:
    """A whole page. ``valid_until`` is when it would look different without any edit.

    ``text_language`` is set where title, standfirst and background are not in the page's own language. ``languages``
    begin with the one the live blog is written in.
    """

    blog: LiveBlog
    url: str
    words: PageWords
    labels: Labels
    is_rtl: bool
    standing: Standing
    date: str
    zone: str
    last_update: Clock
    notes: tuple[str, ...]
    translated_from: str | None
    text_language: str | None
    entries: tuple[EntryView, ...]
    languages: tuple[Language, ...]
    updated_at: datetime
    valid_until: datetime | None

    @property
    def source_url(self) -> str:
        """The page in the language the live blog is written in, for readers of none of the others."""
        return self.languages[0].url

    @property
    def background(self) -> tuple[Block, ...]:
        """The background text."""
        return self.blog.body

    @property
    def contents(self) -> tuple[EntryView, ...]:
        """The entries that have a headline of their own, to jump to."""
        return tuple(entry for entry in self.entries if entry.headline)


def make_live_page(blog: LiveBlog, languages: Sequence[str], *, site: Site, now: datetime) -> LivePage:
    """Decide what the page of ``blog``, which is in one of ``languages``, its own first, shows at ``now``."""
    zone = ZoneInfo(blog.timezone)
    chosen = select((blog,), PAGE_PROFILE, now)
    entries = tuple(entry for _, entry in chosen.pairs)
    words, labels = words_for(blog.language), labels_for(blog.language)
    standing = standing_of(blog, chosen, now)
    return LivePage(
        blog=blog,
        url=site.page_url(blog.slug, blog.language),
        words=words,
        labels=labels,
        is_rtl=is_right_to_left(blog.language),
        standing=standing,
        date=long_date(blog.coverage_start_at or blog.published_at, zone=zone, language=blog.language),
        zone=zone_title(standing.told_at, zone=zone, language=blog.language),
        last_update=date_and_clock(standing.told_at, zone, blog.language),
        notes=tuple(translation_notes(labels, blog.translation)),
        translated_from=_translated_from(blog, words),
        text_language=_text_language(blog),
        entries=tuple(_entry(blog, entry, words, labels, site) for entry in entries),
        languages=tuple(language_of(tag, blog.slug, site, current=blog.language) for tag in languages),
        updated_at=chosen.updated_at,
        valid_until=standing.valid_until,
    )


def standing_of(blog: LiveBlog, chosen: Selected, now: datetime) -> Standing:
    """Decide how a live blog stands from the entries that can be seen of it."""
    told_at = max((_told_at(entry) for _, entry in chosen.pairs), default=blog.published_at)
    has_ended = blog.coverage_end_at is not None and blog.coverage_end_at <= now
    is_killed = blog.pub_status is not PubStatus.USABLE
    turns = (chosen.turned_at, chosen.valid_until, blog.coverage_end_at, told_at + _QUIET)
    return Standing(
        told_at=told_at,
        is_live=told_at + _QUIET > now and not has_ended and not is_killed,
        has_ended=has_ended,
        is_killed=is_killed,
        turned_at=max((turn for turn in turns if turn is not None and turn <= now), default=None),
        valid_until=min((turn for turn in turns if turn is not None and turn > now), default=None),
    )


def _entry(blog: LiveBlog, entry: Entry, words: PageWords, labels: Labels, site: Site) -> EntryView:
    zone = ZoneInfo(blog.timezone)
    language = entry.language or blog.language
    is_usable = entry.pub_status is PubStatus.USABLE
    style = BodyStyle(html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for(language))
    text = body_text(entry.blocks, style) if is_usable else ""
    note = entry.translation if is_usable else None
    updated = entry.updated_at if is_usable and _source_version(entry) > 1 else None
    return EntryView(
        anchor=anchor(entry.guid),
        published=_published(entry, zone, words),
        day=long_date(entry.published_at, zone=zone, language=blog.language),
        headline=entry.headline if is_usable else None,
        title=make_title(entry, text=text, blog_title=blog.title, timezone=blog.timezone, rule=TitleRule()),
        blocks=entry.blocks if is_usable else (),
        byline=entry.byline if is_usable and entry.byline != blog.byline else None,
        language=language if language != blog.language and is_usable else None,
        is_rtl=is_right_to_left(language if is_usable else blog.language),
        badge=_badge(entry, words),
        is_pinned=entry.pinned and is_usable,
        notes=tuple(translation_notes(labels, note)),
        is_doubtful=note is not None and (note.is_stale or note.has_machine_text),
        updated=_clock(updated, zone, entry.published_at) if updated else None,
        correction=entry.correction_note if is_usable else None,
        notice=() if is_usable else _notice(entry, words, labels),
        source_url=f"{site.page_url(blog.slug, note.source_language)}#{anchor(entry.guid)}" if note else None,
        text=text,
    )


def _notice(entry: Entry, words: PageWords, labels: Labels) -> tuple[str, ...]:
    if entry.pub_status is PubStatus.WITHHELD:
        return (words.withheld,)
    reason = (labels.withdrawn_reason.replace("{reason}", entry.kill_reason),) if entry.kill_reason else ()
    return (words.withdrawn, *reason)


def _badge(entry: Entry, words: PageWords) -> str | None:
    match entry.kind:
        case EntryKind.SUMMARY:
            return words.summary
        case EntryKind.KEY_EVENT:
            return words.key_event
        case EntryKind.UPDATE:
            return words.key_event if entry.highlighted else None


def _source_version(entry: Entry) -> int:
    """Return the version of what a reader would call the text: a new draft of the same text is not an update to him."""
    return entry.translation.source_version if entry.translation else entry.version


def _told_at(entry: Entry) -> datetime:
    return entry.updated_at if _source_version(entry) > 1 else entry.published_at


def _published(entry: Entry, zone: ZoneInfo, words: PageWords) -> Clock:
    clock = _clock(entry.published_at, zone, entry.published_at)
    if entry.time_is_exact:
        return clock
    return replace(clock, about=words.about.replace("{time}", clock.text))


def _clock(moment: datetime, zone: ZoneInfo, beside: datetime) -> Clock:
    """Print a time of day, with its date where it is not on the same day as the time it stands beside."""
    local = moment.astimezone(zone)
    is_same_day = local.date() == beside.astimezone(zone).date()
    return Clock(text=f"{local:%H:%M}" if is_same_day else f"{local:%Y-%m-%d %H:%M}", iso=rfc3339(local))


def date_and_clock(moment: datetime, zone: ZoneInfo, language: str) -> Clock:
    """Print a time with its day, such as ``20:54, Wednesday, February 27, 2019``."""
    local = moment.astimezone(zone)
    return Clock(text=f"{local:%H:%M}, {long_date(moment, zone=zone, language=language)}", iso=rfc3339(local))


def _translated_from(blog: LiveBlog, words: PageWords) -> str | None:
    note = blog.translation
    if note is None or note.state is TranslationState.UNTRANSLATED:
        return None
    name = display_name(note.source_language, within=blog.language)
    # CLDR gives the name as it stands alone; some languages write it small inside a sentence.
    small = name[:1].lower() + name[1:]
    return words.translated.replace("{language}", name).replace("{language_small}", small)


def _text_language(blog: LiveBlog) -> str | None:
    note = blog.translation
    return note.source_language if note and note.state is TranslationState.UNTRANSLATED else None


def language_of(tag: str, slug: str, site: Site, *, current: str | None = None) -> Language:
    """Describe one language of a live blog for a switch between them."""
    return Language(
        tag=tag,
        name=own_name(tag),
        url=site.page_url(slug, tag),
        is_current=tag == current,
        is_rtl=is_right_to_left(tag),
    )
