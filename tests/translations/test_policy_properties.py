"""What holds of every decision, whatever the text and the rule."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenStale
from tests.translations.strategies import RULES, TEXTS, WAITS
from translations.model import Origin, Segment, SegmentState
from translations.policy import Reason, Show, decide_on, rule_text

REVIEWED_ONLY = {PublishPolicy.REVIEWED, PublishPolicy.REVIEWED_OR_SOURCE}
SHOWS_MORE = (Show.NOTHING, Show.SOURCE, Show.TRANSLATION)


def approved(segment: Segment) -> Segment:
    """Return a segment as it is when a person approves what is there."""
    if segment.current is None:
        return segment
    current = replace(segment.current, approved_source_text=segment.source.text)
    return replace(segment, state=SegmentState.APPROVED, current=current, suggestion=None, suggestion_findings=())


@settings(max_examples=500)
@given(TEXTS, RULES, WAITS, st.data())
def test_approving_more_never_hides_more(
    text: tuple[Segment, ...], rule: LanguageRule, waited_min: int, data: st.DataObject
) -> None:
    after = tuple(approved(segment) if data.draw(st.booleans()) else segment for segment in text)
    before_it, after_it = (decide_on(one, rule, waited_min=waited_min).show for one in (text, after))
    assert SHOWS_MORE.index(after_it) >= SHOWS_MORE.index(before_it)


@settings(max_examples=500)
@given(TEXTS, RULES, WAITS, WAITS)
def test_waiting_longer_never_hides_more(text: tuple[Segment, ...], rule: LanguageRule, one: int, other: int) -> None:
    shorter, longer = (decide_on(text, rule, waited_min=waited) for waited in sorted((one, other)))
    assert SHOWS_MORE.index(longer.show) >= SHOWS_MORE.index(shorter.show)


@given(TEXTS, RULES, WAITS)
def test_what_is_all_approved_is_shown_to_everybody_who_takes_the_language(
    text: tuple[Segment, ...], rule: LanguageRule, waited_min: int
) -> None:
    decision = decide_on(tuple(approved(s) for s in text if s.current is not None), rule, waited_min=waited_min)
    assert (decision.show is Show.TRANSLATION) is (rule.policy is not PublishPolicy.OFF)


@settings(max_examples=300)
@given(TEXTS, RULES, WAITS)
def test_nothing_that_nobody_approved_is_shown_to_readers_of_reviewed_text(
    text: tuple[Segment, ...], rule: LanguageRule, waited_min: int
) -> None:
    decision = decide_on(text, rule, waited_min=waited_min)
    is_early = rule.after_min is not None and waited_min < rule.after_min
    if decision.segments and (rule.policy in REVIEWED_ONLY or is_early):
        assert all(segment.current.approved_source_text is not None for segment in decision.segments if segment.current)
        assert not decision.has_machine_text


@settings(max_examples=300)
@given(TEXTS, RULES, WAITS)
def test_what_is_shown_says_what_it_is(text: tuple[Segment, ...], rule: LanguageRule, waited_min: int) -> None:
    decision = decide_on(text, rule, waited_min=waited_min)
    unapproved = [s for s in decision.segments if s.current and s.current.approved_source_text is None]
    has_machine = any(s.current.provenance.origin is Origin.ENGINE for s in unapproved if s.current)
    assert decision.has_machine_text is has_machine
    assert (decision.state is TranslationState.REVIEWED) is (bool(decision.segments) and not unapproved)
    assert decision.is_stale is any(segment.state is SegmentState.STALE for segment in decision.segments)
    if decision.is_stale:
        assert rule.when_stale is WhenStale.PUBLISH_WITH_NOTE
    if decision.segments:
        assert not {SegmentState.MISSING, SegmentState.REJECTED} & {segment.state for segment in decision.segments}


@settings(max_examples=300)
@given(TEXTS, RULES, WAITS)
def test_what_blocks_is_never_shown_unapproved(text: tuple[Segment, ...], rule: LanguageRule, waited_min: int) -> None:
    decision = decide_on(text, rule, waited_min=waited_min)
    for segment in decision.segments:
        if segment.current and segment.current.approved_source_text is None:
            assert not any(finding.is_blocking for finding in segment.findings)
    if decision.reason is Reason.BLOCKED:
        assert decision.blocking


@given(TEXTS, RULES, WAITS)
def test_a_withdrawn_text_never_shows(text: tuple[Segment, ...], rule: LanguageRule, waited_min: int) -> None:
    decision = decide_on(text, rule, waited_min=waited_min, is_withdrawn=True)
    assert (decision.show, decision.segments) == (Show.NOTHING, ())


@given(TEXTS, RULES, WAITS)
def test_deciding_twice_decides_the_same(text: tuple[Segment, ...], rule: LanguageRule, waited_min: int) -> None:
    assert decide_on(text, rule, waited_min=waited_min) == decide_on(text, rule, waited_min=waited_min)


@settings(max_examples=300)
@given(TEXTS, RULES, RULES, WAITS)
def test_rules_that_read_alike_decide_alike(
    text: tuple[Segment, ...], one: LanguageRule, other: LanguageRule, waited_min: int
) -> None:
    if rule_text(one) == rule_text(other):
        assert decide_on(text, one, waited_min=waited_min) == decide_on(text, other, waited_min=waited_min)
    assert len(rule_text(one)) <= 255
