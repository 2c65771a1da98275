"""A live blog in another language."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.identity import variant_guid
from feeds.model import (
    Entry,
    LiveBlog,
    Media,
    MediaBlock,
    MediaKind,
    Paragraph,
    PubStatus,
    Translation,
    TranslationState,
)
from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from tests.factories import BLOG_GUID, ENTRY_GUID, make_blog
from tests.translations.factories import (
    EARLIER,
    NOW,
    make_head_work,
    make_language_work,
    make_segment,
    make_suggestion,
    make_work,
    paragraph_entry,
)
from tests.translations.strategies import RULES as RULES_OF_ANY_KIND
from translations.model import LanguageWork, SegmentState, TextWork
from translations.segments import split_entry, split_head
from translations.variants import make

RULE = LanguageRule(tag="vi")
REVIEWED = LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED)
ENTRY = paragraph_entry("The leaders met. They left.", version=4)
OTHER_GUID = f"{BLOG_GUID}/entry/other"


def blog_of(*entries: Entry, **changes: object) -> LiveBlog:
    return make_blog(entries=entries, **changes)


def work_on(entry: Entry, *states_and_texts: tuple[SegmentState, str], **changes: object) -> TextWork:
    sources = split_entry(entry, entry.language or "en")
    segments = [
        make_segment(source, state, text, id=number)
        for number, (source, (state, text)) in enumerate(zip(sources, states_and_texts, strict=True), 1)
    ]
    return make_work(*segments, **({"guid": entry.guid, "source_version": entry.version} | changes))


def approved(entry: Entry, *texts: str, **changes: object) -> TextWork:
    return work_on(entry, *((SegmentState.APPROVED, text) for text in texts), **changes)


def only_entry(blog: LiveBlog, work: LanguageWork, rule: LanguageRule = RULE) -> Entry | None:
    entries = make(blog, "vi", work, rule).entries
    assert len(entries) <= 1
    return entries[0] if entries else None


def test_a_translated_entry_has_its_own_identity_version_and_times() -> None:
    work = approved(ENTRY, "Họ gặp nhau.", "Họ đi.", version=9)
    assert only_entry(blog_of(ENTRY), make_language_work(work)) == replace(
        ENTRY,
        guid=variant_guid(ENTRY_GUID, "vi"),
        version=9,
        created_at=EARLIER,
        updated_at=NOW,
        blocks=(Paragraph(id="b1", html="Họ gặp nhau. Họ đi."),),
        translation=Translation(
            source_guid=ENTRY_GUID,
            source_version=4,
            source_language="en",
            state=TranslationState.REVIEWED,
            engines=("argos translate-en_vi 1.9",),
            reviewers=("Linh",),
        ),
    )


def test_a_draft_names_its_engine_and_its_memory() -> None:
    work = work_on(ENTRY, (SegmentState.MACHINE, "Họ gặp nhau."), (SegmentState.MEMORY, "Họ đi."))
    entry = only_entry(blog_of(ENTRY), make_language_work(work))
    assert entry is not None
    assert entry.translation == Translation(
        source_guid=ENTRY_GUID,
        source_version=4,
        source_language="en",
        state=TranslationState.MACHINE,
        has_machine_text=True,
        engines=("argos translate-en_vi 1.9",),
        memories=("sample",),
    )


def test_an_entry_shown_in_the_source_text_says_its_language() -> None:
    work = work_on(ENTRY, (SegmentState.APPROVED, "Họ gặp nhau."), (SegmentState.MISSING, ""), version=9)
    entry = only_entry(blog_of(ENTRY), make_language_work(work))
    assert entry is not None
    assert (entry.language, entry.blocks, entry.version) == ("en", ENTRY.blocks, 9)
    assert entry.translation == Translation(
        source_guid=ENTRY_GUID, source_version=4, source_language="en", state=TranslationState.UNTRANSLATED
    )


def test_an_entry_that_the_rule_holds_back_is_left_out() -> None:
    work = work_on(ENTRY, (SegmentState.MACHINE, "Họ gặp nhau."), (SegmentState.APPROVED, "Họ đi."))
    assert only_entry(blog_of(ENTRY), make_language_work(work), REVIEWED) is None


def test_an_entry_without_work_counts_as_not_begun() -> None:
    entry = only_entry(blog_of(ENTRY), make_language_work())
    assert entry is not None
    assert (entry.version, entry.created_at, entry.updated_at) == (1, ENTRY.created_at, ENTRY.updated_at)
    assert entry.language == "en"
    assert (
        only_entry(blog_of(ENTRY), make_language_work(), LanguageRule(tag="vi", when_missing=WhenMissing.HOLD)) is None
    )


def test_a_stale_text_that_is_published_says_so() -> None:
    work = work_on(ENTRY, (SegmentState.STALE, "Họ gặp nhau."), (SegmentState.APPROVED, "Họ đi."))
    rule = LanguageRule(tag="vi", when_stale=WhenStale.PUBLISH_WITH_NOTE)
    entry = only_entry(blog_of(ENTRY), make_language_work(work), rule)
    assert entry is not None
    assert entry.translation is not None
    assert entry.translation.is_stale
    assert entry.blocks == (Paragraph(id="b1", html="Họ gặp nhau. Họ đi."),)


def test_the_draft_of_the_new_source_stands_in_for_stale_text_if_the_rule_says_so() -> None:
    first, second = split_entry(ENTRY, "en")
    stale = make_segment(first, SegmentState.STALE, "Cũ.", suggestion=make_suggestion(first, "Mới."))
    work = make_work(stale, make_segment(second, SegmentState.APPROVED, "Họ đi."), source_version=4)
    entry = only_entry(blog_of(ENTRY), make_language_work(work), LanguageRule(tag="vi", when_stale=WhenStale.MACHINE))
    assert entry is not None
    assert entry.blocks == (Paragraph(id="b1", html="Mới. Họ đi."),)
    assert entry.translation is not None
    assert entry.translation.has_machine_text


def test_work_on_an_older_version_of_the_source_counts_as_far_as_it_is_still_true() -> None:
    work = approved(ENTRY, "Họ gặp nhau.", "Họ đi.")
    pinned = replace(ENTRY, version=5, pinned=True)
    edited = paragraph_entry("The leaders met twice. They left.", version=5)
    kept, held = (only_entry(blog_of(entry), make_language_work(work)) for entry in (pinned, edited))
    assert kept is not None
    assert kept.blocks == (Paragraph(id="b1", html="Họ gặp nhau. Họ đi."),)
    assert held is not None
    assert (held.blocks, held.language) == (edited.blocks, "en")


RULES = [RULE, REVIEWED, LanguageRule(tag="vi", policy=PublishPolicy.OFF)]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
def test_a_withdrawn_entry_leaves_at_once_whatever_the_rule(rule: LanguageRule, status: PubStatus) -> None:
    killed = replace(
        ENTRY, pub_status=status, headline="Wrong", correction_note="Wrong", kill_reason="wrong photo", version=5
    )
    work = approved(ENTRY, "Họ gặp nhau.", "Họ đi.", version=9)
    entry = only_entry(blog_of(killed), make_language_work(work), rule)
    assert entry is not None
    assert (entry.guid, entry.version, entry.pub_status) == (variant_guid(ENTRY_GUID, "vi"), 9, status)
    assert (entry.headline, entry.blocks, entry.correction_note, entry.kill_reason) == (None, (), None, "wrong photo")
    assert entry.translation is not None
    assert entry.translation.source_version == 5


def test_an_entry_written_in_the_target_language_is_its_own_variant() -> None:
    entry = replace(ENTRY, language="vi")
    variant = only_entry(blog_of(entry), make_language_work(), REVIEWED)
    assert variant is not None
    assert (variant.blocks, variant.language, variant.translation) == (ENTRY.blocks, None, None)


def test_an_entry_in_a_third_language_is_translated_from_that() -> None:
    entry = replace(ENTRY, language="fr")
    variant = only_entry(blog_of(entry), make_language_work(approved(entry, "Họ gặp nhau.", "Họ đi.")))
    assert variant is not None
    assert variant.language is None
    assert variant.translation is not None
    assert variant.translation.source_language == "fr"


def test_a_bare_picture_is_not_labelled_as_untranslated() -> None:
    picture = MediaBlock(id="b1", media=Media(kind=MediaKind.PICTURE, credit="Giang Huy"))
    entry = replace(ENTRY, blocks=(picture,))
    variant = only_entry(blog_of(entry), make_language_work(make_work(source_version=4)), REVIEWED)
    assert variant is not None
    assert (variant.blocks, variant.language) == ((picture,), None)
    assert variant.translation is not None
    assert variant.translation.state is TranslationState.REVIEWED


def head_work(blog: LiveBlog, state: SegmentState = SegmentState.APPROVED) -> TextWork:
    segments = [make_segment(source, state, f"Bản {number}") for number, source in enumerate(split_head(blog), 1)]
    return make_head_work(*segments, source_version=blog.version, version=6)


def test_a_head_is_translated_as_one() -> None:
    blog = make_blog(summary=(Paragraph(id="b1", html="In short."),), body=(Paragraph(id="b1", html="At length."),))
    variant = make(blog, "vi", make_language_work(head_work(blog)), RULE)
    assert (variant.title, variant.standfirst, variant.byline) == ("Bản 1", "Bản 2", "Bản 5")
    assert (variant.summary, variant.body) == (
        (Paragraph(id="b1", html="Bản 3"),),
        (Paragraph(id="b1", html="Bản 4"),),
    )
    assert (variant.guid, variant.version, variant.revision) == (variant_guid(BLOG_GUID, "vi"), 6, 7)
    assert (variant.language, variant.created_at, variant.updated_at) == ("vi", EARLIER, NOW)
    assert variant.published_at == blog.published_at
    assert variant.translation is not None
    assert variant.translation.state is TranslationState.REVIEWED


def test_a_head_that_may_not_be_shown_falls_back_to_the_source_text_as_one() -> None:
    blog = make_blog()
    work = head_work(blog)
    drafted = replace(work, segments=(make_segment(work.segments[0].source), *work.segments[1:]))
    variant = make(blog, "vi", make_language_work(drafted), REVIEWED)
    assert (variant.title, variant.standfirst, variant.language) == (blog.title, blog.standfirst, "vi")
    assert variant.translation is not None
    assert variant.translation.state is TranslationState.UNTRANSLATED


def test_of_a_killed_live_blog_only_the_title_is_left() -> None:
    blog = make_blog(pub_status=PubStatus.CANCELED, body=(Paragraph(id="b1", html="At length."),))
    variant = make(blog, "vi", make_language_work(), RULE)
    assert (variant.title, variant.standfirst, variant.body, variant.byline) == (blog.title, None, (), None)
    assert variant.pub_status is PubStatus.CANCELED


states = st.sampled_from(SegmentState)


@given(st.lists(states, min_size=2, max_size=2), st.lists(states, min_size=2, max_size=2), RULES_OF_ANY_KIND)
def test_an_entrys_variant_depends_on_its_own_work_only(
    mine: list[SegmentState], others: list[SegmentState], rule: LanguageRule
) -> None:
    other = replace(ENTRY, guid=OTHER_GUID)
    own = work_on(ENTRY, *((state, "Bản dịch.") for state in mine))
    foreign = work_on(other, *((state, "Bản khác.") for state in others))
    together = make(blog_of(other, ENTRY), "vi", make_language_work(own, foreign), rule).entries
    alone = make(blog_of(ENTRY), "vi", make_language_work(own), rule).entries
    assert tuple(entry for entry in together if entry.guid == variant_guid(ENTRY_GUID, "vi")) == alone


@given(st.lists(states, min_size=2, max_size=2), RULES_OF_ANY_KIND)
def test_no_rule_shows_an_old_text_as_current_or_an_unreviewed_one_as_reviewed(
    mine: list[SegmentState], rule: LanguageRule
) -> None:
    entry = only_entry(blog_of(ENTRY), make_language_work(work_on(ENTRY, *((s, "Bản dịch.") for s in mine))), rule)
    if entry is None or entry.translation is None or entry.language == "en":
        return
    if SegmentState.STALE in mine:
        assert entry.translation.is_stale
    if set(mine) - {SegmentState.APPROVED, SegmentState.STALE}:
        assert entry.translation.state is not TranslationState.REVIEWED
    assert not {SegmentState.MISSING, SegmentState.REJECTED} & set(mine)


def test_the_same_input_gives_the_same_variant() -> None:
    def build() -> LiveBlog:
        blog = blog_of(ENTRY)
        return make(blog, "vi", make_language_work(head_work(blog), approved(ENTRY, "Họ gặp nhau.", "Họ đi.")), RULE)

    assert build() == build()


def test_entries_keep_the_order_of_the_source() -> None:
    guids = [f"{BLOG_GUID}/entry/{number}" for number in range(3)]
    blog = blog_of(*(replace(ENTRY, guid=guid) for guid in guids))
    variant = make(blog, "vi", make_language_work(), RULE)
    assert [entry.guid for entry in variant.entries] == [variant_guid(guid, "vi") for guid in guids]
