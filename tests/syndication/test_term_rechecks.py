from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndication import term_rechecks
from syndication.clock import utc_now
from syndication.memory import import_memory
from syndication.reviewing import approve_segment, edit_segment
from syndication.storage.database import Database
from syndication.storage.settings import set_setting
from syndication.storage.terms import load_terms
from syndication.storage.touched import list_like
from syndication.termbase import add_term, clean_term, edit_term, import_terms, remove_term
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import approve_all, defaults, keep_blog, memory_of, raw_entry, work_on
from translations.glossary import Term, TermStatus
from translations.hashes import target_hash
from translations.model import SegmentState

SENTENCES = {
    "The summit begins.": "Hội nghị bắt đầu.",
    "They hugged.": "Họ ôm nhau.",
    "Hà Nội hosts it.": "Hà Nội đăng cai.",
}


@pytest.fixture
def guid(database: Database) -> str:
    """An entry of three sentences in Vietnamese, all approved."""
    entry = raw_entry(" ".join(SENTENCES), headline=None)
    guid = keep_blog(database, entry).entries[0].guid
    with database.writing() as session:
        import_memory(session, memory_of(SENTENCES), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    approve_all(database, guid)
    return guid


def term(source: str, target: str = "x") -> Term:
    return Term(source_language="en", target_language="vi", source_text=source, target_text=target)


def change(database: Database, *terms: Term) -> int:
    now = utc_now()
    with database.writing() as session:
        added = [add_term(session, one, actor="Linh", now=now) for one in terms]
        return term_rechecks.after_change(session, added, now=now)


def states(database: Database, guid: str) -> list[SegmentState]:
    return [segment.state for segment in work_on(database, guid).segments]


def drain(database: Database) -> int:
    checked = 0
    while True:
        with database.writing() as session:
            if not term_rechecks.is_pending(session):
                return checked
            checked += term_rechecks.check_a_bit(session, now=utc_now())


@pytest.mark.parametrize(
    ("source", "touched"),
    [("summit", 1), ("SUMMIT", 1), ("hà nội", 1), ("Ha Noi", 0), ("they", 1), ("e", 2), ("nobody", 0), ("100%", 0)],
)
def test_a_change_is_followed_in_the_sentences_that_hold_the_term(
    database: Database, guid: str, source: str, touched: int
) -> None:
    assert change(database, term(source)) == touched
    assert states(database, guid) == [SegmentState.APPROVED] * 3


def test_a_language_that_the_term_is_not_of_is_left_alone(database: Database, guid: str) -> None:
    assert change(database, replace(term("summit"), target_language="ko")) == 0


def test_what_is_never_written_is_looked_for_by_a_worker(database: Database, guid: str) -> None:
    forbidden = clean_term(
        Term(
            source_language="en", target_language="vi", source_text="", target_text="HỌ ÔM", status=TermStatus.FORBIDDEN
        )
    )
    assert change(database, forbidden) == 0
    assert drain(database) == 1


def test_an_import_is_followed_by_the_worker(database: Database, guid: str) -> None:
    with database.writing() as session:
        now = utc_now()
        result = import_terms(session, [term("summit"), term("Hà Nội"), term("nobody")], actor="Linh", now=now)
        term_rechecks.note_changes(session, result.pairs, now=now)
        assert term_rechecks.is_pending(session)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    with database.reading() as session:
        assert not term_rechecks.is_pending(session)
    assert states(database, guid) == [SegmentState.APPROVED] * 3


def test_another_change_meanwhile_makes_the_worker_begin_again(database: Database, guid: str) -> None:
    first = utc_now()
    with database.writing() as session:
        result = import_terms(session, [term("summit")], actor="Linh", now=first)
        term_rechecks.note_changes(session, result.pairs, now=first)
        assert term_rechecks.check_a_bit(session, now=first) == 1
        import_terms(session, [term("hugged")], actor="Linh", now=first + timedelta(seconds=1))
        term_rechecks.note_changes(session, result.pairs, now=first + timedelta(seconds=1))
    assert drain(database) == 2


def test_more_sentences_than_one_step_takes_are_all_checked(database: Database) -> None:
    texts = {f"Summit number {number}.": f"Hội nghị số {number}." for number in range(230)}
    keep_blog(database, *(raw_entry(text, headline=None) for text in texts))
    with database.writing() as session:
        import_memory(session, memory_of(texts), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    assert change(database, term("summit")) == 0
    steps = []
    while True:
        with database.writing() as session:
            if not term_rechecks.is_pending(session):
                break
            steps.append(term_rechecks.check_a_bit(session, now=utc_now()))
    assert steps == [100, 100, 30, 0]


def test_a_broken_note_is_thrown_away(database: Database, guid: str) -> None:
    with database.writing() as session:
        set_setting(session, "recheck_terms en vi", "{broken")
    assert drain(database) == 0


def test_a_term_with_signs_of_patterns_matches_itself_only(database: Database) -> None:
    sentence = {"About 50%_off today.": "Giảm 50%_off hôm nay."}
    keep_blog(database, raw_entry(next(iter(sentence)), headline=None))
    with database.writing() as session:
        import_memory(session, memory_of(sentence), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    with database.reading() as session:
        assert len(list_like(session, ("en", "vi"), "50%_OFF", limit=5)) == 1
    assert change(database, term("50%_off"), term("5%")) == 1


def test_an_old_source_of_a_term_is_looked_at_too(database: Database, guid: str) -> None:
    change(database, term("summit"))
    with database.writing() as session:
        (before,) = [one for one in _terms(session) if one.source_text == "summit"]
        after = replace(before, source_text="hugged")
        now = datetime(2100, 1, 1, tzinfo=UTC)
        edited = edit_term(session, after, if_version=1, actor="Linh", now=now)
        assert term_rechecks.after_change(session, [before, edited], now=now) == 2


def _terms(session) -> list[Term]:
    return list(load_terms(session, ("en", "vi"), limit=10))


def found(database: Database, guid: str, at: int = 0) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in work_on(database, guid).segments[at].findings]


def test_an_approved_sentence_stays_approved_and_is_told_that_its_term_has_changed(
    database: Database, guid: str
) -> None:
    now = datetime(2100, 1, 1, tzinfo=UTC)
    with database.writing() as session:
        added = add_term(session, term("summit", "hội nghị"), actor="Linh", now=now)
        term_rechecks.after_change(session, [added], now=now)
    assert found(database, guid) == [("glossary", "info")]
    assert states(database, guid) == [SegmentState.APPROVED] * 3
    assert [found(database, guid, at) for at in (1, 2)] == [[], []]


def test_what_a_term_asks_for_now_is_found_where_it_is_missing(database: Database, guid: str) -> None:
    now = datetime(2100, 1, 1, tzinfo=UTC)
    with database.writing() as session:
        added = add_term(session, term("summit", "hội nghị thượng đỉnh"), actor="Linh", now=now)
        term_rechecks.after_change(session, [added], now=now)
    assert found(database, guid) == [("glossary", "warn"), ("glossary", "info")]
    assert states(database, guid) == [SegmentState.APPROVED] * 3


def test_approving_again_settles_what_has_changed(database: Database, guid: str) -> None:
    change(database, term("summit", "hội nghị"))
    assert found(database, guid) == [("glossary", "info")]
    first = work_on(database, guid).segments[0]
    with database.writing() as session:
        edit_segment(
            session,
            first.id or 0,
            text_html="Hội nghị đã bắt đầu.",
            if_version=first.version,
            actor="Linh",
            now=datetime(2100, 1, 2, tzinfo=UTC),
        )
    edited = work_on(database, guid).segments[0]
    with database.writing() as session:
        approve_segment(
            session,
            edited.id or 0,
            source_hash=edited.source.source_hash,
            target_hash=target_hash(edited.current),
            actor="Linh",
            now=datetime(2100, 1, 3, tzinfo=UTC),
        )
    assert ("glossary", "info") not in found(database, guid)


def test_a_removed_term_is_told_too(database: Database, guid: str) -> None:
    now = datetime(2100, 1, 1, tzinfo=UTC)
    with database.writing() as session:
        added = add_term(session, term("summit", "hội nghị"), actor="Linh", now=NOW)
        remove_term(session, added.id or 0, if_version=1, actor="Linh", now=now)
        term_rechecks.after_change(session, [added], now=now)
    assert found(database, guid) == [("glossary", "info")]
