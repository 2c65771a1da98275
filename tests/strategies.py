"""Hypothesis strategies: live blogs of every block kind in any Unicode, profiles with any setting, writer-ready items.

:func:`live_blogs` gives what a hostile client might send, :func:`clean_live_blogs` what the service keeps of it.
Strategies are kept, because making one costs more than drawing from it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from feeds.html import escape
from feeds.identity import IdScheme
from feeds.item import Feed, Item, LanguageLink
from feeds.language import is_right_to_left
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
    Translation,
    TranslationState,
)
from feeds.profile import (
    BodyAmount,
    EmbargoRule,
    EmbedMode,
    Extension,
    Granularity,
    HtmlSubset,
    LabelPlace,
    LanguageRule,
    Lift,
    MediaMode,
    MediaRule,
    NewsMLText,
    OutputProfile,
    PublishPolicy,
    RefusedMedia,
    Selection,
    TagStyle,
    TitleRule,
    Untitled,
    WhenMissing,
    WhenStale,
    Window,
)
from feeds.sanitise import clean_blog
from feeds.writers import WRITERS
from feeds.xml import clean_text
from tests.factories import BLOG_GUID, make_blog, make_feed, make_item, make_withdrawn_item

LANGUAGES = ("en", "vi", "ko", "ar", "he", "zh-Hant", "pt-BR", "xx")

# Sequences that have broken feeds before, which random characters would hardly ever form.
_TRAPS = (
    "]]>",
    "<![CDATA[",
    "&amp;",
    "&amp;lt;b&amp;gt;",
    "&nbsp;",
    "&#0;",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "</item></entry></feed>",
    '" onmouseover="x',
    "\x00",
    "\x0b",
    "\x85",
    "\ufeff",
    "\ufffe",
    "\ud800",
    "👩‍👩‍👧‍👦🇻🇳",
    "Việt Nam",
    "Vie\u0323\u0302t",
    "한국어",
    "\u1112\u1161\u11ab",
    "שלום\u202e",
    "{title}",
    "%s",
    "\r\n",
    "\t",
)


@cache
def any_text(max_size: int = 40) -> SearchStrategy[str]:
    """Any characters at all: controls, surrogates and noncharacters included."""
    characters = st.characters() | st.characters(max_codepoint=0x24F)
    return st.lists(st.text(characters, max_size=max_size) | st.sampled_from(_TRAPS), max_size=3).map("".join)


@cache
def printable_text(max_size: int = 40) -> SearchStrategy[str]:
    """Text as it stands in the model: no character XML forbids, one line, never blank."""
    return any_text(max_size).map(lambda text: " ".join(clean_text(text).split())).filter(bool)


@cache
def inline_html() -> SearchStrategy[str]:
    """Fragments as people and editors send them: allowed and other tags, nested, broken or unclosed, with any text."""
    tags = st.sampled_from(("b", "i", "em", "strong", "sub", "sup", "code", "q", "div", "p", "script", "svg", "math"))
    link = st.builds('<a href="{}">{}</a>'.format, addresses() | any_text(10), any_text(10))
    loose = any_text(20) | link | st.sampled_from(("<br>", "<br/>", "<b>", "</i>", "<img src=x onerror=y>", "<a>"))
    nested = st.recursive(loose, lambda inner: st.builds("<{0}>{1}</{0}>".format, tags, inner), max_leaves=4)
    return st.lists(nested, max_size=3).map("".join)


@cache
def addresses() -> SearchStrategy[str]:
    """Absolute web addresses, with the characters that need escaping in XML."""
    paths = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~/?&=%'()", max_size=20)
    return st.builds("https://example.org/{}".format, paths)


@cache
def times() -> SearchStrategy[datetime]:
    """Aware times in UTC, to the microsecond, across leap years and summer time."""
    return st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@cache
def rights() -> SearchStrategy[Rights]:
    countries = st.lists(st.sampled_from(("VN", "KR", "US", "GB")), max_size=2, unique=True).map(tuple)
    texts = st.none() | any_text(20)
    return st.builds(
        Rights,
        holder=texts,
        notice=texts,
        usage_terms=texts,
        allowed_territories=countries,
        denied_territories=countries,
    )


@cache
def renditions() -> SearchStrategy[Rendition]:
    size = st.none() | st.integers(1, 10_000)
    return st.builds(
        Rendition,
        href=st.none() | addresses(),
        mimetype=st.none() | st.sampled_from(("image/jpeg", "image/webp", "video/mp4", "audio/mpeg")),
        width=size,
        height=size,
        bytes=st.none() | st.integers(0, 2**40),
        role=st.none() | st.sampled_from(("thumbnail", "rnd:thumbnail", "rnd:web", "rnd:highRes")),
    )


@cache
def media(texts: SearchStrategy[str] | None = None) -> SearchStrategy[Media]:
    text = st.none() | (any_text(20) if texts is None else texts)
    return st.builds(
        Media,
        kind=st.sampled_from(MediaKind),
        caption=text,
        alt=text,
        credit=text,
        # Readers take two forms at one address for the same one.
        renditions=st.lists(renditions(), max_size=3, unique_by=lambda one: one.href).map(tuple),
        rights=st.none() | rights() if texts is None else st.none(),
    )


@cache
def blocks() -> SearchStrategy[Block]:
    """One block of any kind."""
    html = inline_html()
    cells = st.lists(html, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Paragraph, html=html),
        st.builds(Heading, html=html),
        st.builds(Quote, html=html, attribution=st.none() | any_text(20)),
        st.builds(ListBlock, items=cells, ordered=st.booleans()),
        st.builds(Table, rows=st.lists(cells, max_size=3).map(tuple), header=st.booleans()),
        st.builds(MediaBlock, media=media()),
        st.builds(Embed, href=addresses() | any_text(20), html=st.none() | html),
    )


def _numbered(found: list[Block]) -> tuple[Block, ...]:
    return tuple(type(block)(**{**_fields(block), "id": f"b{number}"}) for number, block in enumerate(found, 1))


def _fields(block: Block) -> dict[str, object]:
    return {name: getattr(block, name) for name in block.__dataclass_fields__}


@cache
def subjects(texts: SearchStrategy[str] | None = None) -> SearchStrategy[tuple[Subject, ...]]:
    codes = st.sampled_from(("medtop:11000000", "medtop:16000000", "subj:04000000", "x:1", "plain"))
    one = st.builds(Subject, qcode=codes, name=st.none() | (any_text(10) if texts is None else texts))
    return st.lists(one, max_size=2, unique_by=lambda subject: subject.qcode).map(tuple)


@cache
def translations() -> SearchStrategy[Translation]:
    names = st.lists(printable_text(10), max_size=2).map(tuple)
    return st.builds(
        Translation,
        source_guid=st.just(f"{BLOG_GUID}/entry/source"),
        source_version=st.integers(1, 9),
        source_language=st.sampled_from(LANGUAGES),
        state=st.sampled_from(TranslationState),
        has_machine_text=st.booleans(),
        is_stale=st.booleans(),
        engines=names,
        memories=names,
        reviewers=names,
    )


@st.composite
def entries(draw: st.DrawFn, number: int = 1) -> Entry:
    """One entry as a client might send it, already with its guid; ``number`` makes the guid differ."""
    published_at = draw(times())
    status = draw(st.sampled_from([PubStatus.USABLE] * 4 + [PubStatus.CANCELED, PubStatus.WITHHELD]))
    is_usable = status is PubStatus.USABLE
    text = st.none() | any_text()
    return Entry(
        guid=f"{BLOG_GUID}/entry/{number}",
        version=draw(st.integers(1, 9)),
        kind=draw(st.sampled_from(EntryKind)),
        headline=draw(text) if is_usable else None,
        blocks=_numbered(draw(st.lists(blocks(), max_size=3))) if is_usable else (),
        byline=draw(text),
        language=draw(st.none() | st.sampled_from(LANGUAGES)),
        time_is_exact=draw(st.booleans()),
        pinned=draw(st.booleans()),
        highlighted=draw(st.booleans()),
        subjects=draw(subjects()),
        tags=draw(st.lists(any_text(10).filter(bool), max_size=2).map(tuple)),
        pub_status=status,
        embargoed_until=draw(st.none() | times()),
        correction_note=draw(text) if is_usable else None,
        kill_reason=None if is_usable else draw(text),
        rights=draw(st.none() | rights()),
        published_at=published_at,
        created_at=published_at,
        updated_at=published_at + draw(st.timedeltas(timedelta(0), timedelta(days=400))),
        translation=draw(st.none() | translations()),
    )


@st.composite
def live_blogs(draw: st.DrawFn, max_entries: int = 3) -> LiveBlog:
    """A live blog as a hostile client might send it, every text field in any Unicode."""
    count = draw(st.integers(0, max_entries))
    published_at = draw(times())
    return make_blog(
        title=draw(any_text()) + "x",
        standfirst=draw(st.none() | any_text()),
        summary=_numbered(draw(st.lists(blocks(), max_size=1))),
        body=_numbered(draw(st.lists(blocks(), max_size=1))),
        byline=draw(st.none() | any_text()),
        language=draw(st.sampled_from(LANGUAGES)),
        timezone=draw(st.sampled_from(("UTC", "Asia/Ho_Chi_Minh", "Asia/Seoul", "Europe/London", "Asia/Kathmandu"))),
        subjects=draw(subjects()),
        rights=draw(st.none() | rights()),
        entries=tuple(draw(entries(number)) for number in range(count)),
        published_at=published_at,
        created_at=published_at,
        updated_at=published_at,
    )


def clean_live_blogs(max_entries: int = 3) -> SearchStrategy[LiveBlog]:
    """Live blogs as the service keeps them: through the cleaning at the border."""
    return live_blogs(max_entries).map(clean_blog)


def profiles() -> SearchStrategy[OutputProfile]:
    """Profiles with any presentation; selection and window let everything through."""
    lines = printable_text(20).filter(lambda line: "{" not in line)
    templates = ("{page_url}#{anchor}", "{page_url}?p={partner}&l={language}", "https://p.example.com/{slug}#{anchor}")
    return st.builds(
        OutputProfile,
        name=st.just("any"),
        title=st.none() | lines,
        attribution=st.dictionaries(st.sampled_from(LANGUAGES), lines.map("{{byline}} {} {{url}}".format), max_size=8),
        link_template=st.sampled_from(templates),
        granularity=st.sampled_from(Granularity),
        body=st.sampled_from(BodyAmount),
        html=st.sampled_from(HtmlSubset),
        newsml_text=st.sampled_from(NewsMLText),
        media=st.builds(MediaRule, mode=st.sampled_from(MediaMode), largest_width=st.none() | st.integers(1, 5_000)),
        titles=st.builds(
            TitleRule,
            max_characters=st.none() | st.integers(20, 80),
            untitled=st.sampled_from(Untitled),
            time_prefix=st.booleans(),
        ),
        credit_line=st.none() | st.just("{byline}, {provider}"),
        timezone=st.sampled_from(("UTC", "Asia/Seoul", "America/Los_Angeles")),
        id_scheme=st.sampled_from(IdScheme),
        machine_label=st.sampled_from(LabelPlace),
        language_tags=st.sampled_from(TagStyle),
    )


@cache
def language_rules() -> SearchStrategy[LanguageRule]:
    """Rules with any policy; the one with a timer has one."""
    timed = PublishPolicy.REVIEWED_OR_MACHINE_AFTER
    wishes = {
        "tag": st.sampled_from(LANGUAGES),
        "when_missing": st.sampled_from(WhenMissing),
        "when_stale": st.sampled_from(WhenStale),
    }
    others = st.sampled_from([policy for policy in PublishPolicy if policy is not timed])
    return st.builds(LanguageRule, policy=others, **wishes) | st.builds(
        LanguageRule, policy=st.just(timed), after_min=st.integers(1, 10_080), **wishes
    )


@st.composite
def any_profiles(draw: st.DrawFn) -> OutputProfile:
    """Profiles with any value of any setting."""
    names = st.lists(printable_text(10), max_size=3, unique=True).map(tuple)
    return replace(
        draw(profiles()),
        name=draw(st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)),
        format=draw(st.sampled_from(sorted(WRITERS))),
        format_version=draw(st.none() | st.sampled_from(("3.1", "2.2"))),
        languages=tuple(draw(st.lists(language_rules(), max_size=3, unique_by=lambda rule: rule.tag))),
        selection=Selection(
            blogs=draw(names),
            kinds=draw(st.lists(st.sampled_from(EntryKind), max_size=3, unique=True).map(tuple)),
            subjects=draw(names),
            tags=draw(names),
            without_tags=draw(names),
            only_highlighted=draw(st.booleans()),
            published_since=draw(st.none() | times().map(lambda at: at.replace(microsecond=0))),
        ),
        window=Window(
            max_entries=draw(st.integers(1, 1000)),
            max_age_h=draw(st.none() | st.integers(1, 1_000_000)),
            withdrawn_shown_h=draw(st.integers(1, 1_000_000)),
            pinned_first=draw(st.booleans()),
        ),
        translation_relation=draw(st.sampled_from(("irel:derivedFrom", "irel:translatedFrom"))),
        embeds=draw(st.sampled_from(EmbedMode)),
        media=draw(media_rules()),
        rights_lines=draw(
            st.dictionaries(st.sampled_from(LANGUAGES), names.map(" ".join).filter(_is_plain), max_size=2)
        ),
        campaign=draw(st.dictionaries(st.sampled_from(("utm_source", "a~b.c")), st.just("{partner} x"), max_size=2)),
        territories=("KR", "VN"),
        embargo=EmbargoRule(offset_min=draw(st.integers(0, 10_080)), lifts=tuple(draw(st.lists(lifts(), max_size=3)))),
        without=tuple(draw(st.lists(st.sampled_from(Extension), unique=True))),
    )


def _is_plain(text: str) -> bool:
    return bool(text) and "{" not in text


@cache
def media_rules() -> SearchStrategy[MediaRule]:
    """Rules with any setting; where pictures are replaced there is one to replace them with."""
    wishes = {
        "mode": st.sampled_from(MediaMode),
        "largest_width": st.none() | st.integers(1, 5_000),
        "unknown_width": st.booleans(),
        "rendition": st.none() | st.sampled_from(("web", "rnd:thumbnail")),
        "denied_credits": st.lists(printable_text(10), max_size=2, unique=True).map(tuple),
        "replacement_alt": st.none() | printable_text(10),
    }
    dropped = st.builds(MediaRule, **wishes, replacement_url=st.none() | addresses())
    return dropped | st.builds(MediaRule, **wishes, refused=st.just(RefusedMedia.REPLACE), replacement_url=addresses())


@cache
def lifts() -> SearchStrategy[Lift]:
    """Lift times in two territories."""
    clocks = st.times().map(lambda at: f"{at:%H:%M}")
    zones = st.sampled_from(("Asia/Seoul", "Asia/Ho_Chi_Minh", "America/New_York"))
    return st.builds(Lift, territory=st.sampled_from(("KR", "VN")), at=clocks, timezone=zones)


@st.composite
def items(draw: st.DrawFn, number: int = 1) -> Item:
    """One writer-ready item with any printable texts; ``number`` makes its guid differ."""
    guid = f"{BLOG_GUID}/entry/{number}"
    if draw(st.integers(0, 5)) == 0:
        return make_withdrawn_item(guid=guid, kill_reason=draw(st.none() | printable_text()))
    language = draw(st.sampled_from(LANGUAGES))
    published_at = draw(times())
    body = draw(printable_text())
    links = st.builds(LanguageLink, language=st.sampled_from(LANGUAGES), url=addresses())
    return make_item(
        guid=guid,
        version=draw(st.integers(1, 99)),
        url=draw(addresses()),
        title=draw(printable_text()),
        body_html=f"<p>{escape(body)}</p>",
        body_text=body,
        summary=draw(st.just("") | printable_text()),
        language=language,
        language_tag=language,
        published_at=published_at,
        updated_at=published_at + draw(st.timedeltas(timedelta(0), timedelta(days=400))),
        byline=draw(st.none() | printable_text()),
        kind=draw(st.sampled_from(EntryKind)),
        pinned=draw(st.booleans()),
        highlighted=draw(st.booleans()),
        subjects=draw(subjects(printable_text(10))),
        tags=draw(st.lists(printable_text(10), max_size=2, unique=True).map(tuple)),
        correction_note=draw(st.none() | printable_text()),
        media=tuple(draw(st.lists(media(printable_text(10)), max_size=2))),
        translation=draw(st.none() | translations()),
        source_url=draw(st.none() | addresses()),
        alternates=tuple(draw(st.lists(links, max_size=3))),
        is_right_to_left=is_right_to_left(language),
    )


@st.composite
def item_feeds(draw: st.DrawFn, max_items: int = 3) -> Feed:
    """A feed of writer-ready items."""
    found = tuple(draw(items(number)) for number in range(draw(st.integers(0, max_items))))
    return make_feed(items=found, title=draw(printable_text()), subtitle=draw(st.none() | printable_text()))
