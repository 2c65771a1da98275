"""What a translator made of a file comes back: each text in a transaction of its own, each sentence by its own merits.

What is done is done by the rules of :mod:`translations.review`, in the importer's name. What becomes of a sentence is
decided by :mod:`translations.exchange.judging`. The same file again changes nothing.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from syndication.errors import UnfittingFile, UnknownBlog
from syndication.exchange.assigning import assign
from syndication.exchange.out import target_languages
from syndication.exchange.report import ImportReport
from syndication.exchange.taking import Bringing, Tally, UnitsOfText, take_text
from syndication.storage.blogs import BlogRecord, find_blog, find_blog_of
from syndication.storage.database import Database
from syndication.storage.entries import list_entry_guids
from syndication.storage.segments import load_segments
from translations.exchange import read_exchange
from translations.exchange.tmx import memory_language
from translations.exchange.work import ReadFile

__all__ = ["Advance", "Bringing", "import_work"]

Advance = Callable[[int, int], None]
"""Told how many units of how many are done."""


def import_work(
    database: Database, data: bytes, bringing: Bringing, *, advance: Advance = lambda _done, _total: None
) -> ImportReport:
    """Take in a file of work.

    Raises :exc:`~feeds.errors.ParseError` for what cannot be read, :exc:`~syndication.errors.UnfittingFile` for what
    is not for here, :exc:`~syndication.errors.UnknownBlog` and :exc:`~syndication.errors.BlogKilled`; nothing has been
    taken then. A text that cannot be worked on is a problem of its own.
    """
    file = read_exchange(data, language=bringing.language)
    with database.reading() as session:
        blog = _blog_of(session, file, bringing.slug)
        language = _language_of(session, blog, file, bringing.language)
        guids = (blog.guid, *list_entry_guids(session, blog.id))
        stored = load_segments(session, guids, language=language)
    texts = {guid: segments for (guid, _), segments in stored.items()}
    assigned = assign(file.units, texts, guids=frozenset(guids))
    tally = Tally(problems=[*file.problems, *assigned.problems])
    total = sum(len(units) for units in assigned.by_text.values())
    done = 0
    for guid, units in assigned.by_text.items():
        _take_text(database, blog, UnitsOfText(guid=guid, language=language, units=units), bringing, tally)
        done += len(units)
        advance(done, total)
    return tally.report(file, blog, language, unmatched=assigned.unmatched, is_dry_run=bringing.is_dry_run)


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that it leaves nothing."""


def _blog_of(session: Session, file: ReadFile, slug: str | None) -> BlogRecord:
    """Return the live blog that is meant; the file and the caller must not mean different ones."""
    named = slug and find_blog(session, slug)
    if slug and not named:
        raise UnknownBlog(slug)
    guids = dict.fromkeys(guid for guid in (file.blog_guid, *(unit.guid for unit in file.units[:1])) if guid)
    told = next((found for guid in guids if (found := find_blog_of(session, guid)) is not None), None)
    if guids and told is None:
        raise UnfittingFile("the file is about a live blog that is not here")
    if named and told and named.guid != told.guid:
        raise UnfittingFile(f"the file is about the live blog {told.slug!r}, not about {named.slug!r}")
    found = named or told
    if not found:
        raise UnfittingFile("the file does not say which live blog it is about; name one")
    return found


def _language_of(session: Session, blog: BlogRecord, file: ReadFile, wanted: str | None) -> str:
    """Return the language that the file is in, as the live blog spells it."""
    targets = target_languages(session, blog.slug)
    same = [tag for tag in targets if tag.lower() == file.target_language.lower()]
    alike = [tag for tag in targets if memory_language(tag) == memory_language(file.target_language)]
    found = next(iter(same), alike[0] if len(alike) == 1 else None)
    if found is None:
        known = ", ".join(targets) or "no language"
        raise UnfittingFile(f"the file is in {file.target_language!r}; {blog.slug!r} is translated into {known}")
    if wanted is not None and wanted != found:
        raise UnfittingFile(f"the file is in {found}, not in {wanted}")
    has_texts = any(unit.guid is not None for unit in file.units)
    if not has_texts and memory_language(file.source_language) != memory_language(blog.language):
        raise UnfittingFile(f"the file translates from {file.source_language!r}; {blog.slug!r} is in {blog.language}")
    return found


def _take_text(database: Database, blog: BlogRecord, text: UnitsOfText, bringing: Bringing, tally: Tally) -> None:
    """Take in the units of one text in one transaction."""
    try:
        with database.writing() as session:
            take_text(session, blog, text, bringing, tally)
            if bringing.is_dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
