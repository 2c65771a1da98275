"""Sentences that a translator treats as one: which of a text's sentences are taken together.

A join names two sentences that follow each other in one field by their sums, so it holds wherever the two stand and
through every edit around them. While something stands between them it waits; it is over when one of them is gone.
"""

from collections.abc import Collection, Iterable, Sequence

from translations.model import Join, SourceSegment


def joined_groups(hashes: Sequence[str], is_broken_after: Sequence[bool], joins: Collection[Join]) -> list[range]:
    """Return the places of the sentences of one field that are taken together, a single one where none is joined.

    ``is_broken_after`` says after which sentence a line break stands: no sentence goes on over it.
    """
    pairs = {(join.first_hash, join.second_hash) for join in joins}
    groups: list[range] = []
    for place, own in enumerate(hashes):
        is_joined = place > 0 and not is_broken_after[place - 1] and (hashes[place - 1], own) in pairs
        groups.append(range(groups.pop().start if is_joined else place, place + 1))
    return groups


def over(joins: Iterable[Join], sentences: Iterable[SourceSegment]) -> tuple[Join, ...]:
    """Return the joins one of whose sentences is no longer among those of the text, as it is cut without joins."""
    there = {sentence.source_hash for sentence in sentences}
    return tuple(join for join in joins if join.first_hash not in there or join.second_hash not in there)


def parts_of(
    joined: SourceSegment, text: Iterable[SourceSegment], sentences: Iterable[SourceSegment]
) -> tuple[SourceSegment, ...]:
    """Return which sentences a joined one consists of.

    ``text`` are all sentences of its text as they were joined, ``sentences`` the same cut without joins. Nothing is
    returned where the two are not of the same version of the text.
    """
    rest = [sentence for sentence in sentences if sentence.field == joined.field]
    for one in text:
        if one.field == joined.field:
            found = _parts(one.text, rest)
            if one.index == joined.index or not found:
                return tuple(found)
            del rest[: len(found)]
    return ()


def _parts(text: str, sentences: Sequence[SourceSegment]) -> list[SourceSegment]:
    """Return the sentences, from the first on, that make up a text; none if they do not."""
    at = 0
    parts: list[SourceSegment] = []
    for sentence in sentences:
        start = text.find(sentence.text, at)
        # What stands between sentences has no letter or digit.
        if start < 0 or any(character.isalnum() for character in text[at:start]):
            return []
        parts.append(sentence)
        at = start + len(sentence.text)
        if at == len(text):
            return parts
    return []
