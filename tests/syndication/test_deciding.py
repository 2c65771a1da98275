"""Decisions of publish policies are recorded as they turn, with their reasons, and are what a live look says."""

import random
from dataclasses import replace
from datetime import datetime

import pytest

from feeds.model import PubStatus, TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenStale
from syndication.config import Settings
from syndication.decisions import (
    Wanted,
    count_decisions,
    current_decisions,
    decide_texts,
    find_texts,
    list_decisions,
)
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry, update_head
from syndication.languages import begin, list_unbegun
from syndication.releasing import settle_policies
from syndication.reviewing import approve_segment, edit_segment, reject_segment
from syndication.storage.blogs import BlogRecord, find_blog, load_head
from syndication.storage.database import Database
from syndication.storage.decisions import load_last_decisions
from syndication.storage.entries import list_guids
from tests.factories import NOW
from tests.syndication.kept import SLUG, approve_all, keep_blog, kept_entry, raw_entry, work_on
from tests.syndication.policies import (
    MINUTE,
    PARTNER,
    decisions_on,
    keep_profile,
    remember_translations,
    timed,
    work_at,
)
from translations.hashes import target_hash
from translations.model import SegmentState
from translations.policy import Reason, Show, rule_text

HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}
SOURCE = "Police close streets."
PUBLIC_RULE = rule_text(LanguageRule(tag="vi"))
REVIEWED = LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED, when_stale=WhenStale.HOLD)


def keep_one(database: Database) -> str:
    return keep_blog(database, raw_entry(SOURCE, headline=None), **HEAD).entries[0].guid


def edit_source(database: Database, guid: str, text: str, *, now: datetime) -> None:
    with database.writing() as session:
        edited = raw_entry(text, headline=None)
        replace_entry(session, guid, edited, if_version=None, actor="Minh", now=now)


def blog_of(database: Database) -> BlogRecord:
    with database.reading() as session:
        blog = find_blog(session, SLUG)
    assert blog is not None
    return blog


def check_recorded(database: Database) -> None:
    """Prove that what is recorded last is what is decided now, for every text, language and reader."""
    blog = blog_of(database)
    with database.reading() as session:
        guids = [blog.guid, *list_guids(session, blog.id)]
        for language in ("vi", "ko"):
            last = load_last_decisions(session, guids, language=language)
            for text in decide_texts(session, blog, guids, language):
                for made in text.decisions:
                    record = last[text.guid, language, made.reader.rule_text]
                    decision = made.decision
                    assert (record.show, record.reason, record.state, record.is_stale) == (
                        decision.show,
                        decision.reason,
                        decision.state,
                        decision.is_stale,
                    ), (text.guid, made.reader.name)
                    assert made.since == record.decided_at


def test_what_comes_in_is_decided_about_for_every_rule_in_use_once(database: Database) -> None:
    keep_profile(database, REVIEWED, LanguageRule(tag="ko"))
    keep_profile(database, REVIEWED, name="second")
    guid = keep_one(database)
    (public, partner) = decisions_on(database, guid)
    assert (public.rule, public.show, public.reason) == (PUBLIC_RULE, Show.SOURCE, Reason.MISSING)
    assert (partner.rule, partner.show, partner.reason) == (rule_text(REVIEWED), Show.NOTHING, Reason.NOT_REVIEWED)
    assert (public.source_version, public.source_at, public.decided_at, public.revision) == (1, NOW, NOW, 2)
    assert [row.rule for row in decisions_on(database, guid, "ko")] == [PUBLIC_RULE]
    assert len(decisions_on(database, blog_of(database).guid)) == 2


def test_a_row_is_added_when_the_outcome_turns_and_only_then(database: Database, settings: Settings) -> None:
    remember_translations(database)
    guid = keep_one(database)
    work_at(database, settings, NOW + MINUTE)
    edit_source(database, guid, f"{SOURCE} The talks begin.", now=NOW + 2 * MINUTE)
    work_at(database, settings, NOW + 3 * MINUTE)
    approve_all(database, guid)
    approve_all(database, guid)
    edit_source(database, guid, "Police close streets, again.", now=NOW + 5 * MINUTE)
    with database.writing() as session:
        kill_entry(session, guid, "wrong photo", actor="Minh", now=NOW + 6 * MINUTE)
    rows = decisions_on(database, guid)
    assert [(row.reason, row.show, row.state, row.source_version) for row in rows] == [
        (Reason.MISSING, Show.SOURCE, TranslationState.UNTRANSLATED, 1),
        (Reason.DRAFTED, Show.TRANSLATION, TranslationState.MEMORY, 1),
        (Reason.MISSING, Show.SOURCE, TranslationState.UNTRANSLATED, 2),
        (Reason.DRAFTED, Show.TRANSLATION, TranslationState.MEMORY, 2),
        (Reason.DRAFTED, Show.TRANSLATION, TranslationState.MIXED, 2),
        (Reason.REVIEWED, Show.TRANSLATION, TranslationState.REVIEWED, 2),
        (Reason.STALE, Show.SOURCE, TranslationState.UNTRANSLATED, 3),
        (Reason.WITHDRAWN, Show.NOTHING, TranslationState.UNTRANSLATED, 4),
    ]
    assert [row.source_at for row in rows if row.source_version == 2] == [NOW + 2 * MINUTE] * 4
    assert [row.revision for row in rows] == sorted(row.revision for row in rows)


def test_the_time_of_a_source_version_is_that_of_its_acceptance(database: Database, settings: Settings) -> None:
    """Not of the first decision about it: while the outcome stays the same none is recorded."""
    guid = keep_one(database)
    edit_source(database, guid, "The talks begin.", now=NOW + 2 * MINUTE)
    remember_translations(database)
    work_at(database, settings, NOW + 9 * MINUTE)
    missing, drafted = decisions_on(database, guid)
    assert (missing.source_version, missing.source_at) == (1, NOW)
    assert (drafted.source_version, drafted.source_at) == (2, NOW + 2 * MINUTE)
    assert drafted.decided_at >= NOW + 9 * MINUTE


def test_stale_text_that_is_shown_is_recorded_as_such(database: Database, settings: Settings) -> None:
    keep_profile(database, LanguageRule(tag="vi", when_stale=WhenStale.PUBLISH_WITH_NOTE))
    remember_translations(database)
    guid = keep_one(database)
    work_at(database, settings, NOW)
    approve_all(database, guid)
    edit_source(database, guid, "Police close all streets.", now=NOW + MINUTE)
    shown = [row for row in decisions_on(database, guid) if "publish_with_note" in row.rule]
    assert [(row.reason, row.is_stale) for row in shown][-2:] == [(Reason.REVIEWED, False), (Reason.STALE, True)]


def test_a_language_that_is_begun_later_is_decided_about_with_the_times_of_its_sources(
    database: Database, settings: Settings
) -> None:
    guid = keep_one(database)
    later = replace(settings, languages=("vi", "ko", "fr"))
    with database.writing() as session:
        for unbegun in list_unbegun(session, later):
            begin(session, unbegun, now=NOW + 60 * MINUTE)
    (row,) = decisions_on(database, guid, "fr")
    assert (row.reason, row.source_at, row.decided_at) == (Reason.MISSING, NOW, NOW + 60 * MINUTE)


def test_a_profile_that_is_added_or_changed_is_recorded_for_the_texts_there_are(
    database: Database, settings: Settings
) -> None:
    guid = keep_one(database)
    settle_policies(database, now=NOW)
    keep_profile(database, REVIEWED)
    assert settle_policies(database, now=NOW + MINUTE) == 2, "the head and the entry"
    assert [(row.rule, row.decided_at) for row in decisions_on(database, guid)] == [
        (PUBLIC_RULE, NOW),
        (rule_text(REVIEWED), NOW + MINUTE),
    ]
    assert settle_policies(database, now=NOW + 2 * MINUTE) == 0
    keep_profile(database, replace(REVIEWED, when_stale=WhenStale.SOURCE))
    settle_policies(database, now=NOW + 3 * MINUTE)
    assert len(decisions_on(database, guid)) == 3
    check_recorded(database)


def test_a_rule_that_comes_back_goes_on_from_what_stands(database: Database, settings: Settings) -> None:
    keep_profile(database, REVIEWED)
    guid = keep_one(database)
    keep_profile(database, LanguageRule(tag="vi"))
    settle_policies(database, now=NOW)
    remember_translations(database)
    work_at(database, settings, NOW)
    approve_all(database, guid)
    keep_profile(database, REVIEWED)
    settle_policies(database, now=NOW + MINUTE)
    of_rule = [row for row in decisions_on(database, guid) if row.rule == rule_text(REVIEWED)]
    assert [row.reason for row in of_rule] == [Reason.NOT_REVIEWED, Reason.REVIEWED]


def test_a_withheld_entry_is_shown_to_nobody_and_comes_back(database: Database) -> None:
    guid = keep_one(database)
    kept = kept_entry(database, guid)
    for status in (PubStatus.WITHHELD, PubStatus.USABLE):
        with database.writing() as session:
            replace_entry(session, guid, replace(kept, pub_status=status), if_version=None, actor="Minh", now=NOW)
    assert [row.reason for row in decisions_on(database, guid)] == [Reason.MISSING, Reason.WITHDRAWN, Reason.MISSING]


def test_with_a_live_blog_all_its_texts_are_withdrawn(database: Database) -> None:
    guid = keep_one(database)
    with database.writing() as session:
        kill_blog(session, SLUG, "all wrong", actor="Minh", now=NOW)
    for text in (guid, blog_of(database).guid):
        assert decisions_on(database, text)[-1].reason is Reason.WITHDRAWN
    check_recorded(database)


def test_history_names_those_who_read_by_a_rule_now(database: Database) -> None:
    keep_profile(database, REVIEWED)
    guid = keep_one(database)
    keep_profile(database, LanguageRule(tag="vi"))
    with database.reading() as session:
        lines = list_decisions(session, guid, "vi")
    assert [line.readers for line in lines] == [(), ("public", f"{PARTNER}/live")]


def test_a_reader_that_waits_is_told_until_when(database: Database, settings: Settings) -> None:
    keep_profile(database, timed(10))
    remember_translations(database)
    guid = keep_one(database)
    work_at(database, settings, NOW)
    with database.reading() as session:
        public, partner = current_decisions(session, blog_of(database), guid, "vi")
    assert (public.reader.name, public.decision.reason, public.released_at) == ("public", Reason.DRAFTED, None)
    assert (partner.reader.name, partner.decision.reason) == (f"{PARTNER}/live", Reason.WAITING)
    assert (partner.since, partner.released_at) == (NOW, NOW + 10 * MINUTE)


def test_texts_are_found_by_reader_show_and_reason(database: Database, settings: Settings) -> None:
    keep_profile(database, REVIEWED)
    result = keep_blog(database, raw_entry(SOURCE, headline=None), raw_entry("Nobody knows.", headline=None), **HEAD)
    drafted, missing = (entry.guid for entry in result.entries)
    remember_translations(database)
    work_at(database, settings, NOW)
    approve_all(database, drafted)
    blog = blog_of(database)
    with database.reading() as session:

        def found(**wanted: object) -> tuple[str, ...]:
            return find_texts(session, blog, "vi", Wanted(**wanted))  # type: ignore[arg-type]

        assert found() == (blog.guid, drafted, missing)
        assert found(reason=Reason.MISSING) == (missing,)
        assert found(reader="public", show=Show.TRANSLATION) == (blog.guid, drafted)
        assert found(reader=f"{PARTNER}/live", show=Show.TRANSLATION) == (drafted,)
        assert found(reader="nobody") == ()
        public, partner = count_decisions(session, [blog])[blog.id, "vi"]
    assert (public.readers, partner.readers) == (("public",), (f"{PARTNER}/live",))
    assert {(row.show, row.reason, row.texts) for row in partner.counts} == {
        (Show.TRANSLATION, Reason.REVIEWED, 1),
        (Show.NOTHING, Reason.NOT_REVIEWED, 2),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_what_is_recorded_last_is_what_is_decided_now(
    database: Database, settings: Settings, seed: int
) -> None:
    chance = random.Random(seed)
    keep_profile(database, REVIEWED, LanguageRule(tag="ko", policy=PublishPolicy.REVIEWED_OR_SOURCE))
    keep_profile(database, timed(3, when_stale=WhenStale.MACHINE), name="fast")
    remember_translations(database)
    guids = [keep_one(database)]
    now = NOW
    for _step in range(40):
        now += MINUTE
        guid = chance.choice(guids)
        match chance.randrange(8):
            case 0:
                with database.writing() as session:
                    new = accept_entry(session, SLUG, any_entry(chance), actor="Minh", now=now)
                guids.append(new.guid)
            case 1 if kept_entry(database, guid).pub_status is not PubStatus.CANCELED:
                edit_source(database, guid, chance.choice(SENTENCES), now=now)
            case 2 if len(guids) > 2 and kept_entry(database, guid).pub_status is not PubStatus.CANCELED:
                with database.writing() as session:
                    kill_entry(session, guid, "wrong", actor="Minh", now=now)
            case 3:
                change_head(database, chance, now)
            case 4 | 5:
                review_something(database, guid, chance, now)
            case _:
                work_at(database, settings, now)
    settle_policies(database, now=now)
    check_recorded(database)


SENTENCES = [SOURCE, "The talks begin.", f"{SOURCE} The talks begin.", "Police close all streets.", "Nobody knows."]


def any_entry(chance: random.Random) -> object:
    return raw_entry(chance.choice(SENTENCES), headline=None)


def change_head(database: Database, chance: random.Random, now: datetime) -> None:
    with database.writing() as session:
        head = load_head(session, SLUG)
        assert head is not None
        title = chance.choice(["Leaders arrive", "Leaders leave"])
        update_head(session, SLUG, replace(head, title=title), if_version=None, actor="Minh", now=now)


def review_something(database: Database, guid: str, chance: random.Random, now: datetime) -> None:
    """Approve, edit or reject some sentence of a text, if it has one that can be."""
    segments = work_on(database, guid).segments
    if not segments:
        return
    segment = chance.choice(segments)
    assert segment.id is not None
    with database.writing() as session:
        if segment.current is None or chance.random() < 0.2:
            text = chance.choice(["Một câu.", "Câu khác."])
            edit_segment(session, segment.id, text_html=text, if_version=segment.version, actor="Linh", now=now)
            return
        decide = chance.choice([approve_segment, approve_segment, reject_segment])
        if segment.state is SegmentState.APPROVED and decide is approve_segment:
            return
        decide(
            session,
            segment.id,
            source_hash=segment.source.source_hash,
            target_hash=target_hash(segment.current),
            actor="Linh",
            now=now,
        )
