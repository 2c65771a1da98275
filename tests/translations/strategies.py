"""Any rule, and any text in any state, for properties that hold of all of them."""

from dataclasses import replace

from hypothesis import strategies as st

from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from tests.translations.factories import NOW, make_finding, make_segment, make_suggestion
from translations.findings import Dismissal, Severity
from translations.model import Segment, SegmentState

_DISMISSED = Dismissal(reason="right as it is", actor="Linh", at=NOW)
_FINDINGS = ((), (make_finding(),), (make_finding(dismissal=_DISMISSED),), (make_finding(severity=Severity.WARN),))
WAITS = st.sampled_from([0, 9, 10, 30, 10_080])


def _rule(policy: PublishPolicy, when_missing: WhenMissing, when_stale: WhenStale, after_min: int) -> LanguageRule:
    has_timer = policy is PublishPolicy.REVIEWED_OR_MACHINE_AFTER
    return LanguageRule(
        tag="vi",
        policy=policy,
        when_missing=when_missing,
        when_stale=when_stale,
        after_min=after_min if has_timer else None,
    )


RULES = st.builds(
    _rule,
    st.sampled_from(PublishPolicy),
    st.sampled_from(WhenMissing),
    st.sampled_from(WhenStale),
    st.sampled_from([1, 10, 30]),
)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    """Draw a segment in any state, with any findings; a stale one may never have been approved, and have a draft."""
    segment = make_segment(state=draw(st.sampled_from(SegmentState)), findings=draw(st.sampled_from(_FINDINGS)))
    if segment.state is not SegmentState.STALE:
        return segment
    if segment.current is not None and draw(st.booleans()):
        segment = replace(segment, current=replace(segment.current, approved_source_text=None))
    if draw(st.booleans()):
        findings = draw(st.sampled_from(_FINDINGS))
        segment = replace(segment, suggestion=make_suggestion(segment.source), suggestion_findings=findings)
    return segment


TEXTS = st.lists(segments(), max_size=4).map(tuple)
