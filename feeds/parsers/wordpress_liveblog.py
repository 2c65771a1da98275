"""Entries of Automattic's Liveblog plug-in for WordPress, as its REST API gives them.

https://github.com/Automattic/liveblog, ``liveblog/v1``: every answer holds ``entries`` and what differs beside them.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

from feeds.model import Block, Entry, EntryKind, PubStatus
from feeds.parsers.sample import Sample
from feeds.reading.assembling import BrokenEntry, Head, Report, assemble, make_entry
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.html_tree import plain_words
from feeds.reading.identities import guid_from
from feeds.reading.json_values import JsonItem, JsonObject, load_json
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.reading.people import byline_of
from feeds.reading.slugs import slug_from_url
from feeds.reading.values import absolute_url
from feeds.reading.wordpress import blocks_from_wordpress, without_commands

_ENTRY_NAMES = frozenset({"render", "timestamp", "entry_time"})
_FEWEST_NAMES = 2
_ANSWER_NAMES = frozenset({"latest_timestamp", "refresh_interval", "nextTimestamp", "pages"})
# What stands before the times and pages that a request asks for.
_ENDPOINT = re.compile(r"\A(https?://.+?/liveblog/(?:v1/[0-9]+)?)")
_LINK_TO_ENTRY = re.compile(r"(?:[?&]lbup=[^&#]*)?(?:#.*)?\Z")


def is_wordpress_liveblog(sample: Sample) -> bool:
    """Say whether a document is an answer with entries of the plug-in."""
    if "entries" not in sample.json_keys:
        return False
    entries = sample.json["entries"]
    if not isinstance(entries, list | dict):
        return False
    first = next(iter(entries.values() if isinstance(entries, dict) else entries), None)
    if isinstance(first, dict):
        return len(_ENTRY_NAMES & first.keys()) >= _FEWEST_NAMES
    return bool(sample.json_keys & _ANSWER_NAMES)


def parse_wordpress_liveblog(data: bytes, options: ParseOptions) -> Parsed:
    """Read the entries of one live blog. They name neither its title nor its language, so the options should.

    A deletion is a withdrawal; drafts are remarked on and left out. Raises :exc:`~feeds.errors.ParseError`.
    """
    report = Report("wordpress_liveblog")
    with report.whole_document():
        document = JsonObject(load_json(data, report))
        if not document.has("entries"):
            raise report.failure("it has no entries")
        items = document.items("entries")
    answer = _Answer.of(items, options)
    entries = report.read_each(
        items, read=lambda item: _entry(item.object(), answer, report), place=lambda _number, item: item.path
    )
    return assemble(_head(answer, options, report), entries, options, report)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What all entries of an answer share.

    ``page`` is the live blog's own address. ``scope`` tells its entries from those of others where they bear nothing
    but a number. ``shift`` is how far ``entry_time`` is ahead: later versions of the plug-in give it in local time.
    """

    page: str | None
    scope: str | None
    shift: timedelta

    @classmethod
    def of(cls, items: Iterable[JsonItem], options: ParseOptions) -> "_Answer":
        values = [item.value for item in items if isinstance(item.value, dict)]
        links = [link for value in values if isinstance(link := value.get("share_link"), str)]
        pages = Counter(page for link in links if (page := absolute_url(_LINK_TO_ENTRY.sub("", unescape(link)), None)))
        page = max(pages, key=lambda one: pages[one]) if pages else None
        endpoint = _ENDPOINT.match(options.base_url or "")
        scope = page or (endpoint[1] if endpoint else options.base_url or options.slug)
        return cls(page=page, scope=scope, shift=_shift(values))


def _shift(values: Iterable[dict[str, object]]) -> timedelta:
    """Return by how much the two times of entries that were never edited differ, if it is by the same everywhere."""
    pairs = [(_epoch(v.get("entry_time")), _epoch(v.get("timestamp"))) for v in values if v.get("type") == "new"]
    found = {one - other for one, other in pairs if one is not None and other is not None}
    seconds = found.pop() if len(found) == 1 else 0
    return timedelta(seconds=seconds) if seconds % 900 == 0 and abs(seconds) <= 14 * 3600 else timedelta(0)


def _epoch(value: object) -> int | None:
    text = str(value) if isinstance(value, int | str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _head(answer: _Answer, options: ParseOptions, report: Report) -> Head:
    slug = slug_from_url(answer.page)
    title = None
    if not options.title and slug:
        title = slug.replace("-", " ").capitalize()
        report.add("", "the entries do not name their live blog; its title is made of its address", title)
    return Head(title=title, guid=guid_from(answer.page, scope=None), slug=slug)


def _entry(entry: JsonObject, answer: _Answer, report: Report) -> Entry | None:
    guid = _guid(entry, answer)
    is_deleted = entry.text("type") == "delete"
    if is_deleted and not guid:
        raise BrokenEntry("it is a deletion, and does not say of what")
    state = entry.text("status") or "publish"
    if state != "publish" and not is_deleted:
        report.add(entry.path, f"left out: it is not published; its status is {state}")
        return None
    published_at, updated_at = _times(entry, answer)
    return make_entry(
        guid=guid,
        headline=plain_words(entry.text("headline") or ""),
        blocks=() if is_deleted else _blocks(entry, answer, report),
        kind=EntryKind.KEY_EVENT if entry.flag("key_event") else EntryKind.UPDATE,
        pinned=entry.flag("pinned"),
        byline=_byline(entry),
        pub_status=PubStatus.CANCELED if is_deleted else PubStatus.USABLE,
        published_at=published_at,
        updated_at=updated_at,
    )


def _guid(entry: JsonObject, answer: _Answer) -> str:
    link = absolute_url(unescape(entry.text("share_link") or ""), None)
    if link is not None and link != answer.page:
        return guid_from(link, scope=None)
    return guid_from(entry.text("id"), scope=answer.scope) if answer.scope else ""


def _times(entry: JsonObject, answer: _Answer) -> tuple[datetime | None, datetime | None]:
    """Return when an entry was published and when it was edited: ``timestamp`` is that of its newest version."""
    newest, first = entry.time("timestamp"), entry.time("entry_time")
    if newest is None or first is None or entry.text("type") == "new":
        return newest or first, newest
    return min(first - answer.shift, newest), newest


def _blocks(entry: JsonObject, answer: _Answer, report: Report) -> tuple[Block, ...]:
    rendered = entry.text("render")
    if rendered:
        return blocks_from_html(without_commands(rendered), base_url=answer.page)
    return blocks_from_wordpress(
        entry.text("content") or "",
        base_url=answer.page,
        attached=lambda _ids: (),
        remark=lambda reason: report.add(entry.path, reason),
    )


def _byline(entry: JsonObject) -> str | None:
    names = [author.text("name") for author in entry.objects("authors")]
    return byline_of(names) or byline_of([plain_words(entry.text("author_link") or "")])
