"""Whatever a newsroom does: no document that is made after a kill holds a word of what was killed.

Each text has words of its own: in its headline, its paragraph, its picture's caption, alternative text and address, and
in its translation. What partners have got is remembered here by those words, and compared with what is owed to them.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from feeds.model import Entry, MediaBlock, Paragraph, PubStatus
from syndication.clock import utc_now
from syndication.config import read_settings
from syndication.delivery.model import Kind
from syndication.errors import EntryKilled
from syndication.fetch_book import FetchBook
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.reviewing import edit_segment
from syndication.storage.database import Database
from syndication.storage.notices import OwedNotice, list_notices
from syndication.storage.recall_steps import Leftovers, count_leftovers, find_step
from syndication.web import create_app
from tests.factories import make_picture, make_rendition
from tests.syndication.conftest import empty_postgres
from tests.syndication.kept import SLUG, keep_blog, kept_blog, kept_entry, raw_entry, work_on
from tests.syndication.kills.reading import LANGUAGES, PARTNER, PROFILES, Outside

Holders = dict[str, set[tuple[str, str]]]


class Newsroom(RuleBasedStateMachine):
    """Posts, edits, translates, holds and kills at random, while partners fetch from one process of two."""

    guids = Bundle("guids")
    opened: Callable[[Path], AbstractContextManager[str]]

    def __init__(self) -> None:
        super().__init__()
        self.left = ExitStack()
        folder = Path(self.left.enter_context(tempfile.TemporaryDirectory()))
        url = self.left.enter_context(type(self).opened(folder))
        self.database = Database(url)
        self.left.callback(self.database.close)
        keep_blog(self.database, now=utc_now())
        configured = read_settings({"SYNDICATION_DATA": str(folder), "SYNDICATION_DATABASE_URL": url})
        fetched, read = (create_app(configured, database=self.database) for _ in range(2))
        self.outside = Outside(fetched, self.database)
        self.book: FetchBook = fetched.extensions["fetch_book"]
        # What is read for comparison is nobody's fetch: a closed book is never written up.
        read.extensions["fetch_book"].close()
        self.compared = self.outside.at(read)
        self.count = 0
        self.words: dict[str, set[str]] = defaultdict(set)
        self.killed: dict[str, int] = {}
        self.got: Holders = defaultdict(set)
        self.told: Holders = defaultdict(set)

    def teardown(self) -> None:
        self.book.close()
        self.left.close()

    @rule(target=guids, embargo_h=st.sampled_from([None, None, None, 3]))
    def post(self, embargo_h: int | None) -> str:
        until = utc_now() + timedelta(hours=embargo_h) if embargo_h else None
        new, words = self.text(embargoed_until=until)
        with self.database.writing() as session:
            guid = accept_entry(session, SLUG, new, actor="Linh", now=utc_now()).guid
        self.words[guid] |= words
        return guid

    @rule(guid=guids, status=st.sampled_from([PubStatus.USABLE, PubStatus.USABLE, PubStatus.WITHHELD]))
    def edit(self, guid: str, status: PubStatus) -> None:
        new, words = self.text(pub_status=status)
        self.words[guid] |= words
        try:
            with self.database.writing() as session:
                replace_entry(session, guid, new, if_version=None, actor="Minh", now=utc_now())
        except EntryKilled:
            assert guid in self.killed

    @rule(guid=guids)
    def translate(self, guid: str) -> None:
        for number, segment in enumerate(work_on(self.database, guid).segments):
            word = f"vzq{self.next()}x{number}"
            self.words[guid].add(word)
            assert segment.id is not None
            with self.database.writing() as session:
                edit_segment(
                    session, segment.id, text_html=word, if_version=segment.version, actor="Hoa", now=utc_now()
                )

    @rule(guid=guids)
    def kill(self, guid: str) -> None:
        with self.database.writing() as session:
            kill_entry(session, guid, "It was not so.", actor="Linh", now=utc_now())
        self.killed.setdefault(guid, kept_blog(self.database).revision)

    @rule(profile=st.sampled_from(PROFILES), language=st.sampled_from(LANGUAGES), across=st.booleans())
    def fetch(self, profile: object, language: str, across: bool) -> None:
        name = getattr(profile, "name", "")
        path = f"/partners/{PARTNER}/{name}{'' if across else '/' + SLUG}?language={language}"
        _, body = self.outside.get(self.outside.partner, path)
        for guid, words in self.words.items():
            if any(word in body for word in words):
                self.got[guid].add((name, language))
            if guid in self.killed:
                self.told[guid].add((name, language))

    @rule()
    def write_down_what_was_fetched(self) -> None:
        self.book.flush()

    @invariant()
    def no_word_of_what_was_killed_is_anywhere(self) -> None:
        killed = [word for guid in self.killed for word in self.words[guid]]
        if not killed:
            return
        for path, headers, body in self.compared.read():
            assert not [word for word in killed if word in body or word in headers], path

    @invariant()
    def nothing_of_it_waits_anywhere(self) -> None:
        for guid, revision in self.killed.items():
            with self.database.reading() as session:
                step = find_step(session, SLUG, revision)
                assert step is not None
                assert count_leftovers(session, step) == Leftovers(deliveries=0, drafts=0, sentences=0, archived=0)
            assert kept_entry(self.database, guid).blocks == ()

    @invariant()
    def everybody_who_had_it_is_owed_the_kill_or_told(self) -> None:
        self.book.flush()
        kills = {(one.guid, one.profile, one.language): one for one in self.notices() if one.kind is Kind.KILL}
        for guid in self.killed:
            for holder in self.got[guid]:
                assert (guid, *holder) in kills, holder
                assert (kills[guid, *holder].told_at is not None) == (holder in self.told[guid])

    def notices(self) -> tuple[OwedNotice, ...]:
        with self.database.reading() as session:
            return list_notices(session, limit=10_000)

    def next(self) -> int:
        self.count += 1
        return self.count

    def text(self, **changes: Any) -> tuple[Entry, set[str]]:
        """Return an entry of words that nothing else has, and the words."""
        head, body, caption, alt, href = (f"{kind}zq{self.next()}x" for kind in "hpcar")
        rendition = make_rendition(href=f"https://example.org/{href}.jpg")
        picture = MediaBlock(media=make_picture(caption=caption, alt=alt, renditions=(rendition,)))
        new = raw_entry(headline=head, blocks=(Paragraph(html=body), picture), **changes)
        return new, {head, body, caption, alt, href}


def run(opened: Callable[[Path], AbstractContextManager[str]], *, examples: int) -> None:
    Newsroom.opened = staticmethod(opened)
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_nothing_of_a_killed_text_is_ever_told_again(sqlite_template: Path) -> None:
    @contextmanager
    def opened(folder: Path) -> Iterator[str]:
        shutil.copyfile(sqlite_template, folder / "news.db")
        yield f"sqlite:///{folder / 'news.db'}"

    run(opened, examples=6)


def test_nothing_of_a_killed_text_is_ever_told_again_on_postgresql(postgres_kept: str) -> None:
    @contextmanager
    def opened(_folder: Path) -> Iterator[str]:
        empty_postgres(postgres_kept)
        yield postgres_kept

    run(opened, examples=2)
