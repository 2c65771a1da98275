"""Sentences that an edit cut in two, or joined: what becomes of their translations.

What was approved goes on as approved only if the words are the same, up to typography and a full stop that became a
semicolon or the other way round, and the translation falls into the same parts for certain. In every other case it is
stale: all of it stays visible, and nobody is told that a person stands behind it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from translations.hashes import fold_hash, fold_typography, source_hash
from translations.inline import addresses
from translations.model import (
    Mark,
    Origin,
    Provenance,
    Segment,
    SegmentState,
    SegmentTranslation,
    SourceSegment,
    unreviewed_state,
)
from translations.pieces import Piece, Pieces, put_together, take_apart
from translations.sentences import rules_for, sentence_spans

JOINED = "joined from several sentences"
DIVIDED = "part of the translation of a longer sentence"
OF_LONGER_SENTENCE = "made for a sentence that was cut in two"
"""The note on a translation that says more than its sentence: it is not published in its place."""
PARTLY_WRITTEN = "written by a person in part"

_NO_TEXT = frozenset({SegmentState.MISSING, SegmentState.REJECTED})
_STOPS = {".": ";", "。": "；"}
_DIGITS = re.compile(r"\d+")
_CLASSES = {"?": "?", "？": "?", "؟": "?", "!": "!", "！": "!"}


def has_same_words(whole: SourceSegment, parts: Sequence[SourceSegment]) -> bool:
    """Say whether a sentence consists of just these, one after the other, up to typography and ends of sentences."""
    joined = _join_sources(parts, whole.marks)
    if fold_hash(joined.text, joined.marks) == whole.fold_hash:
        return True
    has_marks = bool(whole.marks) or any(part.marks for part in parts)
    return not has_marks and _is_sequence(_folded(whole.text), [_folded(part.text) for part in parts])


def merged(parts: Sequence[Segment], source: SourceSegment, *, has_same_words: bool) -> Segment:
    """Return what takes the place of several segments, in reading order, whose sentences became one.

    It goes on as the first of them. Where one of them has no text, or is stale, the whole is stale.
    """
    with_text = [part for part in parts if part.current is not None and part.state is not SegmentState.REJECTED]
    first, current = parts[0], _join_translations(with_text, source)
    after = replace(first, source=source, current=current, suggestion=None, findings=(), suggestion_findings=())
    after = replace(after, version=first.version + 1, material=())
    if current is None:
        return replace(after, state=SegmentState.MISSING)
    states = {part.state for part in parts}
    if not has_same_words or SegmentState.STALE in states or states & _NO_TEXT:
        return replace(after, state=SegmentState.STALE)
    is_approved = current.approved_source_text is not None
    made = replace(
        current,
        source_hash=source.source_hash,
        source_text=source.text,
        approved_source_text=source.text if is_approved else None,
    )
    return replace(after, state=SegmentState.APPROVED if is_approved else unreviewed_state(made), current=made)


def divided(
    segment: Segment, sources: Sequence[SourceSegment], *, has_same_words: bool, language: str
) -> tuple[Segment, ...]:
    """Return the segments of the sentences that one was cut into; ``language`` is that of the translation.

    Where the translation cannot be divided for certain the first keeps all of it, stale, and what a person wrote is
    offered to the others as well.
    """
    empty = tuple(Segment(source=source) for source in sources)
    bare = replace(segment, source=sources[0], suggestion=None, findings=(), suggestion_findings=(), material=())
    bare = replace(bare, version=segment.version + 1)
    current = segment.current
    if current is None or segment.state is SegmentState.REJECTED:
        return replace(bare, state=SegmentState.MISSING, current=None), *empty[1:]
    if has_same_words and segment.state is not SegmentState.STALE:
        pieces = _divide(Piece(current.text, current.marks), sources, language)
        if pieces:
            parts = [_part(current, piece, source) for piece, source in zip(pieces, sources, strict=True)]
            first = replace(bare, current=parts[0])
            rest = zip(empty[1:], parts[1:], strict=True)
            return first, *(replace(one, state=segment.state, current=part) for one, part in rest)
    whole = _noted(current, OF_LONGER_SENTENCE)
    first = replace(bare, state=SegmentState.STALE, current=whole)
    if not is_persons(current):
        return first, *empty[1:]
    return first, *(replace(one, suggestion=whole) for one in empty[1:])


def is_persons(translation: SegmentTranslation) -> bool:
    """Say whether a person has written or approved a translation, if only a part of it."""
    provenance = translation.provenance
    is_written = provenance.origin is Origin.PERSON or PARTLY_WRITTEN in provenance.notes
    return is_written or translation.approved_source_text is not None


def without_notes(translation: SegmentTranslation, *notes: str) -> SegmentTranslation:
    """Return a translation whose provenance no longer has these notes."""
    kept = tuple(note for note in translation.provenance.notes if note not in notes)
    return replace(translation, provenance=replace(translation.provenance, notes=kept))


def _folded(text: str) -> str:
    return fold_typography(unicodedata.normalize("NFC", text)).strip()


def _is_sequence(whole: str, parts: Sequence[str]) -> bool:
    """Say whether a text is its parts in turn, where a stop and a capital may be a semicolon and a small letter."""
    at = 0
    for number, part in enumerate(parts):
        ends = [part]
        if number + 1 < len(parts) and part[-1:] in _STOPS and part[-2:-1] not in _STOPS:
            ends.append(part[:-1] + _STOPS[part[-1]])
        starts = ends if number == 0 else [*ends, *(end[:1].lower() + end[1:] for end in ends)]
        found = next((start for start in starts if whole.startswith(start, at)), None)
        if found is None:
            return False
        at += len(found)
        at += len(whole[at:]) - len(whole[at:].lstrip())
    return at == len(whole)


def _join_sources(parts: Sequence[SourceSegment], marks: Sequence[Mark]) -> Piece:
    return _join([Piece(part.text, part.marks) for part in parts], _gaps(parts), marks)


def _gaps(parts: Sequence[SourceSegment]) -> list[str]:
    return [part.gap.replace("\n", " ") or " " for part in parts[:-1]]


def _join(pieces: Sequence[Piece], gaps: Sequence[str], marks: Sequence[Mark]) -> Piece:
    """Put pieces together. A mark that they have more often than ``marks`` do was cut, and is one again."""
    found = Counter((mark.tag, mark.href) for piece in pieces for mark in piece.marks)
    cut = found - Counter((mark.tag, mark.href) for mark in marks)
    return put_together(
        Pieces(
            sentences=tuple(pieces),
            gaps=tuple(map(Piece, ("", *gaps, ""))),
            bridges=(Counter(), *(cut for _ in pieces[1:])),
        )
    )


def _join_translations(parts: Sequence[Segment], source: SourceSegment) -> SegmentTranslation | None:
    """Return the translations of several segments as one; approved if all of them are, made by the least of them."""
    made = [part.current for part in parts if part.current is not None]
    if len(made) < 2:
        return made[0] if made else None
    gaps = _gaps([part.source for part in parts])
    whole = _join([Piece(one.text, one.marks) for one in made], gaps, source.marks)
    approved = [one.approved_source_text for one in made if one.approved_source_text is not None]
    return SegmentTranslation(
        text=whole.text,
        marks=whole.marks,
        # A sum that no sentence has, since nobody can say with which marks a stale part was made: no approval returns.
        source_hash=source_hash(" ".join(one.source_hash for one in made)),
        source_text=_joined_text([one.source_text for one in made], gaps),
        approved_source_text=_joined_text(approved, gaps) if len(approved) == len(made) else None,
        author=", ".join(dict.fromkeys(one.author for one in made)),
        provenance=_join_provenance(made),
        created_at=max(one.created_at for one in made),
    )


def _joined_text(texts: Sequence[str], gaps: Sequence[str]) -> str:
    return "".join(text + gap for text, gap in zip(texts, (*gaps, ""), strict=True))


def _join_provenance(made: Sequence[SegmentTranslation]) -> Provenance:
    """Say where a joined text comes from: of its parts, the one that the fewest people have looked at decides."""
    order = (Origin.ENGINE, Origin.MEMORY, Origin.PERSON)
    unapproved = [one for one in made if one.approved_source_text is None]
    least = min(unapproved or made, key=lambda one: order.index(one.provenance.origin)).provenance
    is_mixed = bool(unapproved) and least.origin is not Origin.PERSON and any(map(is_persons, made))
    notes = [note for one in made for note in one.provenance.notes]
    return replace(
        least,
        notes=tuple(dict.fromkeys((*notes, JOINED, *([PARTLY_WRITTEN] if is_mixed else [])))),
        reviewer=", ".join(dict.fromkeys(filter(None, (one.provenance.reviewer for one in made)))) or None,
    )


def _divide(whole: Piece, sources: Sequence[SourceSegment], language: str) -> list[Piece]:
    """Cut a translation at its own sentence ends; nothing is returned if its parts are not surely those of the source.

    There must be as many, of the same kinds of sentences, with the same digits and links in each.
    """
    spans = list(sentence_spans(whole.text, rules_for(language)))
    if len(spans) != len(sources):
        return []
    pieces = list(take_apart(whole.text, whole.marks, spans).sentences)
    fits = all(
        _kind(piece.text) == _kind(source.text)
        and Counter(_DIGITS.findall(piece.text)) == Counter(_DIGITS.findall(source.text))
        and addresses(piece.marks) == addresses(source.marks)
        for piece, source in zip(pieces, sources, strict=True)
    )
    return pieces if fits else []


def _kind(text: str) -> str:
    """Return what kind of sentence a text is: a question, an exclamation, or neither."""
    end = next((character for character in reversed(text) if character in "?!？！؟.。…" or character.isalnum()), "")
    return _CLASSES.get(end, "")


def _part(whole: SegmentTranslation, piece: Piece, source: SourceSegment) -> SegmentTranslation:
    part = replace(
        whole,
        text=piece.text,
        marks=piece.marks,
        source_hash=source.source_hash,
        source_text=source.text,
        approved_source_text=None if whole.approved_source_text is None else source.text,
    )
    return _noted(without_notes(part, JOINED), DIVIDED)


def _noted(translation: SegmentTranslation, note: str) -> SegmentTranslation:
    notes = tuple(dict.fromkeys((*translation.provenance.notes, note)))
    return replace(translation, provenance=replace(translation.provenance, notes=notes))
