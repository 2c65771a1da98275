"""The border: what comes in is made safe and checked here, before anything looks at what it says.

Everything wrong with a document is raised at once, as :exc:`feeds.errors.InvalidDocument` with a path per problem.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from feeds.codec import encode
from feeds.errors import FieldProblem, InvalidDocument
from feeds.identity import source_guid
from feeds.language import canonical_tag
from feeds.model import Block, Entry, LiveBlog
from feeds.profile import zone_name
from feeds.sanitise import clean_blog, clean_entry
from feeds.uris import is_uri
from feeds.xml import clean_text
from syndication.errors import TooLarge

MAX_ENTRY_BYTES = 512 * 1024
MAX_HEAD_BYTES = 1024 * 1024
MAX_BLOCKS = 1000
MAX_ENTRIES = 20_000
_MAX_SLUG = 128
_MAX_GUID = 500
_MAX_BLOCK_ID = 64

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BLOCK_ID = re.compile(r"[A-Za-z0-9_-]+")


def admit_entry(entry: Entry) -> Entry:
    """Return one entry made safe, its blocks numbered; raises ``InvalidDocument`` and ``TooLarge``."""
    _refuse(_entry_problems(entry, ""))
    return _clean(entry)


def admit_head(blog: LiveBlog) -> LiveBlog:
    """Return a live blog's head made safe, without its entries; raises ``InvalidDocument`` and ``TooLarge``."""
    _refuse(_head_problems(blog))
    return _clean_head(blog)


def admit_blog(blog: LiveBlog) -> LiveBlog:
    """Return a whole live blog made safe; raises ``InvalidDocument`` and ``TooLarge``."""
    check_size("entries in one document", limit=MAX_ENTRIES, found=len(blog.entries))
    problems = [*_head_problems(blog), *_repeated_guids(blog.entries)]
    for at, entry in enumerate(blog.entries):
        problems += _entry_problems(entry, f"entries[{at}].")
    _refuse(problems)
    return replace(_clean_head(blog), entries=tuple(_clean(entry) for entry in blog.entries))


def check_size(what: str, *, limit: int, found: int) -> None:
    """Raise :exc:`~syndication.errors.TooLarge` if ``found`` is more than ``limit``."""
    if found > limit:
        raise TooLarge(what, limit=limit, found=found)


def slug_problems(slug: str) -> Iterator[FieldProblem]:
    """Yield what is wrong with a live blog's name in addresses."""
    if len(slug) > _MAX_SLUG or not _SLUG.fullmatch(slug):
        yield FieldProblem("slug", f"expected up to {_MAX_SLUG} lower-case letters, digits and single hyphens")


def value_problems(value: str, check: Callable[[str], str], path: str) -> Iterator[FieldProblem]:
    """Yield what ``check`` has against a value, by the :exc:`ValueError` it raises."""
    try:
        check(value)
    except ValueError as cause:
        yield FieldProblem(path, str(cause))


def _refuse(problems: Iterable[FieldProblem]) -> None:
    found = tuple(problems)
    if found:
        raise InvalidDocument(found)


def _clean(entry: Entry) -> Entry:
    safe = clean_entry(entry)
    clean = replace(
        safe,
        language=canonical_tag(safe.language) if safe.language else None,
        blocks=_numbered(safe.blocks),
        translation=None,
    )
    check_size("bytes in one entry", limit=MAX_ENTRY_BYTES, found=len(encode(clean)))
    return clean


def _clean_head(blog: LiveBlog) -> LiveBlog:
    safe = clean_blog(replace(blog, entries=(), revision=0, translation=None))
    clean = replace(
        safe, language=canonical_tag(safe.language), summary=_numbered(safe.summary), body=_numbered(safe.body)
    )
    check_size("bytes in the head of a live blog", limit=MAX_HEAD_BYTES, found=len(encode(clean)))
    return clean


def _head_problems(blog: LiveBlog) -> Iterator[FieldProblem]:
    yield from slug_problems(blog.slug)
    if not clean_text(blog.title).strip():
        yield FieldProblem("title", "a live blog needs a title")
    yield from value_problems(blog.language, canonical_tag, "language")
    yield from value_problems(blog.timezone, zone_name, "timezone")
    yield from _guid_problems(blog.guid, "guid")
    for field in ("summary", "body"):
        yield from _block_problems(getattr(blog, field), field)


def _entry_problems(entry: Entry, path: str) -> Iterator[FieldProblem]:
    yield from _guid_problems(entry.guid, f"{path}guid")
    if entry.language is not None:
        yield from value_problems(entry.language, canonical_tag, f"{path}language")
    yield from _block_problems(entry.blocks, f"{path}blocks")


def _guid_problems(guid: str, path: str) -> Iterator[FieldProblem]:
    if guid and (len(guid) > _MAX_GUID or not is_uri(guid) or source_guid(guid) != guid):
        yield FieldProblem(path, f"expected a URI of at most {_MAX_GUID} ASCII characters, such as a tag: URI")


def _block_problems(blocks: Sequence[Block], path: str) -> Iterator[FieldProblem]:
    if len(blocks) > MAX_BLOCKS:
        yield FieldProblem(path, f"{len(blocks):,} blocks are more than the limit of {MAX_BLOCKS:,}")
    taken: set[str] = set()
    for at, block in enumerate(blocks):
        if block.id in taken:
            yield FieldProblem(f"{path}[{at}].id", f"{block.id!r} stands here twice")
        if block.id and (len(block.id) > _MAX_BLOCK_ID or not _BLOCK_ID.fullmatch(block.id)):
            reason = f"expected up to {_MAX_BLOCK_ID} letters, digits, hyphens and underscores"
            yield FieldProblem(f"{path}[{at}].id", reason)
        if block.id:
            taken.add(block.id)


def _repeated_guids(entries: Sequence[Entry]) -> Iterator[FieldProblem]:
    taken: set[str] = set()
    for at, entry in enumerate(entries):
        if entry.guid and entry.guid in taken:
            yield FieldProblem(f"entries[{at}].guid", f"{entry.guid!r} stands here twice")
        taken.add(entry.guid)


def _numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give blocks without an id the first free one of b1, b2, ..., as the codec does for documents."""
    taken = {block.id for block in blocks}
    free = (name for number in count(1) if (name := f"b{number}") not in taken)
    return tuple(block if block.id else replace(block, id=next(free)) for block in blocks)
