"""A ninjs object as an entry of a live blog."""

from collections.abc import Iterable

from feeds.model import Block, Entry, Media, MediaBlock, PubStatus
from feeds.parsers.ninjs.item import (
    Item,
    byline_of,
    descriptions_of,
    embargo_of,
    guid_of,
    language_of,
    rights_of,
    status_of,
    subjects_of,
    tags_of,
    time_of,
    version_of,
)
from feeds.parsers.ninjs.media import attached_media, media_kind, read_media
from feeds.parsers.ninjs.notes import correction_note, kill_reason, kind_of, marks_of, translation_of
from feeds.parsers.ninjs.objects import optional_text, texts
from feeds.reading.assembling import BrokenEntry, make_entry
from feeds.reading.attached_media import place_media
from feeds.reading.found_text import FoundText, TextReader
from feeds.reading.own_lines import without_own_lines
from feeds.reading.text_parts import whole_text, without_marks

_TEXT_TYPES = ("text/", "application/xhtml", "application/nitf", "application/vnd.iptc.nitf")
_NO_NEWS = {"event": "it announces an event and is not news", "planning": "it says what is planned and is not news yet"}


def read_entry(item: Item, *, base_url: str | None) -> Entry:
    """Return an item as an entry. Raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
    check_is_news(item)
    status = status_of(item)
    created = time_of(item, "firstcreated")
    published = time_of(item, *_publication_times(item))
    updated = time_of(item, "versioncreated")
    if status is PubStatus.CANCELED:
        return make_entry(
            published_at=published,
            updated_at=updated,
            created_at=created,
            guid=guid_of(item),
            version=version_of(item),
            kind=kind_of(item),
            language=language_of(item),
            embargoed_until=embargo_of(item),
            pub_status=status,
            kill_reason=kill_reason(item),
        )
    headline, blocks, byline = _content(item, status, base_url=base_url)
    marks = marks_of(item)
    return make_entry(
        published_at=published,
        updated_at=updated,
        created_at=created,
        headline=headline,
        blocks=blocks,
        guid=guid_of(item),
        version=version_of(item),
        kind=kind_of(item),
        byline=byline_of(item, in_text=byline),
        language=language_of(item),
        pinned="pinned" in marks,
        highlighted="highlighted" in marks,
        subjects=subjects_of(item),
        tags=tags_of(item),
        pub_status=status,
        embargoed_until=embargo_of(item),
        correction_note=correction_note(item) if status is PubStatus.USABLE else None,
        rights=rights_of(item),
        translation=translation_of(item) if status is PubStatus.USABLE else None,
    )


def check_is_news(item: Item) -> None:
    """Raise :exc:`BrokenEntry` for an event or a plan, which say what may become news."""
    kind = (item.json.text("type") or "").lower()
    if kind in _NO_NEWS:
        raise BrokenEntry(_NO_NEWS[kind])
    if not kind and "eventdetails" in item.json and not texts(item.json, "bodies", "body"):
        raise BrokenEntry(_NO_NEWS["event"])


def headline_of(item: Item) -> str | None:
    """Return the headline, or ``None`` where the one that is given was made from the text."""
    found = texts(item.json, "headlines", "headline")
    if item.is_own and any(one.role == "generated" for one in found):
        return None
    mains = [one.text for one in found if "sub" not in one.role]
    main = next((one.text for one in found if one.role in {"", "main"}), next(iter(mains), None))
    if item.is_own:
        return main
    return without_marks(main or optional_text(item.json, "title"))


def read_text(item: Item, *, headline: str | None, base_url: str | None) -> FoundText:
    """Return the best text of an item: HTML, else NITF, else plain text; of several as good the first."""
    reader = TextReader(headline=headline, base_url=base_url, is_own=item.is_own, format_name=item.report.format_name)
    found = [
        reader.from_string(body.text, is_html="html" in body.role or "html" in body.content_type)
        for body in texts(item.json, "bodies", "body")
        if not body.content_type or body.content_type.startswith(_TEXT_TYPES)
    ]
    best = min((text for text in found if text.blocks), key=_richness, default=FoundText())
    if best.problem:
        item.report.add(item.place, best.problem)
    return best


def _richness(text: FoundText) -> int:
    return text.rank


def _publication_times(item: Item) -> tuple[str, ...]:
    """Name what says when an item was published, the best first; a photograph is created when it is taken."""
    if item.is_own:
        return "contentcreated", "firstcreated"
    is_media = media_kind(item) is not None
    rest = ("versioncreated", "contentcreated") if is_media else ("contentcreated", "versioncreated")
    return ("firstpublished", "firstcreated", *rest)


def _content(
    item: Item, status: PubStatus, *, base_url: str | None
) -> tuple[str | None, tuple[Block, ...], str | None]:
    """Return headline, blocks and the byline that stands in the text."""
    headline = headline_of(item)
    kind = media_kind(item)
    if kind is not None:
        media = (read_media(item, kind, base_url=base_url), *attached_media(item, base_url=base_url))
        return headline, tuple(MediaBlock(media=one) for one in media), None
    text = read_text(item, headline=headline, base_url=base_url)
    if item.is_own and status is not PubStatus.USABLE:
        # What is withheld is told by its status; the words of our notice are not the entry's.
        return headline, (), None
    attached = tuple(attached_media(item, base_url=base_url))
    if item.is_own:
        return headline, place_media(without_own_lines(text.blocks, correction=correction_note(item)), attached), None
    return headline or text.headline, _with_media(item, text, attached), text.byline


def _with_media(item: Item, text: FoundText, attached: Iterable[Media]) -> tuple[Block, ...]:
    descriptions = (one.text for one in descriptions_of(item))
    return place_media(whole_text(text, descriptions=descriptions), attached)
