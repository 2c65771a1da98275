"""Apply a profile to entries: model in, writer-ready items out. Pure; nothing here knows a wire format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from feeds.body import BodyStyle, body_html, body_text, media_links, paragraph
from feeds.html import escape
from feeds.identity import anchor, source_guid, written_as
from feeds.item import FeedLinks, Item, LanguageLink, Package, Site
from feeds.language import is_right_to_left, machine_tag
from feeds.locales import Labels, labels_for
from feeds.model import Entry, LiveBlog, Media, MediaBlock, PubStatus, Translation, TranslationState
from feeds.profile import HtmlSubset, LabelPlace, OutputProfile, TagStyle
from feeds.titles import first_sentences, make_title

_SUMMARY_MAX = 280
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """One profile at work: turns entries of a live blog into items, the same way every time."""

    profile: OutputProfile
    site: Site
    links: FeedLinks
    partner: str

    def item(self, blog: LiveBlog, entry: Entry) -> Item:
        """Return one entry as this partner gets it. Any entry but a usable one is reduced to a notice."""
        body = self._notice(blog, entry) if entry.pub_status is not PubStatus.USABLE else self._content(blog, entry)
        zone = ZoneInfo(self.profile.timezone)
        language = entry.language or blog.language
        note = entry.translation
        return Item(
            site=self.site,
            guid=written_as(entry.guid, self.profile.id_scheme),
            version=entry.version,
            url=self._entry_url(blog, entry),
            blog_guid=written_as(blog.guid, self.profile.id_scheme),
            blog_title=blog.title,
            title=body.title,
            has_own_title=body.has_own_title,
            body_html=body.html,
            body_text=body.text,
            summary=body.summary,
            language=body.language,
            language_tag=self._tag(body.language, note),
            created_at=entry.created_at.astimezone(zone),
            published_at=entry.published_at.astimezone(zone),
            updated_at=entry.updated_at.astimezone(zone),
            byline=entry.byline or blog.byline,
            credit_line=self._fill(self.profile.credit_line, blog, entry),
            kind=entry.kind,
            pinned=entry.pinned,
            highlighted=entry.highlighted,
            subjects=entry.subjects,
            pub_status=entry.pub_status,
            embargoed_until=entry.embargoed_until.astimezone(zone) if entry.embargoed_until else None,
            correction_note=entry.correction_note,
            kill_reason=entry.kill_reason,
            rights=entry.rights or blog.rights,
            media=self._media(entry),
            translation=note,
            translation_source_guid=self._source_guid(note),
            translation_relation=self.profile.translation_relation,
            source_url=f"{self.site.page_url(blog.slug, note.source_language)}#{anchor(entry.guid)}" if note else None,
            alternates=self._alternates(blog, entry),
            is_right_to_left=is_right_to_left(language),
        )

    def package(self, blog: LiveBlog) -> Package:
        """Return a live blog's own facts for formats that send it as a thing of its own."""
        zone = ZoneInfo(self.profile.timezone)
        return Package(
            guid=written_as(blog.guid, self.profile.id_scheme),
            version=max(blog.revision, 1),
            title=blog.title,
            standfirst=blog.standfirst,
            language_tag=self._tag(blog.language, blog.translation),
            created_at=blog.created_at.astimezone(zone),
            published_at=blog.published_at.astimezone(zone),
            updated_at=blog.updated_at.astimezone(zone),
            pub_status=blog.pub_status,
            byline=blog.byline,
            subjects=blog.subjects,
            rights=blog.rights,
            page_url=self.site.page_url(blog.slug, blog.language),
            translation=blog.translation,
            translation_source_guid=self._source_guid(blog.translation),
            translation_relation=self.profile.translation_relation,
        )

    def _content(self, blog: LiveBlog, entry: Entry) -> "_Body":
        language = entry.language or blog.language
        labels = labels_for(language)
        style = BodyStyle(html=self.profile.html, media=self.profile.media, labels=labels)
        html, text = body_html(entry.blocks, style), body_text(entry.blocks, style)
        if entry.correction_note:
            correction = labels.correction.replace("{note}", entry.correction_note)
            html, text = self._note(correction) + html, f"{correction}\n\n{text}"
        html = self._labelled(html, labels_for(blog.language), entry.translation)
        html += self._attribution(blog, entry)
        if is_right_to_left(language) and self.profile.html is not HtmlSubset.PLAIN:
            html = f'<div dir="rtl">{html}</div>'
        title = make_title(entry, text=text, blog_title=blog.title, timezone=blog.timezone, rule=self.profile.titles)
        return _Body(
            title=title,
            has_own_title=entry.headline is not None,
            html=html,
            text=text.strip(),
            summary=first_sentences(text, _SUMMARY_MAX) or title,
            language=language,
        )

    def _notice(self, blog: LiveBlog, entry: Entry) -> "_Body":
        """Say in place of the content that the entry is not to be used; nothing of the content is left."""
        labels = labels_for(blog.language)
        killed = entry.pub_status is PubStatus.CANCELED
        lines = [labels.withdrawn_body if killed else labels.withheld_body]
        if killed and entry.kill_reason:
            lines.append(labels.withdrawn_reason.replace("{reason}", entry.kill_reason))
        return _Body(
            title=labels.withdrawn if killed else labels.withheld,
            has_own_title=False,
            html="".join(paragraph(line) for line in lines),
            text="\n\n".join(lines),
            summary=lines[0],
            language=blog.language,
        )

    def _labelled(self, html: str, labels: Labels, note: Translation | None) -> str:
        """Put the sentences that say how a text came about where the profile wants them; stale text always says so."""
        notes = [self._note(text) for text in translation_notes(labels, note)]
        if not notes or not html:
            return html
        match self.profile.machine_label:
            case LabelPlace.BEFORE:
                return "".join(notes) + html
            case LabelPlace.AFTER:
                return html + "".join(notes)
            case LabelPlace.NONE:
                return (self._note(labels.stale) + html) if note and note.is_stale else html

    def _note(self, text: str) -> str:
        return paragraph(text) if self.profile.html is HtmlSubset.PLAIN else f"<p><em>{escape(text)}</em></p>"

    def _attribution(self, blog: LiveBlog, entry: Entry) -> str:
        line = self._fill(self.profile.attribution.get(blog.language), blog, entry)
        return paragraph(line) if line else ""

    def _fill(self, template: str | None, blog: LiveBlog, entry: Entry) -> str | None:
        if template is None:
            return None
        names = {
            "byline": entry.byline or blog.byline or self.site.provider,
            "provider": self.site.provider,
            "blog": blog.title,
            "url": self._entry_url(blog, entry),
        }
        return fill(template, names)

    def _entry_url(self, blog: LiveBlog, entry: Entry) -> str:
        names = {
            "page_url": self.site.page_url(blog.slug, blog.language),
            "anchor": anchor(entry.guid),
            "partner": self.partner,
            "language": blog.language,
            "slug": blog.slug,
        }
        return fill(self.profile.link_template, names)

    def _media(self, entry: Entry) -> tuple[Media, ...]:
        if entry.pub_status is not PubStatus.USABLE:
            return ()
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

    def _tag(self, language: str, note: Translation | None) -> str:
        if note is None or not note.has_machine_text or self.profile.language_tags is TagStyle.PLAIN:
            return language
        return machine_tag(target=language, source=note.source_language)

    def _source_guid(self, note: Translation | None) -> str | None:
        return written_as(source_guid(note.source_guid), self.profile.id_scheme) if note else None


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
