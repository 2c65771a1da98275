"""Each reader as a function: the address of a feed in, what the reader has understood of its entries out."""

import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import httpx2
import reader
from lxml import etree
from NewsMLG2.document import NewsMLG2Document

from tests.conftest import require

_PATIENCE_S = 60
_NAR = "http://iptc.org/std/nar/2006-10-01/"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Read:
    """One entry as a reader has it. ``language`` is ``None`` where the reader tells no languages."""

    guid: str
    title: str
    link: str
    published_at: datetime
    body: str
    language: str | None = None


def words(markup: str) -> str:
    """Return the text of HTML or XML without tags, with single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def with_feedparser(url: str, _folder: Path) -> list[Read]:
    return [
        Read(
            guid=entry.id,
            title=entry.title,
            link=entry.link,
            published_at=datetime(*entry.published_parsed[:6], tzinfo=UTC),
            body=words(entry.content[0].value),
            language=entry.get("language") or entry.content[0].language,
        )
        for entry in feedparser.parse(url).entries
    ]


def with_reader(url: str, _folder: Path) -> list[Read]:
    with closing(reader.make_reader(":memory:", session_timeout=(10, 10))) as library:
        library.add_feed(url)
        library.update_feed(url)
        return [
            Read(
                guid=entry.id,
                title=entry.title or "",
                link=entry.link or "",
                published_at=entry.published or datetime.min.replace(tzinfo=UTC),
                body=words(next(part.value for part in entry.content if part.is_html)),
            )
            for entry in library.get_entries(feed=url)
        ]


def with_newsboat(url: str, folder: Path) -> list[Read]:
    require(shutil.which("newsboat") is not None, "the feed reader newsboat")
    urls, cache = folder / "urls", folder / "cache.db"
    urls.write_text(f"{url}\n")
    _run(["newsboat", "-C", "/dev/null", "-u", str(urls), "-c", str(cache), "-x", "reload"], home=folder)
    with closing(sqlite3.connect(cache)) as stored:
        rows = stored.execute("SELECT guid, title, url, pubDate, content FROM rss_item").fetchall()
    return [
        Read(
            guid=guid,
            title=html.unescape(title),
            link=link,
            published_at=datetime.fromtimestamp(published, UTC),
            body=words(content),
        )
        for guid, title, link, published, content in rows
    ]


def with_sfeed(url: str, folder: Path) -> list[Read]:
    require(shutil.which("sfeed") is not None, "the feed reader sfeed")
    listed = _run(["sfeed", url], home=folder, given=httpx2.get(url).content)
    found = []
    # sfeed(5): timestamp, title, link, content, content type, id, author, enclosure, category; \n, \t and \\ escaped.
    for line in listed.decode().splitlines():
        timestamp, title, link, content, _kind, guid, *_rest = line.split("\t")
        unescaped = content.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
        published_at = datetime.fromtimestamp(int(timestamp), UTC)
        found.append(Read(guid=guid, title=title, link=link, published_at=published_at, body=words(unescaped)))
    return found


def with_rss_parser(url: str, folder: Path) -> list[Read]:
    is_there = shutil.which("node") is not None and (_HERE / "node_modules" / "rss-parser").is_dir()
    require(is_there, "the feed reader rss-parser (npm ci in tests/readers, with Node)")
    told = _run(["node", str(_HERE / "rss_parser.js")], home=folder, given=httpx2.get(url).content)
    return [
        Read(
            guid=item.get("guid") or item["id"],
            title=item["title"],
            link=item["link"],
            published_at=datetime.fromisoformat(item["isoDate"]),
            body=words(item.get("content:encoded") or item["content"]),
            language=item.get("dc:language"),
        )
        for item in json.loads(told)["items"]
    ]


def with_newsmlg2(url: str, _folder: Path) -> list[Read]:
    """Read with IPTC's own package, item by item: it knows newsMessage, but not yet what is in one.

    Of the text it knows that there is some, and nothing of the XHTML.
    """
    message = etree.fromstring(httpx2.get(url).content)
    items = [NewsMLG2Document(etree.tostring(item)).get_item() for item in message.iter(f"{{{_NAR}}}newsItem")]
    return [
        Read(
            guid=item.guid,
            title=str(item.contentmeta.headline[0]),
            link=str(item.itemmeta.altrep[0]),
            published_at=datetime.fromisoformat(str(item.contentmeta.contentcreated)),
            body="",
            language=item.contentmeta.language[0].tag,
        )
        for item in items
        if item.itemmeta.itemclass.qcode == "ninat:text"
    ]


Program = Callable[[str, Path], list[Read]]

READERS: Mapping[str, tuple[Program, Iterable[str]]] = {
    "feedparser": (with_feedparser, ("rss", "atom")),
    "reader": (with_reader, ("rss", "atom", "json")),
    "newsboat": (with_newsboat, ("rss", "atom")),
    "sfeed": (with_sfeed, ("rss", "atom")),
    "rss-parser": (with_rss_parser, ("rss", "atom")),
    "newsmlg2": (with_newsmlg2, ("newsmlg2",)),
}
"""The readers, and which of our formats each reads."""


def _run(command: list[str], *, home: Path, given: bytes = b"") -> bytes:
    environ = {"HOME": str(home), "PATH": os.environ["PATH"]}
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=_PATIENCE_S, env=environ)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
