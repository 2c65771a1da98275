"""Apply a profile to entries: model in, writer-ready items out. Pure; nothing here knows a wire format."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from lxml import etree

from feeds.asset_rights import permitted_blocks
from feeds.body import BodyStyle, body_html, body_text, media_links, opening, paragraph
from feeds.embargo import visibility
from feeds.errors import WriteError
from feeds.html import escape
from feeds.identity import anchor, source_guid, written_as
from feeds.item import FeedLinks, Item, LanguageLink, Package, Site
from feeds.language import is_right_to_left, machine_tag
from feeds.locales import Labels, labels_for
from feeds.model import Entry, LiveBlog, Media, MediaBlock, PubStatus, Rights, Translation, TranslationState
from feeds.profile import BodyAmount, HtmlSubset, LabelPlace, OutputProfile, TagStyle
from feeds.select import changed_at
from feeds.states import state_before, state_version
from feeds.titles import first_sentences, make_title
from feeds.uris import with_parameters
from feeds.withdrawn import entry_as_shown

_SUMMARY_MAX = 280
_ENDS = ".!?。！？"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """One profile at work: turns entries of a live blog into items, the same way every time."""

    profile: OutputProfile
    site: Site
    links: FeedLinks
    partner: str

    def item(self, blog: LiveBlog, entry: Entry) -> Item:
        """Return one entry as this partner gets it. Any entry but a usable one is reduced to a notice.

        Raises :exc:`~feeds.errors.WriteError` for a text that is not well formed.
        """
        entry = entry_as_shown(entry)
        blocks, withheld = permitted_blocks(entry.blocks, self.profile, guid=entry.guid)
        item = self._item(blog, entry if blocks is entry.blocks else replace(entry, blocks=blocks))
        return replace(item, withheld_media=withheld) if withheld else item

    def _item(self, blog: LiveBlog, entry: Entry) -> Item:
        body = self._content(blog, entry) if entry.pub_status is PubStatus.USABLE else self._notice(blog, entry)
        zone = ZoneInfo(self.profile.timezone)
        note = entry.translation
        return Item(
            site=self.site,
            guid=written_as(entry.guid, self.profile.id_scheme),
            version=entry.version,
            previous_version=entry.version - 1,
            url=self._entry_url(blog, entry),
            blog_guid=written_as(blog.guid, self.profile.id_scheme),
            blog_title=blog.title,
            title=body.title,
            has_own_title=body.has_own_title,
            body_html=body.html,
            body_text=body.text,
            summary=body.summary,
            language=body.language,
            language_tag=self.language_tag(body.language, note),
            created_at=entry.created_at.astimezone(zone),
            published_at=entry.published_at.astimezone(zone),
            updated_at=changed_at(entry, visibility(self.profile)).astimezone(zone),
            byline=entry.byline or blog.byline,
            credit_line=self._line(self.profile.credit_line, blog, entry),
            kind=entry.kind,
            pinned=entry.pinned,
            highlighted=entry.highlighted,
            subjects=entry.subjects,
            tags=entry.tags,
            pub_status=entry.pub_status,
            embargoed_until=entry.embargoed_until.astimezone(zone) if entry.embargoed_until else None,
            correction_note=entry.correction_note,
            kill_reason=entry.kill_reason,
            rights=self.rights(entry.rights or blog.rights, blog.language, partial(self._names, blog, entry)),
            media=self._media(entry),
            translation=note,
            translation_source_guid=self._source_guid(note),
            translation_relation=self.profile.translation_relation,
            source_url=self._source_url(blog, entry),
            alternates=self._alternates(blog, entry),
            is_right_to_left=is_right_to_left(body.language),
            format_version=self.profile.format_version,
            newsml_text=self.profile.newsml_text,
            rendition=self.profile.media.rendition,
            without=self.profile.without,
        )

    def package(self, blog: LiveBlog, *, turns: int, newest_at: datetime | None = None) -> Package:
        """Return a live blog's own facts for formats that send it as a thing of its own.

        ``turns`` is how often the clock alone has changed what is shown of it since its last change, and ``newest_at``
        when that was, if it was later than that of its own texts.
        """
        zone = ZoneInfo(self.profile.timezone)
        version = state_version(blog.revision, turns)
        return Package(
            guid=written_as(blog.guid, self.profile.id_scheme),
            version=version,
            previous_version=state_before(version),
            title=blog.title,
            standfirst=blog.standfirst,
            language_tag=self.language_tag(blog.language, blog.translation),
            created_at=blog.created_at.astimezone(zone),
            published_at=blog.published_at.astimezone(zone),
            updated_at=max(blog.updated_at, newest_at or blog.updated_at).astimezone(zone),
            pub_status=blog.pub_status,
            byline=blog.byline,
            subjects=blog.subjects,
            rights=self.rights(blog.rights, blog.language, partial(self.blog_names, blog)),
            page_url=self.site.page_url(blog.slug, blog.language),
            translation=blog.translation,
            translation_source_guid=self._source_guid(blog.translation),
            translation_relation=self.profile.translation_relation,
        )

    def _content(self, blog: LiveBlog, entry: Entry) -> "_Body":
        language = entry.language or blog.language
        style = self.body_style(language)
        try:
            words = opening(entry.blocks, style)
            parts = [part for part in self._parts(blog, entry, style) if part.html]
        except (etree.XMLSyntaxError, ValueError) as cause:
            raise WriteError(guid=entry.guid, reason=f"a text is not well formed: {cause}") from cause
        summary = first_sentences(words, _SUMMARY_MAX)
        title = make_title(entry, text=words, blog_title=blog.title, timezone=blog.timezone, rule=self.profile.titles)
        return _Body(
            title=title,
            has_own_title=bool(entry.headline),
            html=self._joined(parts, language, feed_language=blog.language),
            text="\n\n".join(part.text for part in parts if part.text),
            summary="" if self.profile.body is BodyAmount.NONE else summary or title,
            language=language,
        )

    def _parts(self, blog: LiveBlog, entry: Entry, style: BodyStyle) -> Iterator["_Part"]:
        """Yield what makes a body, in order: what is said of the text, the correction, the text, the attribution."""
        language = entry.language or blog.language
        text = self._text(entry, style, language)
        has_words = bool(entry.blocks or entry.headline)
        notes = [self._note(note, blog.language) for note in self._notes(blog, entry)] if has_words else []
        if self.profile.machine_label is not LabelPlace.AFTER:
            yield from notes
        if entry.correction_note:
            yield self._note(style.labels.correction.replace("{note}", entry.correction_note), language)
        yield text
        if self.profile.machine_label is LabelPlace.AFTER:
            yield from notes
        for lines in (self.profile.attribution, self.profile.rights_lines):
            if line := self._line(lines.get(blog.language), blog, entry):
                yield _Part(language=blog.language, html=paragraph(line), text=line)

    def _text(self, entry: Entry, style: BodyStyle, language: str) -> "_Part":
        match self.profile.body:
            case BodyAmount.FULL:
                return _Part(
                    language=language, html=body_html(entry.blocks, style), text=body_text(entry.blocks, style)
                )
            case BodyAmount.SUMMARY:
                words = first_sentences(opening(entry.blocks, style), _SUMMARY_MAX)
                return _Part(language=language, html=paragraph(words) if words else "", text=words)
            case BodyAmount.NONE:
                return _Part(language=language, html="", text="")

    def _notes(self, blog: LiveBlog, entry: Entry) -> list[str]:
        labels, note = labels_for(blog.language), entry.translation
        if self.profile.machine_label is LabelPlace.NONE:
            # Stale text says so whatever the profile wants.
            return [labels.stale] if note and note.is_stale else []
        return translation_notes(labels, note)

    def _note(self, text: str, language: str) -> "_Part":
        is_plain = self.profile.html is HtmlSubset.PLAIN
        html = paragraph(text) if is_plain else f"<p><em>{escape(text)}</em></p>"
        return _Part(language=language, html=html, text=text)

    def _joined(self, parts: Iterable["_Part"], language: str, *, feed_language: str) -> str:
        """Put the parts of a body in ``language`` together.

        Those in another one say in which, and all in which direction they run if anything runs from right to left.
        """
        parts = tuple(parts)
        if self.profile.html is not HtmlSubset.FULL:
            return "".join(part.html for part in parts)
        is_any_rtl = any(map(is_right_to_left, {feed_language, *(part.language for part in parts)}))
        joined: list[str] = []
        for tag, run in groupby(parts, key=lambda part: part.language):
            direction = "rtl" if is_right_to_left(tag) else "ltr"
            marks = (f' lang="{tag}"' if tag != language else "") + (f' dir="{direction}"' if is_any_rtl else "")
            html = "".join(part.html for part in run)
            joined.append(f"<div{marks}>{html}</div>" if marks else html)
        return "".join(joined)

    def _notice(self, blog: LiveBlog, entry: Entry) -> "_Body":
        """Say in place of the content that the entry is not to be used; nothing of the content is left."""
        labels = labels_for(blog.language)
        killed = entry.pub_status is PubStatus.CANCELED
        lines = [labels.withdrawn_body if killed else labels.withheld_body]
        if entry.kill_reason:
            lines.append(labels.withdrawn_reason.replace("{reason}", entry.kill_reason))
        return _Body(
            title=labels.withdrawn if killed else labels.withheld,
            has_own_title=False,
            html="".join(paragraph(line) for line in lines),
            text="\n\n".join(lines),
            summary=lines[0],
            language=blog.language,
        )

    def body_style(self, language: str) -> BodyStyle:
        """Return how this partner has bodies in a language printed."""
        profile = self.profile
        return BodyStyle(html=profile.html, media=profile.media, embeds=profile.embeds, labels=labels_for(language))

    def rights(self, stated: Rights | None, language: str, names: Callable[[], Mapping[str, str]]) -> Rights | None:
        """Return what is stated about rights with the partner's own line behind the notice, which stays as it is.

        ``names`` makes what stands for the names in the line.
        """
        template = self.profile.rights_lines.get(language)
        line = fill(template, names()) if template else ""
        if not line:
            return stated
        stated = stated or Rights()
        notice = stated.notice or stated.holder
        end = "" if not notice or notice[-1] in _ENDS else "."
        return replace(stated, notice=f"{notice}{end} {line}" if notice else line)

    def blog_names(self, blog: LiveBlog) -> Mapping[str, str]:
        """Return what stands for the names in lines on a live blog as a whole."""
        return {
            "byline": blog.byline or self.site.provider,
            "provider": self.site.provider,
            "blog": blog.title,
            "url": self.site.page_url(blog.slug, blog.language),
        }

    def collection_names(self) -> Mapping[str, str]:
        """Return the same for a feed across live blogs."""
        provider, site = self.site.provider, self.site.name
        return {"byline": provider, "provider": provider, "blog": site, "url": self.links.page_url}

    def _line(self, template: str | None, blog: LiveBlog, entry: Entry) -> str | None:
        return fill(template, self._names(blog, entry)) if template else None

    def _names(self, blog: LiveBlog, entry: Entry) -> Mapping[str, str]:
        byline = entry.byline or blog.byline or self.site.provider
        return {**self.blog_names(blog), "byline": byline, "url": self._entry_url(blog, entry)}

    def _entry_url(self, blog: LiveBlog, entry: Entry) -> str:
        return self.fill_link(blog, anchor=anchor(entry.guid))

    def fill_link(self, blog: LiveBlog, *, anchor: str) -> str:
        """Return an address on a live blog's page by the partner's template; ``anchor`` names the place on it."""
        names = {
            "page_url": self.site.page_url(blog.slug, blog.language),
            "anchor": anchor,
            "partner": quote(self.partner, safe=""),
            "language": quote(blog.language, safe=""),
            "slug": quote(blog.slug, safe=""),
        }
        link = fill(self.profile.link_template, names)
        if not self.profile.campaign:
            return link
        plain = {"partner": self.partner, "language": blog.language, "slug": blog.slug}
        return with_parameters(link, {name: fill(text, plain) for name, text in self.profile.campaign.items()})

    def _media(self, entry: Entry) -> tuple[Media, ...]:
        found = (media_links(b.media, self.profile.media) for b in entry.blocks if isinstance(b, MediaBlock))
        return tuple(media for media in found if media is not None)

    def _alternates(self, blog: LiveBlog, entry: Entry) -> tuple[LanguageLink, ...]:
        return tuple(
            LanguageLink(
                language=sibling.language,
                url=f"{self.site.page_url(blog.slug, sibling.language)}#{anchor(entry.guid)}",
            )
            for sibling in self.links.sibling_pages
        )

    def language_tag(self, language: str, note: Translation | None) -> str:
        """Return the tag of a text in the partner's style, by how the text was made."""
        if note is None or not note.has_machine_text or self.profile.language_tags is TagStyle.PLAIN:
            return language
        return machine_tag(target=language, source=note.source_language)

    def _source_url(self, blog: LiveBlog, entry: Entry) -> str | None:
        """Return the entry on the page of its live blog's own language, which an entry need not be written in."""
        note = blog.translation or entry.translation
        if entry.translation is None or note is None:
            return None
        return f"{self.site.page_url(blog.slug, note.source_language)}#{anchor(entry.guid)}"

    def _source_guid(self, note: Translation | None) -> str | None:
        return written_as(source_guid(note.source_guid), self.profile.id_scheme) if note else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    language: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    title: str
    has_own_title: bool
    html: str
    text: str
    summary: str
    language: str


def translation_notes(labels: Labels, note: Translation | None) -> list[str]:
    """Return the sentences that tell a reader how a translated text came about; none for a reviewed, current one."""
    if note is None:
        return []
    by_state = {
        TranslationState.UNTRANSLATED: labels.untranslated,
        TranslationState.MACHINE: labels.machine,
        TranslationState.MEMORY: labels.memory,
        TranslationState.MIXED: labels.mixed,
    }
    state = [by_state[note.state]] if note.state in by_state else []
    return state + ([labels.stale] if note.is_stale else [])


def fill(template: str, names: Mapping[str, str]) -> str:
    """Replace ``{name}`` by its value in one pass, so that a value with braces in it stays as it is."""
    return _PLACEHOLDER.sub(lambda match: names.get(match[1], match[0]), template)
