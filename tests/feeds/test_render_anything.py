"""What holds for every document: whatever is kept between calls, whatever the clock says, whoever wrote the entries."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.identity import IdScheme
from feeds.item import ArchivePlace, FeedLinks, LanguageLink, Site
from feeds.model import (
    Embed,
    Entry,
    EntryKind,
    LiveBlog,
    MediaBlock,
    Paragraph,
    PubStatus,
    Rights,
    Subject,
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
    SafeFor,
    Selection,
    TagStyle,
    TitleRule,
    Untitled,
    Window,
)
from feeds.render import Document, render
from feeds.sanitise import clean_blog
from feeds.writers import WRITERS
from tests.factories import (
    BLOG_GUID,
    NOW,
    PAGE_URL,
    make_blog,
    make_entry,
    make_links,
    make_picture,
    make_site,
    make_translation,
)
from tests.feeds.well_formed import check_well_formed
from tests.strategies import live_blogs, profiles

FORMATS = sorted(WRITERS)
LATER = NOW + timedelta(hours=1)
RIGHTS = Rights(notice="Notice", allowed_territories=("VN",))

# Everything that can be set is set, so that every other value of anything makes another document.
PROFILE = OutputProfile(
    name="wire",
    title="Wire",
    credit_line="{byline}, {provider}, {blog}, {url}",
    attribution={"vi": "{byline}, {provider}, {blog}, {url}"},
    link_template="{page_url}?p={partner}&l={language}&s={slug}#{anchor}",
    language_tags=TagStyle.TRANSFORMED,
    titles=TitleRule(untitled=Untitled.BLOG_AND_TIME),
)
SITE = make_site()
LINKS = make_links(
    sibling_feeds=(LanguageLink(language="en", url="https://example.org/blogs/hanoi/en/feed.atom"),),
    sibling_pages=(LanguageLink(language="en", url=PAGE_URL),),
    page_url="https://example.org/blogs/hanoi/vi/",
)
NOTE = make_translation()
ENTRY = make_entry(
    version=2,
    headline=None,
    blocks=(
        Paragraph(html="Một <code>hai</code>."),
        MediaBlock(media=make_picture()),
        Embed(href="https://social.example.org/1", html="Ba"),
    ),
    translation=NOTE,
    correction_note="Mười bốn",
    byline=None,
)
TITLED = make_entry(guid=f"{BLOG_GUID}/entry/titled", headline="Tiêu đề thứ hai khá dài", translation=NOTE)
BLOG = make_blog(language="vi", entries=(ENTRY, TITLED), rights=RIGHTS, translation=NOTE)

OTHER_VALUES: dict[str, dict[str, object]] = {
    "profile": {
        "name": "other",
        "format": "rss",
        "format_version": "2.2",
        "granularity": Granularity.LIVE_BLOG,
        "title": "Other",
        "languages": (LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED),),
        "selection": Selection(only_highlighted=True),
        "window": Window(max_entries=1),
        "body": BodyAmount.SUMMARY,
        "html": HtmlSubset.PLAIN,
        "newsml_text": NewsMLText.NITF,
        "media": MediaRule(mode=MediaMode.NONE),
        "titles": TitleRule(time_prefix=True),
        "credit_line": None,
        "attribution": {"vi": "Other"},
        "link_template": "https://partner.example.com/{slug}#{anchor}",
        "timezone": "Asia/Kathmandu",
        "id_scheme": IdScheme.UUID,
        "machine_label": LabelPlace.AFTER,
        "language_tags": TagStyle.PLAIN,
        "translation_relation": "irel:translatedFrom",
        "safe_for": SafeFor.WORDPRESS,
        "embeds": EmbedMode.NONE,
        "rights_lines": {"vi": "Not for resale."},
        "territories": ("KR",),
        "embargo": EmbargoRule(offset_min=30),
        "campaign": {"utm_source": "{partner}"},
        "without": tuple(Extension),
    },
    "site": {
        "base_url": "https://other.example.org",
        "name": "Other",
        "provider": "Other",
        "authority": "other.example.org",
        "logo_url": "https://other.example.org/logo.png",
        "own_hub_url": "https://other.example.org/hub",
        "other_hubs": ("https://hub.example.net/",),
    },
    "links": {
        "feed_url": "https://example.org/other",
        "page_url": "https://example.org/other",
        "sibling_feeds": (),
        "sibling_pages": (LanguageLink(language="ko", url="https://example.org/blogs/hanoi/ko/"),),
        "previous_archive_url": "https://example.org/other",
        "archive": ArchivePlace(number=1, generation=0, current_url="https://example.org/other"),
        "hubs": ("https://hub.example.net/",),
        "transmission": "desk-7",
    },
    "blog": {
        "slug": "other",
        "title": "Other",
        "language": "ko",
        "timezone": "Asia/Kathmandu",
        "published_at": LATER,
        "created_at": LATER,
        "updated_at": LATER,
        "guid": "tag:example.org,2019-02-27:blog/other",
        "version": 9,
        "revision": 9,
        "standfirst": "Other",
        "summary": (Paragraph(html="Other"),),
        "body": (Paragraph(html="Other"),),
        "byline": "Other",
        "coverage_start_at": LATER,
        "coverage_end_at": LATER,
        "pub_status": PubStatus.WITHHELD,
        "subjects": (Subject(qcode="x:1"),),
        "rights": Rights(holder="Other"),
        "entries": (),
        "translation": replace(NOTE, source_language="ar"),
    },
    "entry": {
        "guid": f"{BLOG_GUID}/entry/other",
        "version": 9,
        "kind": EntryKind.KEY_EVENT,
        "headline": "Other",
        "blocks": (Embed(href="https://example.org/other"),),
        "byline": "Other",
        "created_at": NOW - timedelta(hours=9),
        "published_at": NOW - timedelta(hours=9),
        "updated_at": NOW,
        "language": "ar",
        "time_is_exact": False,
        "pinned": True,
        "highlighted": True,
        "subjects": (Subject(qcode="x:1"),),
        "tags": ("other",),
        "pub_status": PubStatus.CANCELED,
        "embargoed_until": NOW - timedelta(hours=1),
        "correction_note": None,
        "kill_reason": "Other",
        "rights": Rights(holder="Other"),
        "translation": replace(NOTE, state=TranslationState.REVIEWED, has_machine_text=False),
    },
}
UNSEEN = {
    # A profile's name names feeds across live blogs only; its rules have chosen the texts before.
    ("profile", "name"),
    ("profile", "languages"),
    ("site", "name"),
    # Nothing in this live blog is embargoed; the times of one that is are tested below.
    ("profile", "embargo"),
    ("site", "logo_url"),
    # Links name the hubs of a document.
    ("site", "own_hub_url"),
    ("site", "other_hubs"),
    ("blog", "created_at"),
    ("blog", "published_at"),
    ("blog", "version"),
    ("blog", "revision"),
    ("blog", "summary"),
    ("blog", "body"),
    ("blog", "coverage_start_at"),
    ("blog", "coverage_end_at"),
    ("entry", "created_at"),
    ("entry", "time_is_exact"),
    ("entry", "kill_reason"),
}
"""What no document shows, or only together with something else that changes."""

ONLY_IN = {
    ("profile", "format"): [None],
    ("profile", "format_version"): ["ninjs"],
    ("profile", "without"): ["atom", "rss", "json"],
    ("links", "transmission"): ["newsmlg2", "newsml12"],
}
"""The formats in which a change can be made where it is not all; ``None`` is the one that is changed to."""

BASE = {"profile": PROFILE, "site": SITE, "links": LINKS, "blog": BLOG, "entry": ENTRY}
CHANGES = [(part, field) for part, values in OTHER_VALUES.items() for field in values]
CHANGES_BY_FORMAT = [(*change, name) for change in CHANGES for name in ONLY_IN.get(change, FORMATS)]


def changed(part: str, field: str) -> dict[str, object]:
    """Return all parts with one field of one of them changed; an entry gets the version and time of a new one."""
    parts = dict(BASE)
    accepted = {"version": 3, "updated_at": NOW} if part == "entry" else {}
    parts[part] = replace(BASE[part], **(accepted | {field: OTHER_VALUES[part][field]}))
    if part == "entry":
        parts["blog"] = replace(BLOG, entries=(parts["entry"], TITLED))
    return parts


def printed(parts: dict[str, object], fragments=None, partner="tribune", format_name=None, now=NOW) -> bytes:
    profile = replace(parts["profile"], format=format_name) if format_name else parts["profile"]
    return render(
        [parts["blog"]],
        profile,
        now=now,
        site=parts["site"],
        links=parts["links"],
        partner=partner,
        fragments=fragments,
    ).body


@pytest.mark.parametrize(
    ("part", "of"),
    [("profile", OutputProfile), ("site", Site), ("links", FeedLinks), ("blog", LiveBlog), ("entry", Entry)],
)
def test_every_field_is_among_those_that_are_changed_here(part, of):
    assert set(OTHER_VALUES[part]) == {field.name for field in fields(of)}


@pytest.mark.parametrize(("part", "field", "format_name"), CHANGES_BY_FORMAT)
def test_whatever_changes_no_kept_fragment_is_shown_in_its_place(part, field, format_name):
    kept = {}
    printed(BASE, kept, format_name=format_name)
    parts = changed(part, field)
    assert printed(parts, kept, format_name=format_name) == printed(parts, format_name=format_name)


@pytest.mark.parametrize(("part", "field"), [change for change in CHANGES if change not in UNSEEN])
def test_changes_of_the_test_above_can_be_seen(part, field):
    entry_made_anew = replace(BLOG, entries=(replace(ENTRY, version=3, updated_at=NOW), TITLED))
    before = BASE | {"blog": entry_made_anew} if part == "entry" and field not in {"version", "updated_at"} else BASE
    formats = ONLY_IN.get((part, field), FORMATS)
    assert any(printed(changed(part, field), format_name=name) != printed(before, format_name=name) for name in formats)


def test_partners_share_no_fragment_that_names_one_of_them():
    kept = {}
    printed(BASE, kept)
    assert printed(BASE, kept, partner="other") == printed(BASE, partner="other") != printed(BASE)


def test_variant_that_nobody_has_begun_with_follows_its_source():
    """Its version stays 1 until somebody does, so that its time alone tells what it shows."""
    kept = {}
    printed(BASE, kept)
    edited = replace(ENTRY, blocks=(Paragraph(html="Edited."),), updated_at=NOW)
    parts = BASE | {"blog": replace(BLOG, entries=(edited, TITLED))}
    assert b"Edited." in printed(parts, kept)


def hours(low: int, high: int) -> st.SearchStrategy[timedelta]:
    return st.integers(low, high).map(lambda number: timedelta(hours=number))


@st.composite
def timed_entries(draw: st.DrawFn, number: int) -> Entry:
    """One entry in any state, with its number and nothing else in every text; everything happens within a day."""
    token = f"secret{number}x"
    published_at = NOW + draw(hours(-12, 12))
    embargo = draw(st.none() | hours(-12, 12))
    return make_entry(
        guid=f"{BLOG_GUID}/entry/{number}",
        version=draw(st.integers(1, 2)),
        headline=draw(st.none() | st.just(token)),
        blocks=(Paragraph(html=token), MediaBlock(media=make_picture(caption=token, alt=token, credit=token))),
        byline=token,
        language=draw(st.sampled_from((None, "ar"))),
        pinned=draw(st.booleans()),
        subjects=(Subject(qcode=f"x:{token}", name=token),),
        pub_status=draw(st.sampled_from(PubStatus)),
        embargoed_until=None if embargo is None else NOW + embargo,
        correction_note=token,
        kill_reason=f"reason{number}x",
        rights=Rights(notice=token),
        published_at=published_at,
        created_at=published_at,
        updated_at=published_at + draw(hours(0, 12)),
    )


@st.composite
def timed_blogs(draw: st.DrawFn) -> LiveBlog:
    statuses = st.sampled_from([PubStatus.USABLE] * 4 + [PubStatus.WITHHELD])
    entries = tuple(draw(timed_entries(number)) for number in range(draw(st.integers(0, 4))))
    return make_blog(pub_status=draw(statuses), entries=entries)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    return Window(
        max_entries=draw(st.integers(1, 3)),
        max_age_h=draw(st.none() | st.integers(1, 12)),
        withdrawn_shown_h=draw(st.integers(1, 12)),
        pinned_first=draw(st.booleans()),
    )


def document(blog: LiveBlog, *, now: datetime, format_name: str = "atom", fragments=None, **wishes) -> Document:
    profile = OutputProfile(name="p", format=format_name, credit_line="{byline}", **wishes)
    return render([blog], profile, now=now, site=SITE, links=make_links(), fragments=fragments)


@st.composite
def embargo_rules(draw: st.DrawFn) -> EmbargoRule:
    lift = st.builds(
        Lift,
        territory=st.sampled_from(("KR", "VN", "US")),
        at=st.sampled_from(("00:00", "06:00", "23:30")),
        timezone=st.sampled_from(("Asia/Seoul", "Asia/Ho_Chi_Minh", "America/New_York")),
    )
    return EmbargoRule(offset_min=draw(st.sampled_from((0, 45, 600))), lifts=tuple(draw(st.lists(lift, max_size=2))))


@given(
    blog=timed_blogs(),
    window=windows(),
    embargo=embargo_rules(),
    moment=hours(-13, 30),
    waiting=st.floats(0, 1, exclude_max=True),
)
def test_document_stays_the_same_bytes_until_the_time_it_names(blog, window, embargo, moment, waiting):
    now = NOW + moment
    first = document(blog, now=now, window=window, embargo=embargo)
    end = first.valid_until or now + timedelta(days=1000)
    assert end > now
    meanwhile = min(now + (end - now) * waiting, end - timedelta(microseconds=1))
    later = document(blog, now=meanwhile, window=window, embargo=embargo)
    assert (later.body, later.updated_at, later.valid_until) == (first.body, first.updated_at, first.valid_until)


@given(blog=timed_blogs(), window=windows(), embargo=embargo_rules(), start=hours(-13, 12))
def test_as_time_goes_by_a_feed_gets_no_older_and_changes_at_no_other_time_than_it_named(blog, window, embargo, start):
    shown = document(blog, now=NOW + start, window=window, embargo=embargo)
    kept = {}
    for _ in range(30):
        if shown.valid_until is None:
            break
        following = document(blog, now=shown.valid_until, window=window, embargo=embargo, fragments=kept)
        assert following.updated_at >= shown.updated_at
        assert following.turned_at == shown.valid_until
        shown = following
    assert shown.valid_until is None


@settings(max_examples=settings().max_examples // 2)
@given(
    blog=timed_blogs(), moment=hours(-13, 30), subset=st.sampled_from(HtmlSubset), late=st.sampled_from((0, 45, 600))
)
@pytest.mark.parametrize("format_name", FORMATS)
def test_nothing_leaves_of_what_is_not_to_be_used_or_not_yet(format_name, blog, moment, subset, late):
    now = NOW + moment
    rule = EmbargoRule(offset_min=late)
    body = document(blog, now=now, format_name=format_name, html=subset, embargo=rule).body
    for number, entry in enumerate(blog.entries):
        is_due = entry.published_at <= now and (entry.embargoed_until is None or entry.embargoed_until <= now)
        has_waited = entry.embargoed_until is None or max(entry.published_at, entry.embargoed_until) <= now - timedelta(
            minutes=late
        )
        may_be_read = (
            is_due and has_waited and entry.pub_status is PubStatus.USABLE and blog.pub_status is PubStatus.USABLE
        )
        assert (f"secret{number}x".encode() in body) == may_be_read
        if not is_due or entry.pub_status is not PubStatus.CANCELED:
            assert f"reason{number}x".encode() not in body


@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from((*PubStatus, "translated", "edited"))), max_size=12))
@pytest.mark.parametrize("format_name", FORMATS)
def test_document_from_kept_fragments_is_the_one_from_none_after_any_history(format_name, steps):
    entries = [make_entry(guid=f"{BLOG_GUID}/entry/{number}") for number in range(3)]
    kept = {}
    for at, (number, step) in enumerate(steps, 1):
        now = NOW + timedelta(minutes=at)
        old = entries[number]
        changes = {"pub_status": step} if isinstance(step, PubStatus) else {"headline": f"{step} {at}"}
        if step == "translated":
            changes["translation"] = make_translation(source_version=at)
        entries[number] = replace(old, version=old.version + 1, updated_at=now, **changes)
        blog = make_blog(entries=tuple(entries), revision=at)
        fresh = document(blog, now=now, format_name=format_name)
        assert document(blog, now=now, format_name=format_name, fragments=kept).body == fresh.body


@settings(max_examples=settings().max_examples // 2)
@given(blog=live_blogs(), profile=profiles())
@pytest.mark.parametrize("format_name", FORMATS)
def test_entries_that_nobody_cleaned_harm_nothing_but_themselves(format_name, blog, profile):
    entries = tuple(replace(entry, embargoed_until=None) for entry in blog.entries)
    blog = replace(clean_blog(blog), entries=entries)
    profile = replace(profile, format=format_name, window=Window(withdrawn_shown_h=24 * 366 * 110))
    result = render([blog], profile, now=NOW + timedelta(days=366 * 80), site=SITE, links=make_links())
    check_well_formed(result)
    assert {left.guid for left in result.left_out} <= {entry.guid for entry in blog.entries}
