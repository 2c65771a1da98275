"""Random histories of edits and reviews: what is approved is approved against what stands there, and nothing is lost.

The store of the service is played by :class:`_Store`, in as few words as the rules of :class:`Past` allow.
"""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.translations.factories import NOW, make_source, make_suggestion
from translations.carry_over import Past, carry_over
from translations.drafts import apply_draft
from translations.hashes import fold_hash, target_hash
from translations.model import Segment, SegmentState, SegmentTranslation, SourceSegment
from translations.review import approve, edit, reject

WORDS = (
    "Police closed streets",
    "They hugged in Hanoi",
    "Markets fell 3 points",
    'Kim said "no"',
    "Trump has not left",
)
texts = st.builds(lambda words, end: words + end, st.sampled_from(WORDS), st.sampled_from((".", "?")))
fields = st.sampled_from(("headline", "b1.html", "b2.html"))
Text = tuple[tuple[str, tuple[str, ...]], ...]
"""Fields in reading order, each with its sentences."""


def cut(text: Text) -> tuple[SourceSegment, ...]:
    return tuple(
        replace(make_source(sentence, field=field, index=index), gap=" ")
        for field, sentences in text
        for index, sentence in enumerate(sentences)
    )


class _Store:
    """Segments with ids, archived ones, and every translation that ever stood, as the database keeps them."""

    def __init__(self) -> None:
        self.live: tuple[Segment, ...] = ()
        self.archived: dict[int, Segment] = {}
        self.standing: dict[tuple[int, str], SegmentTranslation] = {}
        self.written: set[str] = set()
        self._next_id = 1

    def change(self, sources: Sequence[SourceSegment]) -> None:
        past = Past(archived=tuple(self.archived.values()), standing=dict(self.standing))
        new = carry_over(self.live, sources, languages=("en", "vi"), past=past)
        before = {segment.id: segment for segment in self.live}
        self.live = tuple(self._with_id(segment) for segment in new)
        now = {segment.id for segment in self.live}
        self.archived |= {row: one for row, one in before.items() if row is not None and row not in now}
        self.archived = {row: one for row, one in self.archived.items() if row not in now}
        self._keep()

    def review(self, place: int, segment: Segment) -> None:
        self.live = (*self.live[:place], segment, *self.live[place + 1 :])
        if segment.state in {SegmentState.REJECTED, SegmentState.STALE, SegmentState.MISSING} and segment.id:
            self.standing.pop((segment.id, segment.source.source_hash), None)
        self._keep()

    def _with_id(self, segment: Segment) -> Segment:
        if segment.id is not None:
            return segment
        self._next_id += 1
        return replace(segment, id=self._next_id)

    def _keep(self) -> None:
        for segment in self.live:
            stands = segment.state not in {SegmentState.REJECTED, SegmentState.STALE, SegmentState.MISSING}
            if stands and segment.current is not None and segment.id is not None:
                key = (segment.id, segment.current.source_hash)
                self.standing.pop(key, None)
                self.standing[key] = segment.current


class Histories(RuleBasedStateMachine):
    """A text that is edited in every way, and reviewed in between."""

    def __init__(self) -> None:
        super().__init__()
        self.store = _Store()
        self.text: Text = ()
        self.versions: list[tuple[Text, set[str]]] = []
        self.number = 0

    @initialize(first=st.lists(texts, min_size=1, max_size=4))
    def begin(self, first: list[str]) -> None:
        self.text = (("headline", ()), ("b1.html", tuple(first)), ("b2.html", ()))
        self.store.change(cut(self.text))

    def _change(self, text: Text) -> None:
        self.versions.append((self.text, self._approved()))
        self.text = text
        self.store.change(cut(text))

    def _approved(self) -> set[str]:
        return {one.source.source_hash for one in self.store.live if one.state is SegmentState.APPROVED}

    def _nearest(self, at: int) -> int:
        return at % max(1, len(self.store.live))

    def _sentences(self, field: str) -> list[str]:
        return list(dict(self.text)[field])

    def _with(self, field: str, sentences: Sequence[str]) -> Text:
        return tuple((name, tuple(sentences) if name == field else old) for name, old in self.text)

    @rule(field=fields, sentence=texts, at=st.integers(0, 4))
    def insert(self, field: str, sentence: str, at: int) -> None:
        sentences = self._sentences(field)
        sentences.insert(at, sentence)
        self._change(self._with(field, sentences))

    @rule(field=fields, at=st.integers(0, 4))
    def delete(self, field: str, at: int) -> None:
        sentences = self._sentences(field)
        del sentences[at : at + 1]
        self._change(self._with(field, sentences))

    @rule(field=fields, at=st.integers(0, 4), to=st.sampled_from((" now", " not", " 14", "”", "–")))
    def edit_source(self, field: str, at: int, to: str) -> None:
        sentences = self._sentences(field)
        if sentences:
            at %= len(sentences)
            edited = {
                "”": sentences[at].replace('"', "”"),
                "–": sentences[at].replace(" ", "\u00a0", 1),
            }.get(to, sentences[at][:-1] + to + sentences[at][-1])
            self._change(self._with(field, [*sentences[:at], edited, *sentences[at + 1 :]]))

    @rule(field=fields, to=fields, at=st.integers(0, 4), place=st.integers(0, 4))
    def move(self, field: str, to: str, at: int, place: int) -> None:
        moved = self._sentences(field)[at : at + 1]
        without = self._with(field, [one for number, one in enumerate(self._sentences(field)) if number != at])
        sentences = list(dict(without)[to])
        sentences[place:place] = moved
        self._change(tuple((name, tuple(sentences) if name == to else old) for name, old in without))

    @rule(field=fields, at=st.integers(0, 3), seam=st.sampled_from(("; ", " and ", ", ")))
    def merge(self, field: str, at: int, seam: str) -> None:
        sentences = self._sentences(field)
        if len(sentences) > 1:
            at %= len(sentences) - 1
            one, other = sentences[at], sentences[at + 1]
            whole = one[:-1] + seam + other[:1].lower() + other[1:]
            self._change(self._with(field, [*sentences[:at], whole, *sentences[at + 2 :]]))

    @rule(field=fields, at=st.integers(0, 4))
    def split(self, field: str, at: int) -> None:
        sentences = self._sentences(field)
        if sentences:
            at %= len(sentences)
            for seam in ("; ", " and ", ", "):
                if seam in sentences[at]:
                    one, _, other = sentences[at].partition(seam)
                    parts = (one + ".", other[:1].upper() + other[1:])
                    self._change(self._with(field, [*sentences[:at], *parts, *sentences[at + 1 :]]))
                    return

    @rule()
    def reorder(self) -> None:
        (head, title), (first, one), (second, other) = self.text
        self._change(((head, title), (second, other), (first, one)))

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def revert(self, data: st.DataObject) -> None:
        text, approved = data.draw(st.sampled_from(self.versions))
        self._change(text)
        assert approved <= self._approved() | self._taken_back

    @rule(at=st.integers(0, 9))
    def approve(self, at: int) -> None:
        at = self._nearest(at)
        if self.store.live and self.store.live[at].current is not None:
            segment = self.store.live[at]
            done = approve(
                segment,
                source_hash_seen=segment.source.source_hash,
                target_hash_seen=target_hash(segment.current),
                reviewer="Linh",
                now=NOW,
            )
            self._taken_back.discard(segment.source.source_hash)
            self.store.review(at, done.segment)

    @rule(at=st.integers(0, 9))
    def write(self, at: int) -> None:
        at = self._nearest(at)
        if self.store.live:
            self.number += 1
            segment, text = self.store.live[at], f"Câu thứ {self.number}."
            done = edit(segment, text, version_seen=segment.version, editor="Minh", now=NOW)
            self._take_back(segment)
            self.store.written.add(text)
            self.store.review(at, done.segment)

    @rule(at=st.integers(0, 9))
    def throw_away(self, at: int) -> None:
        at = self._nearest(at)
        if self.store.live and self.store.live[at].current is not None:
            segment = self.store.live[at]
            done = reject(
                segment,
                source_hash_seen=segment.source.source_hash,
                target_hash_seen=target_hash(segment.current),
                reviewer="Linh",
                now=NOW,
            )
            self._take_back(segment)
            self.store.review(at, done.segment)

    @rule()
    def approve_all(self) -> None:
        for at in range(len(self.store.live)):
            self.approve(at)

    @rule()
    def write_all(self) -> None:
        for at in range(len(self.store.live)):
            self.write(at)

    @rule()
    def draft(self) -> None:
        for place, segment in enumerate(self.store.live):
            self.store.review(place, apply_draft(segment, make_suggestion(segment.source, "Bản nháp.")))

    @property
    def _taken_back(self) -> set[str]:
        if not hasattr(self, "_no_longer"):
            self._no_longer: set[str] = set()
        return self._no_longer

    def _take_back(self, segment: Segment) -> None:
        """A sentence whose approval a person replaced or threw away is not approved when it returns."""
        self._taken_back.add(segment.source.source_hash)
        replaced = segment.current.text if segment.current else ""
        self.store.written = {text for text in self.store.written if text not in replaced}

    @invariant()
    def what_is_approved_was_approved_against_this_very_sentence(self) -> None:
        for segment in self.store.live:
            if segment.state is SegmentState.APPROVED:
                assert segment.current is not None
                assert segment.current.approved_source_text is not None
                same = fold_hash(segment.current.approved_source_text) == segment.source.fold_hash
                assert same
                assert segment.current.source_hash == segment.source.source_hash

    @invariant()
    def every_sentence_has_one_segment(self) -> None:
        assert tuple(segment.source for segment in self.store.live) == cut(self.text)
        ids = [segment.id for segment in self.store.live]
        assert len(ids) == len(set(ids))
        assert not set(ids) & set(self.store.archived)

    @invariant()
    def no_text_of_a_person_is_lost(self) -> None:
        shown = [one for segment in self.store.live for one in (segment.current, segment.suggestion)]
        archived = [one for segment in self.store.archived.values() for one in (segment.current, segment.suggestion)]
        kept = "\n".join(one.text for one in (*shown, *archived, *self.store.standing.values()) if one is not None)
        assert [text for text in self.store.written if text not in kept] == []

    @invariant()
    def what_is_stale_names_what_was_approved(self) -> None:
        for segment in self.store.live:
            if segment.state is SegmentState.STALE:
                assert segment.current is not None
                assert segment.current.source_hash != segment.source.source_hash


Histories.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestHistories = Histories.TestCase
