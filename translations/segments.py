"""Cut a live blog's texts into sentences, and put translated sentences back in their places.

What stands between sentences (blanks, line breaks, ornaments without a letter or digit) is never translated and never
stored: it is read again from the source when the text is put together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from feeds.html import INLINE_TAGS, clean_inline, is_web_url
from feeds.model import Entry, LiveBlog
from feeds.xml import clean_text
from translations.errors import SegmentsDoNotFit
from translations.fields import TextField, change_entry, change_head, entry_fields, head_fields
from translations.hashes import fold_hash, source_hash
from translations.inline import LINE_BREAK, read_inline, write_inline
from translations.joins import joined_groups
from translations.model import Join, Mark, Segment, SourceSegment
from translations.pieces import Piece, Pieces, put_together, take_apart
from translations.sentences import SentenceRules, Span, rules_for, sentence_spans

T = TypeVar("T")

# Half a quotation element, or half a piece of code, is nothing that could be translated by itself.
_NEVER_CUT = frozenset({"code", "q"})


def split_entry(entry: Entry, language: str, joins: Collection[Join] = ()) -> tuple[SourceSegment, ...]:
    """Cut an entry in ``language`` into its sentences, in reading order; those that ``joins`` names stay one.

    The entry's texts must have been cleaned (:func:`feeds.sanitise.clean_entry`).
    """
    return _split(entry_fields(entry), rules_for(language), joins)


def split_head(blog: LiveBlog, joins: Collection[Join] = ()) -> tuple[SourceSegment, ...]:
    """Cut the texts of a blog's head (title, standfirst, byline, summary, body) into sentences, as an entry's."""
    return _split(head_fields(blog), rules_for(blog.language), joins)


def join_entry(entry: Entry, segments: Iterable[Segment]) -> Entry:
    """Put the current translations of an entry's sentences in their places; one without any keeps its source text.

    Where every sentence stays as it is the text comes back byte for byte. Raises
    :exc:`~translations.errors.SegmentsDoNotFit` if the sentences are not those of this entry.
    """
    joiner = _Joiner(segments, guid=entry.guid)
    return joiner.check(change_entry(entry, joiner))


def join_head(blog: LiveBlog, segments: Iterable[Segment]) -> LiveBlog:
    """Put the current translations of a head's sentences in their places, as :func:`join_entry` does."""
    joiner = _Joiner(segments, guid=blog.guid)
    return joiner.check(change_head(blog, joiner))


def _split(fields: Iterable[TextField], rules: SentenceRules, joins: Collection[Join]) -> tuple[SourceSegment, ...]:
    return tuple(segment for field in fields for segment in _split_field(field, rules, joins))


def _split_field(field: TextField, rules: SentenceRules, joins: Collection[Join]) -> Iterator[SourceSegment]:
    text, marks = _read(field)
    spans = _whole(text) if field.is_name else _spans(text, marks, rules)
    pieces = take_apart(text, marks, spans)
    if joins:
        hashes = [source_hash(sentence.text, sentence.marks) for sentence in pieces.sentences]
        broken = [any(mark.tag == LINE_BREAK for mark in gap.marks) for gap in pieces.gaps[1:]]
        groups = joined_groups(hashes, broken, joins)
        pieces = take_apart(text, marks, [(spans[group[0]][0], spans[group[-1]][1]) for group in groups])
    for index, (sentence, gap) in enumerate(zip(pieces.sentences, pieces.gaps[1:], strict=True)):
        yield SourceSegment(
            field=field.address,
            index=index,
            text=sentence.text,
            marks=sentence.marks,
            gap=_shown(gap) if index + 1 < len(pieces.sentences) else "",
            source_hash=source_hash(sentence.text, sentence.marks),
            fold_hash=fold_hash(sentence.text, sentence.marks),
        )


def _read(field: TextField) -> tuple[str, tuple[Mark, ...]]:
    return read_inline(field.content) if field.is_html else (field.content, ())


def _shown(gap: Piece) -> str:
    """Return a gap as text, each line break as a line feed."""
    stops = [mark.start for mark in gap.marks if mark.tag == LINE_BREAK]
    return "\n".join(gap.text[a:b] for a, b in zip([0, *stops], [*stops, len(gap.text)], strict=True))


def _whole(text: str) -> list[Span]:
    span = (len(text) - len(text.lstrip()), len(text.rstrip()))
    return [span] if _has_word(text, span) else []


def _spans(text: str, marks: Sequence[Mark], rules: SentenceRules) -> list[Span]:
    """Return the spans of the sentences; a line break always ends one, wherever it stands."""
    breaks = [mark.start for mark in marks if mark.tag == LINE_BREAK]
    spans: list[Span] = []
    for first, last in zip([0, *breaks], [*breaks, len(text)], strict=True):
        line = ((first + start, first + end) for start, end in sentence_spans(text[first:last], rules))
        spans.extend(_with_words(text, _uncut(line, marks)))
    return spans


def _uncut(spans: Iterable[Span], marks: Iterable[Mark]) -> Iterator[Span]:
    """Join the spans between which a mark goes on that must not be cut; marks and spans are in order."""
    uncut = (mark for mark in marks if mark.tag in _NEVER_CUT)
    mark = next(uncut, None)
    reach = 0
    whole: Span | None = None
    for start, end in spans:
        while mark is not None and mark.start < start:
            reach = max(reach, mark.end)
            mark = next(uncut, None)
        if whole is not None and reach > whole[1]:
            whole = (whole[0], end)
            continue
        if whole is not None:
            yield whole
        whole = (start, end)
    if whole is not None:
        yield whole


def _with_words(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans without a letter or digit (an emoji, three asterisks) to a neighbour; alone they are no sentence."""
    whole: Span | None = None
    has_word = False
    for start, end in spans:
        is_sentence = _has_word(text, (start, end))
        if whole is not None and has_word and is_sentence:
            yield whole
            whole = None
        whole = (start if whole is None else whole[0], end)
        has_word = has_word or is_sentence
    if whole is not None and has_word:
        yield whole


def _has_word(text: str, span: Span) -> bool:
    return any(text[at].isalnum() for at in range(*span))


class _Joiner:
    """Replaces the texts of fields by what their segments say now."""

    def __init__(self, segments: Iterable[Segment], *, guid: str) -> None:
        self._guid = guid
        self._waiting: defaultdict[str, list[Segment]] = defaultdict(list)
        for segment in sorted(segments, key=lambda segment: segment.source.index):
            self._waiting[segment.source.field].append(segment)

    def __call__(self, field: TextField) -> str:
        segments = self._waiting.pop(field.address, [])
        if not any(map(_is_changed, segments)):
            return field.content
        text, marks = _read(field)
        pieces = take_apart(text, marks, self._find(field.address, text, segments))
        if not _fits(pieces, segments):
            raise SegmentsDoNotFit(guid=self._guid, field=field.address)
        return _written(field, replace(pieces, sentences=tuple(map(_target, segments))))

    def check(self, joined: T) -> T:
        """Return what was joined if it had a place for every segment."""
        if self._waiting:
            raise SegmentsDoNotFit(guid=self._guid, field=next(iter(self._waiting)))
        return joined

    def _find(self, address: str, text: str, segments: Sequence[Segment]) -> list[Span]:
        """Find the sentences in their order. Gaps have no letter or digit, so no sentence can be found in a gap."""
        spans: list[Span] = []
        for segment in segments:
            start = text.find(segment.source.text, spans[-1][1] if spans else 0)
            if start < 0:
                raise SegmentsDoNotFit(guid=self._guid, field=address)
            spans.append((start, start + len(segment.source.text)))
        return spans


def _fits(pieces: Pieces, segments: Sequence[Segment]) -> bool:
    """Say whether the marks are those of the segments too, and no line break has come into a sentence."""
    has_same_marks = all(p.marks == s.source.marks for p, s in zip(pieces.sentences, segments, strict=True))
    return has_same_marks and all(mark.start >= 0 for gap in pieces.gaps for mark in gap.marks)


def _is_changed(segment: Segment) -> bool:
    current, source = segment.current, segment.source
    return current is not None and (current.text, current.marks) != (source.text, source.marks)


def _target(segment: Segment) -> Piece:
    shown = segment.current or segment.source
    return Piece(shown.text, shown.marks)


def _written(field: TextField, pieces: Pieces) -> str:
    whole = put_together(pieces)
    if not field.is_html:
        return clean_text(whole.text)
    fragment = write_inline(whole.text, whole.marks)
    # What was translated has been made safe; what was changed behind our back, or by an older version, is made so now.
    is_safe = clean_text(fragment) == fragment and all(map(_is_safe, whole.marks))
    return fragment if is_safe else clean_inline(fragment)


def _is_safe(mark: Mark) -> bool:
    """Say whether cleaning would surely leave a mark as it is."""
    has_content = mark.start < mark.end or mark.tag == LINE_BREAK
    has_good_address = mark.href is None or (mark.tag == "a" and is_web_url(mark.href))
    return mark.tag in INLINE_TAGS and has_content and has_good_address
