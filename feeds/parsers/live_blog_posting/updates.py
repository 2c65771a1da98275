"""The updates of a posting as entries."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from html import unescape

from feeds.html import plain_text
from feeds.model import Block, Embed, Entry, Heading, Media, Paragraph
from feeds.parsers.live_blog_posting.facts import read_rights, read_subjects
from feeds.parsers.live_blog_posting.media import Pictures, read_players
from feeds.parsers.live_blog_posting.things import Thing
from feeds.reading.assembling import BrokenEntry, make_entry
from feeds.reading.attached_media import place_media, with_own_captions
from feeds.reading.html_blocks import blocks_from_html, text_blocks
from feeds.reading.html_tree import holds_html
from feeds.reading.identities import guid_from
from feeds.reading.people import byline_of
from feeds.reading.values import absolute_url, read_language

_ABSOLUTE = ("tag:", "urn:", "http:", "https:")
_ELLIPSES = ("…", "...")


def text_of(update: Thing) -> str | None:
    """Return the text of an update, which may be HTML."""
    return update.text("articleBody", "text", "description")


def absolute_identifiers(thing: Thing) -> tuple[str, ...]:
    """Return the identifiers that are URIs: such a one is the same everywhere."""
    return tuple(text for text in thing.texts("identifier") if text.startswith(_ABSOLUTE))


class UpdateReader:
    """Reads the updates of one live blog. ``url`` is its page, ``zone`` that of times that name none."""

    def __init__(
        self, *, url: str | None, zone: tzinfo, language: str | None, byline: str | None, updates: Sequence[Thing]
    ) -> None:
        self.url = url
        self.zone = zone
        self.language = language
        self.byline = byline
        # Many pages give each update the address of the page, and the picture on top of it.
        self._names = Counter(name for update in updates for name in set(self._identifiers(update)))
        self._pictures = Pictures(updates, url)

    def read(self, update: Thing) -> Entry:
        """Return one update; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
        if not update.values.keys() - {"@id", "@type"}:
            raise BrokenEntry("it is a reference to something that the page does not hold")
        body = self.blocks(update)
        headline, body = _without_repetition(update.words("headline", "name") or "", body, update)
        byline = byline_of(update.names("author", "creator"))
        return make_entry(
            guid=self._guid(update),
            headline=headline,
            blocks=self._with_media(body, update),
            byline=None if byline == self.byline else byline,
            language=self._other_language(update),
            subjects=read_subjects(update),
            rights=read_rights(update),
            correction_note=_correction(update),
            published_at=update.time("datePublished", "dateCreated", zone=self.zone),
            updated_at=update.time("dateModified", zone=self.zone),
        )

    def blocks(self, thing: Thing) -> tuple[Block, ...]:
        """Return a text as blocks: HTML where a tag is in it, else plain, with character references or without."""
        text = text_of(thing) or ""
        if thing.is_literal:
            return text_blocks(text)
        if holds_html(text):
            return blocks_from_html(text, base_url=self.url)
        return text_blocks(unescape(text))

    def _with_media(self, body: Sequence[Block], update: Thing) -> tuple[Block, ...]:
        attached = [*self._pictures.of(update), *read_players(update, self.url)]
        shown = {block.href for block in body if isinstance(block, Embed)}
        embeds = [one for one in attached if isinstance(one, Embed) and one.href not in shown]
        return (*with_own_captions(place_media(body, [one for one in attached if isinstance(one, Media)])), *embeds)

    def _identifiers(self, update: Thing) -> Iterator[str]:
        """Yield the permanent names of an update, best first; its page's own is none."""
        yield from absolute_identifiers(update)
        pages = [
            update.text("@id"),
            update.text("url"),
            *(page.text("@id") for page in update.things("mainEntityOfPage")),
        ]
        for name in (*pages, update.text("mainEntityOfPage")):
            address = absolute_url(name, self.url)
            if address and address not in {self.url, f"{self.url}#"}:
                yield address

    def _guid(self, update: Thing) -> str:
        own = next((name for name in self._identifiers(update) if self._names[name] == 1), None)
        if own is not None:
            return guid_from(own, scope=None)
        return guid_from(update.text("identifier"), scope=self.url) if self.url else ""

    def _other_language(self, update: Thing) -> str | None:
        language = read_language(update.text("inLanguage"))
        return None if language == read_language(self.language) else language


def _correction(update: Thing) -> str | None:
    notes = (note.words("text", "name") for note in update.things("correction"))
    return update.words("correction") or next((note for note in notes if note), None)


def _without_repetition(headline: str, body: tuple[Block, ...], update: Thing) -> tuple[str | None, tuple[Block, ...]]:
    """Return headline and body so that nothing is said twice.

    An update without a headline bears the first words of its text as one: cut off, or, on our own pages, in whole
    sentences. A headline that the text begins with as a line of its own is left out of the text.
    """
    words = " ".join(word for block in body for word in _wording(block))
    start = headline.rstrip("….").rstrip()
    is_cut = headline.endswith(_ELLIPSES) and words.startswith(start)
    if not headline or is_cut or (update.is_literal and words.startswith(headline)):
        return None, body
    first = body[0] if body else None
    if isinstance(first, Paragraph | Heading) and " ".join(_wording(first)) == headline:
        return (headline, body[1:]) if len(body) > 1 else (None, body)
    return headline, body


def _wording(block: Block) -> Iterator[str]:
    """Yield the words of running text."""
    if isinstance(block, Paragraph | Heading):
        yield " ".join(plain_text(block.html).split())
