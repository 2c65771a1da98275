"""One feed for each state an entry or a live blog can be in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feeds.identity import IdScheme, variant_guid, written_as
from feeds.item import Feed, Item, LanguageLink
from feeds.model import EntryKind, MediaKind, PubStatus, Rights, Subject, TranslationState
from tests.factories import (
    BLOG_GUID,
    ENTRY_GUID,
    make_feed,
    make_item,
    make_items,
    make_package,
    make_picture,
    make_rendition,
    make_translation,
    make_withdrawn_item,
)

LATER = datetime(2019, 2, 27, 12, 5, tzinfo=UTC)

RIGHTS = Rights(
    holder="Example News",
    notice="© 2019 Example News & partners",
    usage_terms="Not for resale.\nCredit the photographer.",
    allowed_territories=("VN", "KR"),
    denied_territories=("US",),
)


def translated_item(**changes: object) -> Item:
    """Make a Vietnamese variant; ``state``, ``is_stale`` and the like change its translation note."""
    note = make_translation()
    own = {key: changes.pop(key) for key in list(changes) if key in note.__dataclass_fields__}
    item = make_item(
        guid=variant_guid(ENTRY_GUID, "vi"),
        blog_guid=variant_guid(BLOG_GUID, "vi"),
        title="Hai nhà lãnh đạo ăn tối",
        language="vi",
        language_tag="vi",
        translation=replace(note, **own),
        translation_source_guid=ENTRY_GUID,
        source_url="https://example.org/blogs/hanoi/en/#entry-1",
    )
    return replace(item, **changes)


def translated_feed(**changes: object) -> Feed:
    item = translated_item(**changes)
    package = make_package(
        guid=item.blog_guid,
        title="Thượng đỉnh Hà Nội",
        language_tag=item.language_tag,
        translation=item.translation,
        translation_source_guid=BLOG_GUID,
    )
    return make_feed(items=(item,), guid=package.guid, packages=(package,), language="vi", language_tag="vi")


def full_item() -> Item:
    return make_item(
        version=3,
        updated_at=LATER,
        byline="Linh Nguyễn & Kim Min-ji",
        credit_line="Example News, Hanoi",
        kind=EntryKind.KEY_EVENT,
        pinned=True,
        highlighted=True,
        subjects=(Subject(qcode="medtop:11000000", name="politics"), Subject(qcode="house:trump kim", name="Summit")),
        embargoed_until=LATER,
        correction_note="An earlier version misspelt the name of the hotel.",
        rights=RIGHTS,
        media=(
            make_picture(rights=RIGHTS, renditions=(make_rendition(), make_rendition(role="thumbnail", width=150))),
            make_picture(renditions=()),
            make_picture(kind=MediaKind.VIDEO, caption=None, alt=None, renditions=(make_rendition(mimetype=None),)),
            make_picture(kind=MediaKind.AUDIO, credit=None, renditions=(make_rendition(width=None, height=None),)),
        ),
        alternates=(LanguageLink(language="ko", url="https://example.org/blogs/hanoi/ko/#entry-1"),),
    )


def withheld_item() -> Item:
    notice = "This entry is withheld for now."
    return make_withdrawn_item(
        pub_status=PubStatus.WITHHELD, kill_reason=None, title="Withheld", body_text=notice, summary=notice
    )


def several_blogs() -> Feed:
    other = make_package(guid="tag:example.org,2019-03-01:blog/other", title="Another live blog", version=7)
    items = (
        make_item(),
        make_item(guid=f"{other.guid}/entry/1", blog_guid=other.guid),
        *make_items(2),
    )
    return make_feed(items=items, packages=(make_package(rights=RIGHTS), other))


def right_to_left() -> Feed:
    item = make_item(
        language="ar",
        language_tag="ar",
        is_right_to_left=True,
        title="القمة في هانوي",
        body_html="<p>تصافح الزعيمان \u200fHotel\u200e.</p>",
        body_text="تصافح الزعيمان Hotel.",
    )
    return make_feed(items=(item,), packages=(make_package(language_tag="ar", title="القمة"),))


def uuid_scheme() -> Feed:
    item = make_item(
        guid=written_as(ENTRY_GUID, IdScheme.UUID),
        blog_guid=written_as(BLOG_GUID, IdScheme.UUID),
        media=(make_picture(),),
    )
    return make_feed(items=(item,), packages=(make_package(guid=item.blog_guid),))


def _one(item: Item) -> Feed:
    return make_feed(items=(item,))


FEEDS: dict[str, Callable[[], Feed]] = {
    "new": make_feed,
    "empty": lambda: make_feed(items=()),
    "edited": lambda: _one(make_item(version=2, updated_at=LATER)),
    "corrected": lambda: _one(make_item(version=2, updated_at=LATER, correction_note="The hotel was misnamed.")),
    "embargoed": lambda: _one(make_item(embargoed_until=LATER)),
    "held": lambda: _one(withheld_item()),
    "killed": lambda: _one(make_withdrawn_item()),
    "killed without a reason": lambda: _one(make_withdrawn_item(kill_reason=None)),
    "everything": lambda: _one(full_item()),
    "no headline of its own": lambda: _one(make_item(has_own_title=False, summary="", byline=None)),
    "local time": lambda: _one(make_item(published_at=LATER.astimezone(ZoneInfo("Asia/Kathmandu")))),
    "machine": translated_feed,
    "machine, tagged": lambda: translated_feed(language_tag="vi-t-en-t0-und"),
    "memory": lambda: translated_feed(state=TranslationState.MEMORY, engines=(), memories=("hanoi.vi.tmx",)),
    "mixed": lambda: translated_feed(state=TranslationState.MIXED, reviewers=("Linh Nguyễn",)),
    "reviewed": lambda: translated_feed(state=TranslationState.REVIEWED, reviewers=("Linh Nguyễn", "Trần An")),
    "stale": lambda: translated_feed(is_stale=True, source_version=4),
    "untranslated": lambda: translated_feed(
        state=TranslationState.UNTRANSLATED, engines=(), language="en", language_tag="en"
    ),
    "translated and killed": lambda: translated_feed(pub_status=PubStatus.CANCELED, kill_reason="wrong photo"),
    "translated with a picture": lambda: translated_feed(media=(make_picture(),)),
    "several blogs": several_blogs,
    "right to left": right_to_left,
    "identifiers as UUIDs": uuid_scheme,
}
