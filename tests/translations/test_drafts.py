"""First translations, from the memory and from an engine."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.translations.factories import (
    NOW,
    make_memory_unit,
    make_segment,
    make_source,
    make_sources,
    make_suggestion,
    make_work,
)
from translations.drafts import DraftFailure, Recall, apply_draft, draft_texts, from_engine, from_memory, plan
from translations.engines.engine import EngineDraft, EngineFailure, EngineInfo, Link
from translations.engines.errors import EngineError
from translations.marks import LINK_MOVED
from translations.memory import MemoryMatch, MemoryUnit, lookup
from translations.model import Mark, Origin, Provenance, Segment, SegmentState, SourceSegment
from translations.policy import CUT

INFO = EngineInfo(
    name="echo",
    package="translate-en_vi",
    version="1.9",
    sha256="ab" * 32,
    source_language="en",
    target_language="vi",
    options="beam=4",
)


class EchoEngine:
    """Answers with the sentence in brackets, refuses what it is told to, and remembers what it was asked."""

    info = INFO

    def __init__(self, *, refuses: str = "nothing", is_broken: bool = False) -> None:
        self.calls: list[list[str]] = []
        self._refuses = refuses
        self._is_broken = is_broken

    def translate(self, sentences: Sequence[str]) -> list[EngineDraft | EngineFailure]:
        self.calls.append(list(sentences))
        if self._is_broken:
            raise EngineError(package=INFO.package, reason="the model does not load")
        return [self._answer(sentence) for sentence in sentences]

    def _answer(self, sentence: str) -> EngineDraft | EngineFailure:
        if self._refuses in sentence:
            return EngineFailure("no such word")
        return EngineDraft(text=f"[{sentence}]", mean_log_probability=-0.5)


def memory_of(*units: MemoryUnit) -> Recall:
    def recall(sources: Sequence[SourceSegment]) -> list[list[MemoryMatch]]:
        return [lookup(source, units) for source in sources]

    return recall


NO_MEMORY = memory_of()
SOURCE = make_source("The <b>leaders</b> met.")


NEEDS_DRAFT = [
    (make_segment(state=SegmentState.MISSING), True),
    (make_segment(state=SegmentState.STALE), True),
    (make_segment(state=SegmentState.STALE, suggestion=make_suggestion(SOURCE)), False),
    (make_segment(state=SegmentState.MACHINE), False),
    (make_segment(state=SegmentState.MEMORY), False),
    (make_segment(state=SegmentState.EDITED), False),
    (make_segment(state=SegmentState.APPROVED), False),
    (make_segment(state=SegmentState.REJECTED), False),
]


@pytest.mark.parametrize(("segment", "is_needed"), NEEDS_DRAFT)
def test_only_missing_and_stale_sentences_without_a_suggestion_need_a_draft(segment: Segment, is_needed: bool) -> None:
    assert plan([segment]) == ((segment,) if is_needed else ())


def test_a_missing_sentence_takes_the_draft() -> None:
    segment = make_segment(SOURCE, SegmentState.MISSING)
    given = make_suggestion(SOURCE)
    assert apply_draft(segment, given) == replace(segment, state=SegmentState.MACHINE, current=given, version=1)


def test_a_draft_from_the_memory_says_so_in_the_state() -> None:
    given = make_suggestion(SOURCE, provenance=Provenance(origin=Origin.MEMORY, memory="sample"))
    assert apply_draft(make_segment(SOURCE, SegmentState.MISSING), given).state is SegmentState.MEMORY


def test_beside_a_stale_reviewed_text_the_draft_is_a_suggestion() -> None:
    segment = make_segment(SOURCE, SegmentState.STALE)
    given = make_suggestion(SOURCE)
    assert apply_draft(segment, given) == replace(segment, suggestion=given, version=2)


def test_a_persons_stale_text_that_was_never_approved_is_not_thrown_away() -> None:
    segment = replace(make_segment(SOURCE, SegmentState.EDITED), state=SegmentState.STALE)
    after = apply_draft(segment, make_suggestion(SOURCE))
    assert (after.state, after.current) == (SegmentState.STALE, segment.current)
    assert after.suggestion is not None


def test_a_stale_draft_is_replaced_by_the_new_one() -> None:
    segment = replace(make_segment(SOURCE, SegmentState.MACHINE), state=SegmentState.STALE)
    given = make_suggestion(SOURCE)
    assert apply_draft(segment, given) == replace(segment, state=SegmentState.MACHINE, current=given, version=2)


SETTLED = [SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.EDITED, SegmentState.APPROVED, SegmentState.REJECTED]


@pytest.mark.parametrize("state", SETTLED)
def test_a_draft_that_comes_too_late_changes_nothing(state: SegmentState) -> None:
    segment = make_segment(SOURCE, state)
    assert apply_draft(segment, make_suggestion(SOURCE)) is segment


def test_a_draft_of_an_older_source_changes_nothing() -> None:
    segment = make_segment(SOURCE, SegmentState.MISSING)
    assert apply_draft(segment, make_suggestion(make_source("An older sentence."))) is segment


def test_an_engines_draft_carries_its_whole_provenance() -> None:
    answer = EngineDraft(text="Hai nhà lãnh đạo gặp nhau.", mean_log_probability=-0.25, is_cut=True)
    made = from_engine(make_source("The leaders met."), answer, INFO, NOW)
    assert made.text == "Hai nhà lãnh đạo gặp nhau."
    assert (made.author, made.created_at, made.source_text) == ("echo", NOW, "The leaders met.")
    assert made.approved_source_text is None
    assert made.provenance == Provenance(
        origin=Origin.ENGINE,
        engine="echo",
        package="translate-en_vi 1.9",
        package_sha256="ab" * 32,
        options="beam=4",
        mean_log_probability=-0.25,
        notes=(CUT,),
    )


def test_marks_follow_the_engines_alignment() -> None:
    answer = EngineDraft(text="Hai lãnh đạo gặp.", mean_log_probability=-0.25, links=(Link((4, 11), (4, 12), 0.9),))
    assert from_engine(SOURCE, answer, INFO, NOW).marks == (Mark(start=4, end=12, tag="b"),)


def test_what_documents_cannot_carry_is_taken_out_of_a_draft() -> None:
    answer = EngineDraft(text="Hai\x00 nha\u0300.", mean_log_probability=None)
    assert from_engine(make_source("Two."), answer, INFO, NOW).text == "Hai nhà."


def test_an_alignment_with_text_that_was_cleaned_is_not_used() -> None:
    answer = EngineDraft(
        text="\x00\x00\x00Hai bên gặp.", mean_log_probability=None, links=(Link((4, 11), (3, 6), 0.9),)
    )
    assert from_engine(SOURCE, answer, INFO, NOW).marks == ()


def test_a_recalled_translation_keeps_the_marks_that_were_stored_with_it() -> None:
    unit = make_memory_unit("The <b>leaders</b> met.", "Hai <b>nhà lãnh đạo</b> gặp nhau.")
    (match,) = lookup(SOURCE, [unit])
    made = from_memory(SOURCE, match, language="vi", now=NOW)
    assert (made.text, made.marks) == (unit.target_text, unit.target_marks)
    assert made.provenance == Provenance(origin=Origin.MEMORY, memory="sample", match=100)
    assert (made.author, made.source_hash) == ("Linh", SOURCE.source_hash)


def test_a_recalled_translation_without_the_marks_gets_them_put_on() -> None:
    source = make_source('The <a href="https://a.example/">leaders</a> met.')
    (match,) = lookup(source, [make_memory_unit("The leaders met.", "Họ gặp nhau.")])
    made = from_memory(source, match, language="vi", now=NOW)
    assert [mark.href for mark in made.marks] == ["https://a.example/"]
    assert made.provenance.notes == (LINK_MOVED,)


def test_a_unit_that_lost_a_link_does_not_lose_it_for_us() -> None:
    html = 'The <a href="https://a.example/">leaders</a> met.'
    source = make_source(html)
    (match,) = lookup(source, [make_memory_unit(html, "Họ gặp nhau.")])
    made = from_memory(source, match, language="vi", now=NOW)
    assert [mark.href for mark in made.marks] == ["https://a.example/"]


def test_a_recalled_translation_of_other_typography_gets_the_house_style() -> None:
    source = make_source("“We’ll see,” he said.")
    (match,) = lookup(source, [make_memory_unit('"We\'ll see," he said.', '"Để xem", ông nói.')])
    made = from_memory(source, match, language="vi", now=NOW)
    assert (made.text, made.provenance.match) == ("“Để xem”, ông nói.", 99)


def missing(*sentences: str, field: str = "b1.html") -> list[Segment]:
    return [Segment(source=source) for source in make_sources(*sentences, field=field)]


def texts_of(segments: Sequence[Segment]) -> list[str | None]:
    return [segment.current.text if segment.current else None for segment in segments]


def test_everything_that_waits_in_all_texts_is_asked_in_one_call_and_each_sentence_once() -> None:
    engine = EchoEngine()
    works = [
        make_work(*missing("One.", "Two."), guid="a"),
        make_work(*missing("Two.", "Three."), make_segment(state=SegmentState.APPROVED), guid="b"),
    ]
    result = draft_texts(works, memory=NO_MEMORY, engine=engine, now=NOW)
    assert engine.calls == [["One.", "Two.", "Three."]]
    assert [texts_of(work.segments) for work in result.works] == [
        ["[One.]", "[Two.]"],
        ["[Two.]", "[Three.]", "Hai nhà lãnh đạo gặp nhau."],
    ]
    assert result.failures == ()


def test_the_memory_is_asked_first_and_the_engine_only_for_the_rest() -> None:
    engine = EchoEngine()
    memory = memory_of(make_memory_unit("One.", "Một."))
    (work,) = draft_texts([make_work(*missing("One.", "Two."))], memory=memory, engine=engine, now=NOW).works
    assert engine.calls == [["Two."]]
    assert texts_of(work.segments) == ["Một.", "[Two.]"]
    assert [segment.state for segment in work.segments] == [SegmentState.MEMORY, SegmentState.MACHINE]


def test_a_similar_sentence_in_the_memory_is_no_draft() -> None:
    memory = memory_of(make_memory_unit("12 people were injured.", "12 người bị thương."))
    work = make_work(*missing("14 people were injured."))
    assert draft_texts([work], memory=memory, engine=None, now=NOW).works == (work,)


def test_without_an_engine_sentences_wait_and_that_is_no_failure() -> None:
    works = [make_work(*missing("One."))]
    result = draft_texts(works, memory=NO_MEMORY, engine=None, now=NOW)
    assert (result.works, result.failures) == (tuple(works), ())


def test_a_sentence_the_engine_refuses_stays_missing_and_is_reported_everywhere() -> None:
    works = [make_work(*missing("One.", "Two."), guid="a"), make_work(*missing("Two.", field="headline"), guid="b")]
    result = draft_texts(works, memory=NO_MEMORY, engine=EchoEngine(refuses="Two"), now=NOW)
    assert [texts_of(work.segments) for work in result.works] == [["[One.]", None], [None]]
    assert result.failures == (
        DraftFailure(guid="a", field="b1.html", index=1, reason="no such word"),
        DraftFailure(guid="b", field="headline", index=0, reason="no such word"),
    )


def test_an_engine_that_cannot_work_does_not_take_the_memory_along() -> None:
    memory = memory_of(make_memory_unit("One.", "Một."))
    works = [make_work(*missing("One.", "Two."))]
    result = draft_texts(works, memory=memory, engine=EchoEngine(is_broken=True), now=NOW)
    assert texts_of(result.works[0].segments) == ["Một.", None]
    (failure,) = result.failures
    assert "does not load" in failure.reason


class SilentEngine(EchoEngine):
    """Answers with nothing."""

    def _answer(self, sentence: str) -> EngineDraft | EngineFailure:
        return EngineDraft(text=" ", mean_log_probability=None)


def test_an_empty_answer_is_a_failure() -> None:
    result = draft_texts([make_work(*missing("One."))], memory=NO_MEMORY, engine=SilentEngine(), now=NOW)
    assert result.works[0].segments[0].state is SegmentState.MISSING
    assert result.failures[0].reason == "the engine gave an empty translation"


def test_a_line_end_inside_a_sentence_reaches_the_engine_as_a_blank() -> None:
    engine = EchoEngine()
    draft_texts([make_work(*missing("One\nline\r\nmore."))], memory=NO_MEMORY, engine=engine, now=NOW)
    assert engine.calls == [["One line  more."]]


def test_a_second_run_changes_nothing_and_asks_nobody() -> None:
    engine = EchoEngine()
    stale = make_segment("Two.", SegmentState.STALE)
    once = draft_texts([make_work(*missing("One."), stale)], memory=NO_MEMORY, engine=engine, now=NOW)
    again = draft_texts(once.works, memory=NO_MEMORY, engine=engine, now=NOW)
    assert again.works == once.works
    assert len(engine.calls) == 1


def test_a_text_that_got_no_draft_is_the_same_object() -> None:
    done = make_work(make_segment(state=SegmentState.APPROVED), guid="a")
    result = draft_texts([done, make_work(*missing("One."))], memory=NO_MEMORY, engine=EchoEngine(), now=NOW)
    assert result.works[0] is done


def test_the_version_of_a_text_is_left_to_its_store() -> None:
    work = make_work(*missing("One."))
    (after,) = draft_texts([work], memory=NO_MEMORY, engine=EchoEngine(), now=NOW).works
    assert replace(after, segments=()) == replace(work, segments=())


def test_texts_in_several_languages_are_refused() -> None:
    works = [make_work(*missing("One.")), make_work(*missing("One."), language="ko")]
    with pytest.raises(ValueError, match="several languages"):
        draft_texts(works, memory=NO_MEMORY, engine=None, now=NOW)


def test_nothing_to_draft_asks_nobody() -> None:
    engine = EchoEngine()
    assert draft_texts([], memory=NO_MEMORY, engine=engine, now=NOW).works == ()
    assert engine.calls == []


def wanted_again(segment: Segment) -> Segment:
    return replace(segment, is_redraft_wanted=True)


@pytest.mark.parametrize("state", [SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.REJECTED])
def test_a_machine_text_that_nobody_touched_is_replaced_when_the_engine_is_asked_again(state: SegmentState) -> None:
    segment = wanted_again(make_segment("One.", state))
    (work,) = draft_texts([make_work(segment)], memory=NO_MEMORY, engine=EchoEngine(), now=NOW).works
    (after,) = work.segments
    assert (after.state, texts_of([after]), after.suggestion) == (SegmentState.MACHINE, ["[One.]"], None)
    assert not after.is_redraft_wanted
    assert after.version == segment.version + 1


@pytest.mark.parametrize("state", [SegmentState.EDITED, SegmentState.APPROVED, SegmentState.STALE])
def test_beside_a_persons_text_what_the_engine_says_again_is_a_suggestion(state: SegmentState) -> None:
    before = wanted_again(make_segment("One.", state))
    (work,) = draft_texts([make_work(before)], memory=NO_MEMORY, engine=EchoEngine(), now=NOW).works
    (after,) = work.segments
    assert (after.state, after.current) == (state, before.current)
    assert after.suggestion is not None
    assert after.suggestion.text == "[One.]"
    assert not after.is_redraft_wanted


def test_a_fresh_suggestion_is_replaced_too_when_the_engine_is_asked_again() -> None:
    stale = make_segment("One.", SegmentState.STALE)
    before = wanted_again(replace(stale, suggestion=make_suggestion(stale.source)))
    (work,) = draft_texts([make_work(before)], memory=NO_MEMORY, engine=EchoEngine(), now=NOW).works
    assert work.segments[0].suggestion is not None
    assert work.segments[0].suggestion.text == "[One.]"


def test_the_memory_is_not_asked_where_a_person_asked_the_engine_again() -> None:
    asked: list[str] = []

    def memory(sources: Sequence[SourceSegment]) -> list[list[MemoryMatch]]:
        asked.extend(source.text for source in sources)
        return [list(matches) for matches in memory_of(make_memory_unit("One.", "Một."))(sources)]

    machine = wanted_again(make_segment("One."))
    works = [make_work(machine, guid="a"), make_work(*missing("One.", "Two."), guid="b")]
    engine = EchoEngine()
    again, first = draft_texts(works, memory=memory, engine=engine, now=NOW).works
    assert asked == ["One.", "Two."]
    assert engine.calls == [["One.", "Two."]]
    assert texts_of(again.segments) == ["[One.]"]
    assert texts_of(first.segments) == ["Một.", "[Two.]"]


def test_a_wish_that_no_engine_can_fulfil_stays() -> None:
    before = wanted_again(make_segment("One."))
    for engine in (None, EchoEngine(refuses="One")):
        result = draft_texts([make_work(before)], memory=NO_MEMORY, engine=engine, now=NOW)
        assert result.works[0].segments == (before,)


def test_a_failed_redraft_does_not_blame_a_sentence_that_the_memory_knew() -> None:
    memory = memory_of(make_memory_unit("One.", "Một."))
    works = [make_work(wanted_again(make_segment("One.")), guid="a"), make_work(*missing("One."), guid="b")]
    result = draft_texts(works, memory=memory, engine=EchoEngine(refuses="One"), now=NOW)
    assert [failure.guid for failure in result.failures] == ["a"]
    assert texts_of(result.works[1].segments) == ["Một."]
