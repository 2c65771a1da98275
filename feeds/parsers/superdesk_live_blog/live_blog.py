"""A list of posts as a live blog, each post as an entry."""

from collections.abc import Iterator
from datetime import datetime

from feeds.model import Block, Entry, PubStatus
from feeds.parsers.superdesk_live_blog.items import read_item
from feeds.reading.assembling import Head, Report, assemble, make_entry
from feeds.reading.html_tree import plain_words
from feeds.reading.identities import guid_from
from feeds.reading.json_values import JsonItem, JsonObject, load_json
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.reading.people import byline_of

# The blog's id is one of MongoDB, of which no two are the same anywhere.
_SCOPE = "superdesk live blog"
_WITHDRAWN = frozenset({"canceled", "cancelled", "killed", "recalled"})


def parse_superdesk_live_blog(data: bytes, options: ParseOptions) -> Parsed:
    """Read the posts of one live blog; its title is in no post, so the options have to say it.

    A deleted post is a withdrawal, one that was published and taken back is withheld. Drafts, contributions, comments
    that wait and posts whose time is still to come are remarked on and left out. Raises
    :exc:`~feeds.errors.ParseError`.
    """
    report = Report("superdesk_live_blog")
    with report.whole_document():
        document = JsonObject(load_json(data, report))
        posts = document.items("_items") if document.has("_items") else (document.as_item(),)
        blog_id, blog = _blog(posts)
        head = _head(blog_id, blog, posts, options)
    reader = _PostReader(blog_id, options.now, report)
    entries = report.read_each(posts, read=reader.read, place=lambda _number, item: item.path)
    return assemble(head, entries, options, report)


def _blog(posts: tuple[JsonItem, ...]) -> tuple[str | None, JsonObject]:
    """Return the id of the live blog of the first post that names one, and what is said of it there."""
    for item in posts:
        if isinstance(item.value, dict) and "blog" in (post := item.object()):
            blog = post.value("blog")
            if isinstance(blog.value, dict):
                return blog.object().text("_id"), blog.object()
            return post.text("blog"), JsonObject({}, blog.path)
    return None, JsonObject({})


def _head(blog_id: str | None, blog: JsonObject, posts: tuple[JsonItem, ...], options: ParseOptions) -> Head:
    preferences = blog.object("blog_preferences") or JsonObject({})
    # Posts bear the language of the installation, whatever the live blog is in.
    language = preferences.text("language") or (None if options.language else _post_language(posts))
    return Head(
        title=plain_words(blog.text("title") or ""),
        guid=guid_from(blog_id, scope=_SCOPE),
        standfirst=plain_words(blog.text("description") or "") or None,
        language=language,
        published_at=blog.time("start_date", "firstcreated", "_created"),
    )


def _post_language(posts: tuple[JsonItem, ...]) -> str | None:
    found = (item.value.get("language") for item in posts if isinstance(item.value, dict))
    return next((language for language in found if isinstance(language, str) and language), None)


class _PostReader:
    """Reads posts of one live blog; those of others are left out."""

    def __init__(self, blog_id: str | None, now: datetime, report: Report) -> None:
        self._blog_id = blog_id
        self._now = now
        self._report = report

    def read(self, item: JsonItem) -> Entry | None:
        post = item.object()
        status = _status(post)
        reason = self._reason_to_leave_out(post, status)
        if reason:
            self._report.add(post.path, f"left out: {reason}")
            return None
        return make_entry(
            guid=guid_from(post.text("_id", "guid"), scope=self._blog_id),
            headline=plain_words(post.text("headline") or ""),
            blocks=() if status is PubStatus.CANCELED else tuple(self._blocks(post)),
            byline=_byline(post),
            pinned=post.flag("sticky"),
            highlighted=post.flag("lb_highlight") or post.flag("highlight"),
            pub_status=status,
            created_at=post.time("firstcreated", "_created"),
            published_at=post.time("published_date", "firstcreated", "_created"),
            updated_at=post.time("content_updated_date", "_updated"),
        )

    def _reason_to_leave_out(self, post: JsonObject, status: PubStatus) -> str | None:
        if "blog" in post and _id_of(post.value("blog")) != self._blog_id:
            return "it is of another live blog"
        if status is not PubStatus.USABLE:
            return None
        if not _is_open(post):
            return f"it is not published; its status is {post.text('post_status')}"
        published_at = post.time("published_date")
        return "it is scheduled for later" if published_at and published_at > self._now else None

    def _blocks(self, post: JsonObject) -> Iterator[Block]:
        for item in _items(post):
            if item.value is None:
                self._report.add(item.path, "an item of the post did not come along; ask the client API for it")
                continue
            found = item.object()
            if (found.text("item_type") or "").lower().startswith("advertisement"):
                self._report.add(item.path, "left out: an advertisement")
                continue
            yield from read_item(found)


def _status(post: JsonObject) -> PubStatus:
    """Say what has become of a post that was published; one that never was counts as usable here."""
    if post.flag("deleted") or (post.text("pubstatus") or "").lower() in _WITHDRAWN:
        return PubStatus.CANCELED
    published_at, taken_back_at = post.time("published_date"), post.time("unpublished_date")
    is_taken_back = published_at is not None and taken_back_at is not None and taken_back_at >= published_at
    return PubStatus.WITHHELD if is_taken_back and not _is_open(post) else PubStatus.USABLE


def _is_open(post: JsonObject) -> bool:
    return (post.text("post_status") or "open") == "open"


def _items(post: JsonObject) -> Iterator[JsonItem]:
    yield from post.items("items")
    for group in post.objects("groups"):
        if group.text("id") == "main":
            for ref in group.objects("refs"):
                yield ref.value("item")


def _byline(post: JsonObject) -> str | None:
    """Return who wrote a post: its creator here or at the live blog it came from, else who published it."""
    people = (post.value(name) for name in ("syndicated_creator", "original_creator", "publisher"))
    named = (person.object().text("display_name", "byline") for person in people if isinstance(person.value, dict))
    own = byline_of([post.text("byline")])
    return own or next(filter(None, (byline_of([name]) for name in named)), None)


def _id_of(blog: JsonItem) -> str | None:
    if isinstance(blog.value, dict):
        return blog.object().text("_id")
    return blog.value.strip() if isinstance(blog.value, str) else None
