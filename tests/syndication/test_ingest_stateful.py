"""Any sequence of posts, edits, kills and imports leaves a store in which nothing was lost or counted twice."""

import itertools
import shutil
import tempfile
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from feeds.changes import ChangeKind, decide
from feeds.model import Entry, LiveBlog, PubStatus
from syndication.errors import EntryKilled
from syndication.ingest import Happened, accept_blog, accept_entry, kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.storage.entries import list_versions, load_version
from syndication.storage.revisions import blog_languages, feed_revision
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, keep_blog, kept_blog, log_of, raw_blog, raw_entry, work_on

SUBJECTS = ("police", "reporters", "both leaders", "the motorcade", "crowds")
ACTIONS = ("reached the old hotel", "left for the airport", "closed the streets nearby", "waited near the lake")
texts = st.builds("{} {} at {}.".format, st.sampled_from(SUBJECTS), st.sampled_from(ACTIONS), st.integers(1, 12))


class Newsroom(RuleBasedStateMachine):
    """A newsroom that posts, edits, kills and imports at random; it remembers what it was told and nothing else."""

    guids = Bundle("guids")
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.folder / "news.db")
        self.database = Database(f"sqlite:///{self.folder / 'news.db'}")
        self.minutes = 0
        self.killed: set[str] = set()
        self.known: dict[str, Entry] = {}
        keep_blog(self.database)

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @rule(target=guids, text=texts)
    def post(self, text: str) -> str:
        with self.database.writing() as session:
            entry = accept_entry(session, SLUG, self.sent(text), actor="Linh", now=NOW)
        return entry.guid

    @rule(guid=guids, text=texts, note=st.none() | texts)
    def edit(self, guid: str, text: str, note: str | None) -> None:
        before = self.known[guid]
        edited = replace(self.sent(text), published_at=before.published_at, correction_note=note)
        with suppress(EntryKilled), self.database.writing() as session:
            after = replace_entry(session, guid, edited, if_version=before.version, actor="Minh", now=NOW)
            assert guid not in self.killed
            assert after.version == before.version + (decide(before, after) is not ChangeKind.NONE)

    @rule(guid=guids)
    def save_unchanged(self, guid: str) -> None:
        before = self.known[guid]
        with suppress(EntryKilled), self.database.writing() as session:
            assert replace_entry(session, guid, before, if_version=before.version, actor="Minh", now=NOW) == before

    @rule(guid=guids)
    def kill(self, guid: str) -> None:
        with self.database.writing() as session:
            killed = kill_entry(session, guid, "wrong", actor="Linh", now=NOW)
        assert (killed.pub_status, killed.blocks) == (PubStatus.CANCELED, ())
        self.killed.add(guid)

    @rule(text=texts)
    def import_the_whole_page_with_something_new_on_top(self, text: str) -> None:
        page = raw_blog(self.sent(text), *(self.as_on_a_page(entry) for entry in self.alive()))
        result = self.take_in(page)
        copies = result[1 : 1 + len(self.alive())]
        assert set(copies) <= {Happened.UNCHANGED}

    @rule(data=st.data())
    def import_part_of_the_page(self, data: st.DataObject) -> None:
        shown = [entry for entry in self.alive() if data.draw(st.booleans())]
        happened = self.take_in(raw_blog(*(self.as_on_a_page(entry) for entry in shown)))
        assert set(happened) <= {Happened.UNCHANGED, Happened.KEPT}

    @rule()
    def import_an_export(self) -> None:
        assert set(self.take_in(kept_blog(self.database))) <= {Happened.UNCHANGED, Happened.ALREADY_KILLED}

    @invariant()
    def every_entry_keeps_its_identity_and_its_history_has_no_gaps(self) -> None:
        blog = kept_blog(self.database)
        entries = {entry.guid: entry for entry in blog.entries}
        assert entries.keys() >= self.known.keys()
        for guid, entry in entries.items():
            with self.database.reading() as session:
                numbers = [record.version for record in list_versions(session, guid)]
                versions = [load_version(session, guid, number) for number in reversed(numbers)]
            assert numbers == list(range(entry.version, 0, -1))
            assert versions[-1] == entry
            times = [version.updated_at for version in versions if version]
            assert all(earlier < later for earlier, later in itertools.pairwise(times))
            assert {version.created_at for version in versions if version} == {entry.created_at}
        self.known = entries

    @invariant()
    def the_log_counts_every_version_once(self) -> None:
        log = log_of(self.database)
        assert [change.revision for change in log] == list(range(1, len(log) + 1))
        versions: dict[str, list[int]] = defaultdict(list)
        for change in log:
            versions[change.guid].append(change.version)
        blog = kept_blog(self.database)
        current = {blog.guid: blog.version} | {entry.guid: entry.version for entry in blog.entries}
        assert {guid: list(range(1, version + 1)) for guid, version in current.items()} == versions
        with self.database.reading() as session:
            assert {feed_revision(session, SLUG, tag) for tag in blog_languages(session, SLUG)} == {len(log)}

    @invariant()
    def what_was_killed_stays_killed(self) -> None:
        canceled = {e.guid for e in kept_blog(self.database).entries if e.pub_status is PubStatus.CANCELED}
        assert canceled == self.killed

    @invariant()
    def every_text_is_cut_into_the_sentences_it_has_now(self) -> None:
        for entry in kept_blog(self.database).entries:
            work = work_on(self.database, entry.guid)
            assert work.source_version == entry.version
            assert len(work.segments) == (0 if entry.guid in self.killed else 1 + bool(entry.correction_note))

    def sent(self, text: str) -> Entry:
        self.minutes += 1
        return raw_entry(text, headline=None, published_at=NOW + timedelta(minutes=self.minutes))

    def alive(self) -> list[Entry]:
        return [entry for entry in kept_blog(self.database).entries if entry.guid not in self.killed]

    def as_on_a_page(self, entry: Entry) -> Entry:
        return replace(entry, guid="", version=0, correction_note=None)

    def take_in(self, blog: LiveBlog) -> list[Happened]:
        with self.database.writing() as session:
            result = accept_blog(session, blog, actor="import", now=NOW, settings=defaults())
        return [outcome.happened for outcome in result.entries]


def test_nothing_is_lost_or_counted_twice_whatever_the_newsroom_does(sqlite_template: Path) -> None:
    Newsroom.template = sqlite_template
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=20,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
