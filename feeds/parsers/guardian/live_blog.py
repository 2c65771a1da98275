"""An item of the content API as a live blog, each of its body blocks as an entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feeds.model import Entry, EntryKind
from feeds.parsers.guardian.elements import read_block
from feeds.reading.assembling import Head, Report, assemble, make_entry
from feeds.reading.html_tree import plain_words
from feeds.reading.identities import guid_from
from feeds.reading.json_values import JsonItem, JsonObject, load_json
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.reading.people import byline_of
from feeds.reading.slugs import slug_from_url
from feeds.reading.values import absolute_url

_OWN_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the entries of an item share: its address, and the names of its contributors by the ids of their tags."""

    url: str | None
    names: Mapping[str, str]


def parse_guardian(data: bytes, options: ParseOptions) -> Parsed:
    """Read one item with its blocks. Blocks that are not published are remarked on and left out.

    Raises :exc:`~feeds.errors.ParseError`, also for an answer that tells of an error, an item whose rights have
    expired, and one without blocks, which come only when they are asked for.
    """
    report = Report("guardian")
    with report.whole_document():
        content = _content(JsonObject(load_json(data, report)), report)
        blocks = content.object("blocks")
        if blocks is None:
            raise report.failure("it has no blocks; ask the API for them with show-blocks=all")
        page = _Page(url=absolute_url(content.text("webUrl"), None), names=dict(_contributors(content)))
        head = _head(content, blocks.object("main"), page, options)
        items = tuple(_body_blocks(blocks))
    entries = report.read_each(
        items, read=lambda item: _entry(item.object(), page, report), place=lambda _number, item: item.path
    )
    return assemble(head, entries, options, report)


def _content(document: JsonObject, report: Report) -> JsonObject:
    response = document.object("response") or document
    if response.text("status") == "error":
        raise report.failure(f"the API answered with an error: {response.text('message') or 'it does not say which'}")
    found = response.object("content")
    results = response.items("results")
    if found is None and len(results) > 1:
        raise report.failure(f"it is a search with {len(results):,} results; ask the API for one item by its id")
    content = found or (results[0].object() if results else response)
    if content.flag("isExpired") or content.flag("isGone"):
        raise report.failure("the rights to this item have expired")
    return content


def _head(content: JsonObject, main: JsonObject | None, page: _Page, options: ParseOptions) -> Head:
    fields = content.object("fields") or JsonObject({})
    # The API says a language only where it is another than its own.
    language = fields.text("lang") or (None if options.language else _OWN_LANGUAGE)
    return Head(
        title=plain_words(fields.text("headline") or content.text("webTitle") or ""),
        guid=guid_from(page.url, scope=None),
        slug=slug_from_url(page.url),
        standfirst=plain_words(fields.text("standfirst", "trailText") or "") or None,
        body=read_block(main, page.url) if main else (),
        language=language,
        byline=byline_of([fields.text("byline")]),
        # The date of the web publication is set anew when an item is launched again.
        published_at=fields.time("firstPublicationDate") or content.time("webPublicationDate"),
        updated_at=fields.time("lastModified"),
    )


def _contributors(content: JsonObject) -> Iterator[tuple[str, str]]:
    for tag in content.objects("tags"):
        name = tag.text("webTitle")
        if tag.text("type") == "contributor" and name:
            yield tag.text("id") or "", name


def _body_blocks(blocks: JsonObject) -> Iterator[JsonItem]:
    """Yield the blocks of the body, and of parts of it that were asked for by name, each block once."""
    parts = blocks.object("requestedBodyBlocks")
    requested = [item for name in sorted(parts.names()) for item in parts.items(name)] if parts else []
    seen: set[object] = set()
    for item in (*blocks.items("body"), *requested):
        name = item.value.get("id") if isinstance(item.value, dict) else None
        if not isinstance(name, str):
            yield item
        elif name not in seen:
            seen.add(name)
            yield item


def _entry(block: JsonObject, page: _Page, report: Report) -> Entry | None:
    if block.is_denied("published"):
        report.add(block.path, "left out: the block is not published")
        return None
    attributes = block.object("attributes") or JsonObject({})
    kind = EntryKind.KEY_EVENT if attributes.flag("keyEvent") else EntryKind.UPDATE
    return make_entry(
        guid=_guid(block.text("id"), page),
        headline=plain_words(attributes.text("title") or block.text("title") or ""),
        blocks=read_block(block, page.url),
        kind=EntryKind.SUMMARY if attributes.flag("summary") else kind,
        pinned=attributes.flag("pinned"),
        byline=byline_of(page.names.get(name) for name in block.texts("contributors")),
        created_at=block.time("createdDate"),
        published_at=block.time("firstPublishedDate", "publishedDate", "createdDate"),
        updated_at=block.time("publishedDate", "lastModifiedDate"),
    )


def _guid(block_id: str | None, page: _Page) -> str:
    """Return a block's permanent link, which the page itself says in its LiveBlogPosting too."""
    if block_id is None or page.url is None:
        return guid_from(block_id, scope="guardian")
    return guid_from(f"{page.url}?page=with:block-{block_id}#block-{block_id}", scope=None)
