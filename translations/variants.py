"""A live blog in another language, as an ordinary live blog that the feeds can print.

Pure: the same source, work and rule give the same variant, and an entry's variant depends on that entry's own work
alone, so it can be kept as long as neither changes.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from feeds.identity import variant_guid
from feeds.model import Entry, LiveBlog, PubStatus, Translation, TranslationState
from feeds.profile import LanguageRule
from translations.carry_over import carry_over
from translations.model import Join, LanguageWork, Provenance, Segment, SourceSegment, TextWork
from translations.policy import Decision, Reason, Show, decide_on
from translations.segments import join_entry, join_head, split_entry, split_head

Text = TypeVar("Text", Entry, LiveBlog)


def make(blog: LiveBlog, language: str, work: LanguageWork, rule: LanguageRule) -> LiveBlog:
    """Return the variant of a live blog in ``language``, with the entries that ``rule`` lets through.

    ``work`` holds the head under the blog's guid and each entry under its own. Whoever stores it raises a text's
    version with every change of its source or of its segments. A text without work counts as not begun: version 1, the
    source's times.
    """
    entries = (_entry(entry, blog.language, language, work.texts.get(entry.guid), rule) for entry in blog.entries)
    return replace(
        _head(blog, language, work.texts.get(blog.guid), rule),
        revision=work.revision,
        entries=tuple(entry for entry in entries if entry is not None),
    )


def _head(blog: LiveBlog, language: str, own: TextWork | None, rule: LanguageRule) -> LiveBlog:
    """Return the live blog's own texts in ``language``: all of them, or all in the source language.

    Of a withdrawn live blog only the title is left, as it was.
    """
    if blog.pub_status is not PubStatus.USABLE:
        bare = replace(blog, standfirst=None, summary=(), body=(), byline=None, language=language)
        withdrawn = decide_on((), rule, is_withdrawn=True)
        return replace(_stamped(bare, language, own), translation=_note(blog, withdrawn, blog.language))
    languages = (blog.language, language)
    segments = _segments(own, blog.version, lambda joins: split_head(blog, joins), languages)
    decision = decide_on(segments, rule, waited_min=_waited_min(own, blog.version))
    texts = join_head(blog, decision.segments) if decision.show is Show.TRANSLATION else blog
    note = _note(blog, decision, blog.language)
    return replace(_stamped(texts, language, own), language=language, translation=note)


def _entry(entry: Entry, blog_language: str, language: str, own: TextWork | None, rule: LanguageRule) -> Entry | None:
    """Return one entry in ``language``, or ``None`` where the rule holds it back.

    A withdrawn entry is withdrawn in every language at once, whatever the rule, and nothing of its text is left. One
    that was written in ``language`` needs no translation.
    """
    source_language = entry.language or blog_language
    if entry.pub_status is not PubStatus.USABLE:
        bare = replace(entry, headline=None, blocks=(), correction_note=None, language=None)
        withdrawn = decide_on((), rule, is_withdrawn=True)
        return replace(_stamped(bare, language, own), translation=_note(entry, withdrawn, source_language))
    if source_language == language:
        return replace(_stamped(entry, language, own), language=None)
    languages = (source_language, language)
    segments = _segments(own, entry.version, lambda joins: split_entry(entry, source_language, joins), languages)
    decision = decide_on(segments, rule, waited_min=_waited_min(own, entry.version))
    note = _note(entry, decision, source_language)
    match decision.show:
        case Show.NOTHING:
            return None
        case Show.SOURCE:
            return replace(_stamped(entry, language, own), language=source_language, translation=note)
        case Show.TRANSLATION:
            texts = join_entry(entry, decision.segments)
            return replace(_stamped(texts, language, own), language=None, translation=note)


def _segments(
    own: TextWork | None,
    version: int,
    split: Callable[[Collection[Join]], tuple[SourceSegment, ...]],
    languages: tuple[str, str],
) -> tuple[Segment, ...]:
    """Return the segments of a text as they stand against this version of its source."""
    if own is not None and own.source_version == version:
        return own.segments
    return carry_over(own.segments if own else (), split(own.joins if own else ()), languages=languages)


def _waited_min(own: TextWork | None, version: int) -> int:
    """Return how long a text has waited; what is carried over only here begins to wait when that is stored."""
    return own.waited_min if own is not None and own.source_version == version else 0


def _stamped(text: Text, language: str, own: TextWork | None) -> Text:
    """Give a text the identity and the times of its variant; when it was first published stays the source's."""
    guid = variant_guid(text.guid, language)
    if own is None:
        return replace(text, guid=guid, version=1)
    return replace(text, guid=guid, version=own.version, created_at=own.created_at, updated_at=own.updated_at)


def _note(source: Entry | LiveBlog, decision: Decision, source_language: str) -> Translation:
    made_by = [segment.current.provenance for segment in decision.segments if segment.current is not None]
    # A text without a word, such as a bare picture, needs no translation: it must not be labelled as lacking one.
    needs_none = decision.reason is Reason.NO_TEXT
    return Translation(
        source_guid=source.guid,
        source_version=source.version,
        source_language=source_language,
        state=TranslationState.REVIEWED if needs_none else decision.state,
        has_machine_text=decision.has_machine_text,
        is_stale=decision.is_stale,
        engines=_names(_engine_name(provenance) for provenance in made_by),
        memories=_names(provenance.memory for provenance in made_by),
        reviewers=_names(provenance.reviewer for provenance in made_by),
    )


def _engine_name(provenance: Provenance) -> str | None:
    """Return an engine's name with that of its package, such as ``argos en_ko 1.1``."""
    return " ".join(filter(None, (provenance.engine, provenance.package))) or None


def _names(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
