"""Any history of edits, reviews, joins and undoing, in a real store: approvals are honest and return."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from feeds.model import Paragraph
from syndication.ingest import replace_entry
from syndication.joining import join_segments, split_again
from syndication.reviewing import approve_segment, edit_segment, reject_segment, undo_segment
from syndication.storage.database import Database
from syndication.storage.tables import segment_translations
from tests.factories import NOW
from tests.syndication.kept import keep_blog, raw_entry, variant_of, work_on
from translations.errors import ReviewError
from translations.hashes import fold_hash, target_hash
from translations.model import Segment, SegmentState

SENTENCES = ("Police closed streets.", "They hugged.", "Markets fell 3 points.", "Kim left; Trump stayed.")
LONGER = {"Kim left; Trump stayed.": "Kim left. Trump stayed.", "They hugged.": "They hugged for 3 minutes."}
texts = st.lists(st.sampled_from((*SENTENCES, *LONGER.values())), min_size=1, max_size=4)


class Desk(RuleBasedStateMachine):
    """An entry that a live desk edits while a translator works on it."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.folder / "news.db")
        self.database = Database(f"sqlite:///{self.folder / 'news.db'}")
        self.guid = keep_blog(self.database, raw_entry(" ".join(SENTENCES), headline=None)).entries[0].guid
        self.text: tuple[str, ...] = (" ".join(SENTENCES),)
        self.versions: list[tuple[tuple[str, ...], set[str]]] = []
        self.number = 0
        self.written: set[str] = set()
        self.unsettled: set[str] = set()
        self.has_repeated = False

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @property
    def segments(self) -> Sequence[Segment]:
        return work_on(self.database, self.guid).segments

    @rule(first=texts, second=texts)
    def rewrite(self, first: list[str], second: list[str]) -> None:
        self._publish((" ".join(first), " ".join(second)))

    @rule(old=st.sampled_from(SENTENCES), new=st.sampled_from((*LONGER.values(), "")))
    def replace_a_sentence(self, old: str, new: str) -> None:
        changed = tuple(paragraph.replace(old, new) for paragraph in self.text)
        if any(map(str.strip, changed)):
            self._publish(changed)

    @rule()
    def turn_paragraphs_round(self) -> None:
        self._publish(self.text[::-1])

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def take_edits_back(self, data: st.DataObject) -> None:
        text, approved = data.draw(st.sampled_from(self.versions))
        self._publish(text)
        # What people have joined since, replaced or thrown away is theirs to decide on anew. Of a sentence that has
        # stood in the text twice it may not be told any more which approval was whose: then it is lost, never wrong.
        if not self.has_repeated:
            assert approved - self.unsettled <= self._approved()

    @rule()
    def approve_all(self) -> None:
        for segment in self.segments:
            if segment.current is not None:
                hashes = {"source_hash": segment.source.source_hash, "target_hash": target_hash(segment.current)}
                self._do(segment, approve_segment, **hashes)
                self.unsettled.discard(segment.source.source_hash)

    @rule(at=st.integers(0, 9))
    def write(self, at: int) -> None:
        segment = self._pick(at)
        self.number += 1
        self.unsettled.add(segment.source.source_hash)
        self._do(segment, edit_segment, text_html=f"Câu {self.number}.", if_version=segment.version)
        self.written.add(f"Câu {self.number}.")

    @rule()
    def write_all(self) -> None:
        for at in range(len(self.segments)):
            self.write(at)

    @rule(at=st.integers(0, 9))
    def throw_away(self, at: int) -> None:
        segment = self._pick(at)
        if segment.current is not None:
            self.unsettled.add(segment.source.source_hash)
            hashes = {"source_hash": segment.source.source_hash, "target_hash": target_hash(segment.current)}
            self._do(segment, reject_segment, **hashes)

    @rule(at=st.integers(0, 9))
    def undo(self, at: int) -> None:
        segment = self._pick(at)
        self.unsettled.add(segment.source.source_hash)
        self._do(segment, undo_segment, if_version=segment.version)

    @rule(at=st.integers(0, 9), regroup=st.sampled_from((join_segments, split_again)))
    def regroup(self, at: int, regroup: Callable[..., Segment]) -> None:
        segment = self._pick(at)
        self.unsettled.update(one.source.source_hash for one in self.segments)
        self._do(segment, regroup, version_seen=segment.version)

    @invariant()
    def what_is_approved_was_approved_against_this_very_sentence(self) -> None:
        for segment in self.segments:
            if segment.state is SegmentState.APPROVED:
                assert segment.current is not None
                assert segment.current.source_hash == segment.source.source_hash
                assert fold_hash(segment.current.approved_source_text or "") == fold_hash(segment.source.text)

    @invariant()
    def the_history_has_every_text_that_a_person_wrote(self) -> None:
        with self.database.reading() as session:
            kept = set(session.scalars(select(segment_translations.c.text)))
        assert self.written <= kept

    @invariant()
    def the_variant_can_be_made(self) -> None:
        assert variant_of(self.database).entries is not None

    def _publish(self, text: tuple[str, ...]) -> None:
        self.versions.append((self.text, self._approved()))
        self.text = text
        blocks = tuple(Paragraph(id=f"b{at}", html=html) for at, html in enumerate(text, 1))
        with self.database.writing() as session:
            entry = raw_entry(headline=None, blocks=blocks)
            replace_entry(session, self.guid, entry, if_version=None, actor="Minh", now=NOW)
        sentences = [segment.source.text for segment in self.segments]
        self.has_repeated |= len(set(sentences)) < len(sentences)

    def _approved(self) -> set[str]:
        return {one.source.source_hash for one in self.segments if one.state is SegmentState.APPROVED}

    def _pick(self, at: int) -> Segment:
        return self.segments[at % len(self.segments)]

    def _do(self, segment: Segment, what: Callable[..., Segment], **seen: object) -> None:
        with suppress(ReviewError), self.database.writing() as session:
            what(session, segment.id or 0, actor="Linh", now=NOW, **seen)


def test_any_history_keeps_approvals_honest_and_texts_at_hand(sqlite_template: Path) -> None:
    Desk.template = sqlite_template
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
